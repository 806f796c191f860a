"""States that a recurrent layer keeps from one batch to the next."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.graphs.graph import init_scope
from tenfold.core.values import dtypes
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.recurrent.cells.any_cell import AnyCell
from tenfold.keras.layers.recurrent.cells.states import as_list, map_sizes
from tenfold.ops.arrays.basics import ensure_shape
from tenfold.ops.arrays.selecting import where
from tenfold.ops.math.arithmetic import add
from tenfold.ops.math.comparison import not_equal
from tenfold.ops.math.reduce import reduce_any


class KeptStates:
    """The part of a recurrent layer that is `stateful`.

    Attributes:
      states: the kept states, variables in the structure of the cell's; None for each until there are any.
      state_size: the cell's.
    """

    _batch_size = None

    state_size = property(lambda self: self.cell.state_size)

    @property
    def states(self):
        if self._states is not None:
            return self._states
        return as_list(nest.map_structure(lambda _: None, self.cell.state_size))

    @states.setter
    def states(self, value):
        self._states = value

    @property
    def state_spec(self):
        """What each state must be like."""
        return [map_sizes(lambda s: InputSpec(shape=(None, *s)), size) for size in nest.flatten(self.cell.state_size)]

    def _of_its_batch(self, inputs):
        """The inputs of a stateful layer, which must be as many as its states: they are checked as the layer runs."""
        axis = self._batch_axis()

        def checked(x):
            if x._dims is None or x._dims[axis] is not None:
                return x
            return ensure_shape(x, [self._batch_size if i == axis else n for i, n in enumerate(x._dims)], self.name)

        return nest.map_structure(checked, inputs)

    def _keep(self, states):
        for variable, value in zip(nest.flatten(self._states), nest.flatten(states), strict=True):
            variable.assign(value)

    def _kept_or(self, initial_state):
        """The kept states; the `initial_state` that was given, as long as they are nothing but zeros."""
        kept = nest.map_structure(lambda v: v.read_value(), self._states)
        if initial_state is None:
            return kept
        flat = nest.flatten(kept)
        used = reduce_any(not_equal(flat[0], 0))
        for state in flat[1:]:
            used = used | reduce_any(not_equal(state, 0))
        return nest.map_structure(lambda k, i: where(used, k, add(i, k * 0)), kept, initial_state)

    def reset_states(self, states=None):
        """Begin anew: with the cell's initial states, or with `states`, a list of arrays.

        Raises:
          AttributeError: the layer is not stateful.
          ValueError: the batch size is not known, or number or shapes of `states` do not fit.
        """
        if not self.stateful:
            raise AttributeError(f"Layer {self.name} must be stateful: make it with stateful=True.")
        if self._states is None:
            with init_scope():
                self._states = self._first_states()
            if states is None:
                return
        flat = nest.flatten(self._states)
        values = self._initial_values() if states is None else nest.flatten(states)
        if len(values) != len(flat):
            raise ValueError(
                f"Layer {self.name} expects {len(flat)} states, but it received {len(values)} state values. "
                f"Input received: {states}"
            )
        for i, (variable, value) in enumerate(zip(flat, values)):
            if np.shape(value) != tuple(variable.shape):
                raise ValueError(
                    f"State {i} is incompatible with layer {self.name}: expected shape={tuple(variable.shape)}, found "
                    f"shape={np.shape(value)}"
                )
        for variable, value in zip(flat, values):
            variable.assign(np.asarray(value, variable.dtype.numpy))

    reset_state = reset_states  # Keras 3's name

    def _first_states(self):
        make = lambda value: Variable(value, trainable=False, name=f"{self.name}/state")  # noqa: E731
        return nest.map_structure(make, as_list(self._initial()))

    def _initial_values(self):
        with init_scope():
            return nest.flatten(self._initial())

    def _initial(self):
        if self._batch_size is None:
            raise ValueError(
                f"If an RNN is stateful, it needs to know its batch size, and {self.name} does not: specify the batch "
                "size of its input, with `batch_input_shape=(batch, steps, features)` on the first layer of a "
                "Sequential model, or with `Input(batch_shape=...)` in a functional one."
            )
        return AnyCell(self.cell).initial_state(None, self._batch_size, dtypes.as_dtype(self.compute_dtype))
