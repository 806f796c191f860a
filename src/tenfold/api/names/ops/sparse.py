"""Names of the ops in `ops/sparse/`."""

NAMES = {
    "ops.sparse.operators": {
        "SparseTensorSpec": "SparseTensorSpec",
        "SparseTensor": "SparseTensor sparse.SparseTensor",
    },
    "ops.sparse.segment": {f"segment_{kind}": f"sparse.segment_{kind}" for kind in ("sum", "mean", "sqrt_n")},
    "ops.sparse.entries": {
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
        "mask": "sparse.mask",
    },
    "ops.sparse.math": {
        "add": "sparse.add",
        "reduce_sum": "sparse.reduce_sum",
        "reduce_max": "sparse.reduce_max",
        "sparse_dense_matmul": "sparse.sparse_dense_matmul",
        "softmax": "sparse.softmax",
        "maximum": "sparse.maximum",
        "minimum": "sparse.minimum",
        "map_values": "sparse.map_values",
    },
    "ops.sparse.sets": {
        "intersection": "sets.intersection",
        "union": "sets.union",
        "difference": "sets.difference",
        "size": "sets.size",
        "edit_distance": "edit_distance",
    },
}

V1 = {
    "ops.sparse.segment": {
        name: name for name in ("sparse_segment_sum", "sparse_segment_mean", "sparse_segment_sqrt_n")
    },
    "ops.sparse.tensor": {"SparseTensorValue": "SparseTensorValue"},
    "ops.sparse.entries": {
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
        "mask": "sparse_mask",
        "convert_to_tensor_or_sparse_tensor": "convert_to_tensor_or_sparse_tensor",
        "convert_to_tensor_or_indexed_slices": "convert_to_tensor_or_indexed_slices",
    },
    "ops.sparse.math": {
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
    "ops.sparse.sets": {
        "intersection": "sets.set_intersection",
        "union": "sets.set_union",
        "difference": "sets.set_difference",
        "size": "sets.set_size",
    },
}
