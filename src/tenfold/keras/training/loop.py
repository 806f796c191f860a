"""The loop over batches that `fit` and `evaluate` share, and what all loops begin with."""

import itertools
import logging

import numpy as np

from tenfold.core.values import nest
from tenfold.keras.callbacks.callback_list import CallbackList
from tenfold.keras.training import checks
from tenfold.keras.training.data import ArrayData
from tenfold.keras.utils.arguments import verbosity

log = logging.getLogger("tenfold")


def run_epoch(model, mode, data, batches, steps, ahead, callbacks):
    """The next `steps` batches; the logs of the last one. Training ends where there are no more.

    Args:
      mode: "train" or "test": which step of the model runs, and which hooks of the callbacks.
      data: what the batches come from.
      ahead: how many steps are known to come, these included.
    """
    model.reset_metrics()
    step, is_training = model._step(f"{mode}_step"), mode == "train"
    begin, end = getattr(callbacks, f"on_{mode}_batch_begin"), getattr(callbacks, f"on_{mode}_batch_end")
    wants = callbacks.wants_batches(mode)
    structure, outs, i = None, [], -1
    try:
        for i, arrays in enumerate(itertools.islice(batches, steps)):
            if wants:
                begin(i)
            structure, outs = step(data, arrays, ahead - i - 1, wait=False)
            if wants:
                end(i, lambda s=structure, o=outs: step.settle() or logs_of(s, o))
            if is_training and model.stop_training:
                break
    finally:
        step.settle()
    if i + 1 < steps and not (is_training and model.stop_training):
        log.warning(
            "The data ran out after %d of %d steps; interrupting. Give a smaller batch_size, or fewer steps.",
            i + 1,
            steps,
        )
        model.stop_training = is_training
    return logs_of(structure, outs)


def logs_of(structure, outs):
    """{name: Python number or array} from a step's results."""
    values = [v.item() if v.ndim == 0 else v.copy() for v in map(np.asarray, outs)]
    packed = nest.pack_sequence_as(structure, values) if structure is not None else {}
    return dict(packed) if isinstance(packed, dict) else {"loss": packed}


def listed(model, logs):
    """The values in the order of `metrics_names`, and after them those that are no metrics', by name; one alone."""
    names = [m.name for m in (*model.compiled_loss.metrics, *model.compiled_metrics.metrics)]
    if list(logs) != names:  # a step of the user's own, or metrics that layers have
        names = [name for name in model.metrics_names if name in logs]
        names += sorted(logs.keys() - {*names})
    values = [logs[name] for name in names]
    return values[0] if len(values) == 1 else values


def callback_list(model, given, verbose, epochs, steps, add_history=False):
    """What `callbacks=` was given as a CallbackList that knows the model and the run."""
    if isinstance(given, CallbackList):
        return given
    verbose = verbosity(verbose)
    return CallbackList(given, add_history, verbose != 0, model, verbose=verbose, epochs=epochs, steps=steps)


def given(method, x):
    """`x`; ValueError where there is none."""
    if x is None:
        raise ValueError(f"{method}() needs data: received x=None. Pass arrays, as in model.{method}(x, ...).")
    return x


def checked(model, method, x, y=None, sample_weight=None, batch_size=None, steps=None):
    """The arrays as ArrayData, checked against the model."""
    data = ArrayData(given(method, x), y, sample_weight, batch_size, steps)
    checks.before_training(model, data)
    return data
