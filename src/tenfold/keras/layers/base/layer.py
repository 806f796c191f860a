"""`Layer`: weights, and a call that uses them."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, using
from tenfold.core.graphs.graph import FuncGraph, init_scope
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.variable import Variable
from tenfold.keras import regularizers
from tenfold.keras.layers.base import tracking
from tenfold.keras.layers.base.built import attributes, note_built, restore
from tenfold.keras.layers.base.calling import Calling
from tenfold.keras.layers.base.context import CALL
from tenfold.keras.layers.base.ends import Called
from tenfold.keras.layers.base.owner import CallLosses, Owner
from tenfold.keras.layers.base.typed import Typed
from tenfold.keras.mixed_precision import policy as policies
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.utils import naming
from tenfold.keras.utils.arguments import refuse_unknown
from tenfold.keras.utils.forgotten import set_by_init
from tenfold.keras.utils.hints import hints_of
from tenfold.ops.state.sources import placeholder

_ALLOWED = set(
    "input_shape batch_input_shape input_dim input_length batch_size weights autocast "
    "activity_regularizer experimental_autocast input_dtype".split()
)


class Layer(recorded.Recorded, Calling, Called, Typed, Owner):
    """A function of tensors with weights of its own.

    Subclasses create weights in `build(input_shape)` (or `__init__`) and compute in `call(inputs, ...)`, which may take
    `training` and `mask`.

    Args:
      trainable: whether the weights are trained.
      name: unique within a model; made from the class's name by default.
      dtype: of weights and computation: a dtype or its name, a policy (`keras.mixed_precision.Policy`) or its name
        ("mixed_float16"); the global policy's by default. Floating point inputs are cast to its compute dtype.
      autocast: whether floating point inputs become the layer's dtype. Also spelt `experimental_autocast`.
      input_shape, batch_input_shape, input_dim: declared shape of the inputs, with or without the batch.
      weights: initial values, set once the layer is built.

    Hints, such as `dynamic`, stand in `api/hints.py`.
    """

    _in_build = False
    _learns_apart = _learned_apart = False  # whether it learns, or has learned, what is not among its weights
    _name = _trainable = _autocast = built = _trainable_weights = _non_trainable_weights = set_by_init(
        "You must call `super().__init__()` in the layer constructor."
    )
    _dtype_policy = _compute_dtype_object = _name
    _losses = _callable_losses = _metrics = inbound_nodes = _name

    def __init__(self, trainable=True, name=None, dtype=None, dynamic=False, **kwargs):
        unknown = kwargs.keys() - _ALLOWED - hints_of(type(self))
        if unknown:
            refuse_unknown(type(self).__name__, sorted(unknown), *_constructors(type(self)), names=_ALLOWED)
        if name is not None and not isinstance(name, str):
            raise TypeError(f"Expected `name` argument to be a string, but got: {name!r}")
        if not isinstance(trainable, (bool, np.bool_)) and getattr(trainable, "dtype", None) != "bool":
            raise TypeError(f"Expected `trainable` argument to be a boolean, but got: {trainable!r}")
        self._name = name or naming.auto_name(type(self).__name__)
        if name:
            naming.observe_object_name(name)
        self._trainable, self.built, self.dynamic = bool(trainable), False, dynamic
        self._set_dtype_policy(dtype or kwargs.get("input_dtype"))
        self._autocast = kwargs.get("autocast", kwargs.get("experimental_autocast", True))
        self._trainable_weights, self._non_trainable_weights = [], []
        self._callable_losses, self._metrics, self.inbound_nodes = [], [], []
        self._losses = CallLosses()
        self._initial_weights = kwargs.get("weights")
        self.input_spec, self.supports_masking, self.stateful = None, False, False
        self.activity_regularizer = regularizers.get(kwargs.get("activity_regularizer"))
        declared = _declared_shape(kwargs)
        if declared is not None:
            self._batch_input_shape = declared

    # what subclasses write

    def build(self, input_shape):
        """Create the weights for inputs of `input_shape` (a TensorShape, or a structure of them)."""
        self.built = not self._in_build  # a subclass may call this before it has made its weights

    def call(self, inputs, *args, **kwargs):
        """The layer's arithmetic."""
        return inputs

    @recorded.base
    def get_config(self):
        """What `from_config` needs to make the same layer, as JSON can hold it.

        A layer that does not override this is described by the arguments it was made with.

        Raises:
          NotImplementedError: such a layer was given an argument that JSON cannot hold.
        """
        return self._with_arguments(self._base_config(), Layer.get_config)

    def _base_config(self):
        config = {"name": self.name, "trainable": self._trainable, "dtype": policies.serialize(self._dtype_policy)}
        if hasattr(self, "_batch_input_shape"):
            config["batch_input_shape"] = self._batch_input_shape
        return config

    def _file_config(self):
        """`get_config`, with what the layer has learned that is neither there nor among its weights."""
        return self.get_config()

    @classmethod
    def from_config(cls, config):
        """The layer that `get_config` described."""
        return recorded.made_from(cls, config)

    def compute_output_shape(self, input_shape):
        """Shape of the outputs for inputs of `input_shape`, found by calling the layer in a graph of its own."""
        with FuncGraph("shapes").as_default(), using(tapes=()):
            outputs = self(map_shapes(lambda s: placeholder(shape=s, dtype=self.compute_dtype), input_shape))
        return nest.map_structure(lambda t: t.shape, outputs)

    # building

    def get_build_config(self):
        """What `build_from_config` needs: the shape of the inputs that the layer was built for; None before that."""
        shape = getattr(self, "_build_input_shape", None)
        if shape is None:
            return None
        return {"input_shape": nest.map_structure(lambda s: None if s is None else tuple(s.as_list()), shape)}

    def build_from_config(self, config):
        """Make the weights for the shapes of `get_build_config`."""
        if config and config.get("input_shape") is not None and not self.built:
            self._build_for(map_shapes(lambda dims: _Shaped(TensorShape(dims)), config["input_shape"]))

    def _build_for(self, inputs):
        shapes = nest.map_structure(lambda t: TensorShape(t.shape) if hasattr(t, "shape") else None, inputs)
        outer, before = (CALL.scope, CALL.building, CALL.outside), attributes(self)
        note_built(self)
        if STATE.graph is not None:
            naming.check_scope_name(self._name, root=False)
        try:
            CALL.outside = STATE.scope if CALL.building is None else CALL.outside
            CALL.scope, CALL.building = outer[0] + self._name + "/", self
            self._in_build = True
            with init_scope(), using(scope=CALL.outside + CALL.scope):  # the names of variables made in `build`
                self.build(shapes)
                if self._initial_weights is not None:
                    self.set_weights(self._initial_weights)
        except BaseException:  # Ctrl-C, too, leaves no half of a layer behind
            restore(self, before)
            raise
        finally:
            (CALL.scope, CALL.building, CALL.outside), self._in_build = outer, False
        self.built = True
        self._build_input_shape, self._initial_weights = shapes, None

    # copying and pickling

    _OF_NOW = frozenset(["_changes", "_steps", "inbound_nodes"])

    def __getstate__(self):
        """What a copy or pickle holds: all but the calls on Keras tensors, which belong to models, and what calls left.

        Variables come first, in the order in which they were made, which is the order of `weights` in the copy too.
        """
        state = {name: _lasting(v, self._keeps) for name, v in vars(self).items() if name not in self._OF_NOW}
        return {"_copied_first": self._to_copy_first(), **state, "inbound_nodes": []}

    def _keeps(self, tensor):
        """Whether a symbolic tensor among the attributes is more than what a call has left there."""
        return False

    def _to_copy_first(self):
        return sorted(tracking.children(self, Variable, skip=("_metrics",)), key=lambda v: v._key)

    def __setstate__(self, state):
        calls = vars(self).get("inbound_nodes", [])  # made while the layer was being copied, in a circle
        vars(self).update(state, inbound_nodes=calls)
        vars(self).pop("_copied_first", None)
        tracking.forget(self)

    # what it is

    name = property(lambda self: self._name)

    def __repr__(self):
        return f"<tenfold.keras {type(self).__name__} name={self.name}, built={self.built}>"


def _constructors(cls):
    return [vars(c)["__init__"] for c in cls.__mro__ if "__init__" in vars(c) and c is not object]


class _Shaped:
    """What stands for an input of which nothing but its shape is known."""

    def __init__(self, shape):
        self.shape = shape


def _lasting(value, keeps):
    """`value` without the symbolic tensors that calls have left in it."""
    if isinstance(value, SymbolicTensor):
        return value if keeps(value) else None
    if type(value) in (list, tuple) and any(isinstance(v, SymbolicTensor) for v in value):
        return type(value)([_lasting(v, keeps) for v in value])
    if type(value) is dict and any(isinstance(v, SymbolicTensor) for v in value.values()):
        return {k: _lasting(v, keeps) for k, v in value.items()}
    return value


def _declared_shape(kwargs):
    """(batch, ...) shape from input_shape / batch_input_shape / input_dim, None where nothing is declared."""
    if kwargs.get("batch_input_shape") is not None:
        return tuple(kwargs["batch_input_shape"])
    shape = kwargs.get("input_shape")
    if shape is None and kwargs.get("input_dim") is not None:
        length = kwargs.get("input_length")
        shape = (kwargs["input_dim"],) if "input_length" not in kwargs else (length, kwargs["input_dim"])
    if shape is None:
        return None
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    return (kwargs.get("batch_size"), *shape)


def map_shapes(make, shape):
    if isinstance(shape, (list, tuple)) and shape and isinstance(shape[0], (list, tuple, TensorShape)):
        return [map_shapes(make, s) for s in shape]
    if isinstance(shape, dict):
        return {k: map_shapes(make, s) for k, s in shape.items()}
    return make(tuple(TensorShape(shape).as_list()))
