"""Pooling, unpooling, upsampling and what happens at edges, as users meet them."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.core.base.thread import using
from tenfold.keras import layers
from tenfold.testing import check_layer


def image(*shape):
    """The same numbers each time, no two of which are the same."""
    shape = shape or (2, 4, 6, 3)
    return np.random.default_rng(sum(shape)).normal(size=shape).astype("float32")


def first(x):
    """`x` with its channels before space."""
    return np.moveaxis(x, -1, 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda form: layers.MaxPooling1D(2, 1, "same", form),
        lambda form: layers.AveragePooling1D(3, data_format=form),
        lambda form: layers.MaxPooling2D((2, 3), padding="same", data_format=form),
        lambda form: layers.AveragePooling2D((3, 2), 1, "same", form),
        lambda form: layers.MaxPooling3D(2, 1, data_format=form),
        lambda form: layers.AveragePooling3D((1, 2, 2), padding="same", data_format=form),
        lambda form: layers.UpSampling2D((2, 3), form, "bed_of_nails"),
        lambda form: layers.UpSampling2D(2, form, "area"),
    ],
)
def test_channels_may_come_first(make):
    """TensorFlow does not pool so on a CPU, so there is nothing to compare with but the other way round."""
    rank = make("channels_last").rank
    x = image(2, *(5, 4, 6)[:rank], 3)
    wanted = make("channels_last")(x).numpy()
    np.testing.assert_allclose(make("channels_first")(first(x)).numpy(), first(wanted), 1e-6)
    model = keras.Sequential([make("channels_first")])
    model.build((None, 3, *[None] * rank))
    np.testing.assert_allclose(model.predict(first(x), verbose=0), first(wanted), 1e-6)


def test_the_configuration_says_where_channels_are_in_images():
    keras.backend.set_image_data_format("channels_first")
    try:
        assert layers.MaxPooling2D()(image(1, 3, 4, 6)).shape == (1, 3, 2, 3)
        assert layers.UpSampling3D()(image(1, 3, 1, 2, 3)).shape == (1, 3, 2, 4, 6)
        assert layers.MaxPooling1D()(image(1, 4, 3)).shape == (1, 2, 3)
        assert layers.GlobalAveragePooling1D()(image(1, 4, 3)).shape == (1, 3)
        assert layers.AveragePooling1D(data_format=None)(image(1, 3, 4)).shape == (1, 3, 2)
    finally:
        keras.backend.set_image_data_format("channels_last")


def test_area_upsampling_is_that_of_images():
    x = image()
    wanted = tf.image.resize(x, (8, 18), "area")
    np.testing.assert_array_equal(layers.UpSampling2D((2, 3), interpolation="area")(x), wanted)


def test_upsampling_twice_is_upsampling_by_the_product():
    x = image()
    twice = layers.UpSampling2D((2, 1))(layers.UpSampling2D((1, 3))(x))
    np.testing.assert_array_equal(layers.UpSampling2D((2, 3))(x), twice)
    np.testing.assert_array_equal(layers.UpSampling2D((2, 3))(x), np.repeat(np.repeat(x, 2, 1), 3, 2))


BOTH = [("channels_last", "first"), ("channels_first", "second")]


@pytest.mark.parametrize(("form", "gear"), BOTH)
def test_bed_of_nails(form, gear):
    x, factors = image(), (2, 3)
    wanted = np.zeros((2, 4 * factors[0], 6 * factors[1], 3), "float32")
    wanted[:, :: factors[0], :: factors[1]] = x
    x, wanted = (x, wanted) if form == "channels_last" else (first(x), first(wanted))
    layer = layers.UpSampling2D(factors, form, interpolation="bed_of_nails")

    @tf.function
    def both(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
            loss = tf.reduce_sum(y * tf.cast(wanted, y.dtype))
        return y, tape.gradient(loss, x)

    with using(gear=gear):
        y, dx = both(tf.constant(x))
    np.testing.assert_array_equal(y, wanted)
    np.testing.assert_allclose(dx, x)


def unpooled(x, pool, strides, padding, shape):
    """Max unpooling of what max pooling gives of `x`, by its definition, and the derivative of the sum of squares."""
    y = np.zeros(shape, x.dtype)
    before = [
        max((-(-n // s) - 1) * s + k - n, 0) // 2 if padding == "same" else 0
        for n, k, s in zip(x.shape[1:3], pool, strides)
    ]
    sizes = [-(-n // s) if padding == "same" else (n - k) // s + 1 for n, k, s in zip(x.shape[1:3], pool, strides)]
    for b, i, j, c in np.ndindex(x.shape[0], *sizes, x.shape[3]):
        (top, left) = (max(p * s - e, 0) for p, s, e in zip((i, j), strides, before))
        (bottom, right) = (p * s - e + k for p, s, e, k in zip((i, j), strides, before, pool))
        window = x[b, top:bottom, left:right, c]
        at = np.unravel_index(window.argmax(), window.shape)
        y[b, top + at[0], left + at[1], c] += window.max()
    return y


POOLINGS = [((2, 2), None, "valid", (4, 6)), ((2, 3), (2, 3), "same", (5, 7)), ((3, 2), (2, 2), "same", (5, 6))]


@pytest.mark.parametrize(("pool", "strides", "padding", "size"), POOLINGS)
@pytest.mark.parametrize(("form", "gear"), BOTH)
def test_unpooling_is_the_inverse_of_pooling_with_places(pool, strides, padding, size, form, gear):
    options = {"pool_size": pool, "strides": strides, "padding": padding, "data_format": form}
    x = image(2, *size, 3)
    wanted = unpooled(x, pool, strides or pool, padding, x.shape)
    order = first if form == "channels_first" else np.asarray
    ends = keras.Input(order(np.empty((1, *size, 3))).shape[1:])
    pooled, places = layers.MaxPoolingWithArgmax2D(**options)(ends)
    model = keras.Model(ends, layers.MaxUnpooling2D(**options, output_size=size)([pooled, places]))

    @tf.function
    def both(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = model(x)
            loss = tf.reduce_sum(y)
        return y, tape.gradient(loss, x)

    with using(gear=gear):
        y, dx = both(tf.constant(order(x)))
    np.testing.assert_allclose(y, order(wanted), 1e-6)
    counts = unpooled(x, pool, strides or pool, padding, x.shape) / np.where(wanted, x, 1)  # windows that share it
    np.testing.assert_allclose(dx, order(np.round(counts)), 1e-6)


@pytest.mark.parametrize(("padding", "size"), [("valid", (4, 6)), ("same", (4, 6)), ("valid", (6, 4))])
def test_unpooling_infers_the_size_also_where_it_is_unknown(padding, size):
    ends = keras.Input((None, None, 2))
    pooled, places = layers.MaxPoolingWithArgmax2D(padding=padding)(ends)
    outputs = layers.MaxUnpooling2D(padding=padding)([pooled, places])
    assert outputs.shape == (None, None, None, 2)
    x = image(3, *size, 2)
    np.testing.assert_array_equal(keras.Model(ends, outputs)(x), unpooled(x, (2, 2), (2, 2), padding, x.shape))


def test_unpooling_takes_the_size_from_the_call():
    x = image(2, 5, 7, 2)
    pooled, places = layers.MaxPoolingWithArgmax2D()(x)
    wanted = unpooled(x, (2, 2), (2, 2), "valid", x.shape)
    np.testing.assert_array_equal(layers.MaxUnpooling2D()([pooled, places], output_size=(5, 7)), wanted)
    np.testing.assert_array_equal(layers.MaxUnpooling2D()([pooled, places], tf.shape(x)[1:3]), wanted)


def test_layers_that_are_ours_keep_the_promises_of_all():
    check_layer(lambda: layers.UpSampling2D((2, 3), interpolation="bed_of_nails"), image(), trains=False)
    rounds = {"policies": False}  # to 16 bits, which makes elements equal, and another the first of them
    check_layer(lambda: layers.MaxPoolingWithArgmax2D(padding="same"), image(), False, second_gear=False, **rounds)
    inputs = [t.numpy() for t in layers.MaxPoolingWithArgmax2D()(image())]
    check_layer(lambda: layers.MaxUnpooling2D(), inputs, trains=False)
    check_layer(
        lambda: layers.MaxUnpooling2D(padding="same", data_format="channels_first"),
        list(map(first, inputs)),
        trains=False,
        second_gear=False,
    )
    check_layer(lambda: layers.MaxUnpooling2D(output_size=(5, 6)), inputs, trains=False, second_gear=False)


def test_places_count_as_those_of_the_op():
    x = image()
    for with_batch in (False, True):
        layer = layers.MaxPoolingWithArgmax2D(2, include_batch_in_index=with_batch)
        wanted = tf.nn.max_pool_with_argmax(x, 2, 2, "VALID", include_batch_in_index=with_batch)
        for found, value in zip(layer(x), wanted):
            np.testing.assert_array_equal(found, value)
        back = layers.MaxUnpooling2D(2, include_batch_in_index=with_batch)(layer(x))
        np.testing.assert_array_equal(back, unpooled(x, (2, 2), (2, 2), "valid", x.shape))


def test_an_autoencoder_with_unpooling_learns_and_is_saved(tmp_path):
    keras.utils.set_random_seed(1)
    ends = keras.Input((8, 8, 1))
    x, places = layers.MaxPoolingWithArgmax2D()(layers.Conv2D(4, 3, padding="same", activation="relu")(ends))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
    model = keras.Model(ends, layers.Conv2D(1, 3, padding="same")(layers.MaxUnpooling2D()([x, places])))
    model.compile(keras.optimizers.Adam(0.01), "mse")
    data = image(16, 8, 8, 1)
    losses = model.fit(data, data, epochs=20, verbose=0).history["loss"]
    assert losses[-1] < 0.7 * losses[0]
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5")
    np.testing.assert_allclose(again.predict(data, verbose=0), model.predict(data, verbose=0), 1e-5, 1e-6)


def test_places_are_whole_numbers_under_every_policy():
    for policy in ("mixed_float16", "bfloat16", "float64"):
        pooled, places = layers.MaxPoolingWithArgmax2D(dtype=policy)(image())
        assert pooled.dtype == policy.removeprefix("mixed_") and places.dtype == "int64"
        back = layers.MaxUnpooling2D(dtype=policy)([pooled, places])
        assert back.dtype == pooled.dtype and np.count_nonzero(back) == pooled.numpy().size


def test_a_mask_without_a_step_gives_nan_as_in_keras():
    x, mask = image(2, 3, 2), np.array([[True, False, True], [False] * 3])
    y = layers.GlobalAveragePooling1D()(x, mask=mask).numpy()
    np.testing.assert_allclose(y[0], x[0, [0, 2]].mean(0), 1e-6)
    assert np.isnan(y[1]).all()


def test_whole_numbers_are_pooled_and_upsampled_as_such():
    x = np.arange(16).reshape(1, 4, 4, 1)
    assert layers.MaxPooling2D()(x).numpy().ravel().tolist() == [5, 7, 13, 15]
    assert layers.GlobalMaxPooling2D()(x).numpy().tolist() == [[15]]
    assert layers.UpSampling2D()(x[:, :1, :2]).numpy().ravel().tolist() == [0, 0, 1, 1] * 2
    with pytest.raises(tf.errors.InvalidArgumentError, match="dtype int64, expected float16"):
        layers.AveragePooling2D()(x)
    with pytest.raises(ValueError, match="dtype int32, expected float16"):
        layers.AveragePooling2D()(keras.Input((4, 4, 1), dtype="int32"))


SLIPS = [
    (lambda: layers.MaxPooling1D((2, 3)), "`pool_size` argument must be a tuple of 1 integers"),
    (lambda: layers.MaxPooling2D(0), "`pool_size` argument must be a tuple of 2 integers"),
    (lambda: layers.AveragePooling2D(2, 0), "`strides` argument must be a tuple of 2 integers"),
    (lambda: layers.AveragePooling3D((2, 2)), "`pool_size` argument must be a tuple of 3 integers"),
    (lambda: layers.MaxPooling2D(2, padding="full"), "`padding` argument must be one of"),
    (lambda: layers.MaxPooling1D(2, padding="causal"), "`padding` argument must be one of"),
    (lambda: layers.GlobalMaxPooling2D("last"), "`data_format` argument must be"),
    (lambda: layers.AdaptiveMaxPooling2D((2, 0)), "`output_size` argument must be a tuple of 2 integers"),
    (lambda: layers.MaxUnpooling2D(output_size=3.5), "`output_size` argument must be a tuple of 2 integers"),
    (lambda: layers.Cropping1D((1, 2, 3)), "`cropping` argument must be an int or a pair"),
    (lambda: layers.Cropping1D(-1), "none below 0. Received: -1"),
    (lambda: layers.Cropping2D((1, 2, 3)), "`cropping` argument must be an int, a tuple of 2 ints"),
    (lambda: layers.Cropping2D("ab"), "`cropping` argument must be"),
    (lambda: layers.Cropping3D(((1, -1), 1, 1)), "none below 0"),
    (lambda: layers.ZeroPadding1D((1,)), "`padding` argument must be an int or a pair"),
    (lambda: layers.ZeroPadding2D(1.5), "`padding` argument must be"),
    (lambda: layers.ZeroPadding3D((1, 2)), "`padding` argument must be an int, a tuple of 3 ints"),
    (lambda: layers.UpSampling1D(0), "`size` argument must be a tuple of 1 integers"),
    (lambda: layers.UpSampling2D((2, 2, 2)), "`size` argument must be a tuple of 2 integers"),
    (lambda: layers.UpSampling2D(interpolation="cubic"), "must be one of 'nearest', 'bed_of_nails', 'bilinear'"),
]


@pytest.mark.parametrize(("make", "message"), SLIPS)
def test_what_is_wrong_with_an_argument_is_said_at_once(make, message):
    with pytest.raises(ValueError, match=message):
        make()


CALLS = [
    (lambda: layers.MaxPooling2D(5, name="p")(image(1, 4, 6, 1)), r"Layer p: no window of pool_size=\(5, 5\) fits"),
    (lambda: layers.AveragePooling1D(5, name="p")(keras.Input((4, 2))), "Layer p: no window"),
    (lambda: layers.MaxPooling2D()(image(4, 4, 3)), "expected ndim=4, found ndim=3"),
    (lambda: layers.UpSampling1D()(image(4, 4)), "expected ndim=3, found ndim=2"),
    (lambda: layers.Cropping1D((1, 3), name="c")(image(2, 4, 3)), r"Layer c: .* leave something .*cropping=\(1, 3\)"),
    (lambda: layers.Cropping2D(2)(keras.Input((4, 8, 3))), "must leave something"),
    (lambda: layers.Cropping3D((2, 0, 0))(image(1, 4, 1, 1, 1)), "must leave something"),
    (lambda: layers.MaxUnpooling2D()(image()), "expects 2 input"),
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_what_is_wrong_with_inputs_is_said_by_the_layer(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_unpooling_refuses_what_are_no_places():
    with pytest.raises(TypeError, match="indices being the integers that MaxPoolingWithArgmax2D gave"):
        layers.MaxUnpooling2D()([image(), image()])
    with pytest.raises(tf.errors.InvalidArgumentError, match="argmax must lie in"):
        layers.MaxUnpooling2D()([image(1, 1, 1, 1), np.full((1, 1, 1, 1), 4)])


@pytest.mark.parametrize("name", ["MaxPool", "AvgPool", "GlobalMaxPool", "GlobalAvgPool"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_short_names_are_the_same_classes(name, rank):
    long = name.replace("Avg", "Average").replace("Pool", "Pooling")
    assert getattr(layers, f"{name}{rank}D") is getattr(layers, f"{long}{rank}D")
    assert getattr(layers.pooling, f"{name}{rank}D").__name__ == f"{long}{rank}D"
