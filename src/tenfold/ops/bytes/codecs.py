"""What ops do whose codecs stand in `tenfold.io`, which registers them as kernels (see `io/when_wanted.py`)."""


def missing(what):
    """RuntimeError: the forward was called, so no codec was registered."""
    raise RuntimeError(
        f"The codec of {what} is in tenfold.io, and was not loaded: import tenfold, and not parts of it."
    )
