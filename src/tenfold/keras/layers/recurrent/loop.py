"""`rnn`: any function of a step, along time (`keras.backend.rnn`)."""

from tenfold.core.base import nest
from tenfold.core.graphs.symbolic import writing
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.basics import cast, concat, expand_dims, shape, stack, transpose, zeros, zeros_like
from tenfold.ops.arrays.ranges import range as numbers
from tenfold.ops.arrays.reversing import reverse
from tenfold.ops.arrays.selecting import where
from tenfold.ops.control.mapping import steps_along
from tenfold.ops.math.comparison import less


def rnn(
    step_function,
    inputs,
    initial_states,
    go_backwards=False,
    mask=None,
    constants=None,
    unroll=False,
    input_length=None,
    time_major=False,
    zero_output_for_mask=False,
    return_all_outputs=True,
):
    """`output, states = step_function(inputs of a step, states)` along time.

    Args:
      step_function: its second argument is a tuple of the states, and behind them the constants.
      inputs: tensor, or structure of tensors, (batch, time, ...), or (time, batch, ...) with `time_major`.
      initial_states: list of tensors, or of structures of them.
      go_backwards: from the last step to the first; the outputs stand in the order in which they were made.
      mask: bool (batch, time), or (time, batch) with `time_major`. Where False the states stay as they are, and the
        output is that of the step before once more: zeros before the first, or everywhere with `zero_output_for_mask`.
      constants: list of tensors that every step is given.
      unroll: write down every step by itself, which needs a known number of steps.
      input_length: number of steps that count, per sample; without a mask it is one.
      return_all_outputs: False leaves only the last output, as one step.

    Returns: the last output, the outputs in the layout of the inputs, the last states.

    Raises:
      ValueError: `unroll` with an unknown number of steps, or inputs without a time axis.
    """
    inputs = nest.map_structure(lambda x: inputs_along(x, time_major), inputs)
    first = nest.flatten(inputs)[0]
    mask = _mask_of(mask, input_length, first, time_major)
    if go_backwards:
        inputs, mask = nest.map_structure(lambda t: None if t is None else reverse(t, [0]), (inputs, mask))
    states = tuple(initial_states)
    steps = Steps(step_function, tuple(constants or ()), zero_output_for_mask)
    elements = (inputs,) if mask is None else (inputs, mask)
    is_written = unroll or writing(*nest.flatten((inputs, states))) is not None
    before = _output_before(steps, first, inputs, states) if is_written else None
    (states, last), outputs = (_unrolled if unroll else steps_along)(steps, (states, before), elements)
    if last is None:  # eagerly, of no step at all
        last = nest.map_structure(lambda t: zeros(t._dims[1:], t.dtype), outputs)
    if not return_all_outputs:
        outputs = nest.map_structure(lambda t: expand_dims(t, 0), last)
    return last, outputs if time_major else nest.map_structure(swap_batch_and_time, outputs), list(states)


class Steps:
    """One step as a loop wants it: (states, output before), (inputs, mask) -> the new ones, and the output."""

    def __init__(self, function, constants, zero_masked):
        self.function, self.constants, self.zero_masked = function, constants, zero_masked

    def computed(self, inputs, states):
        """Output and new states of the function, these in the structure that they had."""
        output, new = self.function(inputs, (*states, *self.constants))
        return output, nest.pack_sequence_as(states, nest.flatten(new))

    def __call__(self, carried, element):
        states, before = carried
        output, new = self.computed(element[0], states)
        if len(element) > 1:
            on = element[1]
            if before is None or self.zero_masked:
                before = nest.map_structure(zeros_like, output)
            output, new = nest.map_structure(lambda n, b: _chosen(on, n, b), (output, new), (before, states))
        return (new, output), output


def _chosen(on, new, old):
    """`new` for the samples that `on` (batch,) has, `old` for the others."""
    while on.ndim < new.ndim:
        on = expand_dims(on, -1)
    return where(on, new, old)


def _unrolled(steps, carried, elements):
    length = nest.flatten(elements)[0]._dims[0]
    if length is None:
        raise ValueError("Unrolling requires a fixed number of timesteps.")
    rows = []
    for i in range(length):
        carried, output = steps(carried, nest.map_structure(lambda t: t[i], elements))  # noqa: B023
        rows.append(nest.flatten(output))
    if not rows:
        return carried, nest.map_structure(lambda t: expand_dims(t, 0)[:0], carried[1])
    return carried, nest.pack_sequence_as(carried[1], [stack(column) for column in zip(*rows)])


def _output_before(steps, first, inputs, states):
    """Zeros like an output: what stands before the first step, so that a loop in a graph has where to begin."""
    row = nest.map_structure(lambda t: t[0], inputs)
    output, _ = steps.computed(row, states)
    return nest.map_structure(lambda t: _zeros_of(t, shape(first)[1:2]), output)


def _zeros_of(tensor, batch):
    dims = tensor._dims
    if dims is None or None in dims[1:]:
        return zeros_like(tensor)
    return zeros(dims if dims[0] is not None else concat([batch, list(dims[1:])], 0), tensor.dtype)


def inputs_along(value, time_major):
    """A sequence as a tensor (time, batch, ...)."""
    value = value if isinstance(value, Tensor) else convert(value)
    if value._dims is not None and len(value._dims) < 2:
        raise ValueError(f"A sequence has the shape (batch, time, ...); received {value.shape}.")
    return value if time_major else swap_batch_and_time(value)


def _mask_of(mask, lengths, first, time_major):
    """Mask (time, batch) of what counts, or None."""
    if mask is not None:
        return mask_along(mask, time_major)
    if not isinstance(lengths, Tensor) or lengths.ndim == 0:
        return None
    lengths = cast(lengths, "int32")
    return less(expand_dims(numbers(shape(first)[0]), 1), expand_dims(lengths, 0))


def mask_along(mask, time_major):
    """A mask as a bool tensor (time, batch)."""
    mask = mask if isinstance(mask, Tensor) else convert(mask)
    mask = mask if mask.dtype.is_bool else cast(mask, "bool")
    mask = mask[..., 0] if mask.ndim == 3 else mask
    return mask if time_major else swap_batch_and_time(mask)


def swap_batch_and_time(x):
    """(batch, time, ...) as (time, batch, ...), and back."""
    return transpose(x, [1, 0, *range(2, len(x._dims))])
