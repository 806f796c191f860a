"""StackedRNNCells: cells one above the other, as one cell."""

from tenfold.core.base import nest
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.recurrent.cells.any_cell import AnyCell, batch_of, build_inside, check_cell, with_front
from tenfold.keras.saving.model_config import deserialize_layer, layer_config
from tenfold.keras.utils.arguments import members


class StackedRNNCells(Layer):
    """Each cell's output is the input of the next one, at every step.

    Args:
      cells: list of cells.
      reverse_state_order: whether the states are listed from the last cell to the first, as Keras did before 2.1.

    The states are a tuple of those of the cells; the output is that of the last cell.
    """

    def __init__(self, cells, **kwargs):
        reverse = kwargs.pop("reverse_state_order", False)
        for cell in (cells := members(cells, "cells", "StackedRNNCells")):
            check_cell(cell, "All cells")
        if not cells:
            raise ValueError("`cells` of StackedRNNCells must hold at least one cell. Received: none")
        super().__init__(**kwargs)
        self.cells, self.reverse_state_order = list(cells), reverse

    def _in_order(self, cells):
        """From the first cell to the last, or as the states are listed."""
        return list(cells)[::-1] if self.reverse_state_order else list(cells)

    @property
    def state_size(self):
        return tuple([cell.state_size for cell in self._in_order(self.cells)])

    @property
    def output_size(self):
        return AnyCell(self.cells[-1]).output_size

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        """The initial states of all cells, in the structure of `state_size`."""
        cells = [AnyCell(cell) for cell in self._in_order(self.cells)]
        return tuple([cell.initial_state(inputs, batch_size, dtype) for cell in cells])

    def build(self, input_shape):
        for cell in self.cells:
            build_inside(cell, input_shape)
            input_shape = with_front([batch_of(input_shape)], AnyCell(cell).output_size)
        self.built = True

    def call(self, inputs, states, constants=None, training=None):
        states = nest.pack_sequence_as(self.state_size, nest.flatten(states))
        new = []
        for cell, of_cell in zip(self.cells, self._in_order(states)):
            inputs, of_cell = AnyCell(cell)(inputs, of_cell, constants, training)
            new.append(of_cell)
        return inputs, nest.pack_sequence_as(self.state_size, nest.flatten(self._in_order(new)))

    def get_config(self):
        config = {**super().get_config(), "cells": [layer_config(cell) for cell in self.cells]}
        return {**config, "reverse_state_order": True} if self.reverse_state_order else config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The cells that `get_config` described, in a new one."""
        cells = [deserialize_layer(cell, custom_objects) for cell in config["cells"]]
        return cls(cells, **{k: v for k, v in config.items() if k != "cells"})
