"""What tests of threads share: calls side by side, and waiting for what another thread does."""

import threading
import time


def together(*functions):
    """Call each in a thread of its own; gives the results, or the exceptions."""
    results = [None] * len(functions)

    def call(i, function):
        try:
            results[i] = function()
        except Exception as e:
            results[i] = e

    threads = [threading.Thread(target=call, args=pair, daemon=True) for pair in enumerate(functions)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(10)
    assert not any(t.is_alive() for t in threads), "threads wait for each other"
    return results


def until(condition):
    """Returns once `condition()` holds."""
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.0005)
    assert condition()
