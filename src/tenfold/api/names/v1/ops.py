"""Names of ops as TensorFlow 1 signed them."""

from tenfold.api.names.ops.checks import COMPARISONS, SIGNS

V1 = {
    "v1.ops.arrays": {
        "concat": "concat",
        "split": "split",
        "reverse": "reverse reverse_v2 manip.reverse",
        "shape": "shape",
        "size": "size",
        "transpose": "transpose",
        "matrix_transpose": "matrix_transpose linalg.matrix_transpose linalg.transpose",
        "expand_dims": "expand_dims",
        "zeros_like": "zeros_like",
        "ones_like": "ones_like",
        "constant": "constant",
        "gather": "gather",
        "gather_nd": "gather_nd manip.gather_nd",
        "batch_gather": "batch_gather",
        "boolean_mask": "boolean_mask",
        "pad": "pad",
        "in_top_k": "math.in_top_k nn.in_top_k",
        "space_to_batch": "space_to_batch nn.space_to_batch",
        "batch_to_space": "batch_to_space",
        "space_to_depth": "space_to_depth nn.space_to_depth",
        "depth_to_space": "depth_to_space nn.depth_to_space",
        "setdiff1d": "setdiff1d listdiff",
    },
    "v1.ops.autodiff": {
        "gradients": "gradients",
        "hessians": "hessians",
        "convert_to_tensor": "convert_to_tensor",
        "tuple_": "tuple",
    },
    "v1.ops.debugging": {
        n: f"debugging.{n} {n}"
        for n in f"{COMPARISONS} {SIGNS} assert_rank assert_rank_at_least assert_rank_in assert_scalar".split()
    },
    "v1.ops.math": {
        "argmax": "argmax math.argmax",
        "argmin": "argmin math.argmin",
        "arg_max": "arg_max",
        "arg_min": "arg_min",
        "count_nonzero": "count_nonzero math.count_nonzero",
        "bincount": "bincount math.bincount",
        "confusion_matrix": "confusion_matrix math.confusion_matrix",
        **{
            name: name for name in "to_float to_double to_bfloat16 to_int32 to_int64 to_complex64 to_complex128".split()
        },
    },
    "v1.ops.layers": {"xw_plus_b": "nn.xw_plus_b", "relu_layer": "nn.relu_layer"},
    "v1.ops.nn": {
        "crelu": "nn.crelu",
        "softmax_cross_entropy_with_logits": "nn.softmax_cross_entropy_with_logits",
        "weighted_cross_entropy_with_logits": "nn.weighted_cross_entropy_with_logits",
        "moments_v1": "nn.moments",
        "weighted_moments": "nn.weighted_moments",
        "sufficient_statistics": "nn.sufficient_statistics",
        "batch_norm_with_global_normalization": "nn.batch_norm_with_global_normalization",
        "conv1d": "nn.conv1d",
        "conv2d": "nn.conv2d",
        "conv3d": "nn.conv3d",
        "convolution_v1": "nn.convolution",
        "conv2d_transpose": "nn.conv2d_transpose",
        "conv3d_transpose": "nn.conv3d_transpose",
        "conv2d_backprop_input": "nn.conv2d_backprop_input",
        "conv2d_backprop_filter": "nn.conv2d_backprop_filter",
        "conv3d_backprop_filter": "nn.conv3d_backprop_filter nn.conv3d_backprop_filter_v2",
        "depthwise_conv2d": "nn.depthwise_conv2d",
        "separable_conv2d": "nn.separable_conv2d",
        "dilation2d": "nn.dilation2d",
        "erosion2d": "nn.erosion2d",
        "pool": "nn.pool",
        "max_pool_with_argmax": "nn.max_pool_with_argmax",
    },
}
