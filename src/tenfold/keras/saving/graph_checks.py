"""Whether the configuration of a functional model says what it must: looked at before any of its layers is called."""

CONSTANT = "_CONSTANT_VALUE"  # in place of a layer's name: the value itself follows
_ENDS = ("input_layers", "output_layers")


def check_graph(config):
    """ValueError, naming the layer, unless `config` lists layers and their calls in Keras 2's form."""
    if not isinstance(config.get("layers"), (list, tuple)):
        _refuse("`layers` is to be a list of layers", config.get("layers"))
    for end in _ENDS:
        if not isinstance(config.get(end), (list, tuple, dict)):
            _refuse(f"`{end}` is to name tensors as [layer, call, tensor]", config.get(end))
    for item in config["layers"]:
        if not isinstance(item, dict) or not isinstance(item.get("config"), (dict, list)):
            _refuse("a layer is to be described by `class_name` and `config`", item)
        name, nodes = name_of(item), item.get("inbound_nodes", ())
        if not isinstance(name, str):
            _refuse("the name of a layer is to be a text", name)
        if not isinstance(nodes, (list, tuple)):
            _refuse(f"the `inbound_nodes` of layer {name!r} are to be a list of its calls", nodes)
        for node in nodes:
            _check_node(name, node)


def name_of(item):
    """A layer's name in the configuration of the graph around it."""
    return item["name"] if "name" in item else item["config"].get("name")


def is_entry(value):
    """Whether it is [layer, call, tensor], with or without keyword arguments, and not a structure of such."""
    return isinstance(value, (list, tuple)) and len(value) in (3, 4) and isinstance(value[0], str)


def is_place(value):
    """Whether it is [layer, call, tensor] and nothing else."""
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and _are_numbers(value[1:])


def _check_node(layer, node):
    if is_entry(node):
        if not (node[0] == CONSTANT or _are_numbers(node[1:3])) or not isinstance((*node, {})[3], dict):
            _refuse(f"a call of layer {layer!r} is to name its input as [layer, call, tensor, arguments]", node)
    elif isinstance(node, (list, tuple, dict)) and node:
        for value in node.values() if isinstance(node, dict) else node:
            _check_node(layer, value)
    else:
        _refuse(f"a call of layer {layer!r} is to name its inputs as [layer, call, tensor, arguments]", node)


def _are_numbers(values):
    return all(type(v) is int and v >= 0 for v in values)


def _refuse(expected, found):
    shown = str(found)
    raise ValueError(
        f"The model's configuration is damaged: {expected}; received "
        f"{shown if len(shown) <= 200 else shown[:200] + '...'}."
    )
