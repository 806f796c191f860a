"""Neural network ops again: TensorFlow 1's signatures, and the dtypes, ranks and empty batches that `nn` leaves out."""

import numpy as np

from tenfold.testing.cases import bf16, case, f16, f32, f64, ints, pos

KERNEL = "the size of the structuring function must be known"
RANK = "the rank says how many spatial axes there are"
SHAPED = {"unknown": "dims", "why": RANK}
PLACES = "which entries there are is data"
SMOOTH = "relu relu6 leaky_relu elu selu softsign softplus silu gelu sigmoid tanh softmax log_softmax".split()
ROUNDED = ("leaky_relu", "gelu")  # TensorFlow rounds their constants to float32
IDS = "tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 2, 0], [2, 2])"

ACTIVATIONS = [
    *(case(f"tf.nn.{name}(x)", x=f16(3, 4)) for name in SMOOTH),
    *(
        case(f"tf.nn.{name}(x)", x=bf16(3, 4), **({"rtol": 4e-2, "atol": 2e-2} if name == "gelu" else {}))
        for name in SMOOTH
    ),
    *(case(f"tf.nn.{name}(x)", x=f64(2, 3), rtol=1e-7 if name in ROUNDED else None) for name in SMOOTH),
    *(case(f"tf.nn.{name}(x)", x=f32(0, 3)) for name in SMOOTH),
    *(case(f"tf.nn.{name}(x)", x=f32()) for name in SMOOTH if "softmax" not in name),
    *(
        case(f"tf.nn.{name}(x)", x=f32([float("nan"), float("inf"), -float("inf"), 0.0]), grad=False, why="not finite")
        for name in SMOOTH
        if name != "softmax"
    ),
    *(
        case(f"tf.nn.{name}(x)", x=f32([88.0, -88.0, 1e4, -1e4]), grad=False, why="the slope is zero or one")
        for name in SMOOTH
    ),
    case("tf.nn.relu6(x)", x=ints([-3, 3, 9], "int64")),
    case("tf.nn.crelu(x)", x=f32(2, 3), v1=True),
    case("tf.nn.softmax(x, -2)", x=f32(2, 3, 4)),
    case("tf.nn.log_softmax(x, axis=-2)", x=f32(2, 3, 4)),
    case("tf.nn.log_softmax(x)", x=f32([1000.0, 1001.0, -1000.0])),
    case("tf.nn.softmax(x)", x=ints([1, 2])),
    case("tf.nn.bias_add(x, b)", x=f32(2, 3, 4, 5), b=f32(5)),
    case("tf.nn.bias_add(x, b)", x=f16(2, 3), b=f16(3)),
    case("tf.nn.bias_add(x, b)", x=ints([[1, 2]]), b=ints([3, 4])),
    case("tf.nn.bias_add(x, b, data_format='NC')", x=f32(2, 3), b=f32(3)),
    case("tf.nn.bias_add(x, b)", x=f32(3), b=f32(3)),
    case("tf.nn.l2_normalize(x, axis=-1, epsilon=0.5)", x=f32(3, 4)),
    case("tf.nn.zero_fraction(x)", x=ints([[0, 1], [0, 0]], "int64")),
    case(
        "tf.nn.experimental.general_dropout(x, 0.5, lambda shape, dtype: tf.cast(m, dtype))",
        x=f32(4),
        m=f32([0.1, 0.6, 0.4, 0.9]),
    ),
    case(
        "tf.nn.experimental.general_dropout(x, tf.constant(0.4, x.dtype), lambda shape, dtype: tf.cast(m, dtype))",
        x=f32(4),
        m=np.array([0.1, 0.6, 0.2, 0.9]),
    ),
    case("tf.nn.dropout(x, 1.0)", v1=True, x=f32(4)),
    case("tf.nn.dropout(x, rate=0)", v1=True, x=f32(4)),
    case("tf.nn.dropout(x, keep_prob=2.0)", v1=True, x=f32(4)),
    case("tf.nn.experimental.stateless_dropout(x, rate=0.4, seed=[1, 2])", x=f16(9)),
]

LOSSES = [
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([0, 2], "int64"), x=f64(2, 3)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([0, 2]), x=f16(2, 3)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints(1), x=f32(3)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([]), x=f32(0, 3)),
    case("tf.nn.softmax_cross_entropy_with_logits(y, x)", y=f32([[0.0, 1.0, 0.0]]), x=f32(2, 3)),
    case("tf.nn.softmax_cross_entropy_with_logits(y, x)", y=f32(2, 4), x=f32(2, 3)),
    case(
        "tf.nn.softmax_cross_entropy_with_logits(y, x)",
        y=f32([[0.0, 1.0], [1.0, 0.0]]),
        x=f32([[1e4, -1e4], [3.0, 2.0]]),
    ),
    case("tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(y, 1), x, axis=1)", y=pos(2, 3, 2), x=f32(2, 3, 2)),
    case("tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(y), x)", y=bf16(2, 3), x=bf16(2, 3)),
    case(
        "tf.nn.sigmoid_cross_entropy_with_logits(y, x)", y=f32([1.0, 0.0, 0.5, 1.0]), x=f32([-100.0, 100.0, 0.5, 3.0])
    ),
    case("tf.nn.sigmoid_cross_entropy_with_logits(y, x)", y=f16(3, low=0, high=1), x=f16(3)),
    case("tf.nn.sigmoid_cross_entropy_with_logits(y, x)", y=f32(2), x=f32(3)),
    case("tf.nn.weighted_cross_entropy_with_logits(y, x, w)", y=f32(3, 4, low=0, high=1), x=f32(3, 4), w=pos(4)),
    case("tf.nn.weighted_cross_entropy_with_logits(y, x, 0.5)", y=f16(3, low=0, high=1), x=f16(3)),
    case("tf.nn.log_poisson_loss(y, x)", y=f64(3, low=0, high=4), x=f64(3)),
    case("tf.nn.log_poisson_loss(y, x)", y=f32(2), x=f32(3)),
    case("tf.nn.l2_loss(x)", x=f16(3)),
    case("tf.nn.l2_loss(x)", x=f32(0)),
    case("tf.nn.l2_loss(x)", x=ints([1])),
    case("tf.nn.scale_regularization_loss(x)", x=f32()),
]

CONVOLUTIONS = [
    case("tf.nn.conv2d(x, w, 1, 'SAME')", x=bf16(1, 4, 4, 2), w=bf16(2, 2, 2, 3)),
    case("tf.nn.conv2d(x, w, 1, 'SAME')", x=f64(1, 4, 4, 2), w=f64(3, 3, 2, 2)),
    case("tf.nn.conv2d(x, w, 2, 'SAME', dilations=2)", x=f32(1, 5, 5, 1), w=f32(2, 2, 1, 1)),
    case("tf.nn.conv2d(x, w, [1, 1, 2, 1], 'VALID', dilations=[1, 2, 1, 1])", x=f32(1, 6, 5, 2), w=f32(2, 2, 2, 2)),
    case("tf.nn.conv1d(x, w, 1, 'VALID')", x=f16(2, 5, 2), w=f16(2, 2, 3)),
    case("tf.nn.conv1d(x, w, 3, 'SAME')", x=f32(1, 8, 2), w=f32(2, 1, 4)),
    case("tf.nn.conv3d(x, w, [1, 1, 1, 1, 1], 'VALID')", x=f32(1, 3, 3, 3, 2), w=f32(2, 2, 2, 2, 2)),
    case(
        "tf.nn.conv3d(x, w, [1, 1, 1, 1, 1], 'SAME', dilations=[1, 1, 2, 1, 1])",
        x=f32(1, 2, 4, 3, 1),
        w=f32(2, 2, 2, 1, 2),
    ),
    case("tf.nn.convolution(x, w, padding='SAME', dilations=[2, 1])", x=f32(1, 5, 5, 1), w=f32(3, 2, 1, 2), **SHAPED),
    case("tf.nn.convolution(x, w, padding='VALID')", x=f32(1, 3, 3, 3, 1), w=f32(2, 2, 2, 1, 2), **SHAPED),
    case("tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'VALID')", x=f16(1, 4, 4, 2), w=f16(2, 2, 2, 2)),
    case("tf.nn.depthwise_conv2d(x, w, [1, 2, 2, 1], 'SAME')", x=f32(1, 5, 6, 2), w=f32(3, 3, 2, 2)),
    case(
        "tf.nn.separable_conv2d(x, d, p, [1, 2, 2, 1], 'VALID')",
        x=f32(1, 6, 6, 2),
        d=f32(2, 2, 2, 1),
        p=f32(1, 1, 2, 3),
    ),
    case(
        "tf.nn.separable_conv2d(x, d, p, [1, 1, 1, 1], 'SAME', dilations=[2, 2])",
        x=f32(1, 5, 5, 1),
        d=f32(2, 2, 1, 2),
        p=f32(1, 1, 2, 1),
    ),
    case("tf.nn.conv2d_transpose(x, w, [1, 4, 4, 2], 2, 'SAME')", x=f16(1, 2, 2, 1), w=f16(2, 2, 2, 1)),
    case("tf.nn.conv2d_transpose(x, w, [1, 5, 5, 2], 1, 'VALID', dilations=2)", x=f32(1, 3, 3, 1), w=f32(2, 2, 2, 1)),
    case("tf.nn.conv1d_transpose(x, w, [1, 5, 2], 1, 'VALID')", x=f32(1, 3, 1), w=f32(3, 2, 1)),
    case("tf.nn.conv_transpose(x, w, [1, 4, 4, 2], 2)", x=f32(1, 2, 2, 1), w=f32(2, 2, 2, 1), **SHAPED),
]

POOLING = [
    *(case(f"tf.nn.{k}_pool2d(x, 2, 2, 'SAME')", x=f16(1, 3, 4, 2)) for k in ("max", "avg")),
    *(case(f"tf.nn.{k}_pool2d(x, 2, 2, 'SAME')", x=bf16(1, 3, 4, 2)) for k in ("max", "avg")),
    *(case(f"tf.nn.{k}_pool2d(x, 2, 1, 'VALID')", x=f32(0, 3, 4, 2)) for k in ("max", "avg")),
    *(case(f"tf.nn.{k}_pool2d(x, 5, 1, 'SAME')", x=f32(1, 3, 4, 1)) for k in ("max", "avg")),
    *(case(f"tf.nn.{k}_pool1d(x, 3, 2, 'SAME')", x=f32(2, 6, 2)) for k in ("max", "avg")),
    *(
        case(f"tf.nn.{k}_pool3d(x, [1, 2, 1, 2, 1], [1, 1, 2, 2, 1], 'VALID')", x=f32(1, 3, 3, 4, 2))
        for k in ("max", "avg")
    ),
    *(case(f"tf.nn.{k}_pool(x, 2, 2, 'SAME')", x=f32(1, 5, 2), **SHAPED) for k in ("max", "avg")),
    *(case(f"tf.nn.{k}_pool(x, 2, 1, 'VALID')", x=f32(1, 2, 3, 2, 1), **SHAPED) for k in ("max", "avg")),
    case("tf.nn.max_pool2d(x, 2, 2, 'SAME')", x=f32(1, 3, 3, 1, low=-9, high=-8)),
    case("tf.nn.pool(x, [2], 'MAX', padding='VALID', strides=[2])", x=f32(1, 5, 2)),
    case("tf.nn.max_pool_with_argmax(x, 2, 2, 'SAME')", x=f64(1, 3, 3, 1)),
]

V1 = [
    case("tf.nn.weighted_moments(x, [0], w, keep_dims=True)", x=f32(5, 3), w=pos(5, 1), v1=True),
    case("tf.nn.sufficient_statistics(x, [0], keep_dims=True)[:3]", x=f32(5, 3), v1=True),
    case(
        "tf.nn.batch_norm_with_global_normalization(x, m, v, b, g, 1e-3, False)",
        x=f32(1, 2, 2, 3),
        m=f32(3),
        v=pos(3),
        b=f32(3),
        g=f32(3),
        v1=True,
    ),
    case("tf.nn.conv1d(x, w, 2, 'SAME')", x=f32(1, 5, 2), w=f32(2, 2, 3), v1=True),
    case("tf.nn.conv1d(value=x, filters=w, stride=1, padding='VALID')", x=f32(1, 5, 2), w=f32(2, 2, 3), v1=True),
    case(
        "tf.nn.conv3d(x, filter=w, strides=[1, 1, 1, 1, 1], padding='VALID')",
        x=f32(1, 3, 3, 3, 1),
        w=f32(2, 2, 2, 1, 2),
        v1=True,
    ),
    case(
        "tf.nn.convolution(x, w, 'SAME', strides=[2], dilation_rate=[1])",
        x=f32(1, 5, 2),
        w=f32(2, 2, 3),
        v1=True,
        **SHAPED,
    ),
    case("tf.nn.conv2d_transpose(x, w, [1, 4, 4, 2], [1, 2, 2, 1])", x=f32(1, 2, 2, 1), w=f32(3, 3, 2, 1), v1=True),
    case(
        "tf.nn.conv2d_transpose(value=x, filter=w, output_shape=[1, 5, 5, 2], strides=2, padding='VALID')",
        x=f32(1, 2, 2, 1),
        w=f32(3, 3, 2, 1),
        v1=True,
    ),
    case(
        "tf.nn.conv3d_transpose(x, filter=w, output_shape=[1, 2, 4, 4, 1], strides=[1, 1, 2, 2, 1])",
        x=f32(1, 2, 2, 2, 2),
        w=f32(2, 2, 2, 1, 2),
        v1=True,
    ),
    case(
        "tf.nn.conv3d_backprop_filter(x, [2, 2, 2, 1, 2], y, [1, 1, 1, 1, 1], 'VALID')",
        x=f32(1, 3, 3, 3, 1),
        y=f32(1, 2, 2, 2, 2),
        v1=True,
    ),
    case(
        "tf.nn.separable_conv2d(x, d, p, strides=[1, 1, 1, 1], padding='SAME', rate=[2, 2])",
        x=f32(1, 5, 5, 1),
        d=f32(2, 2, 1, 2),
        p=f32(1, 1, 2, 2),
        v1=True,
    ),
    case(
        "tf.nn.dilation2d(x, w, [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')",
        x=f32(1, 4, 4, 1),
        w=f32(2, 2, 1),
        v1=True,
        unknown=False,
        why=KERNEL,
    ),
    case(
        "tf.nn.erosion2d(x, w, [1, 1, 1, 1], [1, 1, 1, 1], 'VALID')",
        x=f32(1, 4, 4, 1),
        w=f32(2, 2, 1),
        v1=True,
        unknown=False,
        why=KERNEL,
    ),
    case("tf.nn.pool(x, [2, 2], 'AVG', 'SAME', strides=[2, 2])", x=f32(1, 4, 5, 2), v1=True),
    case("tf.nn.pool(x, [2, 2], 'MAX', 'VALID', dilation_rate=[2, 1])", x=f32(1, 4, 5, 2), v1=True),
    case(
        "tf.nn.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME', Targmax=tf.int32)",
        x=f32(1, 3, 4, 2),
        v1=True,
    ),
    case("tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], padding='VALID')", x=f32(1, 4, 4, 2), v1=True, **SHAPED),
    case("tf.nn.avg_pool2d(x, [2, 2], [1, 1], padding='SAME')", x=f32(1, 3, 4, 2), v1=True),
    case("tf.nn.max_pool_v2(x, 2, 2, 'VALID')", x=f32(1, 4, 4, 2), v1=True, **SHAPED),
    case(
        "tf.nn.sampled_softmax_loss(w, b, y, x, 3, 9, 1, drawn, False, 'div')",
        v1=True,
        w=f32(9, 5),
        b=f32(9),
        x=f32(2, 5),
        y=ints([[4], [2]], "int64"),
        drawn=(np.array([4, 0, 7]), np.array([[0.3], [0.6]], np.float32), np.array([0.5, 0.3, 0.1], np.float32)),
    ),
    case(
        f"tf.nn.embedding_lookup_sparse(p, {IDS}, None, combiner='sum')",
        v1=True,
        p=f32(4, 3),
        unknown="dims",
        xla=False,
        why=PLACES,
    ),
    case(
        f"tf.nn.embedding_lookup_sparse(p, {IDS}, None)",
        v1=True,
        p=f32(4, 3),
        unknown="dims",
        xla=False,
        why=PLACES,
    ),
    case("tf.nn.embedding_lookup(p, i)", v1=True, p=f32(4, 3), i=ints([[0], [3]], "int64")),
    case("tf.nn.moments(x, [0, 1], None, None, True)", v1=True, x=f32(3, 2, 2)),
    case(
        "tf.nn.fused_batch_norm(x, g, b, epsilon=0.01)[0]",
        x=f16(2, 3, 4, 3),
        g=f32(3),
        b=f32(3),
        v1=True,
        grad=False,
        why="float16 beside float32 is part of the op",
    ),
]

NORMALIZATION = [
    case("tf.nn.moments(x, [-1])", x=f32(2, 5)),
    case("tf.nn.moments(x, [0])", x=bf16(5, 3)),
    case("tf.nn.moments(x, [0])", x=ints([[1, 2], [3, 5]])),
    case(
        "tf.nn.batch_normalization(x, m, v, b, g, 1e-3)", x=f16(4, 3), m=f16(3), v=f16(3, low=0.5), b=f16(3), g=f16(3)
    ),
    case("tf.nn.batch_normalization(x, m, v, None, g, 0.1)", x=f64(2, 2, 3), m=f64(3), v=f64(3, low=0.5), g=f64(3)),
    case("tf.nn.local_response_normalization(x, 1, 1.0, 0.5, 0.5)", x=f32(2, 1, 2, 3)),
    case("tf.nn.local_response_normalization(x)", x=f32(2, 3)),
]

CASES = [*ACTIVATIONS, *LOSSES, *CONVOLUTIONS, *POOLING, *V1, *NORMALIZATION]
