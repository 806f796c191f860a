"""Layers that change colours, and users' own layers of images: what chance decides, what they take, what they say."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

layers = keras.layers
IMAGES = np.random.RandomState(0).uniform(20, 230, (6, 3, 4, 3)).astype("float32")


@pytest.mark.parametrize(
    "layer",
    [
        layers.RandomHue(0.9, seed=1),
        layers.RandomSaturation(0.9, seed=1),
        layers.RandomSharpness(0.4, seed=1),
        layers.RandomColorDegeneration(0.9, seed=1),
        layers.RandomGrayscale(0.5, seed=1),
        layers.RandomInvert(1.0, seed=1),
        layers.RandomPosterization(3, seed=1),
        layers.Solarization(0.5, 0.9, seed=1),
        layers.RandomColorJitter((0, 255), 0.2, 0.5, 0.4, 0.3, seed=1),
    ],
    ids=lambda layer: layer.name,
)
def test_chance_in_training_and_nothing_in_inference(layer):
    first, second = layer(IMAGES).numpy(), layer(IMAGES).numpy()
    assert not np.allclose(first, second) and first.min() >= 0 and first.max() <= 255
    assert np.array_equal(layer(IMAGES, training=False), IMAGES)
    again = type(layer).from_config(layer.get_config())
    assert np.array_equal(again(IMAGES), first)
    labels = np.arange(6)
    found = type(layer).from_config(layer.get_config())({"images": IMAGES, "labels": labels})
    assert np.array_equal(found["images"], first) and np.array_equal(found["labels"], labels)
    third = type(layer).from_config(layer.get_config())
    np.testing.assert_allclose(tf.function(lambda x: third(x, training=True))(IMAGES), first, 1e-4, 1e-3)


def test_gray_and_inverted_images_are_whole_ones():
    found = layers.RandomGrayscale(0.5, seed=3)(IMAGES).numpy()
    gray = (found[..., :1] == found).all(axis=(1, 2, 3))
    assert 0 < gray.sum() < 6 and np.array_equal(found[~gray], IMAGES[~gray])
    found = layers.RandomInvert((0.5, 0.5), seed=3)(IMAGES).numpy()
    turned = np.isclose(found, 255 - IMAGES, atol=1e-3).all(axis=(1, 2, 3))
    assert 0 < turned.sum() < 6
    np.testing.assert_allclose(found[~turned], IMAGES[~turned], 1e-5)


def test_solarization_above_a_threshold():
    found = layers.Solarization((0.2, 0.2), (0.5, 0.5))(np.array([[[[50.0], [100.0], [240.0]]]])).numpy().ravel()
    np.testing.assert_allclose(found, [101, 104, 0], atol=1e-3)


def test_full_saturation_stays_within_the_range():
    found = layers.RandomSaturation((1.0, 1.0), value_range=(0, 1))(IMAGES / 255).numpy()
    np.testing.assert_allclose(found.min(-1), 0, atol=1e-6)
    np.testing.assert_allclose(found.max(-1), IMAGES.max(-1) / 255, 1e-5)


def test_auto_contrast_and_equalization():
    layer = layers.AutoContrast()
    assert np.array_equal(layer(IMAGES, training=False), layer(IMAGES, training=True))
    flat = np.full((1, 2, 2, 3), 7.0, "float32")
    assert np.array_equal(layer(flat), flat) and np.allclose(layers.Equalization()(flat), flat)
    first = layers.AutoContrast(data_format="channels_first")(np.moveaxis(IMAGES, -1, 1))
    np.testing.assert_allclose(np.moveaxis(first, 1, -1), layer(IMAGES), 1e-5)
    assert layers.Equalization.from_config(layers.Equalization(bins=9).get_config()).bins == 9


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: layers.RandomHue(1.1), r"`factor` argument of RandomHue must have values between \[0.0, 1.0\]"),
        (lambda: layers.RandomPosterization(0), "RandomPosterization must have values between"),
        (lambda: layers.RandomGrayscale(2), "`factor` of RandomGrayscale must be between 0 and 1. Received: factor=2"),
        (lambda: layers.Solarization(0.1, 2.0), "`threshold_factor` argument of Solarization"),
        (lambda: layers.Equalization(bins=1), "`bins` must be a whole number of at least 2"),
        (lambda: layers.AutoContrast((1, 2, 3)), "`value_range` argument of AutoContrast must be two numbers"),
        (lambda: layers.RandomColorJitter(hue_factor=7), "`factor` argument of RandomHue"),
        (lambda: layers.RandomHue(0.1)({"pictures": IMAGES}), "a dict of 'images' and any of .* Received a dict of"),
    ],
)
def test_what_cannot_be_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


class Brighter(keras.__internal__.layers.BaseImageAugmentationLayer):
    """A layer as users write it."""

    def get_random_transformation(self, image=None, label=None, bounding_box=None):
        return self._random_generator.random_uniform([], 1.0, 2.0)

    def augment_image(self, image, transformation):
        return image + transformation

    def augment_label(self, label, transformation):
        return label * transformation


def test_a_layer_of_ones_own():
    layer, draws = Brighter(seed=3), tf.random.Generator.from_seed(3)
    more = np.array([draws.uniform([], 1.0, 2.0) for _ in IMAGES])
    found = layer({"images": IMAGES, "labels": np.ones((6, 2))})
    np.testing.assert_allclose(found["images"], IMAGES + more[:, None, None, None], 1e-5)
    np.testing.assert_allclose(found["labels"], np.tile(more[:, None], 2), 1e-5)
    assert layer(IMAGES[0]).shape == (3, 4, 3) and np.array_equal(layer(IMAGES, training=False), IMAGES)
    traced = tf.function(lambda x: layer(x, training=True))(IMAGES)
    assert len(np.unique(np.round((traced - IMAGES)[:, 0, 0, 0], 4))) == 6
    assert Brighter.from_config(layer.get_config()).seed == 3
    boxes = np.ones((6, 1, 4))
    with pytest.raises(NotImplementedError, match="Brighter received bounding boxes and must implement"):
        layer({"images": IMAGES, "bounding_boxes": boxes})
    with pytest.raises(ValueError, match="Received a dict of .*'masks'"):
        layer({"images": IMAGES, "masks": boxes})
    with pytest.raises(ValueError, match="expects image inputs of rank 3 or 4"):
        layer(IMAGES[0, 0])


def test_targets_and_boxes_of_ones_own():
    class Mirrored(Brighter):
        def augment_image(self, image, transformation):
            return tf.image.flip_left_right(image)

        def augment_bounding_boxes(self, image, bounding_boxes, transformation=None):
            return image.shape[1] - bounding_boxes

    given = {"images": IMAGES, "bounding_boxes": np.ones((6, 1, 4)), "targets": np.ones((6, 1))}
    found = Mirrored(seed=1)(given)
    assert np.array_equal(found["images"], IMAGES[:, :, ::-1]) and (found["bounding_boxes"].numpy() == 3).all()
    assert (found["targets"].numpy() >= 1).all()
    with pytest.raises(NotImplementedError, match="must implement `augment_image"):
        keras.__internal__.layers.BaseImageAugmentationLayer()(IMAGES)
