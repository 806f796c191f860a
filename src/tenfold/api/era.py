"""The era a program was written for: one value for the process, set before the program's first line runs.

"1.15": graphs by default, bare `tf.*` is the v1 namespace. "2.15": eager, Keras 2, the default. "3": Keras 3's ways.
`tenfold run` reads it off the program's own names (`compat.era`); `compat.install(era=...)` and TENFOLD_ERA override.
"""

ERAS = ("1.15", "2.15", "3")
DEFAULT = "2.15"
API_VERSION = {"1.15": "1.15.0", "2.15": "2.15.0", "3": "2.15.0"}  # what tf.__version__ says

_current = DEFAULT


def current() -> str:
    """The era this process runs in, one of ERAS."""
    return _current


def set_era(era: str) -> None:
    """Choose the era. ValueError, listing them, for one that is not in ERAS."""
    global _current
    _current = checked(era)


def checked(era: str) -> str:
    """`era` itself if it is one of ERAS; ValueError that lists them otherwise."""
    if era not in ERAS:
        raise ValueError(f"Unknown era {era!r}; expected one of {', '.join(map(repr, ERAS))}")
    return era
