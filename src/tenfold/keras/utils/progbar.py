"""Keras's progress bar: one line redrawn in place (verbose 1) or one line per epoch (verbose 2)."""

import os
import sys
import time

import numpy as np

from tenfold.keras.utils.io_utils import print_msg


class Progbar:
    """Displays a progress bar as Keras 2 draws it.

    Args:
        target: total number of steps expected; None when it is unknown.
        width: width of the bar in characters.
        verbose: 0 silent, 1 a bar that is redrawn, 2 one line at the end.
        interval: seconds that must pass between two redraws.
        stateful_metrics: names of values that are shown as given; all others are averaged over the steps.
        unit_name: what a step is called ("step", "sample").
    """

    def __init__(self, target, width=30, verbose=1, interval=0.05, stateful_metrics=None, unit_name="step"):
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self._dynamic_display = _redraws_in_place()
        self._values = {}  # name -> [weighted sum, weight], in order of first appearance
        self._drawn_width = 0
        self._seen_so_far = 0
        self._start = self._epoch_start = time.time()
        self._last_update = 0
        self._epoch_end = None
        self._after_first_step = None

    def update(self, current, values=None, finalize=None):
        """Take in the values of step `current` and redraw if it is time to.

        Args:
            current: index of the current step, counted from 1.
            values: list of (name, value) of the last step.
            finalize: whether this is the last update; None means `current >= target`.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._accumulate(current, values or ())
        now = time.time()
        if current == self.target:
            self._epoch_end = now
        if self.verbose == 1 and (finalize or self.is_due(now)):
            self._draw_bar(current, now, finalize)
            self._last_update = now
        elif self.verbose == 2 and finalize:
            self._draw_line(current, now)

    def add(self, n, values=None):
        """Advance by `n` steps."""
        self.update(self._seen_so_far + n, values)

    def is_due(self, now=None):
        """Whether an update made now would redraw the bar: callers can skip computing values when not."""
        return (time.time() if now is None else now) - self._last_update >= self.interval

    def _accumulate(self, current, values):
        # At least 1: on_batch_end and on_epoch_end may both report the same step.
        steps = max(current - self._seen_so_far, 1)
        for name, value in values:
            if name in self.stateful_metrics:
                self._values[name] = [value, 1]
                continue
            total = self._values.setdefault(name, [0, 0])
            total[0] += value * steps
            total[1] += steps
        self._seen_so_far = current

    def _draw_bar(self, current, now, finalize):
        erase = "\b" * self._drawn_width + "\r" if self._dynamic_display else "\n"
        bar = self._bar(current)
        time_per_unit = self._time_per_unit(current, now)
        if self.target is None or finalize:
            info = f" - {now - self._start:.0f}s {_per_unit(time_per_unit, self.unit_name)}"
        else:
            info = f" - ETA: {_clock(time_per_unit * (self.target - current))}"
        info += "".join(_metric(name, abs(mean), mean) for name, mean in self._means())
        blank = " " * (self._drawn_width - len(bar) - len(info))  # what is left of a longer line
        self._drawn_width = len(bar) + len(info)
        print_msg(erase + bar + info + blank + ("\n" if finalize else ""), line_break=False)

    def _draw_line(self, current, now):
        line = f"{self._count(current)} - {now - self._start:.0f}s"
        line += "".join(_metric(name, mean, mean) for name, mean in self._means())
        if self._epoch_end is not None:
            epoch_time = self._epoch_end - self._epoch_start
            line += (
                f" - {_per_unit(epoch_time, 'epoch')} - {_per_unit(epoch_time / max(self.target, 1), self.unit_name)}\n"
            )
            self._epoch_start, self._epoch_end = now, None
        print_msg(line, line_break=False)

    def _bar(self, current):
        if self.target is None:
            return f"{int(current):7d}/Unknown"
        filled = int(self.width * (current / self.target if self.target else 1))
        tip = ">" if current < self.target else "="
        done = "=" * (filled - 1) + tip if filled > 0 else ""
        return f"{self._count(current)} [{done}{'.' * (self.width - filled)}]"

    def _count(self, current):
        target = str(int(self.target))
        return f"{int(current):{len(target)}d}/{target}"

    def _means(self):
        return ((name, np.mean(total / max(1, weight))) for name, (total, weight) in self._values.items())

    def _time_per_unit(self, current, now):
        """Seconds per step. The first step, which compiles and warms up, is left out once there is a second."""
        if not current:
            return 0
        if self._after_first_step is not None and current > 1:
            seconds = (now - self._after_first_step) / (current - 1)
        else:
            seconds = (now - self._start) / current
        if current == 1:
            self._after_first_step = now
        return seconds


def _redraws_in_place():
    """Keras redraws on terminals, in notebooks and on every POSIX system, also into a pipe."""
    on_terminal = hasattr(sys.stdout, "isatty") and sys.stdout.isatty()
    return on_terminal or "ipykernel" in sys.modules or os.name == "posix" or "PYCHARM_HOSTED" in os.environ


def _metric(name, size, value):
    return f" - {name}: {value:.4f}" if size > 1e-3 else f" - {name}: {value:.4e}"


def _clock(seconds):
    whole = int(seconds)
    if seconds > 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}" if seconds > 60 else f"{whole}s"


def _per_unit(seconds, unit):
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/{unit}"
    return f"{seconds * 1e3:.0f}ms/{unit}" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/{unit}"
