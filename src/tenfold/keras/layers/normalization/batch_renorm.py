"""Batch renormalisation (Ioffe 2017, https://arxiv.org/abs/1702.03275)."""

from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.elementwise import sqrt
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.state.sources import stop_gradient

_KEYS = ("rmax", "rmin", "dmax")


def check_clipping(clipping):
    """`renorm_clipping` as a dict. ValueError for keys other than rmax, rmin, dmax; TypeError for what is no number."""
    clipping = dict(clipping or {})
    if clipping.keys() - set(_KEYS):
        raise ValueError(
            f"Received invalid keys for `renorm_clipping` argument: {clipping}. Supported values: {list(_KEYS)}."
        )
    for key, value in clipping.items():
        if not hasattr(value, "dtype"):  # tensors and variables may change from step to step
            check_numbers(**{f"renorm_clipping[{key!r}]": value})
    return clipping


def corrections(mean, deviation, running_mean, running_deviation, clipping):
    """(r, d) with (x - mean) / deviation * r + d = (x - running mean) / running deviation, clipped; both constant.

    r = deviation / running deviation in [rmin, rmax], d = (mean - running mean) / running deviation in [-dmax, dmax].
    """
    r, d = deviation / running_deviation, (mean - running_mean) / running_deviation
    r = r if clipping.get("rmin") is None else maximum(r, clipping["rmin"])
    r = r if clipping.get("rmax") is None else minimum(r, clipping["rmax"])
    d = d if clipping.get("dmax") is None else clip_by_value(d, -clipping["dmax"], clipping["dmax"])
    return stop_gradient(r), stop_gradient(d)


def deviation_of(variance, epsilon):
    """sqrt(variance + epsilon)."""
    return sqrt(variance + epsilon)
