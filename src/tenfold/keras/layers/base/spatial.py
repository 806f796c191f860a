"""What layers that slide over space take: a number for each spatial axis, a padding, and where the channels stand."""

import contextlib
from numbers import Integral, Real

from tenfold.keras.backend_config import image_data_format
from tenfold.ops.arrays.shaping import transpose


def per_axis(value, argument, n, least=1):
    """An int for all n spatial axes, or one per axis, as a tuple of ints of at least `least`."""
    values = (value,) * n if isinstance(value, Integral) else value
    if not hasattr(values, "__len__") or isinstance(values, (str, dict)) or len(values) != n:
        raise ValueError(f"The `{argument}` argument must be a tuple of {n} integers. Received: {value!r}")
    if any(not _is_whole(v) or v < least for v in values):
        raise ValueError(f"The `{argument}` argument must be a tuple of {n} integers >= {least}. Received: {value!r}")
    return tuple(int(v) for v in values)


def _is_whole(value):
    return isinstance(value, Integral) or isinstance(value, Real) and float(value).is_integer()


def padding_name(value, allowed=("valid", "same")):
    """`value` in lower case; ValueError for anything else."""
    if not isinstance(value, str) or value.lower() not in allowed:
        raise ValueError(f"The `padding` argument must be one of {', '.join(map(repr, allowed))}. Received: {value!r}")
    return value.lower()


def channels(value):
    """The data format, that of the Keras configuration by default."""
    value = value or image_data_format()
    if not isinstance(value, str) or value.lower() not in ("channels_last", "channels_first"):
        raise ValueError(f'The `data_format` argument must be "channels_first" or "channels_last". Received: {value!r}')
    return value.lower()


def channels_to_last(x, rank):
    """`x` (batch axes, channels, `rank` spatial axes) with the channels behind space."""
    n = rank + 2 if x._dims is None else len(x._dims)
    return transpose(x, (*range(n - rank - 1), *range(n - rank, n), n - rank - 1))


def channels_to_first(x, rank):
    """`x` (batch axes, `rank` spatial axes, channels) with the channels before space."""
    n = rank + 2 if x._dims is None else len(x._dims)
    return transpose(x, (*range(n - rank - 1), n - 1, *range(n - rank - 1, n - 1)))


def split_shape(shape, rank, data_format):
    """(batch axes, spatial axes, channels) of the shape of a layer's inputs or outputs."""
    dims = tuple(shape)
    batch, inner = dims[: -rank - 1], dims[-rank - 1 :]
    return (batch, inner[:-1], inner[-1]) if data_format == "channels_last" else (batch, inner[1:], inner[0])


def joined_shape(batch, sizes, depth, data_format):
    """The shape that `split_shape` takes apart."""
    return (*batch, *sizes, depth) if data_format == "channels_last" else (*batch, depth, *sizes)


@contextlib.contextmanager
def fitting_windows(layer, input_shape, cure="the input size, or padding='same'"):
    """A block in which a ValueError about windows names the layer whose inputs they do not fit into, and the cure."""
    try:
        yield
    except ValueError as e:
        raise ValueError(
            f"One of the dimensions in the output is <= 0 due to downsampling in {layer}. Consider increasing {cure}. "
            f"Received input shape {tuple(input_shape)}. {e}"
        ) from None
