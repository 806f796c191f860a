"""Networks: convolutions, pooling, normalisation, losses, embeddings, CTC."""

from agreement.draw import FLOATS
from agreement.recipes.table import recipe

DOUBLE = ("float32", "float32", "float32", "float64")


def softmaxes(d, name="axis"):
    x = d.x(FLOATS, d.full(1, 4))
    return [x], d.opt(**{name: d.axis(x.rank)})


recipe("nn.softmax nn.log_softmax", softmaxes, 1.2)
recipe("compat.v1.nn.softmax compat.v1.nn.log_softmax", lambda d: softmaxes(d, d.of("axis", "dim")), 0.7)


def conv_shapes(d, n, transposed=False):
    """Sizes, kernel, strides, dilations and padding that fit one another."""
    size = [d.randint(3, 6) for _ in range(n)]
    kernel = [d.randint(1, 3) for _ in range(n)]
    strides, dilations = [1] * n, [1] * n
    if d.flag():
        strides = [d.randint(1, 3)] * n if d.flag() else [d.randint(1, 2)] * n
    elif d.flag():
        dilations = [d.randint(1, 2)] * n
    size = [max(s, (k - 1) * r + 1) for s, k, r in zip(size, kernel, dilations)]  # a window fits
    return size, kernel, strides, dilations, d.of("SAME", "VALID")


def spread(d, values, n):
    """Strides as one number, one per dimension, or with batch and channels."""
    if len(set(values)) == 1 and d.flag():
        return values[0]
    return d.of(values, [1, *values, 1])


def conv(n):
    def make(d):
        size, kernel, strides, dilations, padding = conv_shapes(d, n)
        groups = d.of(1, 1, 1, 2) if n == 2 else 1
        c, f = d.randint(1, 3) * groups, d.randint(1, 3) * groups
        dtype = d.choice(DOUBLE)
        x = d.array([d.randint(1, 2), *size, c], dtype)
        w = d.array([*kernel, c // groups, f], dtype, how="tensor")
        if padding == "SAME" and n == 2 and groups == 1 and d.rare(0.2):
            padding = [[0, 0], [d.randint(0, 2), d.randint(0, 2)], [d.randint(0, 2), d.randint(0, 2)], [0, 0]]
        if n == 3:
            return [x, w, [1, *strides, 1], padding], {"dilations": [1, *dilations, 1]} if dilations[0] > 1 else {}
        return [x, w, spread(d, strides, n), padding], {"dilations": spread(d, dilations, n)} if dilations[
            0
        ] > 1 else {}

    return make


recipe("nn.conv2d", conv(2), 3)
recipe("nn.conv1d", conv(1), 1.5)
recipe("nn.conv3d", conv(3), 1.2)


def convolution(d):
    n = d.randint(1, 3)
    size, kernel, strides, dilations, padding = conv_shapes(d, n)
    c = d.randint(1, 3)
    x, w = d.array([2, *size, c], "float32"), d.array([*kernel, c, 2], "float32")
    return [x, w], {"strides": strides, "padding": padding, "dilations": dilations}


recipe("nn.convolution", convolution)


def transposed(n):
    def make(d):
        size, kernel, strides, _, padding = conv_shapes(d, n)
        c, f, dtype = d.randint(1, 3), d.randint(1, 3), d.choice(DOUBLE)
        out = (
            [s * t for s, t in zip(size, strides)]
            if padding == "SAME"
            else [s * t + max(k - t, 0) for s, t, k in zip(size, strides, kernel)]
        )
        x, w = d.array([2, *size, c], dtype), d.array([*kernel, f, c], dtype, how="tensor")
        return [x, w, [2, *out, f]], {"strides": strides if n > 1 or d.flag() else strides[0], "padding": padding}

    return make


recipe("nn.conv2d_transpose", transposed(2), 1.5)
recipe("nn.conv1d_transpose", transposed(1))
recipe("nn.conv3d_transpose", transposed(3), 0.7)


def old_conv2d(d):
    args, options = conv(2)(d)
    strides = args[2] if isinstance(args[2], list) else [args[2]] * 2
    strides = strides if len(strides) == 4 else [1, *strides, 1]
    x, w = args[:2]
    return [x], {d.of("filter", "filters"): w, "strides": strides, "padding": args[3], **options}


recipe("compat.v1.nn.conv2d", old_conv2d)


def depthwise(d):
    size, kernel, strides, dilations, padding = conv_shapes(d, 2)
    c, m = d.randint(1, 3), d.randint(1, 2)
    x, w = d.array([2, *size, c], d.choice(DOUBLE), how="tensor"), None
    w = d.array([*kernel, c, m], x.dtype, how="tensor")
    return [x, w, [1, *strides, 1], padding], {"dilations": dilations} if dilations[0] > 1 else {}


def separable(d):
    args, options = depthwise(d)
    c, m = args[1].shape[2:]
    return [args[0], args[1], d.array([1, 1, c * m, 2], args[0].dtype, how="tensor"), *args[2:]], options


recipe("nn.depthwise_conv2d", depthwise, 1.5)
recipe("nn.separable_conv2d", separable)
recipe(
    "nn.atrous_conv2d",
    lambda d: [
        d.array([1, 6, 6, 2], "float32"),
        d.array([2, 2, 2, 3], "float32"),
        d.randint(1, 2),
        d.of("SAME", "VALID"),
    ],
)
recipe(
    "nn.dilation2d nn.erosion2d",
    lambda d: (
        lambda r: [
            d.array([1, 6, 6, 2], "float32"),
            d.array([2, 3, 2], "float32"),
            [1, d.randint(1, 2), d.randint(1, 2), 1],
            d.of("SAME", "VALID"),
            "NHWC",
            [1, r, r, 1],
        ]
    )(d.randint(1, 2)),
)


def pooling(n, dtypes=DOUBLE, spelled=spread):
    def make(d):
        size = [d.randint(3, 7) for _ in range(n)]
        window, strides = [d.randint(1, 3) for _ in range(n)], [d.randint(1, 3) for _ in range(n)]
        x = d.array([2, *size, d.randint(1, 3)], d.choice(dtypes), fill=d.of(None, "halves"))
        return [x, spelled(d, window, n), spelled(d, strides, n), d.of("SAME", "VALID")]

    return make


def whole(d, values, n):
    return [1, *values, 1]


recipe("nn.max_pool2d nn.avg_pool2d", pooling(2), 1.5)
recipe("nn.max_pool1d nn.avg_pool1d", pooling(1, spelled=lambda d, v, n: v[0]))
recipe("nn.max_pool3d nn.avg_pool3d", pooling(3, ("float32",)))
recipe("nn.max_pool nn.avg_pool", lambda d: pooling(d.randint(1, 3), ("float32",))(d))
recipe("compat.v1.nn.max_pool compat.v1.nn.avg_pool", pooling(2, ("float32",), whole), 0.7)
recipe(
    "nn.max_pool_with_argmax",
    lambda d: (
        pooling(2, ("float32",))(d),
        d.opt(output_dtype=d.dtype("int32", "int64"), include_batch_in_index=d.flag()),
    ),
)


def pool(d):
    n = d.randint(1, 3)
    size = [d.randint(4, 7) for _ in range(n)]
    x = d.array([2, *size, 2], "float32")
    options = {"strides": [d.randint(1, 2)] * n} if d.flag() else {"dilations": [d.randint(1, 2)] * n}
    return [x, [d.randint(1, 2)] * n, d.of("AVG", "MAX")], {"padding": d.of("SAME", "VALID"), **options}


recipe("nn.pool", pool)


def bias(d):
    x = d.x(("float32", "float64", "int32"), d.full(2, 5), how="tensor")
    first = d.rare(0.3) and x.rank > 2
    return [x, d.like(x, shape=[x.shape[1 if first else -1]], how="tensor")], ({"data_format": "NCHW"} if first else {})


recipe("nn.bias_add", bias)


def batch_norm(d):
    x = d.x(DOUBLE + ("float16",), d.full(2, 4), how="tensor")
    c = x.shape[-1:]
    return [
        x,
        d.like(x, shape=c, how="tensor"),
        d.like(x, shape=c, how="tensor", low=0.5, high=2),
        d.of(None, d.like(x, shape=c, how="tensor")),
        d.of(None, d.like(x, shape=c, how="tensor")),
        1e-3,
    ]


recipe("nn.batch_normalization", batch_norm)


def fused(d):
    c, training = d.randint(1, 4), d.flag()
    x = d.array([2, 3, 2, c], "float32")
    one = [d.array([c], "float32", low=0.5, high=2), d.array([c], "float32")]
    stats = {} if training else {"mean": d.array([c], "float32"), "variance": d.array([c], "float32", low=0.5, high=2)}
    return [x, *one], {**stats, "is_training": training, **d.opt(epsilon=d.of(0.01, 0.001))}


recipe("compat.v1.nn.fused_batch_norm", fused, 0.7)
recipe(
    "nn.moments",
    lambda d: (lambda x: ([x, d.sample(range(x.rank), d.randint(1, x.rank))], d.opt(keepdims=d.flag())))(
        d.x(FLOATS, d.full(1, 4))
    ),
)
recipe(
    "compat.v1.nn.moments",
    lambda d: (lambda x: ([x, d.sample(range(x.rank), d.randint(1, x.rank))], d.opt(keep_dims=d.flag())))(
        d.x(("float32",), d.full(1, 4))
    ),
    0.6,
)
recipe(
    "nn.weighted_moments",
    lambda d: (
        lambda x: (
            [x, d.sample(range(x.rank), d.randint(1, x.rank)), d.like(x, low=0.2, high=2, how="tensor")],
            d.opt(keepdims=d.flag()),
        )
    )(d.x(("float32",), d.full(1, 3), how="tensor")),
)
recipe(
    "nn.sufficient_statistics",
    lambda d: (
        lambda x: (
            [x, d.sample(range(x.rank), d.randint(1, x.rank))],
            d.opt(keepdims=d.flag(), shift=d.array([], "float32")),
        )
    )(d.x(("float32",), d.full(1, 3))),
)
recipe(
    "nn.normalize_moments",
    lambda d: [
        d.array([], "float32", low=2, high=5),
        d.array([3], "float32"),
        d.array([3], "float32", low=3, high=9),
        d.of(None, d.array([3], "float32")),
    ],
)
recipe(
    "nn.local_response_normalization",
    lambda d: (
        [d.array([1, 2, 3, 6], "float32")],
        d.opt(depth_radius=d.randint(1, 3), bias=d.number(0.5, 2), alpha=d.number(0.1, 1), beta=d.number(0.3, 1)),
    ),
)
recipe("nn.l2_loss", lambda d: [d.x(FLOATS, how="tensor")])
recipe("nn.zero_fraction", lambda d: [d.x(("float32",), d.full(0, 3), fill="halves")], 0.5)


def entropy(d):
    x = d.x(FLOATS[:4], d.full(1, 3))
    return [], {"labels": d.like(x, low=0, high=1, how="tensor"), "logits": dict(x, how="tensor")}


def softmax_entropy(d):
    x = d.x(FLOATS[:4], d.full(2, 3), how="tensor")
    return [], {"labels": d.like(x, fill="shares", how="tensor"), "logits": x, **d.opt(axis=d.of(-1, x.rank - 1))}


def sparse_entropy(d):
    x = d.x(FLOATS[:4], d.full(2, 3), how="tensor")
    return [], {"labels": d.integers(x.shape[:-1], 0, x.shape[-1]), "logits": x}


recipe("nn.sigmoid_cross_entropy_with_logits compat.v1.nn.sigmoid_cross_entropy_with_logits", entropy)
recipe(
    "nn.weighted_cross_entropy_with_logits",
    lambda d: (lambda e: ([], {**e[1], "pos_weight": d.number(0.5, 3)}))(entropy(d)),
)
recipe("nn.softmax_cross_entropy_with_logits", softmax_entropy, 1.5)
recipe(
    "compat.v1.nn.softmax_cross_entropy_with_logits compat.v1.nn.softmax_cross_entropy_with_logits_v2",
    softmax_entropy,
    0.5,
)
recipe(
    "nn.sparse_softmax_cross_entropy_with_logits compat.v1.nn.sparse_softmax_cross_entropy_with_logits", sparse_entropy
)
recipe(
    "nn.log_poisson_loss",
    lambda d: (
        lambda s: ([d.array(s, "float32", low=0, high=4), d.array(s, "float32")], d.opt(compute_full_loss=d.flag()))
    )(d.full(1, 2)),
)
recipe(
    "nn.compute_average_loss",
    lambda d: (
        [d.array([4], "float32")],
        d.opt(sample_weight=d.array([4], "float32", low=0, high=1), global_batch_size=d.randint(2, 8)),
    ),
)
recipe("nn.scale_regularization_loss", lambda d: [d.array([], "float32")], 0.4)


def embedding(d):
    n = d.randint(2, 6)
    table = d.array([n, *d.full(1, 2)], d.of("float32", "float64"), how=d.of("tensor", "numpy"))
    return [table, d.integers(d.shape(0, 2), 0, n)], d.opt(max_norm=d.number(0.5, 2)) if table.rank == 2 else {}


recipe("nn.embedding_lookup", embedding)
recipe("compat.v1.nn.embedding_lookup", lambda d: (embedding(d)[0], {"partition_strategy": d.of("mod", "div")}), 0.6)
recipe(
    "nn.embedding_lookup_sparse",
    lambda d: [
        d.array([5, 3], "float32", how="tensor"),
        {
            "sparse": {
                "indices": [[0, 0], [0, 1], [1, 0], [2, 1]],
                "values": d.array([4], "int64", low=0, high=5, how="tensor"),
                "shape": [3, 2],
            }
        },
        d.of(
            None,
            {
                "sparse": {
                    "indices": [[0, 0], [0, 1], [1, 0], [2, 1]],
                    "values": d.array([4], "float32", low=0.5, high=2, how="tensor"),
                    "shape": [3, 2],
                }
            },
        ),
        *([d.of("sum", "mean", "sqrtn")] if d.flag() else []),
    ],
)


def ctc(d):
    b, t, c = d.randint(1, 3), d.randint(4, 6), d.randint(3, 5)
    first = d.flag()
    blank = d.of(0, c - 1)
    labels = d.array([b, 2], "int32", low=1 if blank == 0 else 0, high=c if blank == 0 else c - 1, how="tensor")
    logits = d.array([t, b, c] if first else [b, t, c], "float32", how="tensor")
    lengths = [
        d.integers([b], 1, 3, "int32", how="tensor"),
        d.integers([b], 5 if t > 5 else t, t + 1, "int32", how="tensor"),
    ]
    return [labels, logits, *lengths], {"logits_time_major": first, "blank_index": blank if blank == 0 else -1}


def ctc_decode(d):
    t, b, c = d.randint(2, 5), d.randint(1, 3), d.randint(2, 4)
    return [
        d.array([t, b, c], "float32", fill="distinct", how="tensor"),
        d.integers([b], 1, t + 1, "int32", how="tensor"),
    ]


recipe("nn.ctc_loss compat.v1.nn.ctc_loss_v2", ctc)
recipe("nn.ctc_greedy_decoder", lambda d: (ctc_decode(d), d.opt(merge_repeated=d.flag())))
recipe("nn.ctc_beam_search_decoder", lambda d: (ctc_decode(d), d.opt(beam_width=d.of(4, 16), top_paths=1)))
recipe("nn.ctc_unique_labels", lambda d: [d.array([3, 4], "int32", low=0, high=3, how="tensor")], 0.5)
recipe(
    "nn.collapse_repeated",
    lambda d: [
        d.array([3, 5], "int32", low=0, high=3, how="tensor"),
        d.array([3], "int32", low=1, high=6, how="tensor"),
    ],
    0.7,
)
recipe("nn.dropout", lambda d: [d.x(("float32",), how="tensor"), 0.0], 0.4)


def old_backprop_input(d):
    size, kernel, strides, _, padding = conv_shapes(d, 2)
    out = [-(-s // t) if padding == "SAME" else -(-(s - k + 1) // t) for s, t, k in zip(size, strides, kernel)]
    return [
        [2, *size, 3],
        d.array([*kernel, 3, 2], "float32"),
        d.array([2, *out, 2], "float32"),
        [1, *strides, 1],
        padding,
    ]


def old_backprop_filter(d):
    size, kernel, strides, _, padding = conv_shapes(d, 2)
    out = [-(-s // t) if padding == "SAME" else -(-(s - k + 1) // t) for s, t, k in zip(size, strides, kernel)]
    return [
        d.array([2, *size, 3], "float32"),
        [*kernel, 3, 2],
        d.array([2, *out, 2], "float32"),
        [1, *strides, 1],
        padding,
    ]


recipe("compat.v1.nn.conv2d_backprop_input", old_backprop_input, 0.6)
recipe("compat.v1.nn.conv2d_backprop_filter", old_backprop_filter, 0.6)


def deep_backprop(name):
    def make(d):
        args = old_backprop_input(d) if name == "input" else old_backprop_filter(d)
        args[2] = d.array([*args[2].shape[:3], 6], "float32")
        return args

    return make


recipe("nn.depthwise_conv2d_backprop_input", deep_backprop("input"), 0.6)
recipe("nn.depthwise_conv2d_backprop_filter", deep_backprop("filter"), 0.6)


def sampled(d):
    """Losses over samples that are given: nothing is drawn inside."""
    b, dim, classes, n = 3, 4, 6, 3
    candidates = {
        "tuple": [
            {"values": [1, 3, 5], "dtype": "int64", "how": "tensor"},
            d.array([b, 1], "float32", low=0.1, high=1, how="tensor"),
            d.array([n], "float32", low=0.1, high=1, how="tensor"),
        ]
    }
    args = [d.array([classes, dim], "float32", how="tensor"), d.array([classes], "float32", how="tensor")]
    return [
        *args,
        d.array([b, 1], "int64", low=0, high=classes, how="tensor"),
        d.array([b, dim], "float32", how="tensor"),
        n,
        classes,
    ], {
        "sampled_values": candidates,
        "remove_accidental_hits": d.flag(),
    }


recipe("nn.sampled_softmax_loss nn.nce_loss", sampled, 0.7)
