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

    @property
    def input_shape(self):
        return self._only_node("input shape").input_shapes

    @property
    def output_shape(self):
        return self._only_node("output shape").output_shapes

    def get_input_at(self, node_index):
        return self.inbound_nodes[node_index].call_inputs

    def get_output_at(self, node_index):
        return self.inbound_nodes[node_index].outputs

    def get_input_shape_at(self, node_index):
        return self.inbound_nodes[node_index].input_shapes

    def get_output_shape_at(self, node_index):
        return self.inbound_nodes[node_index].output_shapes
