"""Keras layers: built, given weights, called; what they give, what they changed, what they say of themselves."""

from agreement.recipes.table import recipe

L = "keras.layers."
ACTIVATIONS = (
    None,
    "relu",
    "tanh",
    "sigmoid",
    "softmax",
    "elu",
    "selu",
    "softplus",
    "swish",
    "gelu",
    "linear",
    "exponential",
    "hard_sigmoid",
)
PENALTIES = (None, None, "l2", "l1", {"call": ["keras.regularizers.L2", [0.05], {}]})


def layer(name, inputs, options=None, calls=None, times=1.0):
    """A recipe of a layer: functions that draw its inputs, its arguments, and what its call gets."""

    def make(d):
        made = inputs(d)
        given = options(d, made) if options else {}
        return {
            "name": L + name,
            "args": [],
            "options": given,
            "inputs": made,
            "calls": calls(d, made) if calls else {},
            "seed": d.randrange(1 << 30),
        }

    recipe(L + name, make, times)


def rows(low=2, high=4, **more):
    return lambda d: d.array(d.full(low, high), "float32", how="tensor", **more)


def images(n, low=5, high=7):
    return lambda d: d.array(
        [d.randint(1, 2), *[d.randint(low, high) for _ in range(n)], d.randint(1, 3)], "float32", how="tensor"
    )


def weights(d, kernel="kernel"):
    return d.opt(
        **{
            "activation": d.of(*ACTIVATIONS),
            "use_bias": d.flag(),
            f"{kernel}_regularizer": d.of(*PENALTIES),
            "bias_regularizer": d.of(*PENALTIES),
            "activity_regularizer": d.of(None, None, "l2"),
        }
    )


def training(d, x):
    return d.opt(training=d.flag())


layer("Dense", rows(), lambda d, x: {"units": d.some(), **weights(d)}, times=3)
layer(
    "EinsumDense",
    lambda d: d.array([2, 3, 4], "float32", how="tensor"),
    lambda d, x: {
        "equation": "abc,cd->abd",
        "output_shape": {"tuple": [None, 5]},
        **d.opt(bias_axes="d", activation=d.of("relu", None)),
    },
)
layer("Activation", rows(), lambda d, x: {"activation": d.of(*ACTIVATIONS[1:])})
layer(
    "ReLU",
    rows(),
    lambda d, x: d.opt(max_value=d.number(0.5, 2), negative_slope=d.number(0, 0.5), threshold=d.number(0, 0.5)),
)
layer("LeakyReLU", rows(), lambda d, x: d.opt(alpha=d.number(0, 0.5)))
layer("ELU", rows(), lambda d, x: d.opt(alpha=d.number(0.1, 2)))
layer("ThresholdedReLU", rows(), lambda d, x: d.opt(theta=d.number(0.1, 1)))
layer("PReLU", rows(), lambda d, x: d.opt(shared_axes=d.of(None, [1])))
layer("Softmax", rows(), lambda d, x: d.opt(axis=d.of(-1, 1)))
layer("Flatten", rows(1, 4), lambda d, x: d.opt(data_format=d.of("channels_last", "channels_first")))
layer(
    "Reshape",
    lambda d: d.array([2, 3, 4], "float32", how="tensor"),
    lambda d, x: {"target_shape": {"tuple": d.of([12], [4, 3], [-1, 2], [2, -1], [6, 2])}},
)
layer(
    "Permute",
    lambda d: d.array([2, 3, 4, 2], "float32", how="tensor"),
    lambda d, x: {"dims": {"tuple": [p + 1 for p in d.perm(3)]}},
)
layer("RepeatVector", rows(2, 2), lambda d, x: {"n": d.randint(1, 4)})
layer(
    "Masking",
    lambda d: d.array([2, 4, 2], "float32", fill="halves", low=-1, high=1, how="tensor"),
    lambda d, x: d.opt(mask_value=d.of(0.0, 0.5)),
)
for _name in (
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "GaussianDropout",
    "GaussianNoise",
    "AlphaDropout",
):
    _rank = {"1D": 3, "2D": 4, "3D": 5}.get(_name[-2:], None)
    layer(
        _name,
        rows(_rank or 2, _rank or 3),
        lambda d, x, n=_name: {"stddev" if n == "GaussianNoise" else "rate": d.number(0.1, 0.6)},
        lambda d, x: {"training": False},
        0.4,
    )
layer("ActivityRegularization", rows(), lambda d, x: d.opt(l1=d.number(0, 0.5), l2=d.number(0, 0.5)), times=0.6)
layer("Rescaling", rows(), lambda d, x: {"scale": d.number(), **d.opt(offset=d.number())}, times=0.7)
layer("Lambda", rows(), lambda d, x: {"function": {"name": d.of("math.square", "math.abs")}}, times=0.3)
layer(
    "Embedding",
    lambda d: d.array(d.full(1, 2), "int32", low=0, high=6, how="tensor"),
    lambda d, x: {"input_dim": 6, "output_dim": d.some(), **d.opt(mask_zero=d.flag())},
)


def convolutions(n, transposed=False):
    def make(d, x):
        options = {
            "filters": d.randint(1, 3),
            "kernel_size": d.of(d.randint(1, 3), {"tuple": [d.randint(1, 3) for _ in range(n)]}),
        }
        options.update(d.opt(padding=d.of("valid", "same")))
        if n == 1 and not transposed and d.rare(0.3):
            options["padding"] = "causal"
        if d.flag():
            options["strides"] = d.randint(1, 2)
        elif not transposed and d.flag():
            options["dilation_rate"] = d.randint(1, 2)
        if not transposed and n < 3 and x.shape[-1] == 2 and d.flag():
            options.update(groups=2, filters=2)
        return {**options, **weights(d)}

    return make


for _n in (1, 2, 3):
    layer(f"Conv{_n}D", images(_n), convolutions(_n), times=(0, 1.5, 3, 1)[_n])
    layer(f"Conv{_n}DTranspose", images(_n, 3, 5), convolutions(_n, True), times=0.8)


def deep(d, x):
    options = d.opt(
        strides=d.of(1, 2),
        padding=d.of("valid", "same"),
        depth_multiplier=d.randint(1, 2),
        activation=d.of(*ACTIVATIONS),
        use_bias=d.flag(),
    )
    return {"kernel_size": d.randint(1, 3), **options}


layer("DepthwiseConv1D", images(1), deep)
layer("DepthwiseConv2D", images(2), deep)
layer("SeparableConv1D", images(1), lambda d, x: {"filters": d.randint(1, 3), **deep(d, x)})
layer("SeparableConv2D", images(2), lambda d, x: {"filters": d.randint(1, 3), **deep(d, x)})
layer(
    "LocallyConnected1D",
    images(1),
    lambda d, x: {
        "filters": d.randint(1, 3),
        "kernel_size": d.randint(1, 3),
        **d.opt(strides=d.of(1, 2), implementation=d.of(1, 2)),
    },
    times=0.6,
)
layer(
    "LocallyConnected2D",
    images(2),
    lambda d, x: {
        "filters": d.randint(1, 3),
        "kernel_size": d.randint(1, 3),
        **d.opt(strides=d.of(1, 2), implementation=d.of(1, 2)),
    },
    times=0.6,
)
for _n in (1, 2, 3):
    for _kind in ("Max", "Average"):
        layer(
            f"{_kind}Pooling{_n}D",
            images(_n),
            lambda d, x: d.opt(pool_size=d.randint(1, 3), strides=d.of(None, 1, 2, 3), padding=d.of("valid", "same")),
        )
        layer(f"Global{_kind}Pooling{_n}D", images(_n), lambda d, x: d.opt(keepdims=d.flag()), times=0.6)
layer("UpSampling1D", images(1), lambda d, x: d.opt(size=d.randint(1, 3)), times=0.6)
layer(
    "UpSampling2D",
    images(2),
    lambda d, x: d.opt(size=d.of(2, {"tuple": [1, 3]}), interpolation=d.of("nearest", "bilinear")),
)
layer("UpSampling3D", images(3, 2, 3), lambda d, x: d.opt(size=d.of(2, {"tuple": [1, 2, 1]})), times=0.4)
layer("ZeroPadding1D", images(1), lambda d, x: d.opt(padding=d.of(1, {"tuple": [0, 2]})), times=0.6)
layer(
    "ZeroPadding2D",
    images(2),
    lambda d, x: d.opt(padding=d.of(1, {"tuple": [0, 2]}, {"tuple": [{"tuple": [1, 0]}, {"tuple": [0, 2]}]})),
    times=0.6,
)
layer("ZeroPadding3D", images(3, 2, 3), lambda d, x: d.opt(padding=d.of(1, {"tuple": [0, 2, 1]})), times=0.4)
layer("Cropping1D", images(1), lambda d, x: d.opt(cropping=d.of(1, {"tuple": [0, 2]})), times=0.6)
layer("Cropping2D", images(2), lambda d, x: d.opt(cropping=d.of(1, {"tuple": [0, 2]})), times=0.6)
layer("Cropping3D", images(3), lambda d, x: d.opt(cropping=d.of(1, {"tuple": [0, 1, 1]})), times=0.4)
layer(
    "BatchNormalization",
    rows(2, 4),
    lambda d, x: d.opt(
        axis=d.of(-1, 1), momentum=d.number(0.5, 0.99), epsilon=d.of(1e-3, 0.1), center=d.flag(), scale=d.flag()
    ),
    training,
    1.5,
)
layer(
    "LayerNormalization",
    rows(2, 4),
    lambda d, x: d.opt(axis=d.of(-1, 1, [1], [-1]), epsilon=d.of(1e-3, 0.1), center=d.flag(), scale=d.flag()),
    times=1.3,
)
layer(
    "GroupNormalization",
    lambda d: d.array([2, 3, 4], "float32", how="tensor"),
    lambda d, x: {"groups": d.of(1, 2, 4, -1), **d.opt(epsilon=0.01, center=d.flag(), scale=d.flag())},
)
layer("UnitNormalization", rows(2, 4), lambda d, x: d.opt(axis=d.of(-1, 1)))
layer(
    "SpectralNormalization",
    rows(2, 2),
    lambda d, x: {"layer": {"call": ["keras.layers.Dense", [3], {}]}},
    lambda d, x: {"training": False},
    0.3,
)


def sequences(d):
    return d.array([d.randint(1, 3), d.randint(1, 5), d.randint(1, 3)], "float32", how="tensor")


def recurrent(d, x):
    return {
        "units": d.randint(1, 4),
        **d.opt(
            activation=d.of("tanh", "relu", "sigmoid", "softsign"),
            use_bias=d.flag(),
            return_sequences=d.flag(),
            return_state=d.flag(),
            go_backwards=d.flag(),
            stateful=False,
            unroll=d.flag(),
            kernel_regularizer=d.of(*PENALTIES),
        ),
    }


def masked(d, x):
    return (
        {
            "mask": {
                "values": [[True, True, False, True, False][: x.shape[1]]] * x.shape[0],
                "dtype": "bool",
                "how": "tensor",
            }
        }
        if d.rare(0.3)
        else {}
    )


layer("SimpleRNN", sequences, recurrent, masked, 1.2)
layer(
    "LSTM",
    sequences,
    lambda d, x: {
        **recurrent(d, x),
        **d.opt(recurrent_activation=d.of("sigmoid", "hard_sigmoid"), unit_forget_bias=d.flag()),
    },
    masked,
    2,
)
layer(
    "GRU",
    sequences,
    lambda d, x: {
        **recurrent(d, x),
        **d.opt(recurrent_activation=d.of("sigmoid", "hard_sigmoid"), reset_after=d.flag()),
    },
    masked,
    2,
)
layer(
    "RNN",
    sequences,
    lambda d, x: {
        "cell": {"call": [L + d.of("LSTMCell", "GRUCell", "SimpleRNNCell"), [d.randint(1, 4)], {}]},
        **d.opt(return_sequences=d.flag(), return_state=d.flag(), go_backwards=d.flag()),
    },
    masked,
)
layer(
    "Bidirectional",
    sequences,
    lambda d, x: {
        "layer": {"call": [L + d.of("LSTM", "GRU", "SimpleRNN"), [d.randint(1, 3)], {"return_sequences": d.flag()}]},
        **d.opt(merge_mode=d.of("concat", "sum", "mul", "ave", None)),
    },
    masked,
)
layer("TimeDistributed", sequences, lambda d, x: {"layer": {"call": [L + "Dense", [d.randint(1, 3)], {}]}})
layer(
    "ConvLSTM1D",
    lambda d: d.array([2, 3, 5, 2], "float32", how="tensor"),
    lambda d, x: {
        "filters": 2,
        "kernel_size": d.randint(1, 3),
        **d.opt(padding=d.of("same", "valid"), return_sequences=d.flag()),
    },
    times=0.5,
)
layer(
    "ConvLSTM2D",
    lambda d: d.array([2, 3, 4, 4, 2], "float32", how="tensor"),
    lambda d, x: {
        "filters": 2,
        "kernel_size": d.randint(1, 3),
        **d.opt(padding=d.of("same", "valid"), return_sequences=d.flag()),
    },
    times=0.5,
)


def several(d):
    shape = d.full(2, 3)
    return [d.array(shape, "float32", how="tensor") for _ in range(d.randint(2, 3))]


def twins(d):
    shape = d.full(2, 3)
    return [d.array(shape, "float32", how="tensor") for _ in range(2)]


for _name in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
    layer(_name, several, times=0.7)
layer("Subtract", twins, times=0.7)
layer("Concatenate", several, lambda d, x: d.opt(axis=d.of(-1, 1)))
layer(
    "Dot",
    lambda d: [d.array([2, 3, 4], "float32", how="tensor"), d.array([2, 3, 4], "float32", how="tensor")],
    lambda d, x: {"axes": d.of(1, 2, -1), **d.opt(normalize=d.flag())},
)


def attended(d):
    b, t, s, c = d.randint(1, 2), d.randint(1, 4), d.randint(1, 4), d.randint(1, 4)
    out = [d.array([b, t, c], "float32", how="tensor"), d.array([b, s, c], "float32", how="tensor")]
    return [*out, d.array([b, s, c], "float32", how="tensor")] if d.flag() else out


layer(
    "Attention",
    attended,
    lambda d, x: d.opt(use_scale=d.flag(), score_mode=d.of("dot", "concat")),
    lambda d, x: d.opt(return_attention_scores=d.flag(), use_causal_mask=d.flag()),
)
layer(
    "AdditiveAttention",
    attended,
    lambda d, x: d.opt(use_scale=d.flag()),
    lambda d, x: d.opt(return_attention_scores=d.flag()),
)
layer(
    "MultiHeadAttention",
    sequences,
    lambda d, x: {
        "num_heads": d.randint(1, 3),
        "key_dim": d.randint(1, 4),
        **d.opt(value_dim=d.randint(1, 3), use_bias=d.flag(), output_shape=3),
    },
    lambda d, x: {"value": x, **d.opt(return_attention_scores=d.flag(), use_causal_mask=d.flag())},
    1.3,
)
layer(
    "Discretization",
    rows(),
    lambda d, x: {"bin_boundaries": [-1.0, 0.0, 0.5], **d.opt(output_mode=d.of("int"))},
    times=0.5,
)
layer(
    "CategoryEncoding",
    lambda d: d.array([3, d.randint(1, 3)], "int32", low=0, high=5, how="tensor"),
    lambda d, x: {"num_tokens": 5, "output_mode": d.of("multi_hot", "count")},
    times=0.6,
)
layer(
    "Hashing",
    lambda d: d.words([3, 2], how="tensor"),
    lambda d, x: {"num_bins": d.randint(2, 9), **d.opt(salt=d.of(3, [1, 2]))},
    times=0.6,
)
layer(
    "StringLookup",
    lambda d: d.words([3, 2], how="tensor"),
    lambda d, x: {
        "vocabulary": ["a", "b", "Abc"],
        **d.opt(
            num_oov_indices=d.randint(1, 2), mask_token=d.of(None, ""), output_mode=d.of("int", "multi_hot", "count")
        ),
    },
    times=0.6,
)
layer(
    "IntegerLookup",
    lambda d: d.array([3, 2], "int64", low=0, high=9, how="tensor"),
    lambda d, x: {
        "vocabulary": [3, 5, 7],
        **d.opt(num_oov_indices=d.randint(1, 2), output_mode=d.of("int", "multi_hot", "count")),
    },
    times=0.6,
)
layer(
    "TextVectorization",
    lambda d: d.words([3], how="tensor"),
    lambda d, x: {
        "vocabulary": ["the", "cat", "a"],
        **d.opt(
            output_mode=d.of("int", "multi_hot", "count"),
            standardize=d.of("lower", None, "lower_and_strip_punctuation"),
            ngrams=d.of(None, 2),
        ),
    },
    times=0.6,
)
layer(
    "Normalization",
    lambda d: d.array([3, 4], "float32", how="tensor"),
    lambda d, x: {"mean": d.number(), "variance": d.number(0.5, 2), **d.opt(invert=d.flag())},
    times=0.6,
)
layer(
    "Resizing",
    lambda d: d.array([2, 5, 6, 3], "float32", low=0, high=1, how="tensor"),
    lambda d, x: {
        "height": d.randint(2, 8),
        "width": d.randint(2, 8),
        **d.opt(interpolation=d.of("bilinear", "nearest", "bicubic", "area"), crop_to_aspect_ratio=d.flag()),
    },
    times=0.8,
)
layer(
    "CenterCrop",
    lambda d: d.array([2, 5, 6, 3], "float32", low=0, high=1, how="tensor"),
    lambda d, x: {"height": d.randint(2, 7), "width": d.randint(2, 7)},
    times=0.6,
)

# ---- cells


def cell(name, states):
    def make(d):
        units = d.randint(1, 4)
        state = [d.array([2, units], "float32", how="tensor") for _ in range(states)]
        return {
            "name": L + name,
            "args": [units],
            "options": d.opt(use_bias=d.flag(), activation=d.of("tanh", "relu")),
            "inputs": d.array([2, 3], "float32", how="tensor"),
            "calls": {"states": state},
            "seed": d.randrange(1 << 30),
        }

    recipe(L + name, make, 0.8)


cell("LSTMCell", 2)
cell("GRUCell", 1)
cell("SimpleRNNCell", 1)
