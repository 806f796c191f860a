"""A batch of images, each changed by an ImageDataGenerator, by several threads."""

import os

import numpy as np

from tenfold.keras import backend_config
from tenfold.keras.preprocessing.image.arrays import array_to_img
from tenfold.keras.preprocessing.image.augmentation import Augmentation
from tenfold.keras.preprocessing.image.files import write
from tenfold.keras.preprocessing.image.statistics import Statistics
from tenfold.runtime.threads.pool import in_order

_AT_ONCE = 4  # images that a thread takes at a time
_OWN = {
    "get_random_transform": Augmentation,
    "apply_transform": Augmentation,
    "standardize": Statistics,
}


def drawn_for(generator, shape, count):
    """What `generator` draws for so many images of this shape; None where that must wait until each is there.

    That is so where functions of the program's take part: they may draw numbers in between.
    """
    if generator is None:
        return [{}] * count
    ours = isinstance(generator, Augmentation) and isinstance(generator, Statistics)
    if not ours or generator.preprocessing_function or any(_is_replaced(generator, name) for name in _OWN):
        return None
    return [generator.get_random_transform(shape) for _ in range(count)]


def _is_replaced(generator, name):
    return name in vars(generator) or getattr(type(generator), name) is not getattr(_OWN[name], name)


def fill(batch, load, generator, drawn, dtype):
    """batch[i] = what `generator` (None: nothing) makes of load(i).

    Args:
      load: function of i that gives an array of rank 3.
      drawn: what `drawn_for` gave.
      dtype: that images are computed in.
    """
    count = len(batch)
    if drawn is None:
        for i, x in enumerate(_ahead(load, count)):
            x = generator.apply_transform(x.astype(dtype), generator.get_random_transform(x.shape))
            batch[i] = generator.standardize(x)
        return

    def make(start):
        for i in range(start, min(start + _AT_ONCE, count)):
            x = load(i)
            batch[i] = (
                x if generator is None else generator.standardize(_own(generator._changed(x, drawn[i], dtype), x))
            )

    for _ in _ahead(make, count, _AT_ONCE):
        pass


def _own(x, given):
    """`x`, or a copy where it is a view of `given`."""
    return x.copy() if np.may_share_memory(x, given) else x


def _ahead(function, count, step=1):
    """function(i) for each i in range(0, count, step), made by as many threads as this process has cores."""
    workers = min(_cores(), -(-count // step))
    if workers < 2:
        return map(function, range(0, count, step))
    return in_order(function, range(0, count, step), workers, count)


def _cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def save(batch, rows, folder, prefix, format_, data_format, most):
    """Write each image of a batch as a file "prefix_number_random.format"; np.random draws what is below `most`."""
    from PIL import Image

    ending = format_.lower()
    kind = Image.registered_extensions().get(f".{ending}", format_)
    for x, row in zip(batch, rows):
        name = f"{prefix}_{row}_{np.random.randint(most)}.{format_}"
        write(array_to_img(x, data_format, scale=True), os.path.join(folder, name), kind, durable=False)


def floats():
    """The dtype that images of files are computed in."""
    return np.dtype(backend_config.floatx())
