"""Names of layers that change images at random."""

_EVERYWHERE = ("", "experimental.preprocessing.", "preprocessing.")


def _names(name, places=_EVERYWHERE):
    """The public names of a class, which TensorFlow 2.3 to 2.5 had among what is experimental."""
    return " ".join(f"keras.layers.{place}{name}" for place in places)


_HERE = "keras.layers.augmentation"

NAMES = {
    f"{_HERE}.random_flip": {"RandomFlip": _names("RandomFlip")},
    f"{_HERE}.random_rotation": {"RandomRotation": _names("RandomRotation")},
    f"{_HERE}.random_translation": {"RandomTranslation": _names("RandomTranslation")},
    f"{_HERE}.random_zoom": {"RandomZoom": _names("RandomZoom")},
    f"{_HERE}.random_crop": {"RandomCrop": _names("RandomCrop")},
    f"{_HERE}.random_contrast": {"RandomContrast": _names("RandomContrast")},
    f"{_HERE}.random_brightness": {"RandomBrightness": _names("RandomBrightness")},
    f"{_HERE}.random_size": {name: _names(name) for name in ("RandomHeight", "RandomWidth")},
}
