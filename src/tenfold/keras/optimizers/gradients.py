"""What happens to gradients before an optimizer uses them: taken, sorted out, clipped."""

import logging

from tenfold.core.base import nest
from tenfold.core.calls.complaints import described
from tenfold.core.calls.gradient import backprop
from tenfold.core.calls.tape import GradientTape
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.arrays.selecting import unique
from tenfold.ops.arrays.shaping import size
from tenfold.ops.math.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from tenfold.ops.math.segment import unsorted_segment_sum
from tenfold.ops.structures.indexed_slices import IndexedSlices

log = logging.getLogger("tenfold")


def compute(loss, variables, tape=None, grad_loss=None, scale=None):
    """Gradients of `loss` with respect to `variables`.

    Args:
      loss: a function of no arguments, or a tensor: one computed under `tape`, or one of a graph.
      variables: list of variables, or a function that gives it once the loss has been computed.
      tape: a GradientTape that recorded `loss`.
      grad_loss: the gradient to start from, 1 by default.
      scale: a number that the gradients are multiplied by on their way.
    """
    if callable(loss):
        with tape or GradientTape() as tape:
            loss = loss()
    if scale is not None:
        grad_loss = (ones_like(loss) if grad_loss is None else convert(grad_loss, partner=loss.dtype)) * scale
    variables = nest.flatten(variables() if callable(variables) else variables)
    if tape is not None:
        return tape.gradient(loss, variables, grad_loss), variables
    if not isinstance(loss, SymbolicTensor):
        raise ValueError(
            f"`tape` is required when a `Tensor` loss is passed. Received: loss={loss!r}; pass the GradientTape under "
            "which it "
            "was computed, or a function of no arguments that computes it."
        )
    with loss.graph.as_default():
        start = ones_like(loss) if grad_loss is None else convert(grad_loss, partner=loss.dtype)
        found = backprop(loss.graph.records(), {loss._key: start}, {v._key for v in variables})
    return [found.get(v._key) for v in variables], variables


def pairs(grads_and_vars):
    """`grads_and_vars` as a list. TypeError where it does not hold pairs."""
    found = list(grads_and_vars)
    for pair in found:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TypeError(
                f"apply_gradients needs pairs (gradient, variable); received {described(pair)}. Write "
                "apply_gradients(zip(gradients, variables))."
            )
    return found


def filtered(grads_and_vars):
    """(gradients, variables) without the variables that have no gradient.

    Raises:
      TypeError: something else stands in place of a variable.
      ValueError: none has one.
    """
    pairs = [(g, v) for g, v in grads_and_vars]
    check_variables([v for _, v in pairs])
    kept = [(g, v) for g, v in pairs if g is not None]
    if len(kept) < len(pairs):
        names = [v.name for g, v in pairs if g is None]
        if not kept:
            raise ValueError(
                f"No gradients provided for any variable: {names}. The loss does not depend on them: was it computed "
                "inside "
                "the tape, from the model's outputs, without leaving tensors (`.numpy()`, NumPy functions)?"
            )
        log.warning(
            "Gradients do not exist for variables %s when minimizing the loss. If you're using `model.compile()`, did "
            "you forget "
            "to provide a `loss` argument?",
            names,
        )
    return [_as_gradient(g, v) for g, v in kept], [v for _, v in kept]


def check_variables(found):
    for v in found:
        if not (hasattr(v, "assign") and hasattr(v, "_key")):
            raise TypeError(
                f"An optimizer changes variables, pairs of which with their gradients apply_gradients takes: received "
                f"{described(v)} in place of one. Pass zip(gradients, variables)."
            )


def _as_gradient(gradient, variable):
    if type(gradient) is Tensor and gradient._dims == variable._dims and gradient.dtype is variable.dtype:
        return gradient
    if not isinstance(gradient, IndexedSlices):
        gradient = convert(gradient, partner=variable.dtype)
    elif gradient._shape is None:
        gradient = IndexedSlices.of(gradient.values, gradient.indices, variable._dims)
    if not variable.shape.is_compatible_with(gradient.shape):
        raise ValueError(
            f"The gradient for variable '{variable.name}' of shape {variable.shape} has shape {gradient.shape}."
        )
    return gradient if gradient.dtype is variable.dtype else cast(gradient, variable.dtype)


def clipped(gradients, clipnorm=None, clipvalue=None, global_clipnorm=None):
    """Each gradient cut to a norm of `clipnorm` and to values within `clipvalue`, or all to a common norm."""
    if clipnorm is not None:
        gradients = [clip_by_norm(g, clipnorm) for g in gradients]
    if global_clipnorm is not None:
        gradients = clip_by_global_norm(gradients, global_clipnorm)[0]
    if clipvalue is not None:
        gradients = [clip_by_value(g, -clipvalue, clipvalue) for g in gradients]
    return gradients


def along_rows(update_step):
    """Decorator of an `update_step` that adds up repeated rows of IndexedSlices itself; others are given no such."""
    update_step.along_rows = True
    return update_step


def without_repeats(gradient):
    """IndexedSlices that name no row twice, for IndexedSlices; a tensor as it is."""
    if not isinstance(gradient, IndexedSlices):
        return gradient
    index, places = unique(gradient.indices)
    return IndexedSlices.of(unsorted_segment_sum(gradient.values, places, size(index)), index, gradient._shape)
