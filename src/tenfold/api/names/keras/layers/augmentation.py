"""Names of layers that change images at random."""

_EVERYWHERE = ("", "experimental.preprocessing.", "preprocessing.")


def _names(name, places=_EVERYWHERE):
    """The public names of a class, which TensorFlow 2.3 to 2.5 had among what is experimental."""
    return " ".join(f"keras.layers.{place}{name}" for place in places)


_HERE = "keras.layers.augmentation"
_COLORS = (
    "auto_contrast equalization random_color_degeneration random_color_jitter random_grayscale random_hue "
    "random_invert random_posterization random_saturation random_sharpness solarization"
).split()


def _only_keras3(room, files):
    """What came with Keras 3: each file of a room holds the class of its name."""
    classes = {file: "".join(word.capitalize() for word in file.split("_")) for file in files}
    return {f"{_HERE}{room}.{file}": {name: f"keras.layers.{name}"} for file, name in classes.items()}


NAMES = {
    f"{_HERE}.random_flip": {"RandomFlip": _names("RandomFlip")},
    f"{_HERE}.maps.random_rotation": {"RandomRotation": _names("RandomRotation")},
    f"{_HERE}.maps.random_translation": {"RandomTranslation": _names("RandomTranslation")},
    f"{_HERE}.maps.random_zoom": {"RandomZoom": _names("RandomZoom")},
    f"{_HERE}.random_crop": {"RandomCrop": _names("RandomCrop")},
    f"{_HERE}.random_contrast": {"RandomContrast": _names("RandomContrast")},
    f"{_HERE}.random_brightness": {"RandomBrightness": _names("RandomBrightness")},
    f"{_HERE}.random_size": {name: _names(name) for name in ("RandomHeight", "RandomWidth")},
    f"{_HERE}.random_layer": {"BaseRandomLayer": "keras.__internal__.layers.BaseRandomLayer"},
    f"{_HERE}.base_image_augmentation": {
        "BaseImageAugmentationLayer": "keras.__internal__.layers.BaseImageAugmentationLayer",
    },
    **_only_keras3(".colors", _COLORS),
    f"{_HERE}.colors.adaptive_equalization": {
        "ContrastLimitedAdaptiveHistogramEqualization": "keras.layers.ContrastLimitedAdaptiveHistogramEqualization",
    },
    **_only_keras3("", "max_num_bounding_boxes random_elastic_transform random_erasing random_gaussian_blur".split()),
    **_only_keras3(".maps", "random_perspective random_shear".split()),
    **_only_keras3(".mixing", "aug_mix cut_mix mix_up pipeline rand_augment".split()),
}
