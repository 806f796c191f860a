"""`Layer`: weights, and a call that uses them."""

import inspect

import numpy as np

from tenfold.core import dtypes, nest
from tenfold.core.convert import convert
from tenfold.core.graph import FuncGraph, init_scope
from tenfold.core.module import Module
from tenfold.core.shapes import TensorShape
from tenfold.core.state import STATE, using
from tenfold.core.symbolic import SymbolicTensor
from tenfold.core.tensor import Tensor
from tenfold.core.variable import Variable
from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.backend_config import floatx
from tenfold.keras.layers import tracking
from tenfold.keras.layers.context import CALL, GRAPH, is_keras_tensor, resolve_training
from tenfold.keras.layers.input_spec import check_inputs
from tenfold.keras.layers.node import Node
from tenfold.keras.utils import naming
from tenfold.ops.array import cast, shape
from tenfold.ops.state import identity, placeholder

_ALLOWED = {"input_shape", "batch_input_shape", "input_dim", "input_length", "batch_size", "weights", "autocast", "implementation",
            "activity_regularizer", "experimental_autocast", "input_dtype"}


class Layer(Module):
    """A function of tensors with weights of its own.

    Subclasses create weights in `build(input_shape)` (or `__init__`) and compute in `call(inputs, ...)`, which may take
    `training` and `mask`.

    Args:
      trainable: whether the weights are trained.
      name: unique within a model; made from the class's name by default.
      dtype: of weights and computation, "float32" by default.
      dynamic: accepted; every layer here can run eagerly.
      input_shape, batch_input_shape, input_dim: declared shape of the inputs, with or without the batch.
      weights: initial values, set once the layer is built.
    """

    mean_metric = None  # the class of metric that `add_metric` makes; `metrics` registers it

    def __init__(self, trainable=True, name=None, dtype=None, dynamic=False, **kwargs):
        unknown = kwargs.keys() - _ALLOWED
        if unknown:
            raise TypeError(f"{type(self).__name__}() got unexpected keyword argument(s) {sorted(unknown)}.")
        self._name = name or naming.auto_name(type(self).__name__)
        if name:
            naming.observe_object_name(name)
        self._trainable, self.built, self.dynamic = trainable, False, dynamic
        self._dtype = _dtype_name(dtype or kwargs.get("input_dtype"))
        self._autocast = kwargs.get("autocast", True)
        self._trainable_weights, self._non_trainable_weights = [], []
        self._losses, self._metrics, self.inbound_nodes = [], [], []
        self._initial_weights = kwargs.get("weights")
        self.input_spec, self.supports_masking, self.stateful = None, False, False
        self.activity_regularizer = regularizers.get(kwargs.get("activity_regularizer"))
        declared = _declared_shape(kwargs)
        if declared is not None:
            self._batch_input_shape = declared

    # what subclasses write

    def build(self, input_shape):
        """Create the weights for inputs of `input_shape` (a TensorShape, or a structure of them)."""
        self.built = True

    def call(self, inputs, *args, **kwargs):
        """The layer's arithmetic."""
        return inputs

    def get_config(self):
        """What `from_config` needs to make the same layer, as JSON can hold it."""
        config = {"name": self.name, "trainable": self._trainable, "dtype": self._dtype}
        if hasattr(self, "_batch_input_shape"):
            config["batch_input_shape"] = self._batch_input_shape
        extra = _required_arguments(type(self)) - {"kwargs", *config}
        if type(self).get_config is Layer.get_config and extra:
            raise NotImplementedError(f"Layer {type(self).__name__} was created by passing non-serializable argument values in "
                                      f"`__init__()`: {sorted(extra)}, and therefore must override `get_config()`.")
        return config

    @classmethod
    def from_config(cls, config):
        """The layer that `get_config` described."""
        return cls(**config)

    def compute_mask(self, inputs, mask=None):
        """The mask of the outputs: the inputs' where the layer supports masking."""
        if not self.supports_masking:
            if any(m is not None for m in nest.flatten(mask)):
                raise TypeError(f"Layer {self.name} does not support masking, but was passed an input_mask: {mask}")
            return None
        return mask

    def compute_output_shape(self, input_shape):
        """Shape of the outputs for inputs of `input_shape`, found by calling the layer in a graph of its own."""
        with FuncGraph("shapes").as_default(), using(tapes=()):
            outputs = self(_map_shapes(lambda s: placeholder(shape=s, dtype=self.compute_dtype), input_shape))
        return nest.map_structure(lambda t: t.shape, outputs)

    # calling

    def __call__(self, *args, **kwargs):
        inputs, args, kwargs = self._first_argument(args, kwargs)
        for value in nest.flatten((inputs, args, kwargs)):
            if is_keras_tensor(value):
                return self._call_symbolically(inputs, args, kwargs)
        return self._run(inputs, args, kwargs)

    def _first_argument(self, args, kwargs):
        if args:
            return args[0], args[1:], kwargs
        name = self._call_arguments[0] if self._call_arguments else "inputs"
        if name not in kwargs:
            raise ValueError(f"The first argument to `Layer.call` must always be passed; {self.name} received none.")
        kwargs = dict(kwargs)
        return kwargs.pop(name), args, kwargs

    def _call_symbolically(self, inputs, args, kwargs):
        """A call in a functional model: infer the outputs, remember the call."""
        passed = {id(t) for t in nest.flatten((inputs, args, kwargs))}
        with GRAPH.as_default(), using(tapes=()):
            outputs = self._run(inputs, args, kwargs)
            outputs = nest.map_structure(lambda t: _another(t) if id(t) in passed else t, outputs)
        Node(self, (inputs, *args), kwargs, outputs)
        return outputs

    def _run(self, inputs, args, kwargs):
        inputs = self._as_tensors(inputs)
        check_inputs(self.input_spec, inputs, self.name)
        if not self.built:
            self._build_for(inputs)
        kwargs = self._with_mask(inputs, kwargs)
        outer, top = (CALL.training, CALL.scope, CALL.depth), CALL.depth == 0
        if top:
            self._clear_losses()
        try:
            CALL.depth += 1
            if "training" in self._call_arguments or self._call_takes_kwargs and "training" in kwargs:
                CALL.training = resolve_training(self._explicit_training(args, kwargs))
                if "training" in self._call_arguments and "training" not in self._positional(args):
                    kwargs = {**kwargs, "training": CALL.training}
            elif "training" in kwargs:
                kwargs = dict(kwargs)
                CALL.training = resolve_training(kwargs.pop("training"))
            CALL.scope = outer[1] + self._name + "/"
            outputs = self.call(inputs, *args, **kwargs)
        finally:
            CALL.training, CALL.scope, CALL.depth = outer
        return self._after_call(inputs, outputs)

    def _explicit_training(self, args, kwargs):
        value = kwargs.get("training")
        if value is None and "training" in self._positional(args):
            value = args[self._call_arguments.index("training") - 1]
        return value

    def _positional(self, args):
        return self._call_arguments[1 : 1 + len(args)]

    def _as_tensors(self, inputs):
        """NumPy arrays and numbers as tensors; floating point inputs in the layer's dtype."""
        if type(inputs) is Tensor and (not self._autocast or inputs._array.dtype == self._numpy_dtype):
            return inputs
        return nest.map_structure(self._as_tensor_input, inputs)

    def _as_tensor_input(self, value):
        if isinstance(value, (np.ndarray, np.generic, float, int)) or isinstance(value, list):
            value = convert(value)
        if self._autocast and isinstance(value, (Tensor, Variable)) and value.dtype.is_floating:
            mask = getattr(value, "_keras_mask", None)
            wanted = cast(value, self.compute_dtype) if value.dtype.name != self.compute_dtype else value
            if mask is not None and wanted is not value:
                wanted._keras_mask = mask
            return wanted
        return value

    def _build_for(self, inputs):
        shapes = nest.map_structure(lambda t: TensorShape(t.shape) if hasattr(t, "shape") else None, inputs)
        outer = CALL.scope
        try:
            CALL.scope = outer + self._name + "/"
            with init_scope():
                self.build(shapes)
                if self._initial_weights is not None:
                    self.set_weights(self._initial_weights)
        finally:
            CALL.scope = outer
        self.built = True
        self._build_input_shape, self._initial_weights = shapes, None

    def _with_mask(self, inputs, kwargs):
        if "mask" not in self._call_arguments or kwargs.get("mask") is not None:
            return kwargs
        masks = nest.map_structure(lambda t: getattr(t, "_keras_mask", None), inputs)
        return {**kwargs, "mask": masks} if any(m is not None for m in nest.flatten(masks)) else kwargs

    def _after_call(self, inputs, outputs):
        """The outputs with their masks; adds the loss of the activity regularizer."""
        if self.activity_regularizer is not None:
            for t in nest.flatten(outputs):
                batch = cast(shape(t)[0], t.dtype)
                self.add_loss(self.activity_regularizer(t) / batch)
        makes_masks = type(self).compute_mask is not Layer.compute_mask
        if makes_masks or self.supports_masking:
            masks = [getattr(t, "_keras_mask", None) for t in nest.flatten(inputs)]
            if makes_masks or any(m is not None for m in masks):
                return self._masked(inputs, outputs, masks)
        return outputs

    def _masked(self, inputs, outputs, masks):
        mask = nest.pack_sequence_as(inputs, masks) if nest.is_nested(inputs) else masks[0]
        found = self.compute_mask(inputs, mask)
        if not nest.is_nested(found):
            return nest.map_structure(lambda t: _with_mask(t, found, inputs), outputs)
        return nest.pack_sequence_as(outputs, [_with_mask(t, m, inputs) for t, m in zip(nest.flatten(outputs), nest.flatten(found))])

    @property
    def _call_arguments(self):
        return _call_signature(type(self))[0]

    @property
    def _call_takes_kwargs(self):
        return _call_signature(type(self))[1]

    # weights

    def add_weight(self, name=None, shape=None, dtype=None, initializer=None, regularizer=None, trainable=None, constraint=None,
                   use_resource=None, synchronization=None, aggregation=None, getter=None, collections=None, partitioner=None,
                   caching_device=None, experimental_autocast=None):
        """A new variable of this layer.

        Args:
          name: its name within the layer.
          shape: () by default.
          dtype: the layer's by default.
          initializer: name, object or function; glorot_uniform for floats, zeros for integers and booleans by default.
          regularizer: gives a loss that `losses` lists.
          trainable: True by default.
          constraint: function of the value, applied after an optimizer's update.
        """
        if getter is not None or partitioner is not None:
            raise ValueError("add_weight: getter and partitioner belong to TensorFlow 1's variable scopes and are not supported.")
        dtype = dtypes.as_dtype(dtype or self._dtype)
        dims = tuple(TensorShape(shape if shape is not None else ()).as_list())
        if None in dims:
            raise ValueError(f"Weight '{name}' of layer {self.name} needs a fully defined shape; received {dims}. The layer's "
                             "input has an unknown dimension that the weight depends on: declare it, for example with Input(shape).")
        if initializer is None:
            initializer = "glorot_uniform" if dtype.is_floating else "zeros"
        initializer = initializers.get(initializer)
        with init_scope():
            variable = Variable(lambda: initializer(dims, dtype=dtype), trainable=trainable is not False, dtype=dtype,
                                name=(CALL.scope or self._name + "/") + (name or "variable"), constraint=constraints.get(constraint))
        variable._regularizer = regularizers.get(regularizer)
        (self._trainable_weights if trainable is not False else self._non_trainable_weights).append(variable)
        return variable

    add_variable = add_weight

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        for layer in self._flatten_layers():
            layer._trainable = bool(value)

    def _sublayers(self):
        return tracking.children(self, Layer, skip=("_metrics",))

    def _flatten_layers(self, recursive=True, include_self=True):
        """This layer and all layers inside, depth first."""
        found, todo, seen = [], [self], set()
        while todo:
            layer = todo.pop(0)
            if id(layer) in seen:
                continue
            seen.add(id(layer))
            if include_self or layer is not self:
                found.append(layer)
            todo = layer._sublayers() + todo if recursive or layer is self else todo
        return found

    def _own_weights(self, trainable):
        listed = self._trainable_weights if trainable else self._non_trainable_weights
        skip = ("_trainable_weights", "_non_trainable_weights", "_metrics")
        known = {id(v) for v in self._trainable_weights + self._non_trainable_weights}
        return listed + [v for v in tracking.variables(self, skip) if v.trainable is trainable and id(v) not in known]

    @property
    def trainable_weights(self):
        """Variables that training changes: none where `trainable` is False."""
        if not self.trainable:
            return []
        return tracking.unique(self._own_weights(True) + [w for s in self._sublayers() for w in s.trainable_weights])

    @property
    def non_trainable_weights(self):
        """Variables that training leaves alone."""
        if not self.trainable:
            inner = [w for s in self._sublayers() for w in s.weights]
            return tracking.unique(self._own_weights(True) + self._own_weights(False) + inner)
        return tracking.unique(self._own_weights(False) + [w for s in self._sublayers() for w in s.non_trainable_weights])

    @property
    def weights(self):
        """All variables, trainable ones first."""
        return tracking.unique(self.trainable_weights + self.non_trainable_weights)

    variables = property(lambda self: self.weights)
    trainable_variables = property(lambda self: self.trainable_weights)
    non_trainable_variables = property(lambda self: self.non_trainable_weights)

    def get_weights(self):
        """Values of `weights` as NumPy arrays of the caller's own."""
        return [np.array(w.array()) for w in self.weights]

    def set_weights(self, weights):
        """Set `weights` from arrays in the same order. ValueError, nothing changed, where number or shapes differ."""
        own = self.weights
        if len(own) != len(weights):
            raise ValueError(f'You called `set_weights(weights)` on layer "{self.name}" with a weight list of length {len(weights)}, but '
                             f"the layer was expecting {len(own)} weights. Provided weights: {str(weights)[:50]}...")
        for w, value in zip(own, weights):
            if tuple(w.shape) != np.shape(value):
                raise ValueError(f"Layer {self.name} weight shape {tuple(w.shape)} is not compatible with provided weight shape "
                                 f"{np.shape(value)}.")
        for w, value in zip(own, weights):
            w.assign(np.asarray(value, w.dtype.numpy))

    def count_params(self):
        """Number of values in all weights."""
        if not self.built:
            raise ValueError(f"You tried to call `count_params` on layer {self.name}, but the layer isn't built. You can build it "
                             "manually via: `layer.build(batch_input_shape)`.")
        return int(sum(np.prod(w.shape.as_list(), dtype=np.int64) for w in self.weights))

    # losses and metrics

    def add_loss(self, losses, **kwargs):
        """Add to the model's loss: a tensor made in `call`, or a function of no arguments."""
        inputs = kwargs.pop("inputs", None)
        if kwargs:
            raise TypeError(f"Unknown keyword arguments: {sorted(kwargs)}")
        del inputs  # TensorFlow 1 used it to find out when a loss applies; here that is always when the layer is called
        self._losses += [v for v in nest.flatten(losses) if v is not None]

    def _clear_losses(self):
        for layer in self._flatten_layers():
            layer._losses = [v for v in layer._losses if callable(v)]

    @property
    def losses(self):
        """Losses added in the last call, and those of regularizers."""
        found = []
        for layer in self._flatten_layers():
            found += [v() if callable(v) else v for v in layer._losses if callable(v) or _is_of_now(v)]
            for w in layer._own_weights(True):
                if getattr(w, "_regularizer", None) is not None:
                    found.append(w._regularizer(w))
        return found

    def add_metric(self, value, name=None, aggregation=None, **kwargs):
        """Report `value` under `name` in training: its mean over the epoch."""
        if kwargs:
            raise TypeError(f"Unknown keyword arguments: {sorted(kwargs)}")
        metric = next((m for m in self._metrics if m.name == name), None)
        if metric is None:
            metric = self.mean_metric(name=name)
            self._metrics.append(metric)
        metric.update_state(value)

    @property
    def metrics(self):
        """Metrics made by `add_metric`, and those that are attributes of this layer or of layers inside."""
        layers = self._flatten_layers()
        return tracking.unique([m for layer in layers for m in (layer._metrics if not hasattr(layer, "update_state") else [layer])])

    # names, shapes, ends

    name = property(lambda self: self._name)
    dtype = property(lambda self: self._dtype)
    compute_dtype = property(lambda self: self._dtype)
    variable_dtype = property(lambda self: self._dtype)

    @property
    def _numpy_dtype(self):
        return dtypes.as_dtype(self._dtype).numpy

    def _only_node(self, what):
        if not self.inbound_nodes:
            raise AttributeError(f"The layer {self.name} has never been called and thus has no defined {what}.")
        return self.inbound_nodes[0]

    @property
    def input(self):
        node = self._only_node("input")
        self._refuse_several("input")
        return node.call_inputs

    @property
    def output(self):
        node = self._only_node("output")
        self._refuse_several("output")
        return node.outputs

    def _refuse_several(self, what):
        if len(self.inbound_nodes) > 1:
            raise AttributeError(f"The layer {self.name} has multiple inbound nodes, hence the notion of 'layer {what}' is "
                                 f"ill-defined. Use `get_{what}_at(node_index)` instead.")

    @property
    def input_shape(self):
        return self._only_node("input shape").input_shapes

    @property
    def output_shape(self):
        return self._only_node("output shape").output_shapes

    def get_input_at(self, node_index):
        return self.inbound_nodes[node_index].call_inputs

    def get_output_at(self, node_index):
        return self.inbound_nodes[node_index].outputs

    def get_input_shape_at(self, node_index):
        return self.inbound_nodes[node_index].input_shapes

    def get_output_shape_at(self, node_index):
        return self.inbound_nodes[node_index].output_shapes

    def __repr__(self):
        return f"<tenfold.keras {type(self).__name__} name={self.name}, built={self.built}>"


def _another(tensor):
    """The same value and mask as a tensor of its own."""
    other, mask = identity(tensor), getattr(tensor, "_keras_mask", None)
    if mask is not None:
        other._keras_mask = mask
    return other


def _with_mask(tensor, mask, inputs):
    """`tensor` with `mask`; another tensor where it is one of the inputs, which keep theirs."""
    if getattr(tensor, "_keras_mask", None) is mask:
        return tensor
    if any(t is tensor for t in nest.flatten(inputs)):
        tensor = identity(tensor)
    tensor._keras_mask = mask
    return tensor


def _is_of_now(tensor):
    """Whether a tensor can be used where we are: it is eager, or of the graph being written (outside: of functional models)."""
    return not isinstance(tensor, SymbolicTensor) or tensor.graph is (STATE.graph or GRAPH)


_signatures: dict[type, tuple] = {}


def _call_signature(cls):
    """(names of call's parameters after self, whether it takes **kwargs)."""
    found = _signatures.get(cls)
    if found is None:
        parameters = list(inspect.signature(cls.call).parameters.values())[1:]
        names = tuple(p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY, p.POSITIONAL_ONLY))
        found = _signatures[cls] = names, any(p.kind is p.VAR_KEYWORD for p in parameters)
    return found


def _required_arguments(cls):
    parameters = inspect.signature(cls.__init__).parameters.values()
    return {p.name for p in list(parameters)[1:] if p.default is p.empty and p.kind is not p.VAR_POSITIONAL}


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


def _dtype_name(dtype):
    """The dtype's name; None for the floatx of the day. A policy's name is its compute dtype's."""
    dtype = getattr(dtype, "name", dtype)
    return dtypes.as_dtype(dtype).name if dtype is not None else floatx()


def _map_shapes(make, shape):
    if isinstance(shape, (list, tuple)) and shape and isinstance(shape[0], (list, tuple, TensorShape)):
        return [_map_shapes(make, s) for s in shape]
    if isinstance(shape, dict):
        return {k: _map_shapes(make, s) for k, s in shape.items()}
    return make(tuple(TensorShape(shape).as_list()))

