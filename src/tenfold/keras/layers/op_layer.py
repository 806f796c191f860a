"""An op that was called on Keras tensors outside of any layer, as a layer: `x * 2`, `tf.squeeze(x)`, `x[:, 0]`."""

from tenfold.core.convert import convert
from tenfold.core.op import Op
from tenfold.core.state import hooks
from tenfold.keras.layers.context import is_keras_tensor
from tenfold.keras.layers.layer import Layer
from tenfold.keras.layers.node import Node
from tenfold.keras.layers.op_symbols import function_of, symbol_of
from tenfold.keras.utils import naming

_ELLIPSIS = {"class_name": "__ellipsis__"}


class TFOpLambda(Layer):
    """Calls an op, or a public function of that name, with the arguments that the model's graph holds.

    Args:
      function: Keras's symbol for it ("math.multiply"), or the op.
    """

    def __init__(self, function, name=None, **kwargs):
        self.operation = function if isinstance(function, Op) else function_of(function)
        self.symbol = symbol_of(function) if isinstance(function, Op) else function
        super().__init__(name=name or naming.auto_name(f"tf.{self.symbol}"), autocast=False, **kwargs)
        self.built = True

    def _run(self, inputs, args, kwargs):
        if getattr(self.operation, "variadic", False):
            return self.operation(*inputs, **kwargs)
        return self.operation(inputs, *args, **kwargs)

    def get_config(self):
        return {"name": self.name, "trainable": self._trainable, "dtype": self._dtype, "function": self.symbol}

    def again(self):
        """A layer of the same op. Its name is not looked up, as this program may use ops that no file may."""
        return TFOpLambda(self.operation, self.name, trainable=self._trainable, dtype=self._dtype)


class SlicingOpLambda(TFOpLambda):
    """x[slices]; a slice is an int, None for a new axis, or a dict with start, stop and step."""

    def __init__(self, function="__operators__.getitem", name=None, **kwargs):
        super().__init__("strided_slice", name or naming.auto_name(f"tf.{function}"), **kwargs)
        self.symbol = function

    def again(self):
        return SlicingOpLambda(self.symbol, self.name, trainable=self._trainable, dtype=self._dtype)

    def _run(self, inputs, args, kwargs):
        return inputs[tuple(_index(s) for s in kwargs["slice_spec"])]


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

    return [entry(i) for i in range(len(begin))]


def as_layer_call(tensor):
    """Give `tensor`, the result of a bare op, a history: the call of a layer on what the op was given."""
    node = tensor.node
    outputs = node.outputs if node.several else node.outputs[0]
    inputs = [_constant(t) for t in node.inputs]
    attrs = {k: _constant(v) if is_keras_tensor(v) else v for k, v in node.attrs.items()}
    if node.operation.name == "strided_slice" and not any(is_keras_tensor(v) for v in attrs.values()):
        Node(SlicingOpLambda(), (inputs[0],), {"slice_spec": _slice_spec(**attrs)}, outputs)
    elif node.operation.variadic:
        Node(TFOpLambda(node.operation), (inputs,), attrs, outputs)
    else:
        rest = dict(zip(node.operation.inputs[1:], inputs[1:]))
        Node(TFOpLambda(node.operation), (inputs[0],), {**rest, **attrs}, outputs)


def _constant(tensor):
    """A constant or a variable as itself, so that it is no input of the model."""
    if tensor is None or not is_keras_tensor(tensor) or hasattr(tensor, "_keras_history"):
        return tensor
    if tensor.node.operation is hooks.const:
        return convert(tensor.node.attrs["value"])
    if tensor.node.operation is hooks.read:
        return tensor.node.attrs["variable"]
    return tensor
