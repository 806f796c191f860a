"""Defaults that differ between versions of TensorFlow: name -> {version from which a value holds: value}.

An era is a version of TensorFlow (`api/era.py`); "3" is Keras 3, that of TensorFlow 2.16 and later.
"""

from tenfold.api import era
from tenfold.core.base.hooks import hooks

DEFAULTS = {
    "GRU.reset_after": {"0": False, "2.0": True},
}


def by_era(name):
    """The value of the default called `name` in the era of this process."""
    now = _numbers(era.current())
    return next(value for since, value in reversed(DEFAULTS[name].items()) if _numbers(since) <= now)


def _numbers(version):
    return tuple(map(int, version.split(".")))


hooks.by_era = by_era
