"""Where a layer stands in functional models: the inputs and outputs of its calls."""

from tenfold.core.base import nest


class Called:
    """Accessors to `inbound_nodes`, the calls of a layer on Keras tensors in their order."""

    _inbound_nodes = property(lambda self: self.inbound_nodes)

    @property
    def input(self):
        """What the layer was called on first."""
        return self._first_node("input").call_inputs

    @property
    def output(self):
        """What the layer's first call gave; `get_output_at(i)` are the others."""
        return self._first_node("output").outputs

    def _first_node(self, what):
        if not self.inbound_nodes:
            raise AttributeError(
                f"Layer {self.name} has no inbound nodes: it has never been called on a Keras tensor, and thus has no "
                f"defined {what}."
            )
        return self.inbound_nodes[0]

    def _one_shape(self, what, shapes):
        if not shapes:
            raise AttributeError(
                f'The layer "{self.name}" has never been called and thus has no defined {what} shape. Call it on a '
                "Keras tensor (Input) first."
            )
        if any(s != shapes[0] for s in shapes):
            raise AttributeError(
                f'The layer "{self.name}" has multiple inbound nodes, with different {what} shapes. Hence the notion '
                f'of "{what} shape" is ill-defined for the layer. Use `get_{what}_shape_at(node_index)` instead.'
            )
        return shapes[0]

    @property
    def input_shape(self):
        return self._one_shape("input", [n.input_shapes for n in self.inbound_nodes])

    @property
    def output_shape(self):
        return self._one_shape("output", [n.output_shapes for n in self.inbound_nodes])

    def get_input_at(self, node_index):
        """What the layer was called on in its call number `node_index`."""
        return self._node_at(node_index, "input").call_inputs

    def get_output_at(self, node_index):
        """What the layer's call number `node_index` gave."""
        return self._node_at(node_index, "output").outputs

    def get_input_shape_at(self, node_index):
        return self._node_at(node_index, "input shape").input_shapes

    def get_output_shape_at(self, node_index):
        return self._node_at(node_index, "output shape").output_shapes

    @property
    def input_mask(self):
        """The mask of what the layer's only call was given."""
        return self._only_mask("input", self.get_input_mask_at)

    @property
    def output_mask(self):
        """The mask of what the layer's only call gave."""
        return self._only_mask("output", self.get_output_mask_at)

    def _only_mask(self, what, mask_at):
        if len(self.inbound_nodes) != 1:
            raise AttributeError(
                f"Layer {self.name} has {len(self.inbound_nodes)} inbound nodes, hence the notion of '{what} mask' is "
                f"ill-defined. Use `get_{what}_mask_at(node_index)` instead."
            )
        return mask_at(0)

    def get_input_mask_at(self, node_index):
        return _masks(self._node_at(node_index, "input").call_inputs)

    def get_output_mask_at(self, node_index):
        return _masks(self._node_at(node_index, "output").outputs)

    def _node_at(self, index, what):
        if not self.inbound_nodes:
            raise RuntimeError(f"The layer {self.name} has never been called and thus has no defined {what}.")
        if not index < len(self.inbound_nodes):
            raise ValueError(
                f"Asked to get {what} at node {index}, but the layer has only {len(self.inbound_nodes)} inbound nodes."
            )
        return self.inbound_nodes[index]


def _masks(tensors):
    return nest.map_structure(lambda t: getattr(t, "_keras_mask", None), tensors)
