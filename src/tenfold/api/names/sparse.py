"""Names around SparseTensor: `tf.sparse`, `tf.sets`, TensorFlow 1's `sparse_*`."""

NAMES = {
    "ops.sparse": {
        "to_dense": "sparse.to_dense",
        "from_dense": "sparse.from_dense",
        "reorder": "sparse.reorder",
        "eye": "sparse.eye",
        "transpose": "sparse.transpose",
        "retain": "sparse.retain",
        "slice": "sparse.slice",
        "concat": "sparse.concat",
        "reshape": "sparse.reshape",
        "expand_dims": "sparse.expand_dims",
        "split": "sparse.split",
        "fill_empty_rows": "sparse.fill_empty_rows",
        "reset_shape": "sparse.reset_shape",
        "to_indicator": "sparse.to_indicator",
    },
    "ops.sparse_math": {
        "SparseTensor": "SparseTensor sparse.SparseTensor",  # from here, so that its operators are installed
        "add": "sparse.add",
        "reduce_sum": "sparse.reduce_sum",
        "reduce_max": "sparse.reduce_max",
        "sparse_dense_matmul": "sparse.sparse_dense_matmul",
        "softmax": "sparse.softmax",
        "maximum": "sparse.maximum",
        "minimum": "sparse.minimum",
        "map_values": "sparse.map_values",
    },
    "ops.sets": {
        "intersection": "sets.intersection",
        "union": "sets.union",
        "difference": "sets.difference",
        "size": "sets.size",
        "edit_distance": "edit_distance",
    },
}

V1 = {
    "core.sparse_tensor": {"SparseTensorValue": "SparseTensorValue"},
    "ops.sparse": {
        "to_dense": "sparse_tensor_to_dense",
        "sparse_to_dense": "sparse_to_dense",
        "reorder": "sparse_reorder",
        "transpose": "sparse_transpose",
        "retain": "sparse_retain",
        "slice": "sparse_slice",
        "concat": "sparse_concat",
        "reshape": "sparse_reshape",
        "split": "sparse_split",
        "fill_empty_rows": "sparse_fill_empty_rows",
        "reset_shape": "sparse_reset_shape",
        "to_indicator": "sparse_to_indicator",
    },
    "ops.sparse_math": {
        "add_v1": "sparse_add sparse.add",
        "reduce_sum": "sparse_reduce_sum",
        "reduce_max": "sparse_reduce_max",
        "reduce_sum_sparse": "sparse_reduce_sum_sparse sparse.reduce_sum_sparse",
        "reduce_max_sparse": "sparse_reduce_max_sparse sparse.reduce_max_sparse",
        "sparse_dense_matmul": "sparse_tensor_dense_matmul sparse.matmul",
        "softmax": "sparse_softmax",
        "maximum": "sparse_maximum",
        "minimum": "sparse_minimum",
    },
}
