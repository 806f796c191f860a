"""RNN: a layer that takes a cell along time."""

from tenfold.core.base import nest
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.recurrent.cells.any_cell import AnyCell, build_inside, check_cell, map_shapes, with_front
from tenfold.keras.layers.recurrent.cells.dropout_masks import DropoutMasks
from tenfold.keras.layers.recurrent.cells.stacked import StackedRNNCells
from tenfold.keras.layers.recurrent.cells.states import as_list
from tenfold.keras.layers.recurrent.kept_states import KeptStates
from tenfold.keras.layers.recurrent.loop import rnn
from tenfold.keras.layers.recurrent.sequence_call import SequenceCall, check_mask
from tenfold.keras.saving.model_config import deserialize_layer, layer_config
from tenfold.ops.arrays.basics import shape


class RNN(SequenceCall, KeptStates, Layer):
    """A cell along time.

    Args:
      cell: an object with `call(inputs of a step, states) -> output, new states` and `state_size` (an integer or shape,
        or a list of them), or a list of such cells, one above the other. It may also have `output_size`,
        `get_initial_state(inputs, batch_size, dtype)`, and take `training` and `constants` in its `call`.
      return_sequences: give the outputs of all steps, not only that of the last one.
      return_state: give the last states too, behind the output.
      go_backwards: from the last step to the first; the outputs stand in the order in which they were made.
      stateful: each batch begins with the states in which the one before it ended; `reset_states` begins anew.
      unroll: write down every step by itself where a graph is made, which needs a known number of steps.
      time_major: inputs and outputs are (time, batch, ...).
      zero_output_for_mask: masked steps give zeros, where by default they give the output of the step before.
      input_dim, input_length: declare the shape of the inputs.

    Call arguments:
      inputs: (batch, time, ...), a tensor or a tuple or dict of them; or a list of inputs, initial states, constants.
      mask: bool (batch, time): a step where it is False leaves the states as they are.
      initial_state: list of tensors, one per state; zeros by default.
      constants: list of tensors that each step is given.
    """

    _unseen = Layer._unseen | {"_states"}
    _results = Layer._results | {"_states"}
    arguments = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll", "time_major")

    def __init__(
        self,
        cell,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        time_major=False,
        zero_output_for_mask=False,
        **kwargs,
    ):
        cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        check_cell(cell)
        super().__init__(**_with_declared_shape(kwargs))
        self.cell, self.supports_masking, self._states = cell, True, None
        self.return_sequences, self.return_state, self.go_backwards = return_sequences, return_state, go_backwards
        self.stateful, self.unroll, self.time_major = stateful, unroll, time_major
        self.zero_output_for_mask = zero_output_for_mask

    # shapes

    def build(self, input_shape):
        input_shape = map_shapes(lambda s: s, input_shape)
        build_inside(self.cell, map_shapes(self._without_time, input_shape))
        batch = self._batch_axis()
        is_one = isinstance(input_shape, TensorShape)
        self.input_spec = InputSpec(shape=self._spec(input_shape, batch)) if is_one else None
        if self.stateful:
            self._batch_size = nest.flatten(input_shape)[0].as_list()[batch]
            self.reset_states()
        self.built = True

    def _batch_axis(self):
        return 1 if self.time_major else 0

    def _spec(self, input_shape, batch):
        """What inputs must be like: the batch and the number of steps may differ (the batch not if `stateful`)."""
        dims = input_shape.as_list()
        dims[:2] = None, None
        if self.stateful:
            dims[batch] = input_shape.as_list()[batch]
        return dims

    def _without_time(self, s):
        dims = s.as_list()
        return [dims[self._batch_axis()], *dims[2:]]

    def compute_output_shape(self, input_shape):
        """Shape of the outputs; with `return_state` a list with those of the states behind it."""
        dims = nest.flatten(map_shapes(lambda s: s, _first_shape(input_shape)))[0].as_list()
        batch = dims[self._batch_axis()]
        front = dims[:2] if self.return_sequences else [batch]
        output = with_front(front, AnyCell(self.cell).output_size)
        if not self.return_state:
            return output
        return [output, *as_list(with_front([batch], self.cell.state_size))]

    def compute_mask(self, inputs, mask=None):
        mask = nest.flatten(mask)[0] if self.return_sequences else None
        masks = [mask] * len(nest.flatten(AnyCell(self.cell).output_size))
        if self.return_state:
            masks += [None] * len(nest.flatten(self.cell.state_size))
        return masks if len(masks) > 1 else mask

    # the call

    def call(self, inputs, mask=None, training=None, initial_state=None, constants=None):
        self._check(inputs, constants)
        mask = nest.flatten(mask)[0]
        check_mask(self, mask, nest.flatten(inputs)[0])
        inputs = self._of_its_batch(inputs) if self.stateful else inputs
        begin = self.begin(inputs, initial_state)
        self._reset_masks()
        constants = None if constants is None else [self.typed_state(c) for c in constants]
        last, outputs, states = self.along(inputs, mask, begin, constants, training)
        self._reset_masks()
        if self.stateful:
            self._keep(states)
        output = outputs if self.return_sequences else last
        return [output, *states] if self.return_state else output

    def along(self, inputs, mask, states, constants, training):
        """(last output, outputs of all steps, last states) of the cell along time."""
        cell, n = AnyCell(self.cell), len(states)

        def step(row, given):
            return cell(row, given[:n], given[n:], training)

        return rnn(
            step,
            inputs,
            states,
            go_backwards=self.go_backwards,
            mask=mask,
            constants=constants,
            unroll=self.unroll,
            time_major=self.time_major,
            zero_output_for_mask=self.zero_output_for_mask,
        )

    def _check(self, inputs, constants):
        first = nest.flatten(inputs)[0]
        if self.unroll and first._dims is not None and first._dims[0 if self.time_major else 1] is None:
            raise ValueError(
                f"Cannot unroll {self.name}, as the time dimension of its inputs is undefined: {first.shape}. Declare "
                "it (Input(shape=(steps, ...)), or batch_input_shape=), or leave out unroll=True, which changes no "
                "result."
            )
        if constants and "constants" not in AnyCell(self.cell).takes and not isinstance(self.cell, StackedRNNCells):
            raise ValueError(f"RNN cell {self.cell} does not support constants. Received: constants={constants}")

    def begin(self, inputs, initial_state):
        """The states of the first step: those given or kept, else the cell's initial ones."""
        if initial_state is not None:
            initial_state = self._fitting(initial_state)
        if self.stateful:
            return self._kept_or(initial_state)
        return self.get_initial_state(inputs) if initial_state is None else initial_state

    def get_initial_state(self, inputs=None, batch_size=None):
        """Where the states begin, a list: the cell's `get_initial_state`, or zeros.

        Args:
          inputs: a batch of inputs, of which the batch size is taken (or the batch size itself, as in Keras 3).
          batch_size: a scalar, instead.
        """
        if isinstance(inputs, int):
            inputs, batch_size = None, inputs
        if inputs is not None:
            first = nest.flatten(inputs)[0]
            axis, dtype = self._batch_axis(), first.dtype
            known = None if first._dims is None else first._dims[axis]
            batch_size = shape(first)[axis] if known is None else known
        else:
            dtype = self.compute_dtype
        return as_list(AnyCell(self.cell).initial_state(None, batch_size, dtype))

    def _fitting(self, states):
        """A list of given states in the structure that the cell's have."""
        wanted = as_list(self.cell.state_size)
        flat, sizes = nest.flatten(states), nest.flatten(wanted)
        if len(flat) != len(sizes):
            raise ValueError(
                f"Layer {self.name} has {len(sizes)} states but was passed {len(flat)} initial states. "
                f"Received: initial_state={states}"
            )
        flat = [self.typed_state(s) for s in flat]
        for i, (state, size) in enumerate(zip(flat, with_front([None], sizes))):
            if not size.is_compatible_with(state.shape):
                raise ValueError(
                    f"Initial state {i} of layer {self.name} must have shape {size}; received {state.shape}."
                )
        return nest.pack_sequence_as(wanted, flat)

    def _reset_masks(self):
        for cell in getattr(self.cell, "cells", [self.cell]):
            if isinstance(cell, DropoutMasks):
                cell.reset_dropout_mask()
                cell.reset_recurrent_dropout_mask()

    # its description

    def get_config(self):
        config = {**super().get_config(), **{name: getattr(self, name) for name in self.arguments}}
        if self.zero_output_for_mask:
            config["zero_output_for_mask"] = True
        if self._num_constants:
            config["num_constants"] = self._num_constants
        return config | self._cell_config()

    def _cell_config(self):
        return {"cell": layer_config(self.cell)}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The layer that `get_config` described."""
        config = dict(config)
        cell = deserialize_layer(config.pop("cell"), custom_objects)
        constants = config.pop("num_constants", None)
        layer = cls(cell, **config)
        layer._num_constants = constants
        return layer


def _with_declared_shape(kwargs):
    """Constructor arguments with the shape that input_dim and input_length declare of a sequence."""
    if kwargs.get("input_shape") is not None or not {"input_dim", "input_length"} & kwargs.keys():
        return kwargs
    length, features = kwargs.get("input_length"), kwargs.get("input_dim")
    rest = {k: v for k, v in kwargs.items() if k not in ("input_length", "input_dim")}
    return rest if features is None else {**rest, "input_shape": (length, features)}


def _first_shape(shapes):
    """The inputs' among the shapes of inputs, states and constants."""
    is_list = isinstance(shapes, list) and shapes and not (shapes[0] is None or isinstance(shapes[0], int))
    return shapes[0] if is_list else shapes
