"""A layer call in a functional model: which layer, on what, giving what."""

import itertools

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.keras.layers.base.context import GRAPH, is_keras_tensor, keras_tensors
from tenfold.ops.structures.specs import type_spec_from_value as spec_of

_numbers = itertools.count().__next__


class LayerCall:
    """One call of `layer` on Keras tensors.

    Attributes:
      args, kwargs: the call's arguments; Keras tensors inside are replaced when the call is replayed.
      inputs: the Keras tensors among them, in order.
      is_plain: whether one Keras tensor is all that the layer was given, as nearly always.
      outputs: what the call gave, a structure of Keras tensors, and of None where a layer gives that. Of a ragged or
        sparse tensor the tensors that it is made of are the Keras tensors, in `inputs` and `flat_outputs` too.
    """

    def __init__(self, layer, args, kwargs, outputs):
        self.layer, self.args, self.kwargs, self.outputs = layer, args, kwargs, outputs
        self.number = _numbers()  # orders the calls of one layer
        self.inputs = keras_tensors((args, kwargs))
        self.is_plain = len(args) == len(self.inputs) == 1 and args[0] is self.inputs[0] and not kwargs
        vars(layer).setdefault("inbound_nodes", []).append(self)  # a layer that is being copied may have none yet
        self.flat_outputs = nest.flatten(outputs, expand_composites=True)
        for i, t in enumerate(self.flat_outputs):
            if t is None:
                continue
            t._keras_history = History(layer, self, i)

    @property
    def index(self):
        """Which of the layer's calls this is."""
        return self.layer.inbound_nodes.index(self)

    @property
    def parents(self):
        """The nodes that gave the inputs."""
        return [t._keras_history.node for t in self.inputs]

    @property
    def inbound_layers(self):
        """The layers that gave the inputs; one alone is not in a list."""
        found = [t._keras_history.layer for t in self.inputs]
        return found[0] if len(found) == 1 else found

    is_input = property(lambda self: not self.inputs)
    input_tensors = property(lambda self: self.call_inputs)
    output_tensors = property(lambda self: self.outputs)
    outbound_layer = property(lambda self: self.layer)
    parent_nodes = parents

    @property
    def input_shapes(self):
        return nest.map_structure(lambda t: tuple(t.shape), self.call_inputs)

    @property
    def output_shapes(self):
        return nest.map_structure(lambda t: None if t is None else tuple(t.shape), self.outputs)

    @property
    def call_inputs(self):
        """The first argument of the call; an InputLayer's is its output."""
        if self.is_input:
            return self.outputs
        return self.args[0] if self.args else self.inputs[0] if len(self.inputs) == 1 else self.inputs

    def replay(self, values, layer=None):
        """Make the call again on other tensors, by `layer` in place of the layer.

        `values` maps the id of a Keras tensor (or of another argument) to what stands for it, and takes in the outputs.
        """
        layer = layer or self.layer
        if self.is_plain:
            outputs = layer(values[id(self.inputs[0])])
            if self.outputs is self.flat_outputs[0] and isinstance(outputs, Tensor):
                values[id(self.outputs)] = outputs
                return
            self._take_in(outputs, values)
            return
        swap = lambda t: values[id(t)] if is_keras_tensor(t) else values.get(id(t), t)  # noqa: E731
        args, kwargs = nest.map_structure(swap, (self.args, self.kwargs), expand_composites=True)
        self._take_in(layer(*args, **kwargs), values)

    def _take_in(self, outputs, values):
        flat = self.flat_outputs
        if len(flat) == 1 and flat[0] is self.outputs:  # a ragged one stays whole where a dense one was declared
            values[id(flat[0])] = outputs
            return
        pairs = zip(flat, nest.flatten(outputs, expand_composites=True), strict=True)
        values.update({id(old): new for old, new in pairs if old is not None})

    def __reduce__(self):
        """Copies and pickles make the call's record again; the layer is not called."""
        outlines = nest.map_structure(_outline, self.outputs)
        return _made_again, (self.layer, self.args, self.kwargs, outlines, self.number)


def _made_again(layer, args, kwargs, outlines, number):
    node = LayerCall(layer, args, kwargs, nest.map_structure(lambda o: None if o is None else o.tensor(), outlines))
    node.number = number
    return node


def _outline(output):
    if nest.is_composite(output):
        return _CompositeOutline(output)
    return None if output is None else _Outline(output)


class _CompositeOutline:
    """What is known of a ragged or sparse output."""

    def __init__(self, value):
        self.spec, self.parts = spec_of(value), [*map(_Outline, nest.flatten(value, expand_composites=True))]

    def tensor(self):
        return nest.pack_sequence_as(self.spec, [part.tensor() for part in self.parts], expand_composites=True)


class _Outline:
    """What is known of an output of a call before any data."""

    def __init__(self, tensor):
        self.dims, self.dtype, self.name = tensor._dims, tensor.dtype, tensor.node.name
        self.value = tensor._value
        mask = getattr(tensor, "_keras_mask", None)
        self.mask = None if mask is None else _Outline(mask)

    def tensor(self):
        made = GRAPH.placeholder(self.dims, self.dtype, self.name)
        made._value = self.value
        if self.mask is not None:
            made._keras_mask = self.mask.tensor()
        return made


class History:
    """Where a Keras tensor came from: output number `tensor_index` of the call `node` of `layer`."""

    def __init__(self, layer, node, tensor_index):
        self.layer, self.node, self.tensor_index = layer, node, tensor_index

    @property
    def node_index(self):
        return self.node.index

    def __iter__(self):
        return iter((self.layer, self.node_index, self.tensor_index))

    def __len__(self):
        return 3

    def __getitem__(self, i):
        return tuple(self)[i]
