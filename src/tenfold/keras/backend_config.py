"""Keras's process-wide settings: the default float type, the fuzz factor, the order of image axes."""

from tenfold.core.base.hooks import hooks

FLOATS = ("float16", "bfloat16", "float32", "float64")
FORMATS = ("channels_last", "channels_first")

_settings = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}


def floatx():
    """The default float type as a string, "float32" unless `set_floatx` changed it."""
    return _settings["floatx"]


def set_floatx(value):
    """Make `value` (a name of FLOATS) the dtype of layers and metrics made from now on. ValueError for another name."""
    if value not in FLOATS:
        raise ValueError(f"Unknown `floatx` value: {value!r}. Expected one of {', '.join(FLOATS)}.")
    _settings["floatx"] = str(value)


def epsilon():
    """The small number that keeps logarithms and quotients finite, 1e-7 unless `set_epsilon` changed it."""
    return _settings["epsilon"]


def set_epsilon(value):
    """Make `value` the fuzz factor."""
    _settings["epsilon"] = float(value)


def image_data_format():
    """ "channels_last" unless `set_image_data_format` changed it."""
    return _settings["image_data_format"]


hooks.image_data_format = image_data_format


def set_image_data_format(data_format):
    """Make `data_format` (a name of FORMATS) the default of image layers. ValueError for another name."""
    if data_format not in FORMATS:
        raise ValueError(f"Unknown `data_format`: {data_format!r}. Expected one of {', '.join(FORMATS)}.")
    _settings["image_data_format"] = str(data_format)
