"""`Model.predict`."""

from functools import partial

import numpy as np

from tenfold.core.base import nest
from tenfold.keras.training.data.feed import Feed
from tenfold.keras.training.data.kinds import batch_source
from tenfold.keras.training.loop import BatchHooks, callback_list, executions
from tenfold.keras.utils.arguments import step_count
from tenfold.ops.ragged import functions as ragged
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse import entries as sparse
from tenfold.ops.sparse.tensor import SparseTensor


class Predict:
    """The part of a Model that computes its outputs for data."""

    def predict(
        self,
        x,
        batch_size=None,
        verbose="auto",
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ):
        """Compute the model's outputs for all samples.

        Args:
          x: inputs: an array, or a list or dict of them. Or what gives batches of inputs (see `fit`): x, or tuples that
            begin with it.
          batch_size: samples at a time, 32 by default; batches that are given are taken as they come.
          verbose: 0 silent, 1 progress bar, 2 one line.
          steps: number of batches, see `evaluate`.
          callbacks: Callback objects.
          workers, use_multiprocessing, max_queue_size: as for `fit`.

        Returns: NumPy arrays, the caller's own, in the structure of the model's outputs. None among these stays None.
        """
        steps = None if steps is None else step_count(steps)
        source = batch_source("predict", x, made=(workers, use_multiprocessing, max_queue_size))
        with Feed(source.cut(batch_size, steps), steps) as feed:
            callbacks = callback_list(self, callbacks, verbose, 1, feed.steps)
            try:
                callbacks.on_predict_begin()
                structure, parts = _outputs(self, feed, callbacks)
                if not source.is_ready:
                    source.end_epoch()
                callbacks.on_predict_end()
            except BaseException:
                callbacks.on_failure()
                raise
        if parts and len(parts[0]) > 1:  # one array is no ragged or sparse tensor
            parts = _values(structure, parts)
        joined = parts[0] if len(parts) == 1 else [_joined(p) for p in zip(*parts)]
        return nest.pack_sequence_as(structure, joined)


def _outputs(model, feed, callbacks):
    """(the structure of the outputs, the arrays of each batch)."""
    step, hooks = model._step("predict_step"), BatchHooks(model, "predict", feed, callbacks)
    parts, structure = [], None
    for structure, results in executions(step, feed, hooks, wait=True):
        for outs in results:
            parts.append(own(outs))
        if hooks.wants:
            hooks.end(len(results), partial(_outputs_of, structure, parts, hooks))
    feed.end(hooks.taken)
    return structure, parts


def _outputs_of(structure, parts, hooks, i):
    """What callbacks are told of an execution that ends with this batch, of those that have run since the last call."""
    last = hooks.taken + i
    together = parts[last - last % hooks.execution : last + 1]
    outs = own(together[0]) if len(together) == 1 else [_joined(p) for p in zip(*together)]
    return {"outputs": nest.pack_sequence_as(structure, outs, expand_composites=True)}


def own(outs):
    """Copies: results may be views of the data, or the value of a variable. None stays None."""
    return [None if o is None else np.array(o) for o in outs]


def _values(structure, parts):
    """The outputs of each batch, of its arrays; these are the outputs unless some are ragged or sparse."""
    if not any(map(nest.is_composite, nest.flatten(structure))):
        return parts
    return [nest.flatten(nest.pack_sequence_as(structure, arrays, expand_composites=True)) for arrays in parts]


def _joined(parts):
    """The outputs of all batches as one; where they differ in width, as that of texts may, in a RaggedTensor.

    Of outputs without an axis of samples, one number a batch, it has a number for each.
    """
    first = parts[0]
    if first is None:
        return first
    if isinstance(first, SparseTensor):
        return sparse.concat(0, list(parts), expand_nonconcat_dims=True)
    if isinstance(first, RaggedTensor) or first.ndim > 1 and len({p.shape[1:] for p in parts}) > 1:
        return ragged.concat(parts, 0)
    return np.concatenate(parts) if first.ndim else np.stack(parts)
