"""What callbacks that watch a metric share: which way is better, and the watched value itself."""

import logging

import numpy as np

from tenfold.core.calls import slips

logger = logging.getLogger("tenfold")


def comparison(mode, monitor, increases, owner):
    """`np.less` or `np.greater`: how a better value of `monitor` compares with a worse one.

    Args:
        mode: "min", "max", or "auto"; anything else counts as "auto", with a warning.
        monitor: name of the metric.
        increases: predicate on the name, used by "auto": whether a larger value is better.
        owner: name of the callback, for the warning.
    """
    if mode not in ("auto", "min", "max"):
        logger.warning("%s mode %s is unknown, fallback to auto mode.", owner, mode)
        mode = "auto"
    return np.greater if mode == "max" or (mode == "auto" and increases(monitor)) else np.less


def worst(comparison):
    """The value that every other one improves on."""
    return np.inf if comparison is np.less else -np.inf


def watched(logs, monitor, what):
    """`logs[monitor]`, or None with a warning that `what` depends on it."""
    value = (logs or {}).get(monitor)
    if value is None:
        names, hint = ",".join(logs or {}), nearest(monitor, logs)
        logger.warning("%s metric `%s` which is not available. Available metrics are: %s%s", what, monitor, names, hint)
    return value


def nearest(name, known):
    """What to say after naming what is there: which of the `known` names may be meant."""
    near = slips.nearest(str(name), map(str, known or ()))
    return f". Did you mean `{near}`?" if near else ""
