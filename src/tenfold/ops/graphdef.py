"""How ops stand in TensorFlow's graphs: which op of TensorFlow's a call is, and where inputs and attributes go there.

`type` and `label` of an op may be functions of its inputs and attributes; the first functions here make the commonest
ones. A `Row`, given as `graphdef`, says what TensorFlow calls an op's inputs and attributes, both ways, so that graphs
can be written to a GraphDef and read from one. An op without a row has the same inputs, in the same order, and
attributes of the same names there.
"""

import numpy as np

from tenfold.core.graphs.symbolic import SymbolicTensor


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


class Composed:
    """The `graphdef` of an op for which TensorFlow has none: its type and label are those of the last of several ops.
    Whoever writes a GraphDef writes it as a call of a function, whose body these ops are."""


COMPOSED = Composed()


def same(value, *_):
    return value


class Part:
    """One of our attributes as it stands in a GraphDef.

    Args:
      attr: its name here.
      write: function of its value and the node that gives TensorFlow's form of it.
      read: function of TensorFlow's form that gives ours; None where another part reads it too.
    """

    def __init__(self, attr, write=same, read=same):
        self.attr, self.write, self.read = attr, write, read


class Whole(Part):
    """A `Part` that reads all of TensorFlow's attributes, a dict, since several of them make one of ours."""


class AsInput(Part):
    """An attribute here that is an input tensor there: an axis, a shape.

    Args:
      dtype: of the constant that is written for it.
      type: TensorFlow's attribute that holds this dtype, None where it is fixed.
    """

    def __init__(self, attr, type="Tidx", write=same, read=same, dtype=np.int32):
        super().__init__(attr, write, read)
        self.type, self.dtype = type, dtype


class Row:
    """What TensorFlow calls the inputs and attributes of an op.

    Args:
      inputs: TensorFlow's inputs in their order, each the name of an input of ours or an `AsInput`.
      types: TensorFlow's attributes that hold dtypes -> the input of ours whose dtype it is.
      fixed: TensorFlow's attributes that have one value here.
      told: TensorFlow's type -> our attributes that it says.
      **attrs: TensorFlow's attribute -> the name of ours, or a `Part`.
    """

    def __init__(self, *inputs, types=None, fixed=None, told=None, **attrs):
        self.inputs, self.types, self.fixed, self.told = inputs, types or {"T": 0}, fixed or {}, told or {}
        self.attrs = {name: Part(part) if isinstance(part, str) else part for name, part in attrs.items()}

    def write(self, node):
        """(inputs, attributes) of a node there. An input is a tensor of the node's graph, or an array that is to be
        written as a constant; several inputs of one kind stand in the place of their parameter."""
        op, inputs = node.operation, []
        ours = {op.inputs[0]: node.inputs} if op.variadic else {p: [t] for p, t in zip(op.inputs, node.inputs)}
        for entry in self.inputs:
            if not isinstance(entry, AsInput):
                inputs += [t for t in ours[entry] if t is not None]
                continue
            value = node.attrs[entry.attr]
            known = not isinstance(value, SymbolicTensor)
            inputs.append(np.asarray(entry.write(value, node), entry.dtype) if known else value)
        attrs = {name: part.write(node.attrs[part.attr], node) for name, part in self.attrs.items()}
        return inputs, {**self.fixed, **attrs}

    def read(self, op, type, inputs, attrs):
        """(our inputs, our attributes) of a node of that type; `inputs` are tensors, or arrays of constants."""
        found, ours, left = [], {}, list(inputs)
        for i, entry in enumerate(self.inputs):
            if isinstance(entry, AsInput):
                value = left.pop(0)
                ours[entry.attr] = value if isinstance(value, SymbolicTensor) else entry.read(np.asarray(value))
            elif op.variadic:
                behind = len(self.inputs) - i - 1
                found, left = left[: len(left) - behind], left[len(left) - behind :]
            else:
                found.append(left.pop(0))
        for name, part in self.attrs.items():
            if name in attrs and part.read is not None:
                ours[part.attr] = part.read(attrs if isinstance(part, Whole) else attrs[name])
        return found, {**op.defaults, **self.told.get(type, {}), **ours}


def as_ints(array):
    return tuple(array.reshape(-1).tolist())


def as_int(array):
    return int(array)


def as_axes(array):
    return as_ints(array) if array.ndim else int(array)


def axes(value, node):
    """Reduced axes as a vector: all of them for None."""
    return range(node.inputs[0].ndim) if value is None else value


def by_axes(attr):
    """A number per spatial axis here, one per axis of a channels-last array there."""
    return Part(attr, lambda value, _: [1, *value, 1], lambda value: tuple(value[1:-1]))


def perm(value, node):
    """The order of axes as a vector: reversed for None."""
    return list(axes(value, node))[:: 1 if value else -1]
