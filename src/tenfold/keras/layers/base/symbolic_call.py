"""A layer called on Keras tensors: the call is made once, on stand-ins in a graph of its own, to see what it gives.

Only the outermost call is remembered, as a `LayerCall`: what runs inside a layer or a model meets stand-ins, which are
no Keras tensors, and leaves no trace on the layers there.
"""

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.keras.layers.base.context import CALL, GRAPH, CallGraph, is_keras_tensor
from tenfold.keras.layers.base.layer_call import LayerCall
from tenfold.keras.utils import naming

RETURNED_NONE = (
    "The `call` of {} returned None. End it with `return outputs`, the tensors that the next layer shall receive."
)


def call_on_keras_tensors(layer, inputs, args, kwargs):
    """What `layer` gives for Keras tensors among its arguments, as Keras tensors with a history.

    Raises:
      ValueError: the layer's `call` returned None, or its name cannot stand in a graph.
    """
    naming.check_scope_name(layer.name, root=CALL.depth == 0)
    graph = CallGraph(layer.name)
    stand_ins = _StandIns(graph)
    with graph.as_default(), using(tapes=()):
        outputs = layer._run(*nest.map_structure(stand_ins, (inputs, args, kwargs), expand_composites=True))
        if outputs is None:
            raise ValueError(RETURNED_NONE.format(f'layer "{layer.name}" ({type(layer).__name__})'))
        outputs = nest.map_structure(lambda value: _result(value, graph), outputs, expand_composites=True)
    handed_on = set(map(id, stand_ins.made.values()))
    made = lambda inner: _keras_tensor(inner, layer.name, handed_on)  # noqa: E731
    outputs = nest.map_structure(made, outputs, expand_composites=True)
    LayerCall(layer, (inputs, *args), kwargs, outputs)
    return outputs


class _StandIns:
    """Placeholders of one call's graph, one per Keras tensor."""

    def __init__(self, graph):
        self.graph, self.made = graph, {}

    def __call__(self, value):
        if not is_keras_tensor(value):
            return value
        if id(value) not in self.made:
            found = self.made[id(value)] = self.graph.placeholder(value._dims, value.dtype, value.node.name)
            found._value = value._value
            _hand_on_mask(value, found, self)
        return self.made[id(value)]


def _result(value, graph):
    """What a call returned as a tensor of the call's graph; arrays and numbers are constants, and None stays."""
    if value is None:
        return None
    mask = getattr(value, "_keras_mask", None)
    tensor = graph.capture(value if isinstance(value, Tensor) else convert(value))
    if mask is not None:
        tensor._keras_mask = mask
    return tensor


def _keras_tensor(inner, maker, handed_on=()):
    """A Keras tensor with the shape, dtype and mask of a tensor of a call's graph, named after who made it.

    `handed_on`: the stand-ins, by identity; as an output such a one is TensorFlow's Identity.
    """
    if inner is None:
        return None
    name = "Identity" if id(inner) in handed_on else inner.node.name
    outer = GRAPH.placeholder(inner._dims, inner.dtype, f"{maker}/{name}")
    outer._value = inner._value
    _hand_on_mask(inner, outer, lambda mask: _keras_tensor(mask, maker, handed_on))
    return outer


def _hand_on_mask(tensor, other, translate):
    mask = getattr(tensor, "_keras_mask", None)
    if mask is not None:
        other._keras_mask = translate(mask)
