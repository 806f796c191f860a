"""The era a program was written for: a version of TensorFlow, one for the process, set before the program's first line.

"1.15" and below: graphs by default, bare `tf.*` is the v1 namespace. "2.15": eager, Keras 2. "3" (TensorFlow 2.16 and
later): Keras 3's ways. "keras-1.2" or "keras-2.3.1": Keras when it was a package of its own, beside TensorFlow 1.
`tenfold run` reads it off the program's own names (`compat.era`); `compat.install(era=...)` and TENFOLD_ERA override.
What differs between versions stands in `api/defaults.py`.
"""

import re
from typing import NamedTuple

DEFAULT = "2.15"
KERAS = "keras-"  # what an era begins with that is a version of the package Keras
EXAMPLES = '"1.15", "2.3", "2.15", "3" (Keras 3), "keras-1.2", "keras-2.3.1"'


class Version(NamedTuple):
    """An era as numbers.

    Attributes:
      tensorflow: version of TensorFlow; Keras 3 is that of TensorFlow 2.16, the first that had it.
      keras: version of the package Keras where the era is one, else ().
    """

    tensorflow: tuple[int, ...]
    keras: tuple[int, ...] = ()


_chosen: str | None = None


def current() -> str:
    """The era this process runs in."""
    return _chosen or DEFAULT


def chosen() -> str | None:
    """The era that somebody chose; None where nobody did."""
    return _chosen


def set_era(era: str | None) -> None:
    """Choose the era; None takes the choice back. ValueError, with examples, for what is no version."""
    global _chosen
    _chosen = None if era is None else checked(era)


def checked(era: str) -> str:
    """`era` itself if it is a version; ValueError that shows some otherwise."""
    version_of(era)
    return era


def version_of(era: str) -> Version:
    """The numbers of an era. ValueError for what is no version, or one that there never was."""
    found = re.fullmatch(rf"({KERAS})?(\d+(?:\.\d+){{0,2}})", str(era))
    numbers = tuple(map(int, found[2].split("."))) if found else ()
    if found is None or numbers > (3, 99):
        raise ValueError(f"Unknown era {era!r}; expected a version of TensorFlow or Keras such as {EXAMPLES}.")
    if numbers[0] == 3:
        return Version((2, 16), numbers if found[1] else ())
    if not found[1]:
        return Version(numbers)
    return Version((1, 15) if numbers < (2, 4) else (2, 3), numbers)


def is_v1(era: str) -> bool:
    """Whether it is TensorFlow 1's time: bare `tf.*` has its names."""
    return version_of(era).tensorflow < (2,)


def writes_graphs(era: str) -> bool:
    """Whether ops write graphs by default; what the package Keras wrote into graphs by itself runs at once here."""
    return is_v1(era) and not version_of(era).keras


def api_version(era: str) -> str:
    """What `tf.__version__` says: the version of TensorFlow in full; Keras 2.15's for Keras 3, whose API is spoken."""
    numbers = version_of(era).tensorflow
    return "2.15.0" if numbers >= (2, 16) else ".".join(map(str, (*numbers, 0, 0)[:3]))
