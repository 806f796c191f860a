"""A cell of anybody's: any object with `call` and `state_size`, met in one way."""

from tenfold.core.base import nest
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.recurrent.cells.states import as_list, map_sizes, zero_states
from tenfold.keras.saving.functions import parameters
from tenfold.keras.utils.per_class import per_class


def check_cell(cell, what="Argument `cell`"):
    """ValueError unless `cell` has the two things that make a cell."""
    if not hasattr(cell, "call"):
        raise ValueError(f"{what} must have a `call` method. The RNN was passed: cell={cell}")
    if not hasattr(cell, "state_size"):
        raise ValueError(
            f"{what} must have a `state_size` attribute (an integer, or a list with one integer per state). "
            f"Received: cell={cell}"
        )


class AnyCell:
    """What layers ask of a cell."""

    def __init__(self, cell):
        self.cell = cell
        self.takes = arguments_of_call(cell)
        self.wants_bare_state = getattr(cell, "_is_tf_rnn_cell", None) is not None

    @property
    def output_size(self):
        """The output's size: that of the first state where the cell does not say."""
        size = getattr(self.cell, "output_size", None)
        return size if size is not None else as_list(self.cell.state_size)[0]

    def initial_state(self, inputs=None, batch_size=None, dtype=None):
        """Where the states begin, in the structure of `state_size`: zeros where the cell does not say."""
        own = getattr(self.cell, "get_initial_state", None)
        if own is None:
            return zero_states(self.cell, inputs, batch_size, dtype)
        given = {"inputs": inputs, "batch_size": batch_size, "dtype": dtype}
        takes = _of_initial_state(type(self.cell)) if hasattr(type(self.cell), "get_initial_state") else parameters(own)
        return own(**{name: value for name, value in given.items() if name in takes or "kwargs" in takes})

    def __call__(self, inputs, states, constants=None, training=None):
        """Output and new states of one step, these in a list unless they are one."""
        flags = {"training": training} if "training" in self.takes else {}
        if constants and "constants" in self.takes:
            flags["constants"] = constants
        states = as_list(states)
        if len(states) == 1 and self.wants_bare_state:
            states = states[0]
        run = self.cell if callable(self.cell) else self.cell.call
        return run(inputs, states, **flags)


def arguments_of_call(layer):
    """Names of the arguments that the `call` of a layer or cell takes."""
    return _of_class(type(layer)) if hasattr(type(layer), "call") else parameters(layer.call)


@per_class
def _of_class(cls):
    return parameters(cls.call)


@per_class
def _of_initial_state(cls):
    return parameters(cls.get_initial_state)


class _OfShape:
    """Stands for a tensor of which the shape is known."""

    def __init__(self, shape):
        self.shape = shape


def is_shape(value):
    """Whether this is one shape, and no structure of shapes."""
    if isinstance(value, TensorShape) or value is None:
        return True
    return isinstance(value, (list, tuple)) and all([d is None or isinstance(d, int) for d in value])


def map_shapes(function, shapes):
    """`function` of each shape in a structure of shapes; a tuple or list of lengths is a shape."""
    if is_shape(shapes):
        return function(TensorShape(shapes))
    if isinstance(shapes, dict):
        return {key: map_shapes(function, s) for key, s in shapes.items()}
    parts = [map_shapes(function, s) for s in shapes]
    return type(shapes)(*parts) if hasattr(shapes, "_fields") else type(shapes)(parts)


def build_inside(layer, shapes):
    """Build `layer` for inputs of `shapes`, its weights named after it and the layers around it."""
    if isinstance(layer, Layer) and not layer.built:
        layer._build_for(map_shapes(_OfShape, shapes))


def batch_of(shapes):
    """The batch size in a structure of shapes."""
    return nest.flatten(map_shapes(_OfShape, shapes))[0].shape.as_list()[0]


def with_front(front, sizes):
    """Shapes of tensors of `sizes` (a structure of integers and shapes), with the lengths `front` in front."""
    return map_sizes(lambda size: TensorShape([*front, *TensorShape(size).as_list()]), sizes)
