"""How ops are called in TensorFlow's graphs where that depends on the call.

`type` and `label` of an op may be functions of its inputs and attributes; these make the commonest ones.
"""


def by_rank(names, of=0):
    """The name that `names` (a dict) has for the rank of input number `of`; that of rank 4 where it is not known."""
    fallback = names.get(4)
    return lambda inputs, attrs: names.get(None if inputs[of]._dims is None else len(inputs[of]._dims), fallback)


def by_attr(attr, names):
    """The name that `names` (a dict) has for the value of an attribute."""
    return lambda inputs, attrs: names[attrs[attr]]


def if_known(inputs, attrs):
    """Whether the first input's shape is wholly known."""
    dims = inputs[0]._dims
    return dims is not None and None not in dims


def constant(tensor):
    """The value of a tensor that is one when the graph is written, else None."""
    if not hasattr(tensor, "node"):
        return tensor._array
    return tensor.node.attrs.get("value") if tensor.node.operation.name == "const" else None
