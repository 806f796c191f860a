"""The layer calls of a functional model in the order in which Keras lists them: by depth, counted from the outputs."""

from tenfold.keras.layers.base.op_layer import layers_of_ops
from tenfold.keras.layers.core.input_layer import InputLayer


def calls_between(inputs, outputs):
    """The calls that lead from `inputs` to `outputs`, and their layers, both from the inputs' side on.

    Raises:
      ValueError: an output depends on an Input that is not among `inputs`.
    """
    nodes, seen_first = _visit(inputs, outputs)
    node_depth, layer_depth = depths(nodes)
    for i, t in enumerate(inputs):
        layer = t._keras_history.layer
        if isinstance(layer, InputLayer) and layer not in seen_first:  # nothing depends on this input
            seen_first[layer], layer_depth[layer] = -1 - i, 0
            nodes.append(t._keras_history.node)
            node_depth[nodes[-1]] = 0
    met = {n: i for i, n in enumerate(node_depth)}  # calls of one depth run in the order in which their depth was found
    nodes.sort(key=lambda n: (-node_depth[n], met[n]))
    layers = sorted(layer_depth, key=lambda layer: (-layer_depth[layer], seen_first[layer]))
    return nodes, layers


def _visit(inputs, outputs):
    """Nodes after those they depend on; and each layer's place in a walk that starts at the outputs."""
    layers_of_ops(outputs)
    given = {id(t) for t in inputs}
    finished, nodes, seen_first = set(), [], {}
    todo = [(t, False, None) for t in reversed(outputs)]
    while todo:
        tensor, leaving, consumer = todo.pop()
        node = tensor._keras_history.node
        if leaving:
            if node not in finished:
                finished.add(node)
                nodes.append(node)
            continue
        if node in finished or id(tensor) in given and not isinstance(node.layer, InputLayer):
            continue
        if isinstance(node.layer, InputLayer) and id(tensor) not in given:
            raise ValueError(
                f"Graph disconnected: cannot obtain value for tensor {tensor!r} at layer "
                f'"{(consumer or node.layer).name}". It is an Input that is not among the model\'s `inputs`; where it '
                "is that of a model inside, call that model on a tensor of this one."
            )
        seen_first.setdefault(node.layer, len(seen_first))
        todo.append((tensor, True, None))
        todo += [(t, False, node.layer) for t in reversed(node.inputs)]
    return nodes, seen_first


def depths(nodes):
    """Distance from the outputs: of each node, and of each layer (its deepest call). `nodes` follow those they need."""
    node_depth, layer_depth = {}, {}
    inside = set(nodes)
    for node in reversed(nodes):
        depth = max(node_depth.setdefault(node, 0), layer_depth.get(node.layer, 0))
        node_depth[node] = layer_depth[node.layer] = depth
        for parent in node.parents:
            if parent in inside:
                node_depth[parent] = max(depth + 1, node_depth.get(parent, 0))
    return node_depth, layer_depth
