"""Convolutions: what they are equal to, in which shapes and dtypes they come, what they refuse."""

import itertools

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.api import era

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers
CONVOLUTIONS = {1: tf.nn.conv1d, 2: tf.nn.conv2d, 3: tf.nn.conv3d}


@pytest.fixture
def fresh_names():
    keras.backend.clear_session()


def numbers(*shape, seed=0):
    return np.random.RandomState(seed).uniform(-1, 1, shape).astype("float32")


def same(found, wanted, tolerance=2e-5):
    np.testing.assert_allclose(np.asarray(found), np.asarray(wanted), tolerance, tolerance)


# what they are equal to


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("dilation, stride, extra", [(1, 1, None), (1, 3, None), (2, 1, None), (1, 3, 1), (1, 2, 0)])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_transposed_convolution_multiplies_by_the_transpose_of_the_convolution_s_matrix(
    rank, dilation, stride, extra, padding
):
    layer = getattr(L, f"Conv{rank}DTranspose")(
        2, 3, stride, padding, extra, dilation_rate=dilation, use_bias=True, bias_initializer="ones"
    )
    x = numbers(2, *(4, 2, 3)[:rank], 3)
    outputs = layer(x).numpy()
    basis = np.eye(outputs[0].size, dtype="float32").reshape(-1, *outputs.shape[1:])
    rows = CONVOLUTIONS[rank](basis, layer.kernel, stride, padding.upper(), dilations=dilation).numpy()
    assert rows.shape[1:] == x.shape[1:]  # the convolution leads back
    matrix = rows.reshape(len(basis), -1)
    same(outputs.reshape(2, -1), x.reshape(2, -1) @ matrix.T + 1)


MADE = {
    "Conv1D": lambda **k: L.Conv1D(4, 3, 2, "causal", groups=2, **k),
    "Conv2D": lambda **k: L.Conv2D(3, (2, 3), padding="same", **k),
    "Conv3D": lambda **k: L.Conv3D(3, 2, dilation_rate=2, **k),
    "Conv1DTranspose": lambda **k: L.Conv1DTranspose(3, 2, 2, **k),
    "Conv2DTranspose": lambda **k: L.Conv2DTranspose(3, 3, (2, 1), "same", **k),
    "Conv3DTranspose": lambda **k: L.Conv3DTranspose(3, 2, dilation_rate=(1, 2, 1), **k),
    "SeparableConv1D": lambda **k: L.SeparableConv1D(3, 2, depth_multiplier=2, padding="causal", **k),
    "SeparableConv2D": lambda **k: L.SeparableConv2D(3, 2, strides=(1, 2), **k),
    "DepthwiseConv1D": lambda **k: L.DepthwiseConv1D(2, depth_multiplier=2, dilation_rate=2, **k),
    "DepthwiseConv2D": lambda **k: L.DepthwiseConv2D(3, 2, "same", **k),
}


def rank_of(name):
    return int(name.removesuffix("Transpose")[-2])


@pytest.mark.parametrize("name", MADE)
def test_channels_first_gives_the_same_turned_round_and_softmax_is_over_the_last_axis_as_it_is(name):
    rank, x = rank_of(name), numbers(2, 5, 6, 4, 2)
    x = x[:, : 5 if rank > 2 else 1, : 6 if rank > 1 else 1].reshape(2, *(5, 6, 4)[3 - rank :], 2)
    to_first, to_last = (0, rank + 1, *range(1, rank + 1)), (0, *range(2, rank + 2), 1)
    last, first = MADE[name](), MADE[name](data_format="channels_first")
    wanted, _ = last(x), first(x.transpose(to_first))
    first.set_weights(last.get_weights())
    same(first(x.transpose(to_first)).numpy().transpose(to_last), wanted)
    assert first.compute_output_shape(x.transpose(to_first).shape) == first(x.transpose(to_first)).shape
    first.activation = keras.activations.softmax
    same(first(x.transpose(to_first)).numpy().sum(-1), np.ones([wanted.shape[i] for i in to_first[:-1]]))


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("dtype, tolerance", [("float64", 2e-5), ("float16", 2e-2), ("bfloat16", 8e-2)])
def test_unknown_sizes_other_dtypes_and_batches_of_none(name, dtype, tolerance):
    rank = rank_of(name)
    layer = MADE[name](dtype=dtype)
    model = keras.Sequential([keras.Input((*[None] * rank, 2), dtype=dtype), layer])
    wanted = MADE[name]()
    for sizes in ((5, 6, 7), (4, 9, 3)):
        x = numbers(2, *sizes[:rank], 2)
        wanted(x)
        wanted.set_weights(layer.get_weights())
        found = model(x)
        assert found.dtype == dtype and layer.compute_output_shape(x.shape) == found.shape
        same(np.asarray(found, "float32"), wanted(x), tolerance)
        assert model(x[:0]).shape == (0, *found.shape[1:])
    assert all(d is None for d in model.output_shape[:-1]) and model.output_shape[-1] == found.shape[-1]


def test_a_causal_convolution_sees_no_later_step():
    for layer in (L.Conv1D(2, 3, padding="causal", dilation_rate=2), L.SeparableConv1D(2, 3, padding="causal")):
        x = numbers(1, 12, 2)
        before = layer(x).numpy()
        x[:, 7:] += 1
        after = layer(x).numpy()
        assert before.shape == (1, 12, 2) and np.array_equal(before[:, :7], after[:, :7])
        assert not np.isclose(before[:, 7:], after[:, 7:]).any()


def test_a_separable_convolution_is_a_depthwise_and_a_pointwise_one():
    x = numbers(2, 6, 5, 3)
    layer = L.SeparableConv2D(4, 3, depth_multiplier=2, dilation_rate=(2, 1))
    outputs = layer(x)
    deep = L.DepthwiseConv2D(3, depth_multiplier=2, dilation_rate=(2, 1), use_bias=False)
    point = L.Conv2D(4, 1)
    point(deep(x))
    deep.set_weights(layer.get_weights()[:1])
    point.set_weights(layer.get_weights()[1:])
    same(point(deep(x)), outputs)


# locally connected layers


def joined(shape, kernel, strides, out):
    """(window, element of it, its place in the image, its place in the output) of valid windows, channels last."""
    spatial = shape[:-1]
    for o in itertools.product(*map(range, out)):
        for i, tap in enumerate(itertools.product(*map(range, kernel))):
            place = tuple(a * s + t for a, s, t in zip(o, strides, tap))
            assert all(p < n for p, n in zip(place, spatial))
            yield np.ravel_multi_index(o, out), i, place, o


@pytest.mark.parametrize("shape, kernel, strides", [((9, 2), (3,), (2,)), ((4, 5, 2), (2, 3), (1, 2))])
def test_the_three_implementations_give_the_same_numbers(shape, kernel, strides):
    x, make = numbers(3, *shape), getattr(L, f"LocallyConnected{len(kernel)}D")
    first, second, third = (make(3, kernel, strides, implementation=i, activation="relu") for i in (1, 2, 3))
    wanted = first(x).numpy()
    out, c = wanted.shape[1:-1], shape[-1]
    windows, bias = first.get_weights()[0], numbers(*out, 3)
    second(x), third(x)
    whole, there = np.zeros(second.kernel.shape, "float32"), np.zeros(second.kernel.shape, bool)
    for p, i, place, o in joined(shape, kernel, strides, out):
        whole[(*place, slice(None), *o)] = windows[p, i * c : (i + 1) * c]
        there[(*place, slice(None), *o)] = True
    elements, n = np.prod(shape), len(shape)
    entries = whole.reshape(elements, -1).T[there.reshape(elements, -1).T]
    for layer, held in ((first, windows), (second, np.where(there, whole, 7.0)), (third, entries)):
        layer.set_weights([held, bias])  # what the mask hides says nothing
        same(layer(x), np.maximum(np.tensordot(x, whole, n) + bias, 0))


def test_locally_connected_filters_that_are_all_alike_are_a_convolution():
    x = numbers(2, 3, 5, 4)
    conv = L.Conv2D(3, 2, data_format="channels_first")
    wanted = conv(x)
    kernel = conv.kernel.numpy().transpose(2, 0, 1, 3).reshape(-1, 3)
    local = L.LocallyConnected2D(3, 2, data_format="channels_first", use_bias=False)
    local(x)
    local.set_weights([np.repeat(kernel[None], 12, 0)])
    same(local(x), wanted)
    assert local.compute_output_shape((None, 3, 5, 4)) == (None, 3, 4, 3)


# names, configurations, shapes


def test_every_name_is_the_same_class():
    for one, others in {
        L.Conv1D: "Convolution1D AtrousConvolution1D",
        L.Conv2D: "Convolution2D AtrousConvolution2D",
        L.Conv3D: "Convolution3D",
        L.Conv1DTranspose: "Convolution1DTranspose",
        L.Conv2DTranspose: "Convolution2DTranspose Deconvolution2D",
        L.Conv3DTranspose: "Convolution3DTranspose Deconvolution3D",
        L.SeparableConv1D: "SeparableConvolution1D",
        L.SeparableConv2D: "SeparableConvolution2D",
    }.items():
        assert all(getattr(L, name) is one for name in others.split())
    assert issubclass(L.Conv2DTranspose, L.Conv2D)
    same(
        L.AtrousConvolution2D(2, 2, dilation_rate=2, kernel_initializer="ones")(np.ones((1, 4, 4, 1), "float32")),
        np.full((1, 2, 2, 2), 4.0),
    )


def test_keras_1_s_spellings_reach_every_convolution(monkeypatch):
    monkeypatch.setattr(era, "current", lambda: "keras-2.3")
    for made in (L.Conv2DTranspose(2, 3, strides=2), L.SeparableConv2D(2, 3, strides=2), L.Conv2D(2, 3, strides=2)):
        assert (made.kernel_size, made.strides) == ((3, 3), (2, 2))
    assert L.Conv2D(2, 3, 5).kernel_size == (3, 5)
    monkeypatch.setattr(era, "current", lambda: "keras-3.1")  # which never had these
    assert L.Conv2D(2, 3, 5).strides == (5, 5)
    made = L.Deconvolution2D(2, 3, 5, subsample=(2, 2), border_mode="same")
    assert (made.kernel_size, made.strides, made.padding) == ((3, 5), (2, 2), "same")
    assert L.DepthwiseConv2D(3, 2).strides == (2, 2)
    assert L.AtrousConvolution1D(2, 3, atrous_rate=2).dilation_rate == (2,)


def test_configurations_of_keras_s_own_make_the_layers():
    """Keys that tf_keras and Keras 3 write and that say nothing here."""
    for layer in (L.Conv2DTranspose(2, 3), L.SeparableConv2D(2, 3), L.DepthwiseConv2D(3), L.DepthwiseConv1D(3)):
        assert layer.get_config()["groups"] == 1
        assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()
    assert (
        L.Conv3DTranspose.from_config(L.Conv3DTranspose(2, 3, dilation_rate=2).get_config()).dilation_rate == (2,) * 3
    )


def test_shapes_are_known_before_a_layer_is_built():
    layer = L.Conv2DTranspose(5, 3, strides=2, padding="same")
    assert layer.compute_output_shape((None, 7, None, 3)) == (None, 14, None, 5)
    assert not layer.built and not layer.weights
    assert L.Conv2D(5, 3).compute_output_shape((2, 3, 8, 9, 1)) == (2, 3, 6, 7, 5)
    assert L.DepthwiseConv2D(3, depth_multiplier=2).compute_output_shape((None, 8, 9, 4)) == (None, 6, 7, 8)
    assert tuple(L.Conv1D(2, 3)(numbers(4, 5, 6, 2)).shape) == (4, 5, 4, 2)
    x = keras.Input((None, 4, 3))
    assert tuple(L.Conv2DTranspose(2, 3, strides=2)(x).shape) == (None, None, 9, 2)


# refusals


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: L.Conv2D(2, 3, strides=2, dilation_rate=2), "`strides > 1` not supported in conjunction"),
        (lambda: L.DepthwiseConv1D(3, strides=2, dilation_rate=2), "`strides > 1` not supported in conjunction"),
        (lambda: L.Conv1DTranspose(2, 4, 2, "same", 0), "output_padding must be at least 1 .* even length"),
        (lambda: L.Conv2D(2, 3, padding="causal"), "Causal padding is only supported for `Conv1D`"),
        (lambda: L.Conv1DTranspose(2, 3, padding="causal"), "Causal padding is only supported for `Conv1D`"),
        (lambda: L.Conv1D(2, 3, padding="full"), "'valid', 'same', 'causal'. Received: 'full'"),
        (lambda: L.Conv3D(2, 0), r"`kernel_size` argument must be a tuple of 3 integers >= 1. Received: 0"),
        (lambda: L.Conv3D(2, "333"), r"`kernel_size` argument must be a tuple of 3 integers. Received: '333'"),
        (lambda: L.Conv2D(2, 3, strides=(1, 0)), r"`strides` argument .* >= 1. Received: \(1, 0\)"),
        (lambda: L.Conv2D(2, 3, dilation_rate=1.5), "`dilation_rate` argument must be a tuple of 2 integers"),
        (lambda: L.Conv2D(2, 3, data_format="NHWC"), '"channels_first" or "channels_last". Received: \'NHWC\''),
        (lambda: L.Conv2D(-1, 3), "`filters` of Conv2D, expected a positive integer. Received: -1"),
        (
            lambda: L.Conv2DTranspose(2, 3, strides=2, output_padding=2),
            r"Strides must be greater.*output_padding=\(2, 2\)",
        ),
        (lambda: L.Conv2DTranspose(2, 3, output_padding=-1), "`output_padding` argument .* >= 0. Received: -1"),
        (lambda: L.Conv2DTranspose(2, 3, groups=2), "Conv2DTranspose has no groups of channels. Received: groups=2"),
        (lambda: L.DepthwiseConv2D(3, depth_multiplier=0), "`depth_multiplier` of DepthwiseConv2D"),
        (lambda: L.DepthwiseConv2D(3, groups=2), "a group for each channel"),
        (lambda: L.SeparableConv2D(3, 3, groups=2), "no groups of channels"),
        (
            lambda: L.Conv2D(4, 3, groups=2, name="c")(numbers(1, 5, 5, 3)),
            "Received groups=2, but the input has 3 channels",
        ),
        (lambda: L.Conv2D(4, 3, name="c")(keras.Input((5, 5, None))), "inputs to c should be defined"),
        (lambda: L.DepthwiseConv2D(7, name="deep")(numbers(1, 5, 9, 3)), "<= 0 due to downsampling in deep"),
        (lambda: L.SeparableConv1D(2, 7, name="sep")(keras.Input((5, 3))), r"sep.*padding='same'.*\(None, 5, 3\)"),
        (
            lambda: L.Conv2DTranspose(2, 3, name="up")(numbers(4, 4, 1)),
            'layer "up" is incompatible.*ndim=4, found ndim=3',
        ),
        (lambda: L.LocallyConnected1D(2, 3, padding="same"), "only 'valid' is supported if implementation is 1"),
        (lambda: L.LocallyConnected2D(2, 3, implementation=4), "Unrecognized implementation mode: 4"),
        (lambda: L.LocallyConnected1D(2, 7, name="lo")(numbers(1, 6, 2)), "<= 0 due to downsampling in lo"),
        (
            lambda: L.LocallyConnected2D(2, 3, name="lo")(keras.Input((None, 4, 3))),
            "layer lo.*shape .None, None, 4, 3.",
        ),
    ],
)
def test_wrong_use_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_input_that_does_not_fit_what_was_built_is_refused():
    layer = L.Conv1D(2, 3)
    layer(numbers(1, 5, 3))
    with pytest.raises(ValueError, match="expected axis -1 of input shape to have value 3"):
        layer(numbers(1, 5, 4))
    local = L.LocallyConnected1D(2, 3)
    local(numbers(1, 5, 3))
    with pytest.raises(ValueError, match=r"expected shape=\(None, 5, 3\), found shape=\(1, 6, 3\)"):
        local(numbers(1, 6, 3))
