"""Losses of rows that differ in length: of RaggedTensors."""

import functools

from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast, expand_dims
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.ragged import rows
from tenfold.ops.ragged.reductions import reduce
from tenfold.ops.ragged.tensor import RaggedTensor


def takes_ragged(loss):
    """Decorator: a loss function that is one number per vector of the last axis also takes RaggedTensors.

    Where the last axis is ragged itself (rows of numbers), the loss of a row is the mean over its numbers. Where only
    one of labels and predictions is ragged, it is filled up with zeros.
    """

    @functools.wraps(loss)
    def of_rows(y_true, y_pred, *args, **kwargs):
        if type(y_pred) is not RaggedTensor and type(y_true) is not RaggedTensor:
            return loss(y_true, y_pred, *args, **kwargs)
        if type(y_pred) is not type(y_true):
            return loss(dense(y_true), dense(y_pred), *args, **kwargs)
        check_rows(y_true, y_pred)
        true, pred = y_true.flat_values, y_pred.flat_values
        if pred.ndim > 1:
            return y_pred.with_flat_values(loss(true, pred, *args, **kwargs))
        alone = loss(expand_dims(true, -1), expand_dims(pred, -1), *args, **kwargs)
        return reduce(y_pred.with_flat_values(alone), "mean", -1)

    return of_rows


def check_rows(first, second):
    """InvalidArgumentError where the rows of two RaggedTensors, as far as both are ragged, differ in length."""
    for a, b in zip(first.nested_row_splits, second.nested_row_splits):
        if a is not b:
            rows.same_splits(a, b)


def flat(y_true, y_pred):
    """All numbers, or vectors, of labels and predictions of which at least one is ragged, as columns or rows."""
    if type(y_true) is type(y_pred):
        check_rows(y_true, y_pred)
    return tuple([_flat(y) if type(y) is RaggedTensor else y for y in (y_true, y_pred)])


def _flat(tensor):
    values = tensor.flat_values
    return expand_dims(values, -1) if values.ndim == 1 else values


def dense(tensor):
    """`tensor` filled up with zeros if it is ragged."""
    return tensor.to_tensor() if type(tensor) is RaggedTensor else tensor


def weighted(losses, weights):
    """Ragged `losses` times `weights`: a number, one per row, or ragged like the losses; None for 1."""
    if weights is None:
        return losses
    flat = losses.flat_values
    if type(weights) is RaggedTensor:
        check_rows(weights, losses)
        of_each = weights.flat_values
    else:
        of_each = convert(weights, partner=flat.dtype)
        of_each = gather(of_each, losses.value_rowids()) if of_each.ndim == 1 and losses.ragged_rank == 1 else of_each
    return losses.with_flat_values(multiply(flat, cast(of_each, flat.dtype)))
