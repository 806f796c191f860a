"""Clocks for what takes a second or reads and writes files, where `seconds_per_call` would take too long."""

import gc
import os
import statistics
import sys
import time

from common import SMOKE


def seconds(work, passes=3, before=None):
    """Median seconds of `work()` over the passes, or why there is none: the first line of what was raised.

    before: called ahead of each pass, outside the clock. What is dirty in the page cache is written out there too, so
    that no pass pays for the one before.
    """
    found = []
    try:
        for _ in range(1 if SMOKE else passes):
            if before:
                before()
            settle()
            start = time.perf_counter()
            work()
            found.append(time.perf_counter() - start)
    except Exception as error:  # noqa: BLE001  each library has its own
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return statistics.median(found)


def settle():
    """Nothing is left to be collected or written to the disk."""
    gc.collect()
    if not SMOKE:
        os.sync()
