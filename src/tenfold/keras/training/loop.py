"""The loop over batches that `fit` and `evaluate` share, and what all loops begin with."""

import itertools
import operator

import numpy as np

from tenfold.core.base import nest
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor
from tenfold.keras.callbacks.callback_list import CallbackList
from tenfold.keras.training import checks
from tenfold.keras.training.data.kinds import batch_source
from tenfold.keras.utils.arguments import verbosity

_TENSORS, _name_of = frozenset([Tensor, SymbolicTensor]), operator.attrgetter("_name")


def run_epoch(model, mode, feed, callbacks, epochs=1):
    """One epoch of a feed; the logs of its last step. Training on nothing reports the metrics as they are reset.

    Args:
      mode: "train" or "test": which step of the model runs, and which hooks of the callbacks.
      epochs: how many epochs like this are known to come, this included.
    """
    model.reset_metrics()
    step, is_training = model._step(f"{mode}_step"), mode == "train"
    begin, end = getattr(callbacks, f"on_{mode}_batch_begin"), getattr(callbacks, f"on_{mode}_batch_end")
    wants = callbacks.wants_batches(mode)
    structure, outs, i, ahead = None, [], -1, feed.countdown(epochs)
    try:
        for i, (samples, arrays), ahead_of_it in zip(itertools.count(), feed.epoch(), ahead):
            if wants:
                begin(i)
            structure, outs = step(samples, arrays, ahead_of_it, wait=False)
            if wants:
                end(i, lambda s=structure, o=outs: step.settle() or logs_of(s, o))
            if is_training and model.stop_training:
                break
        else:
            feed.end(i + 1)
    finally:
        step.settle()
    if i < 0 and is_training:
        structure = model.get_metrics_result()
        outs = map(np.asarray, nest.flatten(structure))
    return logs_of(structure, outs)


def logs_of(structure, outs):
    """{name: Python number or array} from a step's results."""
    values = [v.item() if v.ndim == 0 else v.copy() for v in map(np.asarray, outs)]
    if type(structure) is dict and _TENSORS.issuperset(map(type, structure.values())):
        return {**structure, **dict(zip(sorted(structure), values))}
    packed = nest.pack_sequence_as(structure, values) if structure is not None else {}
    return dict(packed) if isinstance(packed, dict) else {"loss": packed}


def listed(model, logs):
    """The values in the order of `metrics_names`, and after them those that are no metrics', by name; one alone."""
    names = [*map(_name_of, (*model.compiled_loss.metrics, *model.compiled_metrics.metrics))]
    if list(logs) != names:  # a step of the user's own, or metrics that layers have
        names = [name for name in model.metrics_names if name in logs]
        names += sorted(logs.keys() - {*names})
    values = [*map(logs.__getitem__, names)]
    return values[0] if len(values) == 1 else values


def callback_list(model, given, verbose, epochs, steps, add_history=False):
    """What `callbacks=` was given as a CallbackList that knows the model and the run."""
    if isinstance(given, CallbackList):
        return given
    verbose = verbosity(verbose)
    return CallbackList(given, add_history, verbose != 0, model, verbose=verbose, epochs=epochs, steps=steps)


def checked_source(model, method, x, y=None, sample_weight=None):
    """The BatchSource of what `method` was given, its data checked against the model."""
    source = batch_source(method, x, y, sample_weight)
    checks.before_training(model, source.preview())
    return source
