"""An op that was called on Keras tensors outside of any layer, as a layer: `x * 2`, `tf.squeeze(x)`."""

from tenfold.core.convert import convert
from tenfold.core.state import hooks
from tenfold.keras.layers.context import is_keras_tensor
from tenfold.keras.layers.layer import Layer
from tenfold.keras.layers.node import Node
from tenfold.keras.utils import naming


class TFOpLambda(Layer):
    """Calls one op of the table with the attributes it was called with."""

    def __init__(self, operation, name=None):
        super().__init__(name=name, autocast=False)
        self.operation, self.built = operation, True

    def _run(self, inputs, args, kwargs):
        return self.operation(*inputs, **kwargs)

    def get_config(self):
        raise NotImplementedError(
            f"The op `{self.operation.name}` was called on Keras tensors outside of a layer. Wrap it in a Layer or "
            "Lambda to save the model's configuration."
        )


def as_layer_call(tensor):
    """Give `tensor`, the result of a bare op, a history: the call of a TFOpLambda on what the op was given."""
    node = tensor.node
    layer = TFOpLambda(node.operation, name=_name(node))
    inputs = [_constant(t) for t in node.inputs]
    attrs = {k: _constant(v) if is_keras_tensor(v) else v for k, v in node.attrs.items()}
    Node(layer, (inputs,), attrs, node.outputs if node.several else node.outputs[0])


def _constant(tensor):
    """A constant or a variable as itself, so that it is no input of the model."""
    if tensor is None or not is_keras_tensor(tensor) or hasattr(tensor, "_keras_history"):
        return tensor
    if tensor.node.operation is hooks.const:
        return convert(tensor.node.attrs["value"])
    if tensor.node.operation is hooks.read:
        return tensor.node.attrs["variable"]
    return tensor


def _name(node):
    return naming.auto_name(f"tf.{node.operation.name}")
