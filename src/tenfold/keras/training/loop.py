"""The loop over batches that `fit` and `evaluate` share, and what all loops begin with."""

import itertools
import operator
from functools import partial

import numpy as np

from tenfold.core.base import nest
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor
from tenfold.keras.callbacks.callback_list import CallbackList
from tenfold.keras.training import checks
from tenfold.keras.training.data.kinds import batch_source
from tenfold.keras.training.model_steps import ModelSteps
from tenfold.keras.training.step import arrays_of
from tenfold.keras.utils.arguments import verbosity
from tenfold.keras.utils.by_era import by_era
from tenfold.runtime.gears.shifting import Seldom

_TENSORS, _name_of = frozenset([Tensor, SymbolicTensor]), operator.attrgetter("_name")


def run_epoch(model, mode, feed, callbacks, epochs=1):
    """One epoch of a feed; the logs of its last step. Training on nothing reports the metrics as they are reset.

    Args:
      mode: "train" or "test": which step of the model runs, and which hooks of the callbacks.
      epochs: how many epochs like this are known to come, this included.
    """
    model.reset_metrics()
    step, is_training = model._step(f"{mode}_step"), mode == "train"
    hooks = BatchHooks(model, mode, feed, callbacks)
    structure, last = None, [()]
    for structure, results in executions(step, feed, hooks, epochs):
        if hooks.wants:
            hooks.end(len(results), lambda i, s=structure, r=results: step.settle() or logs_of(s, r[i]))
        last = results
        if is_training and model.stop_training:
            break
    else:
        feed.end(hooks.taken)
    if structure is None and is_training:
        structure = model.get_metrics_result()
        last = [[*map(np.asarray, nest.flatten(structure))]]
    logs = logs_of(structure, last[len(last) - 1])
    ours = getattr(ModelSteps, f"{mode}_step") is getattr(getattr(step, "function", None), "__func__", None)
    return logs if ours and not hooks.wants else _with_metrics(model, structure, logs)


def _with_metrics(model, structure, logs):
    """An epoch's logs: where its last step, which gave `structure`, named the model's metrics, what these hold now.

    That is not what the step gave where it is the user's and gives its batch's loss, or a callback evaluated meanwhile.
    """
    if not isinstance(structure, dict) or not by_era("Model.reports_metrics"):
        return logs
    held = model.get_metrics_result()
    if held.keys() != structure.keys():
        return logs
    return logs_of(held, arrays_of(held))


def executions(step, feed, hooks, epochs=1, wait=False):
    """Run the step on the batches of an epoch, several at a time where they may share a program.

    Args:
      step, feed, hooks, epochs: see `run_epoch`.
      wait: whether results are looked at as soon as they are given.

    Yields (structure of a result, results of the batches in it) for each program. At the end all have been settled.
    """
    try:
        if hooks.every != 1:
            yield from _sharing(step, feed, hooks, epochs, wait)
            return
        last = 0 if feed.steps is None else feed.steps * epochs - 1
        for samples, arrays in feed.epoch():
            if hooks.wants:
                hooks.begin(len(arrays[-1]))
            ahead, shape = max(last - hooks.taken, 0), arrays[0].shape
            if feed.usual != shape and feed.steps != 1:
                ahead = _ahead(feed, hooks.taken, epochs, shape)
            structure, outs = step(samples, arrays, ahead, wait)
            yield structure, [outs]
            hooks.taken += 1
    finally:
        if not wait:
            step.settle()


def _sharing(step, feed, hooks, epochs, wait):
    """`executions` of which several batches may share a program."""
    for samples, arrays, count in feed.groups(partial(step.capacity, asked=hooks.asked), hooks.every):
        if hooks.wants:
            hooks.begin(arrays[-1].shape[1] if count else len(arrays[-1]))
        ahead = _ahead(feed, hooks.taken, epochs, arrays[0].shape[1:] if count else arrays[0].shape)
        if count:
            yield step.several(samples, arrays, count, ahead, wait)
        else:
            structure, outs = step(samples, arrays, ahead, wait)
            yield structure, [outs]
        hooks.taken += count or 1


def _ahead(feed, taken, epochs, shape):
    """How many runs are known to follow one on a batch of this shape.

    All that are to come, where the first batch had that shape too. Else, one an epoch, where it ends this epoch.
    """
    if feed.usual is None:
        feed.usual = shape
    if shape == feed.usual:
        return 0 if feed.steps is None else max(feed.steps * epochs - 1 - taken, 0)
    return Seldom(epochs - 1 if taken + 1 == feed.steps else 0)


class BatchHooks:
    """Tells callbacks of batches: once for each execution of `steps_per_execution`, of the number of its last batch.

    Args:
      model, mode, feed, callbacks: see `run_epoch`.

    Attributes:
      wants: whether any callback is to be told.
      taken: how many batches the epoch has had.
      every: no program goes on past a multiple of so many batches; None where it may go on for as long as it likes:
        nobody is to be told, or not at once.
      asked: how many batches the user wants in a program; None where he leaves that to us.
      execution: how many make an execution.
    """

    def __init__(self, model, mode, feed, callbacks):
        self.wants, self.taken, self.every = callbacks.wants_batches(mode), feed.done, None
        self.asked = model._steps_per_execution
        self.execution, self._steps = self.asked or 1, feed.steps
        if feed.steps == 1 or mode == "train" and model.stop_training:  # which Keras asks after the first batch
            self.every = 1
        elif self.wants and (self.asked or not feed.source.is_ready or callbacks.wants_batches_in_time(mode)):
            self.every = self.execution
        if self.wants:
            self._begin, self._end = (getattr(callbacks, f"on_{mode}_batch_{edge}") for edge in ("begin", "end"))
            self._has_begun, self._size, self._says_size = False, None, by_era("callbacks.batch_logs")

    def begin(self, size=None):
        """More batches are about to run, of `size` samples each, None for that of the last ones."""
        self._size = self._size if size is None else size
        if not self._has_begun:
            self._begin(self.taken, self._about(self.taken))
            self._has_begun = True

    def _about(self, number):
        """What callbacks are told of a batch besides its results: nothing as of Keras 2.4."""
        return {"batch": number, "size": self._size} if self._says_size else {}

    def end(self, count, logs_of):
        """So many have run. `logs_of`: function from the number of one of them to what callbacks are told."""
        for i in range(count):
            number = self.taken + i
            if (number + 1) % self.execution == 0 or number + 1 == self._steps:
                self.begin()
                about = self._about(number)
                self._end(number, lambda i=i, about=about: {**about, **logs_of(i)})
                self._has_begun = False


def logs_of(structure, outs):
    """{name: Python number or array} from a step's results."""
    values = [v.item() if v.ndim == 0 else v.copy() for v in map(np.asarray, outs)]
    if type(structure) is dict and _TENSORS.issuperset(map(type, structure.values())):
        return logs_in_order({**structure, **dict(zip(sorted(structure), values))})
    packed = nest.pack_sequence_as(structure, values) if structure is not None else {}
    return logs_in_order(dict(packed)) if isinstance(packed, dict) else {"loss": packed}


def logs_in_order(logs):
    """Logs as callbacks and History get them: Keras 3 sorts them by name, and takes those of dicts out of these."""
    if [*logs] == sorted(logs) and dict not in map(type, logs.values()) or not by_era("Model.sorts_logs"):
        return logs
    found = {}
    for name, value in sorted(logs.items()):
        found.update(logs_in_order(value) if isinstance(value, dict) else {name: value})
    return found


def listed(model, logs):
    """The values in the order of `metrics_names`, and after them those that are no metrics', by name; one alone."""
    names = [*map(_name_of, (*model.compiled_loss.metrics, *model.compiled_metrics.metrics))]
    if list(logs) != names:  # a step of the user's own, or metrics that layers have
        alone = [(m.names_of_one_output if m is model.compiled_metrics else [m.name]) for m in model.metrics]
        names = [name for name in itertools.chain.from_iterable(alone) if name in logs]
        names += sorted(logs.keys() - {*names})
    values = [*map(logs.__getitem__, names)]
    return values[0] if len(values) == 1 else values


def callback_list(model, given, verbose, epochs, steps, add_history=False, **params):
    """What `callbacks=` was given as a CallbackList that knows the model and the run."""
    if isinstance(given, CallbackList):
        return given
    verbose = verbosity(verbose)
    return CallbackList(given, add_history, verbose != 0, model, verbose=verbose, epochs=epochs, steps=steps, **params)


def checked_source(model, method, x, y=None, sample_weight=None, made=()):
    """The BatchSource of what `method` was given, its data checked against the model."""
    source = batch_source(method, x, y, sample_weight, made)
    checks.before_training(model, source.preview())
    return source
