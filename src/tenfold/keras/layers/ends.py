"""Where a layer stands in functional models: the inputs and outputs of its calls."""


class Called:
    """Accessors to `inbound_nodes`, the calls of a layer on Keras tensors in their order."""

    def _only_node(self, what):
        if not self.inbound_nodes:
            raise AttributeError(f"The layer {self.name} has never been called and thus has no defined {what}.")
        return self.inbound_nodes[0]

    @property
    def input(self):
        node = self._only_node("input")
        self._refuse_several("input")
        return node.call_inputs

    @property
    def output(self):
        node = self._only_node("output")
        self._refuse_several("output")
        return node.outputs

    def _refuse_several(self, what):
        if len(self.inbound_nodes) > 1:
            raise AttributeError(
                f"The layer {self.name} has multiple inbound nodes, hence the notion of 'layer {what}' is "
                f"ill-defined. Use `get_{what}_at(node_index)` instead."
            )

    def _one_shape(self, what, shapes):
        self._only_node(what)
        if any(s != shapes[0] for s in shapes):
            raise AttributeError(
                f"The layer {self.name} was called on several shapes, hence the notion of '{what}' is ill-defined. "
                f"Use `get_{what.replace(' ', '_')}_at(node_index)` instead."
            )
        return shapes[0]

    @property
    def input_shape(self):
        return self._one_shape("input shape", [n.input_shapes for n in self.inbound_nodes])

    @property
    def output_shape(self):
        return self._one_shape("output shape", [n.output_shapes for n in self.inbound_nodes])

    def get_input_at(self, node_index):
        return self.inbound_nodes[node_index].call_inputs

    def get_output_at(self, node_index):
        return self.inbound_nodes[node_index].outputs

    def get_input_shape_at(self, node_index):
        return self.inbound_nodes[node_index].input_shapes

    def get_output_shape_at(self, node_index):
        return self.inbound_nodes[node_index].output_shapes
