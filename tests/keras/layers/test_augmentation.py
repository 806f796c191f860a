"""Layers that change images, as users meet them: when they augment, what they draw, what they take, what they say."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.core.base.thread import using
from tenfold.function.function import Function
from tenfold.runtime import xla

layers = keras.layers
IMAGES = np.random.RandomState(0).uniform(0, 255, (2, 5, 6, 1)).astype("float32")


def changes(layer, images=IMAGES, **call):
    return not np.allclose(layer(images, **call), images)


def augmenter():
    return keras.Sequential([layers.Rescaling(1.0), layers.RandomFlip(seed=2), layers.RandomRotation(0.3, seed=1)])


def test_they_augment_where_nobody_says_otherwise():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.turn = layers.RandomRotation(0.3, seed=1)

        def call(self, x, training=None):
            return self.turn(x, training=training)

    model = Model()
    for made in (layers.RandomRotation(0.3, seed=1), augmenter(), model):
        assert changes(made) and not changes(made, training=False) and changes(made, training=True)
    model.compile(loss="mse")
    assert np.array_equal(model.predict(IMAGES, verbose=0), IMAGES)
    assert np.array_equal(augmenter().predict(IMAGES, verbose=0), IMAGES)


def test_they_stand_in_front_of_a_model_that_is_trained():
    model = keras.Sequential([keras.Input((5, 6, 1)), augmenter(), layers.Flatten(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(IMAGES / 255, np.zeros(2), verbose=0, epochs=2)
    np.testing.assert_allclose(model.predict(IMAGES, verbose=0), model(IMAGES, training=False), rtol=1e-5)


def test_they_work_on_one_image_in_a_function():
    turn = augmenter()
    found = tf.function(lambda x: turn(x, training=True))(IMAGES[0])
    assert found.shape == IMAGES[0].shape and not np.allclose(found, IMAGES[0])


def test_every_draw_is_another_one_and_a_seed_says_which():
    one, other = layers.RandomZoom(0.3, seed=5), layers.RandomZoom(0.3, seed=5)
    first, second = one(IMAGES).numpy(), one(IMAGES).numpy()
    assert not np.allclose(first, second) and np.array_equal(other(IMAGES), first)
    traced = tf.function(lambda x: other(x, training=True))
    np.testing.assert_allclose(traced(IMAGES), second, 1e-5)
    assert not np.allclose(traced(IMAGES), second)
    keras.utils.set_random_seed(1)
    found = layers.RandomZoom(0.3)(IMAGES).numpy()
    keras.utils.set_random_seed(1)
    assert np.array_equal(layers.RandomZoom(0.3)(IMAGES), found)


@pytest.mark.skipif(not xla.available(), reason="needs XLA")
def test_both_gears_draw_the_same():
    found = []
    for gear in ("first", "second"):
        turn = layers.RandomRotation(0.3, seed=1)
        turn(IMAGES)
        with using(gear=gear):
            traced = Function(lambda x: turn(x, training=True))  # noqa: B023
            found.append([traced(tf.constant(IMAGES)).numpy() for _ in range(2)])
    np.testing.assert_allclose(found[0], found[1], 1e-4, 1e-3)
    assert not np.allclose(found[0][0], found[0][1])


def test_channels_first():
    first = np.moveaxis(IMAGES, -1, 1)
    for make in (
        lambda **options: layers.RandomTranslation(0.3, 0.2, seed=1, **options),
        lambda **options: layers.RandomCrop(3, 2, seed=1, **options),
        lambda **options: layers.CenterCrop(3, 2, **options),
        lambda **options: layers.Resizing(3, 2, **options),
    ):
        wanted, layer = make()(IMAGES), make(data_format="channels_first")
        assert np.array_equal(np.moveaxis(layer(first), 1, -1), wanted)
        assert layer.get_config()["data_format"] == "channels_first"


def test_a_list_of_images_is_a_batch():
    assert layers.Resizing(2, 2)([IMAGES[0], IMAGES[1]]).shape == (2, 2, 2, 1)


def test_sizes_that_are_not_known():
    image = tf.keras.Input((None, None, 1))
    model = keras.Model(image, layers.RandomCrop(4, 4, seed=1)(image, training=True))
    assert model.output_shape == (None, 4, 4, 1)
    part = model(IMAGES)
    assert any(np.array_equal(part, IMAGES[:, i : i + 4, j : j + 4]) for i in range(2) for j in range(3))
    np.testing.assert_allclose(model(IMAGES[:, :3]), layers.RandomCrop(4, 4)(IMAGES[:, :3]), 1e-6)
    assert layers.RandomHeight(0.2)(image).shape == layers.RandomWidth(0.2)(image).shape == (None, None, None, 1)
    known = keras.Input((5, 6, 1))
    assert layers.RandomHeight(0.2)(known).shape == (None, None, 6, 1)
    assert layers.RandomHeight(0.2, seed=1)(np.zeros((1, 5, 6, 1), "uint8"), training=False).dtype == tf.uint8


def test_resizing_into_a_frame_as_keras_3_does():
    wide = np.full((1, 2, 4, 1), 9.0, "float32")
    layer = layers.Resizing(4, 4, pad_to_aspect_ratio=True, fill_value=3.0)
    assert layer(wide).numpy()[0, :, 0, 0].tolist() == [3, 9, 9, 3]
    again = layers.Resizing.from_config(layer.get_config())
    assert np.array_equal(again(wide), layer(wide))
    smooth = layers.Resizing(2, 2, antialias=True)
    np.testing.assert_allclose(smooth(IMAGES), tf.image.resize(IMAGES, [2, 2], antialias=True))
    assert layers.Resizing.from_config(smooth.get_config()).antialias


def test_contrast_within_a_range():
    found = layers.RandomContrast((0.0, 1.0), (0, 1), seed=1)(IMAGES / 255).numpy()
    assert found.min() == 0 and found.max() <= 1


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: layers.RandomFlip("sideways"), "Unknown `mode` of RandomFlip: 'sideways'. Supported are 'horizontal'"),
        (lambda: layers.RandomRotation(0.1, fill_mode="mirror"), "Unknown `fill_mode` of RandomRotation: 'mirror'"),
        (lambda: layers.RandomRotation(0.1, interpolation="cubic"), "Unknown `interpolation` of RandomRotation"),
        (lambda: layers.RandomRotation(-0.1), "`factor` argument of RandomRotation cannot have an upper bound less"),
        (lambda: layers.RandomRotation((0.1, 0.2, 0.3)), "must be a number or two of them"),
        (lambda: layers.RandomZoom(1.5), r"`height_factor` argument of RandomZoom must have values between \[-1, 1\]"),
        (lambda: layers.RandomTranslation(0.1, (0.2, 0.1)), "`width_factor` argument of RandomTranslation cannot have"),
        (lambda: layers.RandomContrast(1.2), "cannot have negative values or values greater than 1"),
        (lambda: layers.RandomBrightness(0.1, value_range=(0, 1, 2)), "`value_range` argument of RandomBrightness"),
        (lambda: layers.RandomBrightness(2), r"in the range \[-1, 1\]. Received: 2"),
        (lambda: layers.RandomHeight(1.5), "`factor` argument of RandomHeight must have values larger than -1"),
        (lambda: layers.RandomWidth(-0.5), "cannot have an upper bound less than the lower bound"),
        (lambda: layers.RandomCrop(0, 2), "`height` of RandomCrop, expected a positive integer. Received: 0"),
        (lambda: layers.Resizing(2, 2, "cubist"), "Unknown `interpolation` of Resizing: 'cubist'"),
        (lambda: layers.Resizing(2, 2, fill_mode="reflect"), "Unknown `fill_mode` of Resizing"),
        (lambda: layers.Resizing(2, 2, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "Only one of"),
        (lambda: layers.RandomFlip(rng_type="legacy_stateful"), "`rng_type` of RandomFlip must be 'stateful'"),
        (lambda: layers.RandomElasticTransform(scale=3.0), r"`scale` argument .* between \[0.0, 1.0\]"),
        (lambda: layers.MaxNumBoundingBoxes(0), "`max_number` must be a whole number of at least 1"),
        (lambda: layers.MaxNumBoundingBoxes(2)({"images": IMAGES, "bounding_boxes": 3}), "dict of 'boxes' and"),
        (lambda: layers.ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size=(2,)), "two whole numbers"),
        (lambda: layers.RandomFlip()(IMAGES[0, 0]), r"expects an image .* rank 3 or 4. Received .* \(6, 1\)"),
    ],
)
def test_what_cannot_be_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_no_numbers_are_refused():
    with pytest.raises(TypeError, match="`factor` must be a number; received '0.2'.* Write factor=0.2"):
        layers.RandomRotation("0.2")
    with pytest.raises(NotImplementedError):  # the class that TensorFlow raises
        layers.RandomZoom(0.1, fill_mode="mirror")


def test_old_places_and_slips_of_the_pen():
    for name in ("RandomFlip", "RandomRotation", "RandomBrightness", "Resizing", "CenterCrop", "Rescaling"):
        here = getattr(layers, name)
        assert getattr(layers.experimental.preprocessing, name) is here
        assert getattr(layers.preprocessing, name) is here
    with pytest.raises(AttributeError, match="did you mean 'RandomFlip'"):
        _ = layers.experimental.preprocessing.RandomFilp


@pytest.mark.parametrize("number, filled", [(2, 0), (5, 2)])
def test_every_image_gets_as_many_boxes(number, filled):  # Keras 3.15's values
    boxes = {"boxes": np.arange(24.0, dtype="float32").reshape(2, 3, 4), "labels": np.array([[1, 2, 3], [4, 5, 6]])}
    layer = layers.MaxNumBoundingBoxes(number, bounding_box_format="xyxy")
    for at in (slice(None), 0):
        given = {"images": IMAGES[at], "bounding_boxes": {k: v[at] for k, v in boxes.items()}, "labels": 7}
        found = layer(given, training=False)
        assert list(found) == list(given) and found["labels"] == 7
        for name, axis in (("boxes", -2), ("labels", -1)):
            wanted = np.take(given["bounding_boxes"][name], range(number - filled), axis)
            rest = np.take(found["bounding_boxes"][name].numpy(), range(number - filled, number), axis)
            assert np.array_equal(np.take(found["bounding_boxes"][name], range(number - filled), axis), wanted)
            assert np.all(rest == -1) and found["bounding_boxes"][name].shape[axis] == number
    assert np.array_equal(layer(IMAGES), IMAGES)


@pytest.mark.parametrize("scale, spread, width", [(1.0, 1.65, 3.2), (0.5, 0.86, 1.6)])
def test_elastic_transforms_move_pixels_as_far_as_those_of_keras(scale, spread, width):
    """Spread (pixels) and smoothness (sigma of the filter) of what Keras 3.15 moves in 64 x 64 images."""
    ramp = np.tile(np.arange(64, dtype="float32")[None, None, :, None], (8, 64, 1, 1))
    moves = {"factor": (1.0, 1.0), "scale": (scale, scale), "value_range": (-99, 99), "fill_mode": "nearest", "seed": 1}
    layer = layers.RandomElasticTransform(**moves)
    moved = (layer(ramp) - ramp).numpy()[:, 16:-16, 16:-16]
    assert moved.std() == pytest.approx(spread, rel=0.15)
    alike = np.mean(moved[:, 2:] * moved[:, :-2]) / np.mean(moved * moved)  # exp(-d^2 / 4 sigma^2) of white noise
    assert np.sqrt(-1 / np.log(alike)) == pytest.approx(width, rel=0.15)
    assert not changes(layer, ramp, training=False)
    half = layers.RandomElasticTransform((0.5, 0.5), 1.0, seed=2)(np.tile(ramp, (8, 1, 1, 1)))
    assert 20 < sum(np.any(image != ramp[0]) for image in half.numpy()) < 44
