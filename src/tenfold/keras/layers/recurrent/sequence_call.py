"""How recurrent layers are called: inputs, initial state and constants, each where it may stand."""

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.values.convert import convert
from tenfold.keras.layers.base.context import is_keras_tensor
from tenfold.keras.layers.recurrent.ragged_rows import dense_rows, is_ragged, ragged_rows
from tenfold.ops.arrays.basics import cast

_BESIDES = ("initial_state", "constants")  # what a call may give besides the inputs


class SequenceCall:
    """The part of a recurrent layer that sorts what it is called on.

    `layer(x, initial_state=[h, c], constants=[k])` and `layer([x, h, c, k])` are the same. Keras tensors among them are
    handed on in the second form, so that the call counts them among its inputs.

    Attributes:
      _num_constants: how many of a list's tensors are constants; None until there were any.
    """

    _num_constants = None
    _sequences = 1  # how many of the outputs are sequences, where any are

    def __call__(self, inputs, initial_state=None, constants=None, **kwargs):
        found = inputs, initial_state, constants
        if any(map(is_keras_tensor, nest.flatten(found[1:]))):
            inputs, state, constants = self.split(*found)
            self._num_constants = len(constants) if constants else self._num_constants
            return super().__call__([inputs, *(state or ()), *(constants or ())], **kwargs)
        given = {name: value for name, value in zip(_BESIDES, found[1:]) if value is not None}
        return super().__call__(inputs, **given, **kwargs)

    def _run(self, inputs, args, kwargs):
        check_rank(self, inputs)
        if isinstance(inputs, list) or "initial_state" in kwargs or "constants" in kwargs:
            given = [kwargs.get(name) for name in _BESIDES]
            inputs, *found = self.split(inputs, *given)
            kwargs = {k: v for k, v in kwargs.items() if k not in _BESIDES}
            kwargs |= {name: value for name, value in zip(_BESIDES, found) if value is not None}
        return self._run_ragged(inputs, args, kwargs) if is_ragged(inputs) else super()._run(inputs, args, kwargs)

    def _run_ragged(self, inputs, args, kwargs):
        """The call on sequences of different lengths; where it gives sequences, these are as long."""
        inputs, mask, lengths = dense_rows(self, inputs, kwargs.get("mask"))
        outputs = super()._run(inputs, args, {**kwargs, "mask": mask})
        if not self.return_sequences:
            return outputs
        several, n = isinstance(outputs, list), self._sequences
        flat = outputs if several else [outputs]
        flat = [*[ragged_rows(self, y, lengths) for y in flat[:n]], *flat[n:]]
        return flat if several else flat[0]

    def split(self, inputs, initial_state=None, constants=None):
        """(inputs, list of states, list of constants) from a list of all of them, or as they are; None for none."""
        if isinstance(inputs, list) and not _is_numbers(inputs):
            if (initial_state is not None or constants is not None) and len(inputs) > 1:
                raise ValueError(
                    f"{self.name} was called on a list of {len(inputs)} tensors, which holds its initial state, and "
                    "with initial_state= or constants= too. Give them once."
                )
            if self._num_constants and len(inputs) > 1:
                inputs, constants = inputs[: -self._num_constants], inputs[-self._num_constants :]
            if len(inputs) > 1:
                initial_state = inputs[1:]
            inputs = inputs[0]
        return inputs, _listed(initial_state), _listed(constants)

    def typed_state(self, value):
        """A state or constant as a tensor of the layer's compute dtype."""
        value = convert(value)
        wanted = self.compute_dtype
        return cast(value, wanted) if value.dtype.is_floating and value.dtype.name != wanted else value


def check_rank(layer, inputs):
    """ValueError where the inputs, or the first of them, have an unknown rank: which axis is time is unknown too."""
    first = nest.flatten(inputs)[0]
    if getattr(first, "_dims", ()) is None:
        raise ValueError(
            f"Layer {layer.name} ({type(layer).__name__}) runs along the time of inputs (batch, time, ...). Received a "
            "tensor of unknown rank: say its shape with tf.ensure_shape(x, [None, None, features])."
        )


def check_mask(layer, mask, inputs):
    """Refuse a mask that does not say of every step of every row whether it counts; one row may stand for all.

    Raises (the classes of tf_keras):
      IndexError: a mask without an axis of batch or time.
      OutOfRangeError: fewer steps than the inputs have.
      ValueError: more of them.
      InvalidArgumentError: another number of rows.
    """
    given, wanted = (getattr(t, "_dims", np.shape(t) if t is mask else None) for t in (mask, inputs))
    if mask is None or given is None or wanted is None:
        return
    time, batch = (0, 1) if layer.time_major else (1, 0)
    if len(given) < 2:
        error = IndexError
    elif None not in (given[time], wanted[time]) and given[time] != wanted[time]:
        error = errors.OutOfRangeError if given[time] < wanted[time] else ValueError
    elif None not in (given[batch], wanted[batch]) and given[batch] not in (1, wanted[batch]):
        error = errors.InvalidArgumentError
    else:
        return
    raise error(
        f"Layer {layer.name} ({type(layer).__name__}): a mask says of every step of every row whether it counts, and "
        f"has the shape {tuple(wanted[:2])} for inputs of shape {tuple(wanted)}. Received a mask of shape "
        f"{tuple(given)}. Pad the mask as the inputs were padded, or make it of them, as Masking() does."
    )


def _listed(value):
    if value is None or isinstance(value, list):
        return value
    return list(value) if isinstance(value, tuple) and not hasattr(value, "_fields") else [value]


def _is_numbers(value):
    """Whether a list is an array written out, and no list of tensors."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return isinstance(value, (int, float))
