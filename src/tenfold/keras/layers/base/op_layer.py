"""An op that was called on Keras tensors outside of any layer, as a layer: `x * 2`, `tf.squeeze(x)`, `x[:, 0]`."""

import inspect

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.calls.op import Op
from tenfold.core.values.convert import convert
from tenfold.keras.layers.base.context import is_keras_tensor
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.layer_call import LayerCall
from tenfold.keras.layers.base.op_symbols import function_of, other_form, parameters_of, public_form, symbol_of, takes
from tenfold.keras.mixed_precision import policy as policies
from tenfold.keras.utils import naming

_GETITEM = "__operators__.getitem"
_ELLIPSIS = {"class_name": "__ellipsis__"}


class TFOpLambda(Layer):
    """Calls an op, or a public function of that name, with the arguments that the model's graph holds.

    Args:
      function: Keras's symbol for it ("math.multiply"), or the op.

    Attributes:
      public: the function of that symbol where it takes other arguments than the op; TensorFlow's files hold those.
    """

    def __init__(self, function, name=None, **kwargs):
        self.made_of, self.operation = function, _called_for(function)
        self.symbol = symbol_of(function) if isinstance(function, Op) else function
        self.public = None if isinstance(function, Op) else other_form(self.operation, function)
        super().__init__(name=name or naming.auto_name(f"tf.{self.symbol}"), autocast=False, **kwargs)
        self.built = True

    def _run(self, inputs, args, kwargs):
        if getattr(self.operation, "variadic", False):
            return self.operation(*inputs, **kwargs)
        operation = self.operation if self.public is None or takes(self.operation, kwargs) else self.public
        return operation(inputs, *args, **kwargs)

    def get_config(self):
        return {
            "name": self.name,
            "trainable": self._trainable,
            "dtype": policies.serialize(self._dtype_policy),
            "function": self.symbol,
        }

    def __getstate__(self):
        """The function is found again, as one that a wrapper replaced in its module cannot be pickled."""
        return {name: value for name, value in super().__getstate__().items() if name != "operation"}

    def __setstate__(self, state):
        super().__setstate__({**state, "operation": _called_for(state["made_of"])})

    def again(self):
        """A layer of the same op. Its name is not looked up, as this program may use ops that no file may."""
        return TFOpLambda(self.made_of, self.name, trainable=self._trainable, dtype=self._dtype_policy)


def _called_for(function):
    """What calls an op, or the function of a symbol."""
    return public_form(function) if isinstance(function, Op) else function_of(function)


class SlicingOpLambda(TFOpLambda):
    """x[slices]; a slice is an int, None for a new axis, or a dict with start, stop and step; one alone is no list.

    tf_keras has `tf.boolean_mask` among its kinds of slicing, too.
    """

    def __init__(self, function=_GETITEM, name=None, **kwargs):
        called = "strided_slice" if function == _GETITEM else function
        super().__init__(called, name or naming.auto_name(f"tf.{function}"), **kwargs)
        self.symbol = function

    def again(self):
        return SlicingOpLambda(self.symbol, self.name, trainable=self._trainable, dtype=self._dtype_policy)

    def _run(self, inputs, args, kwargs):
        if self.symbol != _GETITEM:
            return super()._run(inputs, args, kwargs)
        spec = kwargs["slice_spec"]
        return inputs[tuple(_index(s) for s in (spec if isinstance(spec, (list, tuple)) else [spec]))]


def _index(spec):
    if spec == _ELLIPSIS:
        return ...
    return slice(spec["start"], spec["stop"], spec["step"]) if isinstance(spec, dict) else spec


def _slice_spec(begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    """The attributes of `strided_slice` as one entry per axis."""

    def entry(i):
        bit = 1 << i
        if ellipsis_mask & bit:
            return _ELLIPSIS
        if new_axis_mask & bit:
            return None
        if shrink_axis_mask & bit:
            return begin[i]
        start, stop = None if begin_mask & bit else begin[i], None if end_mask & bit else end[i]
        return {"start": start, "stop": stop, "step": None if strides[i] == 1 else strides[i]}

    entries = [entry(i) for i in range(len(begin))]
    return entries[0] if len(entries) == 1 else entries


def keep_call(symbol, function, args, kwargs):
    """The call of a function that is `kept_whole`, on Keras tensors, as the call of a layer."""
    given = inspect.signature(function).bind(*args, **kwargs).arguments
    given.pop("name", None)
    first, *others = given
    return TFOpLambda(symbol)(given[first], **{k: given[k] for k in others})


def as_layer_call(tensor):
    """Give `tensor`, the result of a bare op, a history: the call of a layer on what the op was given.

    Raises:
      ValueError: `tensor` is the mask of a layer's output, which no call gives.
    """
    node = tensor.node
    if node.operation is hooks.placeholder:
        raise ValueError(
            f"{tensor!r} is a mask that goes along with another tensor, and not the result of a layer or op. Use "
            "`layer.compute_mask(inputs)` to compute it in the model."
        )
    outputs = node.outputs if node.several else node.outputs[0]
    inputs, attrs = [_constant(t) for t in node.inputs], {k: _attribute(v) for k, v in node.attrs.items()}
    if attrs.get("incompatible_shape_error") is True:
        del attrs["incompatible_shape_error"]  # of `equal`; the function of that name has no such argument
    if node.operation.name == "strided_slice" and not any(is_keras_tensor(v) for v in attrs.values()):
        LayerCall(SlicingOpLambda(), (inputs[0],), {"slice_spec": _slice_spec(**attrs)}, outputs)
        return
    layer = TFOpLambda(node.operation)
    if node.operation.variadic:
        LayerCall(layer, (inputs,), attrs, outputs)
    else:
        given = {**dict(zip(node.operation.inputs, inputs)), **attrs}
        first = next(name for name in parameters_of(layer.operation) if name in given)
        LayerCall(layer, (given.pop(first),), given, outputs)


def bare_inputs(tensor):
    """The Keras tensors that the bare op of `tensor` was given."""
    inputs, attrs = tensor.node.inputs, tensor.node.attrs
    given = [_constant(t) for t in inputs], [_attribute(v) for v in attrs.values() if is_keras_tensor(v)]
    return [t for t in nest.flatten(given) if is_keras_tensor(t)]


def layers_of_ops(tensors):
    """Make layers of the bare ops that lead to `tensors`, in the order in which they were written."""
    found, todo = {}, list(tensors)
    while todo:
        tensor = todo.pop()
        if id(tensor) in found:
            continue
        found[id(tensor)] = tensor
        made_by = getattr(tensor, "_keras_history", None)
        todo += made_by.node.inputs if made_by is not None else bare_inputs(tensor)
    for tensor in sorted(found.values(), key=lambda t: t._key):
        if not hasattr(tensor, "_keras_history"):
            as_layer_call(tensor)


def _attribute(value):
    """An attribute as a layer is given it: a shape that the op put together from numbers is the list of them."""
    if not is_keras_tensor(value) or hasattr(value, "_keras_history"):
        return value
    node = value.node
    if node.operation.name == "pack" and node.attrs["axis"] == 0 and value.ndim == 1:
        return [_constant(t) for t in node.inputs]
    return _constant(value)


def _constant(tensor):
    """A constant or a variable as itself, so that it is no input of the model."""
    if tensor is None or not is_keras_tensor(tensor) or hasattr(tensor, "_keras_history"):
        return tensor
    if tensor.node.operation is hooks.const:
        return convert(tensor.node.attrs["value"])
    if tensor.node.operation is hooks.read:
        return tensor.node.attrs["variable"]
    return tensor
