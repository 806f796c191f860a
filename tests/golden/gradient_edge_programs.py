"""What is differentiated at the edges of its domain, by TensorFlow (record_gradient_edges.py) and by tenfold.

Every program is an expression in `tf`, x and y. Functions of one number meet each of POINTS, those of two each pair of
PAIRS, patterns (what users write to keep NaN out of a loss) the arrays given beside them. Each is differentiated with
an incoming gradient of zeros and one of ones; those in SECOND twice.
"""

import numpy as np

NAN, INF = float("nan"), float("inf")
POINTS = np.array([0, -0.0, 1, -1, 0.5, -2.5, 100, -100, 1e-30, -1e-30, 1e30, -1e30, INF, -INF, NAN], np.float32)
_SOME = np.array([0, -0.0, 1, -1, 2, -2.5, 1e-30, 1e30, INF, -INF, NAN], np.float32)
PAIRS = [a.reshape(-1).copy() for a in np.meshgrid(_SOME, _SOME)]

MATH = """
abs acos acosh angle asin asinh atan atanh bessel_i0 bessel_i0e bessel_i1 bessel_i1e cos cosh digamma erf erfc erfcinv
erfinv exp expm1 lgamma log log1p log_sigmoid negative ndtri reciprocal reciprocal_no_nan rsqrt sigmoid sign sin sinh
softplus sqrt square tan tanh special.dawsn special.expint special.fresnel_cos special.fresnel_sin special.spence
special.bessel_j0 special.bessel_j1 special.bessel_k0 special.bessel_k0e special.bessel_k1 special.bessel_k1e
special.bessel_y0 special.bessel_y1
"""
MATH_TWICE = """
abs acos acosh asin asinh atan atanh erf exp lgamma log log1p reciprocal rsqrt sigmoid softplus sqrt tan tanh
"""
NN = "crelu elu gelu leaky_relu relu relu6 selu silu softplus softsign"
KERAS = "exponential gelu hard_sigmoid mish relu selu sigmoid softplus softsign swish tanh"
OF_TWO = """
add atan2 divide divide_no_nan floormod igamma igammac maximum minimum multiply multiply_no_nan nextafter pow
squared_difference subtract truediv xdivy xlog1py xlogy
"""
UNARY = [
    *(f"tf.math.{name}(x)" for name in MATH.split()),
    *(f"tf.nn.{name}(x)" for name in NN.split()),
    *(f"tf.keras.activations.{name}(x)" for name in KERAS.split()),
    "tf.keras.activations.relu(x, 0.1, 1.0, 0.5)",
    "tf.keras.activations.elu(x, 0.5)",
    "tf.nn.gelu(x, approximate=True)",
    "tf.nn.silu(x, 0.5)",
    "tf.clip_by_value(x, -1.0, 1.0)",
    "x ** 0.5",
    "x ** 2",
    "x ** 3.0",
    "x ** 0",
    "x ** -1",
    "2.0 ** x",
    "0.0 ** x",
    "1.0 / x",
    "x / 0.0",
    "x * tf.math.log(x)",
    "tf.experimental.numpy.log2(x)",
    "tf.experimental.numpy.log10(x)",
]
BINARY = [
    *(f"tf.math.{name}(x, y)" for name in OF_TWO.split()),
    "tf.experimental.numpy.hypot(x, y)",
    "tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=y)",
    "tf.nn.log_poisson_loss(x, y)",
    "tf.where(x > y, x, y)",
]
SECOND = [
    *(f"tf.math.{name}(x)" for name in MATH_TWICE.split()),
    *(f"tf.nn.{name}(x)" for name in "relu elu selu relu6 silu".split()),
    "x ** 2",
    "x ** 0.5",
    "1.0 / x",
]

ROWS = np.array([[0, 0, 0], [1, 0, 2], [0, 3, 0], [-1, -1, -1], [1, 1, 0]], np.float32)
TAIL = np.array([[0, 1, -INF], [-INF, -INF, -INF], [INF, 0, 1], [NAN, 0, 1], [1e30, -1e30, 0]], np.float32)
POINT = np.array([[0, 0], [0, 0], [3, 4], [1e-25, 0]], np.float32)
DISTANCE = "tf.sqrt(tf.reduce_sum(tf.square(x[:, None] - x[None]), -1))"
PATTERNS = [
    (DISTANCE, POINT),
    (f"tf.where(tf.eye(4) > 0, 0.0, {DISTANCE})", POINT),
    (f"{DISTANCE} * (1.0 - tf.eye(4))", POINT),
    (f"tf.math.multiply_no_nan({DISTANCE}, 1.0 - tf.eye(4))", POINT),
    (f"tf.boolean_mask({DISTANCE}, tf.eye(4) < 1)", POINT),
    ("tf.where(x > 0, tf.sqrt(x), 0.0)", ROWS),
    ("tf.where(x > 0, tf.math.rsqrt(x), 0.0)", ROWS),
    ("tf.where(x > 0, 1.0 / x, 0.0)", ROWS),
    ("tf.where(x > 0, tf.math.reciprocal(x), 0.0)", ROWS),
    ("tf.where(x > 0, tf.math.log(x), 0.0)", ROWS),
    ("tf.where(x > 0, x ** 0.5, 0.0)", ROWS),
    ("tf.where(x > 0, tf.math.acos(1 - x), 0.0)", ROWS),
    ("tf.where(x < 0, tf.exp(x * 1e30), 0.0)", ROWS),
    ("tf.where(x > 0, tf.sqrt(tf.where(x > 0, x, 1.0)), 0.0)", ROWS),
    ("tf.norm(x, axis=-1)", ROWS),
    ("tf.norm(x, ord=1, axis=-1)", ROWS),
    ("tf.norm(x, ord=3, axis=-1)", ROWS),
    ("tf.norm(x, ord=float('inf'), axis=-1)", ROWS),
    ("tf.math.reduce_euclidean_norm(x, -1)", ROWS),
    ("tf.math.reduce_std(x, -1)", ROWS),
    ("tf.math.reduce_variance(x, -1)", ROWS),
    ("tf.math.l2_normalize(x, -1)", ROWS),
    ("tf.linalg.normalize(x, axis=-1)[0]", ROWS),
    ("tf.clip_by_norm(x, 1.0, -1)", ROWS),
    ("tf.clip_by_global_norm([x], 1.0)[0][0]", ROWS * 0),
    ("tf.reduce_max(x, -1)", ROWS),
    ("tf.reduce_min(x, -1)", ROWS),
    ("tf.reduce_prod(x, -1)", ROWS),
    ("tf.reduce_logsumexp(x, -1)", ROWS),
    ("tf.math.cumprod(x, -1)", ROWS),
    ("tf.math.cumprod(x, -1, exclusive=True, reverse=True)", ROWS),
    ("tf.math.cumulative_logsumexp(x, -1)", ROWS),
    ("tf.math.top_k(x, 2)[0]", ROWS),
    ("tf.sort(x, -1)", ROWS),
    ("tf.nn.softmax(x)", TAIL),
    ("tf.nn.log_softmax(x)", TAIL),
    ("tf.reduce_logsumexp(x, -1)", TAIL),
    ("tf.reduce_max(x, -1)", TAIL),
    ("tf.reduce_mean(x, -1)", TAIL),
    ("tf.nn.softmax_cross_entropy_with_logits(labels=[[0.0, 1.0, 0.0]] * 5, logits=x)", TAIL),
    ("tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 1, 2, 0, 1], logits=x)", TAIL),
    ("tf.nn.l2_loss(x)", TAIL),
    ("tf.nn.max_pool2d(tf.reshape(x, [1, 5, 3, 1]), 2, 1, 'VALID')", ROWS),
    ("tf.math.segment_max(x, [0, 0, 1, 1, 1])", ROWS),
    ("tf.math.unsorted_segment_prod(x, [0, 0, 1, 1, 1], 2)", ROWS),
    ("tf.math.unsorted_segment_mean(x, [0, 0, 2, 2, 2], 3)", ROWS),
    ("tf.math.unsorted_segment_sqrt_n(x, [0, 0, 2, 2, 2], 3)", ROWS),
    ("tf.keras.losses.cosine_similarity(tf.ones_like(x), x)", ROWS),
    ("tf.keras.losses.categorical_crossentropy([[1.0, 0.0, 0.0]] * 5, x)", abs(ROWS)),
    ("tf.keras.losses.binary_crossentropy(tf.ones_like(x), tf.clip_by_value(x, 0.0, 1.0))", ROWS),
    ("tf.keras.losses.kl_divergence(tf.ones_like(x), x)", ROWS),
    ("tf.keras.losses.huber(tf.zeros_like(x), x)", ROWS),
    ("tf.keras.losses.log_cosh(tf.zeros_like(x), x)", ROWS),
    ("tf.keras.losses.mae(tf.zeros_like(x), x)", ROWS),
    ("tf.keras.losses.mean_absolute_percentage_error(tf.zeros_like(x), x)", ROWS),
    ("tf.keras.losses.hinge(tf.ones_like(x), x)", ROWS),
]


def programs():
    """(key, expression, arrays, whether it is differentiated twice) of every program."""
    for expression in UNARY:
        yield expression, expression, [POINTS], expression in SECOND
    for expression in BINARY:
        yield expression, expression, PAIRS, False
    for number, (expression, array) in enumerate(PATTERNS):
        yield f"{expression} #{number}", expression, [array], False


def results(tf, expression, arrays, twice):
    """Name -> array: the value, and the gradients by x (and y) for an incoming gradient of 0 and of 1."""
    tensors = [tf.convert_to_tensor(a) for a in arrays]
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(tensors)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(tensors)
            value = eval(expression, {"tf": tf, **dict(zip("xy", tensors))})
        first = {k: tape.gradient(value, tensors, tf.fill(tf.shape(value), float(k))) for k in (0, 1)}
    found = {"value": value}
    found.update({f"d{n} of {k}": g for k in first for n, g in zip("xy", first[k]) if g is not None})
    if twice:
        for k in (0, 1):
            found[f"ddx of {k}"] = outer.gradient(first[1][0], tensors[0], tf.fill(tf.shape(value), float(k)))
    return found
