"""`image_dataset_from_directory`."""

import operator
from collections.abc import Callable, Sequence
from typing import Any

from tenfold.core.base.hooks import hooks
from tenfold.data.directories.labelled import Folder
from tenfold.data.directories.listing import Files
from tenfold.data.elements.map import Map
from tenfold.data.order.prefetch import Prefetch
from tenfold.data.plan.arguments import AUTOTUNE
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.sources.slices import Slices
from tenfold.ops.arrays.shaping import transpose
from tenfold.ops.bytes.files import read_file
from tenfold.ops.image.aspect import crop_and_resize_to
from tenfold.ops.image.codecs import decode_image
from tenfold.ops.image.resize import resize, resize_with_pad

FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}
METHODS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")


def image_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int | None = 32,
    image_size: Sequence[int] = (256, 256),
    shuffle: bool = True,
    seed: Any = None,
    validation_split: float | None = None,
    subset: str | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: str | None = None,
    format: str = "tf",
    verbose: bool = True,
    **kwargs: Any,
) -> Any:
    """A dataset of the images (BMP, GIF, JPEG, PNG) in a folder: float32 [batch, height, width, channels] of 0 to 255.

    Args:
      directory: where they are, at any depth.
      labels: "inferred": each folder in `directory` is a class, and elements are (images, labels); None for images
        alone; or a list, one for each file in the order of their paths: whole numbers, or what is to be predicted.
      label_mode: "int": int32 [batch]; "categorical": one-hot float32 [batch, classes]; "binary": 0.0 or 1.0
        [batch, 1]; None as `labels=None`.
      class_names: the order of the classes, which is sorted by default; all of them. Under Keras 3 files come in this
        order too, and classes may be left out.
      color_mode: "rgb", "rgba" or "grayscale".
      batch_size: None for images one by one.
      image_size: (height, width) that images are brought to.
      shuffle: whether files are in a random order, another one each pass. Sorted by path otherwise.
      seed: of the order; drawn from NumPy's global generator if it is None.
      validation_split: share of the files that are for validation, the last ones of an order that `seed` decides.
      subset: with it: "training", "validation", or "both" for a list of two datasets.
      interpolation: method of `tf.image.resize`; of "nearest" the images are uint8.
      follow_links: whether links to folders are followed. Under Keras 2 they are in any case.
      crop_to_aspect_ratio: whether what is over is cut off, so that proportions stay.
      pad_to_aspect_ratio: whether they are made to fit in, and zeros stand around them, so that they stay.
      data_format: "channels_last", or "channels_first" for [batch, channels, height, width]; by default
        the first, under Keras 3 `keras.backend.image_data_format()`.
      format: "tf": a tf.data.Dataset.
      verbose: whether the numbers of files are shown.
      smart_resize: the older name of `crop_to_aspect_ratio`.

    Returns:
      A dataset with `class_names` (without labels [""], or under Keras 3 None) and `file_paths`.

    Raises:
      ValueError: arguments that do not go together; no images. NotFoundError: no such folder.
    """
    crop_to_aspect_ratio = kwargs.pop("smart_resize", crop_to_aspect_ratio)
    if kwargs:
        raise TypeError(f"Unknown keywords argument(s): {tuple(kwargs)}")
    _check(color_mode, crop_to_aspect_ratio, pad_to_aspect_ratio, data_format, format)
    method, size = _method(interpolation), _size(image_size)
    if data_format is None and hooks.by_era("folders.order_of_keras"):
        data_format = hooks.image_data_format()
    folder = Folder(
        *("image", FORMATS, directory, labels, label_mode, class_names, batch_size, shuffle, seed),
        *(validation_split, subset, follow_links, verbose),
    )
    resizer = crop_and_resize_to if crop_to_aspect_ratio else _padded if pad_to_aspect_ratio else resize
    read = _reader(CHANNELS[color_mode], size, resizer, method, data_format == "channels_first")

    def made(folder: Folder, files: Files, shuffled: bool) -> Dataset:
        found = folder.with_labels(Slices(files.paths), files)
        if shuffled:  # names, of which the images are made after that
            found = folder.shuffled(found)
        function = read if folder.label_mode is None else lambda path, label: (read(path), label)
        traced = ElementFunction(function, found.element_spec, "image_dataset_from_directory")
        found = Prefetch(folder.batched(Map(found, traced, AUTOTUNE)))
        found.file_paths = files.paths  # type: ignore[attr-defined]
        return found

    return folder.datasets(made)


def _padded(image: Any, size: tuple[int, ...], method: str) -> Any:
    return resize_with_pad(image, *size, method)


def _reader(channels: int, size: tuple[int, ...], resizer: Any, method: str, first: bool) -> Callable[[Any], Any]:
    def read(path: Any) -> Any:
        image = decode_image(read_file(path), channels, expand_animations=False)
        image = resizer(image, size, method)
        image.set_shape((*size, channels))
        return transpose(image, [2, 0, 1]) if first else image

    return read


def _check(color_mode: Any, crop: Any, pad: Any, data_format: Any, format: Any) -> None:
    if color_mode not in CHANNELS:
        raise ValueError(
            f'`color_mode` must be one of {{"rgb", "rgba", "grayscale"}}. Received: color_mode={color_mode}'
        )
    if crop and pad:
        raise ValueError("Only one of `pad_to_aspect_ratio` and `crop_to_aspect_ratio` can be set to `True`.")
    if data_format not in ("channels_last", "channels_first", None):
        raise ValueError(f'`data_format` must be "channels_last" or "channels_first". Received: {data_format}')
    if format != "tf":
        raise NotImplementedError(f'`format` must be "tf": a tf.data.Dataset. Received: format={format!r}')


def _method(interpolation: Any) -> str:
    found = str(interpolation).lower()
    if found not in METHODS:
        raise NotImplementedError(
            f"Value not recognized for `interpolation`: {interpolation}. Supported values are: {list(METHODS)}"
        )
    return found


def _size(image_size: Any) -> tuple[int, ...]:
    try:
        found = tuple(map(operator.index, image_size))
    except TypeError:
        found = ()
    if len(found) != 2 or min(found) < 1:
        raise ValueError(
            f"`image_size` must be (height, width), whole numbers above 0. Received: image_size={image_size}"
        )
    return found
