"""Windows that slide over the spatial axes of channels-last arrays: their geometry, for convolutions and pooling.

Throughout, `kernel`, `strides`, `dilations` and `sizes` are tuples with one entry per spatial axis, and `padding` is
"SAME", "VALID" or a tuple of (before, after) pairs.
"""

import itertools

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.base.thread import STATE
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import xp
from tenfold.ops.arrays.joining import concat
from tenfold.ops.arrays.shaping import reshape, shape, transpose
from tenfold.ops.graphdef import Part, Whole, by_axes

RANKS = {"NWC": 1, "NCW": 1, "NHWC": 2, "NCHW": 2, "NDHWC": 3, "NCDHW": 3}


def channels_first(data_format, n):
    """Whether `data_format` names the channel axis second. ValueError if it is not a format of `n` spatial axes."""
    if data_format is None or data_format == "N" + "DHW"[3 - n :] + "C" and n > 1:
        return False
    if not isinstance(data_format, str) or RANKS.get(data_format) != n:
        known = " or ".join(repr(f) for f, rank in RANKS.items() if rank == n)
        raise ValueError(f"data_format must be {known} for {n} spatial dimensions; received {described(data_format)}.")
    return data_format[1] == "C"


def per_axis(value, n, name, first=False):
    """`value` (an int, n ints, or n + 2 with those of batch and channels, which must be 1) as n ints."""
    if value is None:
        return (1,) * n
    value = getattr(value, "_array", value)
    entries = entries_of(value, name)
    if len(entries) == n + 2:
        outer = (entries[0], entries[1] if first else entries[-1])
        if outer != (1, 1):
            raise ValueError(f"{name} must be 1 along the batch and channel dimensions; received {list(entries)}.")
        entries = entries[2:] if first else entries[1:-1]
    entries = entries * n if len(entries) == 1 else entries
    if len(entries) != n:
        raise ValueError(f"{name} must be a positive int, or 1, {n} or {n + 2} of them; received {described(value)}.")
    if min(entries, default=1) < 1:
        error = InvalidArgumentError if STATE.graph is None else ValueError
        raise error(f"{name} must be positive; received {described(value)}.")
    return tuple(entries)


def entries_of(value, name):
    """The ints that `value`, an int or a list or array of them, holds; TypeError for anything else."""
    try:
        entries = np.asarray(value).reshape(-1).tolist()
    except (ValueError, RecursionError):
        entries = [value]
    if not all(type(e) is int for e in entries):
        raise TypeError(f"{name} must be positive ints; received {described(value)}.")
    return entries


def canonical_padding(padding, n, first=False):
    """ "SAME", "VALID" or n (before, after) pairs from what a caller wrote, batch and channel pairs taken off."""
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            raise ValueError(f"padding must be 'SAME', 'VALID' or a list of pairs; received {padding!r}.")
        return padding.upper()
    pairs = _pairs(getattr(padding, "_array", padding))
    if len(pairs) == n + 2:
        outer = (pairs[0], pairs[1] if first else pairs[-1])
        if outer != ((0, 0), (0, 0)):
            raise ValueError(f"Nonzero explicit padding in the batch or depth dimensions is not supported: {pairs}.")
        pairs = pairs[2:] if first else pairs[1:-1]
    if len(pairs) != n or min(map(min, pairs)) < 0:
        raise ValueError(f"Explicit padding needs {n + 2} pairs of non-negative ints; received {padding!r}.")
    return pairs


def _pairs(padding):
    try:
        array = np.asarray(padding)
    except (ValueError, RecursionError):
        array = np.zeros(())
    if array.dtype.kind not in "iu" or array.ndim != 2 or array.shape[1] != 2:
        raise TypeError(
            f"padding must be 'SAME', 'VALID' or a pair of ints for each dimension; received {described(padding)}."
        )
    return tuple(map(tuple, array.tolist()))


def span(kernel, dilations):
    """Input elements from a window's first tap to its last."""
    return tuple(None if k is None else (k - 1) * d + 1 for k, d in zip(kernel, dilations))


def pads(sizes, kernel, strides, dilations, padding):
    """(before, after) per axis, in elements."""
    if padding == "VALID":
        return ((0, 0),) * len(sizes)
    if padding != "SAME":
        return padding
    totals = [max((-(-n // s) - 1) * s + w - n, 0) for n, w, s in zip(sizes, span(kernel, dilations), strides)]
    return tuple((t // 2, t - t // 2) for t in totals)


def out_sizes(sizes, kernel, strides, dilations, padding):
    """How many windows there are along each axis; None where the size is not known."""
    out = []
    for i, (n, w, s) in enumerate(zip(sizes, span(kernel, dilations), strides)):
        if padding == "SAME":
            out.append(None if n is None else -(-n // s))
            continue
        extra = 0 if padding == "VALID" else sum(padding[i])
        if None in (n, w):
            out.append(None)
            continue
        if n + extra < w:
            raise ValueError(
                f"Computed output size would be negative: window {w} (kernel {kernel[i]}, dilation {dilations[i]}) "
                f"is larger than dimension {i} of the input, {n}, padded by {extra}."
            )
        out.append((n + extra - w) // s + 1)
    return tuple(out)


def padded(x, pairs, value=0):
    """`x` with its spatial axes padded by `value`."""
    if not any(map(any, pairs)):
        return x
    if xp(x) is not np:
        return xp(x).pad(x, ((0, 0), *pairs, (0, 0)), constant_values=x.dtype.type(value))
    inner = [n + b + a for n, (b, a) in zip(x.shape[1:-1], pairs)]
    make = np.zeros if value == 0 else np.empty
    out = make((x.shape[0], *inner, x.shape[-1]), x.dtype)
    if value != 0:
        out.fill(value)
    out[cropping(x.shape[1:-1], pairs)] = x
    return out


def cropping(sizes, pairs):
    """The index that takes the original out of what `padded` made."""
    return (slice(None), *(slice(b, b + n) for n, (b, _) in zip(sizes, pairs)))


def taps(kernel, strides, dilations, out):
    """For each position in the window: it, and the index of the elements that stand there in all windows."""
    per = [
        [(t, slice(t * d, t * d + (o - 1) * s + 1, s)) for t in range(k)]
        for k, s, d, o in zip(kernel, strides, dilations, out)
    ]
    for entries in itertools.product(*per):
        yield tuple(t for t, _ in entries), (slice(None), *(s for _, s in entries))


def window_view(x, kernel, strides, dilations, out):
    """(batch, *out, *kernel, channels): all windows of a padded NumPy array, nothing copied."""
    outer = [t * s for t, s in zip(x.strides[1:-1], strides)]
    inner = [t * d for t, d in zip(x.strides[1:-1], dilations)]
    return np.lib.stride_tricks.as_strided(
        x, (x.shape[0], *out, *kernel, x.shape[-1]), (x.strides[0], *outer, *inner, x.strides[-1]), writeable=False
    )


def channels_last(compute, x, n, first):
    """`compute` on `x` as (batch, *n spatial axes, channels), whatever order and however many batch axes it has."""
    rank = None if x._dims is None else len(x._dims)
    if rank is not None and rank < n + 2:
        raise ValueError(
            f"an input of rank {n + 2} or more is expected (batch, {n} spatial, channels); received shape {x._dims}."
        )
    if first:
        x = transpose(x, (0, *range(2, n + 2), 1))
    extra = 0 if rank is None else rank - n - 2
    y = compute(_merge_batch(x, extra)) if extra else compute(x)
    if extra:
        y = reshape(y, concat([shape(x)[: extra + 1], shape(y)[1:]], 0))
    return transpose(y, (0, n + 1, *range(1, n + 1))) if first else y


def _merge_batch(x, extra):
    """`x` with its first `extra` + 1 axes made one."""
    inner = x._dims[extra + 1 :]
    return reshape(x, (-1, *inner) if None not in inner else concat([[-1], shape(x)[extra + 1 :]], 0))


def _padding(value, _):
    return value if isinstance(value, str) else "EXPLICIT"


def _explicit_paddings(value, _):
    return [] if isinstance(value, str) else [n for pair in ((0, 0), *value, (0, 0)) for n in pair]


def _padding_of(attrs):
    """`padding` here from what two attributes say there."""
    pairs = attrs.get("explicit_paddings") or ()
    return tuple(zip(pairs[2:-2:2], pairs[3:-2:2])) if attrs["padding"] == "EXPLICIT" else attrs["padding"]


WINDOW = {
    "strides": by_axes("strides"),
    "padding": Whole("padding", _padding, _padding_of),
    "explicit_paddings": Part("padding", _explicit_paddings, None),
}
