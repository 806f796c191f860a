"""Neural network ops: activations, losses, convolutions, pooling, normalisation."""

import numpy as np

from tenfold.testing.cases import bf16, c64, case, f16, f32, f64, ints, pos

KERNEL = "the size of the structuring function must be known"
RANK = "the rank says how many spatial axes there are"

ACTIVATIONS = [
    case("tf.nn.relu(x)", x=f32(3, 4)),
    case("tf.nn.relu(x)", x=ints([-1, 2])),
    case("tf.nn.relu(x)", x=bf16(5)),
    case("tf.nn.relu6(x * 5)", x=f32(3, 4)),
    case("tf.nn.leaky_relu(x)", x=f32(3, 4)),
    case("tf.nn.leaky_relu(x, alpha=0.3)", x=f16(3, 4)),
    case("tf.nn.leaky_relu(x)", x=ints([-5, 5])),
    case("tf.nn.elu(x)", x=f32(3, 4)),
    case("tf.nn.selu(x)", x=f32(3, 4)),
    case("tf.nn.softsign(x)", x=f32(3, 4)),
    case("tf.nn.softplus(x)", x=f32(3, 4)),
    case("tf.nn.softplus(x)", x=f32([-100.0, 0.5, 100.0])),
    case("tf.nn.silu(x)", x=f32(3, 4)),
    case("tf.nn.silu(x, beta=1.5)", x=f32(3, 4)),
    case("tf.nn.swish(x)", x=f64(3)),
    case("tf.nn.gelu(x)", x=f32(3, 4)),
    case("tf.nn.gelu(x, approximate=True)", x=f32(3, 4)),
    case("tf.nn.gelu(x)", x=ints([1])),
    case("tf.nn.crelu(x)", x=f32(3, 4)),
    case("tf.nn.crelu(x, axis=0)", x=f32(3, 4)),
    case("tf.sigmoid(x)", x=f32(3, 4)),
    case("tf.sigmoid(x)", x=f32([-100.0, -20.0, 20.0, 100.0])),
    case("tf.sigmoid(x)", x=c64(3)),
    case("tf.sigmoid(x)", x=ints([1])),
    case("tf.tanh(x)", x=f32(3, 4)),
    case("tf.tanh(x)", x=f16(3, 4)),
    case("tf.tanh(x)", x=c64(3)),
    case("tf.nn.softmax(x)", x=f32(3, 4)),
    case("tf.nn.softmax(x, axis=0)", x=f32(3, 4)),
    case("tf.nn.softmax(x, axis=1)", x=f32(2, 3, 4)),
    case("tf.nn.softmax(x)", x=f16(3, 4)),
    case("tf.nn.softmax(x)", x=f32([1000.0, 1001.0])),
    case("tf.nn.softmax(x, axis=3)", x=f32(3, 4)),
    case("tf.nn.log_softmax(x)", x=f32(3, 4)),
    case("tf.nn.log_softmax(x, axis=0)", x=f32(3, 4)),
    case("tf.nn.bias_add(x, b)", x=f32(2, 3), b=f32(3)),
    case("tf.nn.bias_add(x, b, data_format='NCHW')", x=f32(2, 3, 4, 5), b=f32(3)),
    case("tf.nn.bias_add(x, b)", x=f32(2, 3), b=f32(1)),
]

LOSSES = [
    case("tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(z), x)", z=f32(3, 4), x=f32(3, 4)),
    case("tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(z, 0), x, axis=0)", z=f32(3, 4), x=f32(3, 4)),
    case("tf.nn.softmax_cross_entropy_with_logits(labels=[[0, 1], [1, 0]], logits=x)", x=f32(2, 2)),
    case("tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(z), x)", z=f32(2, 3, 4), x=f32(2, 3, 4)),
    case("tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(z), x)", z=f16(3, 4), x=f16(3, 4)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([0, 3, 1]), x=f32(3, 4)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([[0, 3, 1]]), x=f32(1, 3, 4)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([0, 4, 1]), x=f32(3, 4)),
    case("tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)", y=ints([0, 1]), x=f32(3, 4)),
    case("tf.nn.sigmoid_cross_entropy_with_logits(z, x)", z=f32(3, 4), x=f32(3, 4)),
    case("tf.nn.sigmoid_cross_entropy_with_logits(labels=z, logits=x)", z=f32(3, 1), x=f32(3, 4)),
    case("tf.nn.weighted_cross_entropy_with_logits(z, x, 2.5)", z=f32(3, 4), x=f32(3, 4)),
    case("tf.nn.l2_loss(x)", x=f32(3, 4)),
    case("tf.nn.log_poisson_loss(z, x)", z=pos(3, 4), x=f32(3, 4)),
    case("tf.nn.log_poisson_loss(z, x, compute_full_loss=True)", z=f32([0.5, 1.5, 4.0]), x=f32(3)),
    case("tf.nn.compute_average_loss(x)", x=f32(4)),
    case(
        "tf.nn.compute_average_loss(x, sample_weight=w, global_batch_size=8)",
        x=f32(4, 3),
        w=f32(4),
        unknown="dims",
        why="the ranks say over what the weights broadcast",
    ),
    case("tf.nn.compute_average_loss(x, w)", x=f32(4), w=f32(1)),
    case("tf.nn.scale_regularization_loss(x)", x=f32(4)),
    case(
        "tf.nn.softmax_cross_entropy_with_logits(labels=[[0., 1.], [1., 0.]], logits=x, dim=-1)", x=f32(2, 2), v1=True
    ),
    case("tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[0., 1.], [1., 0.]], logits=x)", x=f32(2, 2), v1=True),
    case("tf.nn.weighted_cross_entropy_with_logits(targets=z, logits=x, pos_weight=2)", z=f32(3), x=f32(3), v1=True),
]

CONVOLUTIONS = [
    case("tf.nn.conv2d(x, w, 1, 'VALID')", x=f32(2, 5, 6, 3), w=f32(3, 2, 3, 4)),
    case("tf.nn.conv2d(x, w, 1, 'SAME')", x=f32(2, 5, 6, 3), w=f32(3, 2, 3, 4)),
    case("tf.nn.conv2d(x, w, [1, 2, 3, 1], 'SAME')", x=f32(2, 7, 8, 3), w=f32(3, 3, 3, 2)),
    case("tf.nn.conv2d(x, w, 2, 'VALID')", x=f32(2, 7, 8, 3), w=f32(2, 2, 3, 2)),
    case("tf.nn.conv2d(x, w, 3, 'SAME')", x=f32(2, 7, 8, 1), w=f32(2, 2, 1, 2)),
    case("tf.nn.conv2d(x, w, 1, 'SAME', dilations=2)", x=f32(1, 7, 8, 2), w=f32(3, 3, 2, 2)),
    case("tf.nn.conv2d(x, w, 1, [[0, 0], [1, 2], [0, 1], [0, 0]])", x=f32(1, 4, 4, 2), w=f32(3, 3, 2, 2)),
    case("tf.nn.conv2d(x, w, 1, 'SAME')", x=f32(2, 4, 5, 3), w=f32(1, 1, 3, 4)),
    case("tf.nn.conv2d(x, w, 2, 'SAME')", x=f32(2, 4, 5, 3), w=f32(1, 1, 3, 4)),
    case("tf.nn.conv2d(x, w, 1, 'VALID')", x=f32(2, 4, 5, 4), w=f32(2, 2, 2, 6)),
    case(
        "tf.nn.conv2d(x, w, 1, 'VALID')",
        x=f32(2, 2, 4, 5, 2),
        w=f32(2, 2, 2, 3),
        unknown="dims",
        why="how many batch axes there are must be known",
    ),
    case("tf.nn.conv2d(x, w, 1, 'VALID')", x=f16(1, 4, 4, 2), w=f16(2, 2, 2, 3)),
    case("tf.nn.conv2d(x, w, 1, 'VALID')", x=f32(2, 4, 5, 4), w=f32(2, 2, 3, 6)),
    case("tf.nn.conv1d(x, w, 1, 'SAME')", x=f32(2, 7, 3), w=f32(3, 3, 4)),
    case("tf.nn.conv1d(x, w, 2, 'VALID')", x=f32(2, 7, 3), w=f32(3, 3, 4)),
    case("tf.nn.conv1d(x, w, 1, 'SAME', dilations=2)", x=f32(2, 7, 3), w=f32(3, 3, 4)),
    case("tf.nn.conv3d(x, w, [1, 1, 2, 1, 1], 'SAME')", x=f32(1, 3, 4, 5, 2), w=f32(2, 3, 2, 2, 3)),
    case("tf.nn.convolution(x, w, padding='SAME')", x=f32(2, 7, 3), w=f32(3, 3, 4), unknown="dims", why=RANK),
    case(
        "tf.nn.convolution(x, w, strides=2, padding='VALID')",
        x=f32(2, 5, 5, 1),
        w=f32(3, 3, 1, 4),
        unknown="dims",
        why=RANK,
    ),
    case("tf.nn.atrous_conv2d(x, w, 2, 'VALID')", x=f32(1, 7, 7, 2), w=f32(3, 3, 2, 2)),
    case("tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'SAME')", x=f32(2, 5, 6, 3), w=f32(3, 2, 3, 1)),
    case("tf.nn.depthwise_conv2d(x, w, [1, 2, 2, 1], 'VALID')", x=f32(2, 5, 6, 3), w=f32(3, 2, 3, 2)),
    case("tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'SAME', dilations=[2, 2])", x=f32(1, 6, 6, 2), w=f32(3, 3, 2, 1)),
    case(
        "tf.nn.separable_conv2d(x, d, p, [1, 1, 1, 1], 'SAME')", x=f32(1, 5, 5, 2), d=f32(3, 3, 2, 2), p=f32(1, 1, 4, 3)
    ),
]

TRANSPOSED = [
    case("tf.nn.conv2d_transpose(x, w, [2, 6, 8, 3], 2)", x=f32(2, 3, 4, 2), w=f32(3, 3, 3, 2)),
    case(
        "tf.nn.conv2d_transpose(x, w, [2, 7, 9, 3], [1, 2, 2, 1], padding='VALID')",
        x=f32(2, 3, 4, 2),
        w=f32(3, 3, 3, 2),
    ),
    case("tf.nn.conv2d_transpose(x, w, tf.stack([tf.shape(x)[0], 6, 8, 3]), 2)", x=f32(2, 3, 4, 2), w=f32(3, 3, 3, 2)),
    case("tf.nn.conv1d_transpose(x, w, [2, 6, 3], 2)", x=f32(2, 3, 2), w=f32(3, 3, 2)),
    case("tf.nn.conv3d_transpose(x, w, [1, 4, 4, 6, 1], 2)", x=f32(1, 2, 2, 3, 2), w=f32(2, 3, 2, 1, 2)),
    case("tf.nn.conv_transpose(x, w, [2, 6, 3], 2)", x=f32(2, 3, 2), w=f32(3, 3, 2), unknown="dims", why=RANK),
    case("tf.nn.atrous_conv2d_transpose(x, w, [1, 6, 6, 3], 2, 'SAME')", x=f32(1, 6, 6, 2), w=f32(3, 3, 3, 2)),
    case(
        "tf.nn.conv2d_backprop_input([2, 6, 8, 3], w, x, [1, 2, 2, 1], 'SAME')",
        x=f32(2, 3, 4, 2),
        w=f32(3, 3, 3, 2),
        v1=True,
    ),
    case(
        "tf.nn.conv2d_backprop_filter(x, [3, 2, 2, 4], y, [1, 1, 1, 1], 'SAME')",
        x=f32(2, 3, 4, 2),
        y=f32(2, 3, 4, 4),
        v1=True,
    ),
    case(
        "tf.nn.depthwise_conv2d_backprop_input([2, 5, 5, 2], w, x, [1, 1, 1, 1], 'SAME')",
        x=f32(2, 5, 5, 2),
        w=f32(3, 3, 2, 1),
    ),
    case(
        "tf.nn.depthwise_conv2d_backprop_filter(x, [3, 3, 2, 1], y, [1, 1, 1, 1], 'SAME')",
        x=f32(2, 5, 5, 2),
        y=f32(2, 5, 5, 2),
    ),
    case(
        "tf.nn.conv2d(x, filter=w, strides=[1, 1, 1, 1], padding='SAME')", x=f32(1, 5, 5, 2), w=f32(3, 3, 2, 1), v1=True
    ),
    case(
        "tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'SAME', rate=[2, 2])", x=f32(1, 5, 5, 2), w=f32(3, 3, 2, 1), v1=True
    ),
]

MORPHOLOGY = [
    case(
        "tf.nn.dilation2d(x, w, [1, 1, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1])",
        x=f32(1, 5, 6, 2),
        w=f32(3, 2, 2),
        unknown=False,
        why=KERNEL,
    ),
    case(
        "tf.nn.dilation2d(x, w, [1, 2, 1, 1], 'VALID', 'NHWC', [1, 2, 1, 1])",
        x=f32(1, 7, 6, 2),
        w=f32(3, 2, 2),
        unknown=False,
        why=KERNEL,
    ),
    case(
        "tf.nn.erosion2d(x, w, [1, 1, 1, 1], 'SAME', 'NHWC', [1, 1, 1, 1])",
        x=f32(1, 5, 6, 2),
        w=f32(3, 2, 2),
        unknown=False,
        why=KERNEL,
    ),
]

POOLING = [
    case("tf.nn.max_pool2d(x, 2, 2, 'VALID')", x=f32(2, 5, 6, 3)),
    case("tf.nn.max_pool2d(x, 2, 2, 'SAME')", x=f32(2, 5, 5, 3)),
    case("tf.nn.max_pool2d(x, 3, 2, 'SAME')", x=f32(2, 6, 7, 3)),
    case("tf.nn.max_pool2d(x, [1, 2, 3, 1], [1, 1, 2, 1], 'VALID')", x=f32(2, 6, 7, 3)),
    case("tf.nn.max_pool2d(x, 6, 6, 'VALID')", x=f32(2, 6, 7, 3)),
    case("tf.nn.max_pool2d(x, 2, 1, [[0, 0], [1, 1], [0, 1], [0, 0]])", x=f32(1, 4, 4, 2)),
    case("tf.nn.max_pool(x, (1, 1, 1, 3), (1, 1, 1, 3), 'VALID')", x=f32(1, 4, 4, 6)),
    case("tf.nn.max_pool2d(x, 2, 2, 'VALID')", x=ints(np.arange(32).reshape(1, 4, 4, 2))),
    case("tf.nn.max_pool1d(x, 2, 2, 'VALID')", x=f32(2, 5, 3)),
    case("tf.nn.max_pool3d(x, 2, 2, 'SAME')", x=f32(1, 3, 4, 5, 2)),
    case("tf.nn.avg_pool2d(x, 2, 2, 'VALID')", x=f32(2, 5, 6, 3)),
    case("tf.nn.avg_pool2d(x, 3, 2, 'SAME')", x=f32(2, 6, 7, 3)),
    case("tf.nn.avg_pool2d(x, 2, 2, 'SAME')", x=f32(2, 5, 7, 3)),
    case("tf.nn.avg_pool(x, 6, 6, 'VALID')", x=f32(2, 6, 7, 3), unknown="dims", why=RANK),
    case("tf.nn.avg_pool1d(x, 3, 1, 'SAME')", x=f32(2, 5, 3)),
    case("tf.nn.avg_pool3d(x, 2, 1, 'SAME')", x=f32(1, 3, 4, 5, 2)),
    case("tf.nn.avg_pool2d(x, 9, 1, 'VALID')", x=f32(2, 6, 7, 3)),
    case(
        "tf.nn.max_pool(value=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME')", x=f32(2, 5, 6, 3), v1=True
    ),
    case("tf.nn.pool(x, [2, 2], 'MAX', [1, 2], 'SAME')", x=f32(2, 5, 6, 3)),
    case("tf.nn.pool(x, [2, 2], 'AVG', padding='VALID', dilations=[2, 1])", x=f32(2, 5, 6, 3)),
    case("tf.nn.pool(x, [3], 'AVG', padding='SAME', dilations=[2])", x=f32(2, 7, 3)),
    case("tf.nn.pool(x, [3], 'MAX', padding='SAME', dilations=[2])", x=f32(2, 7, 3)),
    case("tf.nn.max_pool_with_argmax(x, 2, 2, 'VALID')", x=f32(2, 5, 6, 3)),
    case("tf.nn.max_pool_with_argmax(x, 3, 2, 'SAME', output_dtype=tf.int32)", x=f32(2, 5, 6, 3)),
    case("tf.nn.max_pool_with_argmax(x, 2, 1, 'SAME', include_batch_in_index=True)", x=f32(2, 4, 3, 2)),
]

NORMALIZATION = [
    case("tf.nn.moments(x, [0])", x=f32(5, 3)),
    case("tf.nn.moments(x, axes=[0, 1], keepdims=True)", x=f32(5, 3, 2)),
    case("tf.nn.moments(x, [1])", x=f16(5, 3)),
    case("tf.nn.batch_normalization(x, m, v, b, g, 1e-3)", x=f32(4, 3), m=f32(3), v=pos(3), b=f32(3), g=f32(3)),
    case("tf.nn.batch_normalization(x, m, v, None, None, 1e-3)", x=f32(4, 3), m=f32(3), v=pos(3)),
    case("tf.nn.batch_normalization(x, m, v, b, None, 1e-3)", x=f32(2, 4, 3), m=f32(2, 4, 1), v=pos(2, 4, 1), b=f32(3)),
    case("tf.nn.sufficient_statistics(x, [0])[:3]", x=f32(5, 3)),
    case("tf.nn.sufficient_statistics(x, [0, 1], shift=s, keepdims=True)", x=f32(5, 3, 2), s=f32(2)),
    case("tf.nn.normalize_moments(5.0, m, v, None)", m=f32(3), v=pos(3)),
    case("tf.nn.normalize_moments(5.0, m, v, s)", m=f32(3), v=pos(3), s=f32(3)),
    case("tf.nn.weighted_moments(x, [0], w)", x=f32(5, 3), w=pos(5, 1)),
    case("tf.nn.weighted_moments(x, [0, 1], w, keepdims=True)", x=f32(5, 3), w=pos(5, 3)),
    case("tf.nn.moments(x, [0], keep_dims=True)", x=f32(5, 3), v1=True),
    case("tf.nn.lrn(x)", x=f32(1, 2, 2, 7)),
    case("tf.nn.local_response_normalization(x, depth_radius=2, bias=2, alpha=0.5, beta=0.75)", x=f32(1, 2, 2, 7)),
    case(
        "tf.nn.batch_norm_with_global_normalization(x, m, v, b, g, 1e-3, True)",
        x=f32(1, 2, 2, 3),
        m=f32(3),
        v=pos(3),
        b=f32(3),
        g=f32(3),
    ),
    case("tf.nn.fused_batch_norm(x, g, b, epsilon=0.01)[0]", x=f32(2, 3, 4, 3), g=f32(3), b=f32(3), v1=True),
    case(
        "tf.nn.fused_batch_norm(x, g, b, m, v, is_training=False)",
        x=f32(2, 3, 4, 3),
        g=f32(3),
        b=f32(3),
        m=f32(3),
        v=pos(3),
        v1=True,
    ),
    case(
        "tf.nn.fused_batch_norm(x, g, b)[1:3]",
        x=f32(2, 3, 4, 3),
        g=f32(3),
        b=f32(3),
        v1=True,
        grad=False,
        why="no gradient flows through the moments",
    ),
]

DECODED = "decoding has no gradient"
PARTS = "each part is asked for its own rows, and how many these are turns on data"
ROWS = "how many rows there are depends on data"
NO_SECOND = "the loss has no second derivative"
ROW = "tf.SparseTensor([[0, 0], [0, 1], [0, 2]], [1, 1, 2], [1, 3])"
SPARSE = "tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 2, 0], [2, 2])"

CTC = [
    case(
        "tf.nn.ctc_loss(y, x, [2, 3], [5, 4])",
        y=ints([[1, 2, 0], [3, 3, 1]]),
        x=f32(5, 2, 4),
        second=False,
        why=NO_SECOND,
    ),
    case(
        "tf.nn.ctc_loss(y, x, [2, 1], [5, 5], logits_time_major=False, blank_index=-1)",
        y=ints([[1, 2], [0, 0]]),
        x=f32(2, 5, 4),
        second=False,
        unknown=False,
        why=NO_SECOND + "; the number of classes must be known",
    ),
    case(
        "tf.nn.ctc_loss(y, x, [0, 3], [5, 4])",
        y=ints([[1, 2, 0], [3, 2, 1]]),
        x=f32(5, 2, 4),
        second=False,
        why=NO_SECOND,
    ),
    case(f"tf.nn.ctc_loss({SPARSE}, x, None, [5, 4], blank_index=3)", x=f32(5, 2, 4), second=False, why=NO_SECOND),
    case(
        f"tf.nn.ctc_loss({SPARSE}, x, [5, 4])",
        x=f32(5, 2, 4),
        v1=True,
        second=False,
        unknown=False,
        why=NO_SECOND + "; the number of classes must be known",
    ),
    case(
        f"tf.nn.ctc_loss({ROW}, x, [4], ctc_merge_repeated=False)",
        x=f32(4, 1, 4),
        v1=True,
        second=False,
        unknown=False,
        why=NO_SECOND + "; the number of classes must be known",
    ),
    case(
        f"tf.nn.ctc_loss({ROW}, x, [3], preprocess_collapse_repeated=True)",
        x=f32(4, 1, 4),
        v1=True,
        second=False,
        unknown=False,
        why=NO_SECOND + "; the number of classes must be known",
    ),
    case(f"tf.nn.ctc_loss({ROW}, x, [2])", x=f32(4, 1, 4), v1=True),
    case(
        f"tf.nn.ctc_loss({ROW}, x, [2], ignore_longer_outputs_than_inputs=True)",
        x=f32(4, 1, 4),
        v1=True,
        second=False,
        unknown=False,
        why=NO_SECOND + "; the number of classes must be known",
    ),
    case("tf.nn.ctc_greedy_decoder(x, [5, 4])", x=f32(5, 2, 3), grad=False, why=DECODED),
    case(
        "tf.nn.ctc_greedy_decoder(x, [5, 4], merge_repeated=False, blank_index=0)",
        x=f32(5, 2, 3),
        grad=False,
        why=DECODED,
    ),
    case(
        "tf.nn.ctc_beam_search_decoder(x, [5, 4], beam_width=8, top_paths=3)", x=f32(5, 2, 4), grad=False, why=DECODED
    ),
    case("tf.nn.ctc_beam_search_decoder(x, [6, 6], top_paths=2)", x=f32(6, 2, 3), grad=False, why=DECODED),
    case("tf.nn.ctc_beam_search_decoder(x, [6, 5])", x=f32(6, 2, 3), v1=True, grad=False, why=DECODED),
    case("tf.nn.collapse_repeated(y, [4, 2])", y=ints([[1, 1, 2, 2], [3, 3, 3, 0]])),
    case("tf.nn.ctc_unique_labels(y)", y=ints([[3, 1, 3, 0], [2, 2, 2, 0]])),
    case(
        f"tf.nn.embedding_lookup_sparse(p, {SPARSE}, None, combiner='mean')",
        p=f32(4, 3),
        unknown="dims",
        xla=False,
        why=ROWS,
    ),
    case(
        "tf.nn.embedding_lookup_sparse(p, tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 3, 1], [2, 2]), "
        "tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1., 2., 3.], [2, 2]), combiner='sqrtn')",
        p=f32(4, 3),
        unknown="dims",
        xla=False,
        why=ROWS,
    ),
]

OTHERS = [
    case("tf.nn.embedding_lookup(p, i)", p=f32(5, 3), i=ints([[0, 4], [2, 2]])),
    case(
        "tf.nn.embedding_lookup(p, i, max_norm=1.5)",
        p=f32(5, 3),
        i=ints([[0, 4], [2, 2]]),
        unknown="dims",
        why="which axes make up an embedding must be known",
    ),
    case("tf.nn.embedding_lookup(p, i)", p=f32(5, 3), i=ints([0, 5])),
    case("tf.nn.embedding_lookup([p, q], i)", xla=False, why=PARTS, p=f32(3, 2), q=f32(2, 2), i=ints([[0, 4], [2, 3]])),
    case(
        "tf.nn.embedding_lookup([p, q], i)",
        xla=False,
        why=PARTS,
        p=f32(3, 2),
        q=f32(2, 2),
        i=ints([0, 4, 2, 3]),
        v1=True,
    ),
    case(
        "tf.nn.embedding_lookup([p, q], i, partition_strategy='div')",
        xla=False,
        why=PARTS,
        p=f32(3, 2),
        q=f32(2, 2),
        i=ints([0, 4]),
        v1=True,
    ),
    case("tf.nn.xw_plus_b(x, w, b)", x=f32(2, 3), w=f32(3, 4), b=f32(4), v1=True),
    case("tf.nn.relu_layer(x, w, b)", x=f32(2, 3), w=f32(3, 4), b=f32(4), v1=True),
    case("tf.nn.experimental.stateless_dropout(x, 0.4, seed=[1, 2])", x=f32(4, 5)),
    case("tf.nn.experimental.stateless_dropout(x, 0.4, seed=[1, 2], noise_shape=[4, 1])", x=f32(4, 5)),
    case("tf.nn.dropout(x, 0.0)", x=f32(4)),
    case("tf.nn.dropout(x, 1.5)", x=f32(4)),
    case("tf.nn.dropout(x, 0.5)", x=ints([4])),
]

PARTS = "each part is asked for its own rows, and how many these are turns on data"

PARTS = "each part is asked for its own rows, and how many these are turns on data"

CASES = [*ACTIVATIONS, *LOSSES, *CONVOLUTIONS, *TRANSPOSED, *MORPHOLOGY, *POOLING, *NORMALIZATION, *CTC, *OTHERS]
