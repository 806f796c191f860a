"""Which Inputs a Keras tensor is made of."""

from tenfold.keras.layers.base.context import history, is_keras_value, keras_tensors
from tenfold.keras.layers.base.op_layer import layers_of_ops


def get_source_inputs(tensor, layer=None, node_index=None):
    """The Inputs that a Keras tensor is computed from, in the order in which a walk from it meets them first.

    Args:
        tensor: a Keras tensor; anything else is returned as it is.
        layer: a layer, of which call number `node_index` is gone back from, rather than that which gave `tensor`.
        node_index: which call of `layer`; None means the first.

    Returns:
        List of Keras tensors, each once.

    Raises:
        ValueError: `layer` has no such call, or `node_index` is given without `layer`.
    """
    if not is_keras_value(tensor):
        return tensor
    layers_of_ops(keras_tensors(tensor))
    todo = [_call_of(layer, node_index)] if layer is not None or node_index is not None else []
    todo = todo or [history(part).node for part in keras_tensors(tensor)]
    found, seen = {}, set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        if not node.inputs:
            found.update({id(part): part for part in keras_tensors(node.outputs)})
        todo += [part._keras_history.node for part in reversed(node.inputs)]
    return list(found.values())


def _call_of(layer, node_index):
    calls = getattr(layer, "inbound_nodes", ())
    if not 0 <= (node_index or 0) < len(calls):
        raise ValueError(
            f"get_source_inputs() got layer={layer!r} and node_index={node_index!r}; expected a layer, and the number "
            f"of one of its calls on Keras tensors, of which there are {len(calls)}."
        )
    return calls[node_index or 0]
