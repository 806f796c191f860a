"""Good calls of layers: of the constructor, and of what it made."""

import numpy as np
from bad.calls import made, made_of

from tenfold.testing.cases import case, f32, pos, randint

# A constructor, without the arguments whose defaults will do: each is tried besides. Then the inputs.
ON_ROWS = """
    Dense(3) | EinsumDense('ab,bc->ac', 3) | Identity() | Masking(0.0) | Dropout(0.5) | AlphaDropout(0.5)
    GaussianDropout(0.5) | GaussianNoise(0.5) | ActivityRegularization(0.1, 0.2) | Lambda(tf.abs) | RepeatVector(2)
    Wrapper(tf.keras.layers.Identity()) | Activation('relu') | ELU() | LeakyReLU() | PReLU() | ReLU() | Softmax()
    ThresholdedReLU() | Flatten() | Reshape((2, 2)) | BatchNormalization() | LayerNormalization() | UnitNormalization()
    GroupNormalization(2) | SpectralNormalization(tf.keras.layers.Dense(2)) | Rescaling(2.0, 1.0)
    Discretization(bin_boundaries=[0.0, 1.0]) | Normalization(mean=0.0, variance=1.0)
"""
ON_SERIES = """
    SpatialDropout1D(0.5) | Permute((2, 1)) | Cropping1D((1, 1)) | ZeroPadding1D((1, 1)) | UpSampling1D(2)
    MaxPooling1D(2) | AveragePooling1D(2) | GlobalMaxPooling1D() | GlobalAveragePooling1D()
    Conv1D(2, 3) | Conv1DTranspose(2, 3) | SeparableConv1D(2, 3) | DepthwiseConv1D(3) | LocallyConnected1D(2, 3)
    TimeDistributed(tf.keras.layers.Dense(2)) | SimpleRNN(2) | GRU(2) | LSTM(2) | Bidirectional(tf.keras.layers.GRU(2))
    RNN(tf.keras.layers.LSTMCell(2)) | RNN([tf.keras.layers.GRUCell(2), tf.keras.layers.SimpleRNNCell(3)])
"""
ON_IMAGES = """
    SpatialDropout2D(0.5) | Cropping2D(((1, 1), (1, 1))) | ZeroPadding2D(((1, 1), (1, 1))) | UpSampling2D((2, 2))
    MaxPooling2D((2, 2)) | AveragePooling2D((2, 2)) | GlobalMaxPooling2D() | GlobalAveragePooling2D()
    Conv2D(2, (3, 3)) | Conv2DTranspose(2, (3, 3)) | SeparableConv2D(2, (3, 3)) | DepthwiseConv2D((3, 3))
    LocallyConnected2D(2, (3, 3)) | Resizing(3, 4) | CenterCrop(3, 3) | RandomFlip() | RandomRotation(0.1)
    RandomZoom(0.1, 0.1) | RandomTranslation(0.1, 0.1) | RandomContrast(0.1) | RandomBrightness(0.1) | RandomCrop(3, 3)
    RandomHeight(0.1) | RandomWidth(0.1)
"""
ON_VOLUMES = """
    SpatialDropout3D(0.5) | Cropping3D(((1, 1), (1, 1), (1, 1))) | ZeroPadding3D(((1, 1), (1, 1), (1, 1)))
    UpSampling3D((2, 2, 2)) | MaxPooling3D((2, 2, 2)) | AveragePooling3D((2, 2, 2)) | GlobalMaxPooling3D()
    GlobalAveragePooling3D() | Conv3D(2, (3, 3, 3)) | Conv3DTranspose(2, (3, 3, 3))
"""
ON_FILMS = "ConvLSTM2D(2, (2, 2))"
ON_PAIRS = "Add() | Average() | Concatenate() | Dot(1) | Maximum() | Minimum() | Multiply() | Subtract()"
ON_PAIRS_OF_SERIES = "Attention() | AdditiveAttention()"
ON_NUMBERS = """
    Embedding(10, 3) | CategoryEncoding(10, 'multi_hot') | IntegerLookup(vocabulary=[1, 2, 3]) | Hashing(3)
"""
ON_WORDS = "StringLookup(vocabulary=['a', 'b']) | TextVectorization(vocabulary=['a', 'b']) | Hashing(3)"
ON_WORD_PAIRS = "HashedCrossing(5)"


def words(tf):
    return tf.constant([["a"], ["zebra"]])


WORDS, WORD_PAIRS = made(words), made(lambda tf: (words(tf), words(tf)))


def _cases(table, expression="x", **inputs):
    for text in table.replace("\n", "|").split("|"):
        constructor = text.strip()
        if constructor:
            yield case(f"tf.keras.layers.{constructor}({expression})", **inputs)
            yield case(f"layer({expression})", layer=_layer(constructor), of=constructor, **inputs)
            yield case(
                f"layer({expression})",
                layer=_layer(constructor, expression, **inputs),
                of=f"{constructor} built",
                **inputs,
            )


def _layer(constructor, built=None, **inputs):
    """What makes the layer; where `built` is an expression of inputs, it has been called on it once."""

    @made
    def layer(tf):
        out = eval(f"tf.keras.layers.{constructor}", {"tf": tf})  # noqa: S307  the table's own
        if built is not None:
            found = case(built, **inputs)
            out(*eval(f"({built},)", {**made_of(found, tf), **found.tensors}))  # noqa: S307
        return out

    return layer


CASES = [
    *_cases(ON_ROWS, x=f32(2, 4)),
    *_cases(ON_SERIES, x=f32(2, 5, 3)),
    *_cases(ON_IMAGES, x=pos(2, 5, 5, 3)),
    *_cases(ON_VOLUMES, x=f32(1, 4, 4, 4, 2)),
    *_cases(ON_FILMS, x=f32(1, 2, 4, 4, 2)),
    *_cases(ON_PAIRS, "[x, y]", x=f32(2, 4), y=f32(2, 4)),
    *_cases(ON_PAIRS_OF_SERIES, "[x, y]", x=f32(2, 3, 4), y=f32(2, 5, 4)),
    *_cases(ON_NUMBERS, x=randint(2, 3)),
    *_cases(ON_WORDS, x=WORDS),
    *_cases(ON_WORD_PAIRS, x=WORD_PAIRS),
    *_cases("MultiHeadAttention(2, 3)", "x, y", x=f32(2, 3, 4), y=f32(2, 5, 4)),
    *_cases("LSTMCell(2)", "x, [h, h]", x=f32(2, 3), h=f32(2, 2)),
    *_cases("GRUCell(2) | SimpleRNNCell(2)", "x, [h]", x=f32(2, 3), h=f32(2, 2)),
    *_cases("StackedRNNCells([tf.keras.layers.GRUCell(2)])", "x, [h]", x=f32(2, 3), h=f32(2, 2)),
    case("tf.keras.layers.InputLayer((3,))"),
    case("tf.keras.Input((3,))"),
    case("tf.keras.layers.Layer()(x)", x=f32(2, 3)),
    case("tf.keras.layers.InputSpec(ndim=2)"),
    *[
        case(f"tf.keras.layers.{name}([x, y])", x=f32(2, 4), y=f32(2, 4))
        for name in "add average maximum minimum multiply subtract concatenate".split()
    ],
    case("tf.keras.layers.dot([x, y], 1)", x=f32(2, 4), y=f32(2, 4)),
]

METHODS = """
    set_weights([np.ones((4, 3)), np.zeros(3)]) | get_weights() | count_params() | get_config() | build((None, 4))
    compute_output_shape((None, 4)) | compute_mask(x) | add_weight('w', [2, 3], 'float32') | add_loss(1.0)
    add_metric(1.0, name='m') | get_input_at(0) | get_output_at(0) | get_input_shape_at(0) | get_output_shape_at(0)
    get_input_mask_at(0) | from_config({'units': 3}) | compute_output_signature(tf.TensorSpec([None, 4])) | call(x)
    add_update([]) | get_losses_for(None) | get_updates_for(None) | build_from_config({'input_shape': (None, 4)})
"""


@made
def dense(tf):
    layer = tf.keras.layers.Dense(3)
    layer(tf.keras.Input((4,)))
    return layer


@made
def normalization(tf):
    return tf.keras.layers.Normalization()


@made
def text_vectorization(tf):
    return tf.keras.layers.TextVectorization()


CASES += [
    case(f"layer.{text.strip()}", layer=dense, x=f32(2, 4))
    for text in METHODS.replace("\n", "|").split("|")
    if text.strip()
]
CASES += [
    case("layer.adapt(x, batch_size=2)", layer=normalization, x=f32(3, 2)),
    case("layer.adapt(words)", layer=text_vectorization, words=np.array(["a b", "c"])),
    case("layer.set_vocabulary(['a', 'b'])", layer=text_vectorization),
    case("layer.get_vocabulary()", layer=text_vectorization),
    case("layer.reset_states(h)", layer=made(lambda tf: stateful(tf)), h=[np.ones((2, 3), "float32")]),
]


def stateful(tf):
    layer = tf.keras.layers.GRU(3, stateful=True)
    layer(tf.ones([2, 4, 5]))
    return layer
