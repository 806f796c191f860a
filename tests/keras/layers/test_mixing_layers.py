"""Layers of Keras 3 that move pixels, hide parts, mix images, and are made of other layers of images."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

layers = keras.layers
IMAGES = np.random.RandomState(0).uniform(20, 230, (4, 6, 8, 3)).astype("float32")
LABELS = np.eye(4, dtype="float32")
MAKERS = [
    lambda: layers.RandomShear(0.3, 0.2, seed=1),
    lambda: layers.RandomPerspective(seed=1),
    lambda: layers.RandomGaussianBlur(1.0, 5, 2.0, seed=1),
    lambda: layers.RandomErasing(seed=1),
    lambda: layers.MixUp(1.0, seed=1),
    lambda: layers.CutMix(seed=1),
    lambda: layers.RandAugment(seed=1),
    lambda: layers.AugMix(seed=1),
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make().name)
def test_chance_in_training_and_nothing_in_inference(make):
    layer = make()
    first, second = layer(IMAGES).numpy(), layer(IMAGES).numpy()
    assert first.shape == IMAGES.shape and not np.allclose(first, second) and np.isfinite(first).all()
    assert np.array_equal(layer(IMAGES, training=False), IMAGES)
    found = type(layer).from_config(layer.get_config())({"images": IMAGES, "labels": LABELS})
    assert np.array_equal(found["images"], first)
    if not isinstance(layer, (layers.MixUp, layers.CutMix)):
        assert np.array_equal(found["labels"], LABELS)
    traced = make()
    np.testing.assert_allclose(tf.function(lambda x: traced(x, training=True))(IMAGES), first, 1e-4, 1e-3)


def places(n, height, width):
    """Images of two channels that say where each pixel is: its row and its column."""
    return np.stack([np.stack(np.mgrid[:height, :width], -1)] * n).astype("float32")


def test_shear_by_its_definition():
    found = layers.RandomShear((0.5, 0.5), (0.25, 0.25), fill_mode="constant", fill_value=-9, seed=1)(places(8, 5, 6))
    signs, (rows, columns) = set(), np.mgrid[:5, :6]
    for image in found.numpy():
        sign = 1 if image[1, 1, 1] > 1 else -1
        wanted = np.stack([rows + sign * 0.25 * columns, columns + sign * 0.5 * rows], -1)
        is_inside = ((wanted >= 0) & (wanted <= [4, 5])).all(-1)
        np.testing.assert_allclose(image[is_inside], wanted[is_inside], atol=1e-5)
        signs.add(sign)
    assert signs == {1, -1}


def test_perspective_shows_what_lies_between_four_points():
    found = layers.RandomPerspective((1.0, 1.0), 0.8, fill_value=-1e4, seed=2)(places(8, 9, 9)).numpy()
    corners = found[:, [0, 0, -1, -1], [0, -1, -1, 0]] - np.array([[0, 0], [0, 8], [8, 8], [8, 0]])
    seen = (found[:, [0, 0, -1, -1], [0, -1, -1, 0]] >= 0).all(-1)
    assert seen.any() and np.abs(corners[seen]).max() <= 0.2 * 8 + 1e-4
    assert np.abs(corners[seen]).max() > 0.1
    middle = found[:, 4, :]
    for line in middle:  # straight lines stay straight
        line = line[(line >= 0).all(-1)]
        slopes = (line[2:-1] - line[1]) @ np.array([[0, 1], [-1, 0]]) @ (line[-1] - line[1])
        np.testing.assert_allclose(slopes, 0, atol=0.05)
    assert np.array_equal(layers.RandomPerspective(0.0)(IMAGES), IMAGES)


def test_erasing_hides_one_rectangle():
    found = layers.RandomErasing((1.0, 1.0), (0.3, 0.3), fill_value=-7.0, seed=1)(IMAGES).numpy()
    for image, before in zip(found, IMAGES):
        rows, columns = np.nonzero((image == -7).all(-1))
        assert np.ptp(rows) + 1 == 3 and np.ptp(columns) + 1 == 4 and len(rows) == 12  # sqrt(0.3) of 6 and 8
        assert np.array_equal(image[image != -7], before[image != -7])
    noise = layers.RandomErasing((1.0, 1.0), (1.0, 1.0), value_range=(0, 1), seed=1)(IMAGES).numpy()
    assert noise.min() >= 0 and noise.max() <= 1 and noise.std() > 0.1


def test_mix_up_mixes_labels_as_images():
    found = layers.MixUp(1.0, seed=3)({"images": IMAGES, "labels": LABELS})
    shares = found["labels"].numpy()
    np.testing.assert_allclose(shares.sum(1), 1, 1e-5)
    assert 0 < np.diag(shares).min() < 1
    np.testing.assert_allclose(found["images"], np.tensordot(shares, IMAGES, 1), 1e-4)


def test_cut_mix_mixes_labels_by_area():
    found = layers.CutMix((1.0, 1.0), seed=3)({"images": IMAGES, "labels": LABELS})
    assert 0 < np.diag(found["labels"]).min() < 1
    for image, shares in zip(found["images"].numpy(), found["labels"].numpy()):
        for other, share in zip(IMAGES, shares):
            np.testing.assert_allclose((image == other).mean(), share, atol=1e-5)


def test_aug_mix_keeps_to_the_range():
    found = layers.AugMix((0, 255), 2, 2, 0.5, all_ops=False, seed=4)(IMAGES).numpy()
    assert found.min() >= -1e-3 and found.max() <= 255.01


def test_a_pipeline():
    pipeline = layers.Pipeline([layers.RandomFlip(seed=2), layers.Rescaling(1 / 255), layers.CenterCrop(3, 3)])
    found = pipeline(IMAGES)
    wanted = layers.CenterCrop(3, 3)(layers.RandomFlip(seed=2)(IMAGES) / 255)
    np.testing.assert_allclose(found, wanted, 1e-5)
    np.testing.assert_allclose(pipeline(IMAGES, training=False), layers.CenterCrop(3, 3)(IMAGES / 255), 1e-5)
    again = layers.Pipeline.from_config(pipeline.get_config())
    np.testing.assert_allclose(again(IMAGES), wanted, 1e-5)
    assert [layer.name for layer in again.layers] == [layer.name for layer in pipeline.layers]


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: layers.RandomShear(1.5), r"`x_factor` argument of RandomShear must have values between"),
        (lambda: layers.RandomPerspective(scale=2), "`scale` of RandomPerspective must be between 0 and 1"),
        (lambda: layers.RandomGaussianBlur(kernel_size=4), "must be an odd whole number or two. Received: 4"),
        (lambda: layers.RandomErasing(scale=(0.1, 1.5)), "`scale` argument of RandomErasing"),
        (lambda: layers.MixUp(0), "`alpha` of MixUp must be above 0"),
        (lambda: layers.AugMix(alpha=-1), "`alpha` of AugMix must be above 0"),
        (lambda: layers.RandAugment(factor=2), "`factor` of RandAugment must be between 0 and 1"),
        (lambda: layers.RandAugment(interpolation="cubic"), "Unknown `interpolation` of"),
        (lambda: layers.Pipeline([abs]), "Pipeline takes a list of layers. Received: <built-in"),
        (lambda: layers.MixUp()(IMAGES[0]), r"mixes the images of a batch; it received one image of shape \(6, 8, 3\)"),
        (lambda: layers.CutMix()({"images": IMAGES, "labels": np.arange(4)}), r"Use tf.one_hot\(labels, classes\)"),
        (
            lambda: layers.RandomErasing()({"images": IMAGES, "bounding_boxes": 0}),
            "Received a dict of .*bounding_boxes",
        ),
    ],
)
def test_what_cannot_be_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
