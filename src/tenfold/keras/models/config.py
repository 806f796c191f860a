"""Models to and from configurations that JSON holds, in Keras 2's form."""

import importlib

from tenfold.core import nest
from tenfold.keras.layers.context import is_keras_tensor
from tenfold.keras.layers.input_layer import InputLayer
from tenfold.keras.layers.layer import Layer
from tenfold.keras.saving import serialization


def layer_classes():
    """Class name -> class, of every layer and model that Tenfold has."""
    importlib.import_module("tenfold.keras.layers.everything")
    found, todo = {}, [Layer]
    while todo:
        cls = todo.pop()
        todo += cls.__subclasses__()
        if cls.__module__.startswith("tenfold."):
            found.setdefault(cls.__name__, cls)
    return found


def layer_config(layer):
    return {"class_name": type(layer).__name__, "config": layer.get_config()}


def sequential_config(model):
    layers = [*([model._input_layer] if model._input_layer is not None else []), *model.layers]
    return {"name": model.name, "layers": [layer_config(layer) for layer in layers]}


def sequential_from_config(cls, config, custom_objects=None):
    """The layers of `config` (a dict, or a bare list in old files) in a new model."""
    layers, name = (config["layers"], config.get("name")) if isinstance(config, dict) else (config, None)
    model = cls(name=name)
    for item in layers:
        model.add(deserialize_layer(item, custom_objects))
    if model._nodes is None and isinstance(config, dict) and config.get("build_input_shape"):
        model.build(config["build_input_shape"])
    return model


def deserialize_layer(item, custom_objects=None):
    return serialization.deserialize_keras_object(item, module_objects=layer_classes(), custom_objects=custom_objects,
                                                  printable_module_name="layer")


def functional_config(model):
    """Layers with their inbound nodes: one entry per call inside the model, its tensors as [layer, node, tensor, kwargs]."""
    inside = {}  # node -> its number among the layer's calls inside this model
    for node in model._nodes:
        inside[node] = sum(n.layer is node.layer for n in inside)
    layers = []
    for layer in model.layers:
        nodes = [_node_config(n, inside) for n in model._nodes if n.layer is layer and not isinstance(layer, InputLayer)]
        layers.append({**layer_config(layer), "name": layer.name, "inbound_nodes": nodes})
    return {"name": model.name, "trainable": model._trainable, "layers": layers,
            "input_layers": _ends(model._nested_inputs, inside), "output_layers": _ends(model._nested_outputs, inside)}


def _reference(tensor, inside):
    history = tensor._keras_history
    return [history.layer.name, inside[history.node], history.tensor_index]


def _ends(tensors, inside):
    refs = nest.map_structure(lambda t: _Leaf(_reference(t, inside)), tensors)
    unwrapped = nest.map_structure(lambda r: r.value, refs)
    return [unwrapped] if isinstance(refs, _Leaf) else unwrapped


class _Leaf:
    """Keeps a reference, which is a list, from being taken for structure."""

    def __init__(self, value):
        self.value = value


def _node_config(node, inside):
    first, rest = node.args[0] if node.args else None, node.args[1:]
    if rest:
        raise NotImplementedError(f"Layer {node.layer.name} was called with more than one positional argument; pass all but the first by "
                                  "name, so that the model can be saved.")
    kwargs = nest.map_structure(lambda t: _Leaf(_reference(t, inside)) if is_keras_tensor(t) else t, node.kwargs)
    kwargs = nest.map_structure(lambda v: v.value if isinstance(v, _Leaf) else v, kwargs)
    tensors = first if isinstance(first, (list, tuple)) else list(first.values()) if isinstance(first, dict) else [first]
    if isinstance(first, dict):
        return {k: [*_reference(t, inside), kwargs] for k, t in first.items()}
    return [[*_reference(t, inside), kwargs] for t in tensors]


def functional_from_config(cls, config, custom_objects=None):
    """Rebuild the layers, then their calls in an order in which every input exists."""
    layers = {item["config"].get("name", item.get("name")): deserialize_layer(item, custom_objects) for item in config["layers"]}
    by_name = {item.get("name", item["config"].get("name")): item for item in config["layers"]}
    layers = {name: layer for name, layer in zip(by_name, layers.values())}
    first = {name: len(layer.inbound_nodes) for name, layer in layers.items()}
    first = {name: 0 if isinstance(layers[name], InputLayer) else n for name, n in first.items()}
    waiting = [(name, node) for name, item in by_name.items() for node in item.get("inbound_nodes", ())]

    def tensor(ref):
        layer = layers[ref[0]]
        return layer.inbound_nodes[first[ref[0]] + ref[1]].flat_outputs[ref[2]]

    while waiting:
        left = [(name, node) for name, node in waiting if not _replay(layers[name], node, tensor)]
        if len(left) == len(waiting):
            raise ValueError(f"The model's configuration is circular or incomplete: the inputs of {sorted({n for n, _ in left})} are missing.")
        waiting = left
    inputs, outputs = (_tensors(config[k], tensor) for k in ("input_layers", "output_layers"))
    model = cls(inputs, outputs, name=config.get("name"))
    if config.get("trainable") is False:
        model._trainable = False
    return model


def _replay(layer, node, tensor):
    """Make the call that `node` describes; False where one of its inputs does not exist yet."""
    try:
        refs = list(node.values()) if isinstance(node, dict) else node
        values = [tensor(r) for r in refs]
        kwargs = refs[0][3] if len(refs[0]) > 3 else {}
        kwargs = {k: tensor(v) if _is_reference(v) else v for k, v in kwargs.items()}
    except IndexError:
        return False
    if isinstance(node, dict):
        layer(dict(zip(node, values)), **kwargs)
    else:
        layer(values[0] if len(values) == 1 else values, **kwargs)
    return True


def _is_reference(value):
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and all(isinstance(v, int) for v in value[1:])


def _tensors(refs, tensor):
    if isinstance(refs, dict):
        return {k: tensor(r) for k, r in refs.items()}
    if _is_reference(refs):
        return tensor(refs)
    found = [tensor(r) for r in refs]
    return found[0] if len(found) == 1 else found
