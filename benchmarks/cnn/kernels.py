"""Every kernel of the table, one after the other in one process: seconds by "case: what", or why it could not be."""

import importlib
import sys

from common import main, seconds_per_call
from kernel_cases import CASES

SIDES = {
    "tenfold": ("on_tenfold", "second_gear"),
    "tenfold, first gear": ("on_tenfold", "first_gear"),
    "PyTorch": ("on_pytorch", "kernel"),
    "TensorFlow": ("on_tensorflow", "kernel"),
    "lax": ("on_lax", "kernel"),
}


def measure(side):
    module, name = SIDES[side]
    make = getattr(importlib.import_module(module), name)
    return {label(case, what): timed(make, case, what) for case in CASES for what in case.whats}


def label(case, what):
    return f"{case.name}: {what}"


def timed(make, case, what):
    """Seconds of a call, or the first line of what was raised: some sides do not have every kernel."""
    try:
        return seconds_per_call(make(case, what), budget=0.3, warm=0.1)
    except Exception as error:  # noqa: BLE001  each library has its own
        print(f"{label(case, what)}: {error}", file=sys.stderr)
        return f"{type(error).__name__}: {error}".splitlines()[0]


if __name__ == "__main__":
    main(measure)
