"""Bidirectional: a recurrent layer from either end (Schuster and Paliwal, 1997)."""

from tenfold.core.base import nest
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.core.wrapper import Wrapper
from tenfold.keras.layers.recurrent.cells.any_cell import arguments_of_call, build_inside
from tenfold.keras.layers.recurrent.sequence_call import SequenceCall
from tenfold.keras.saving.functions import parameters
from tenfold.keras.saving.model_config import deserialize_layer, layer_config
from tenfold.keras.utils.arguments import members
from tenfold.ops.arrays.basics import concat
from tenfold.ops.arrays.reversing import reverse

MERGES = {
    "sum": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "ave": lambda a, b: (a + b) / 2,
    "concat": lambda a, b: concat([a, b], -1),
    None: lambda a, b: [a, b],
}
_SHARED = "stateful return_sequences return_state".split()


class Bidirectional(SequenceCall, Wrapper):
    """Two recurrent layers, one from the first step on and one from the last, and their outputs merged.

    Args:
      layer: a recurrent layer; its configuration makes both.
      merge_mode: "concat" (along the last axis), "sum", "mul", "ave", or None for a list of both outputs.
      weights: initial ones, those of the forward layer first.
      backward_layer: the other layer, where it is not like the first one; with the opposite `go_backwards`.

    Call arguments: as of the layer. `initial_state` is a list of the forward layer's states and then the other's.

    Outputs: the merged output; with `return_state` the states of both behind it. The backward layer's sequence is
    turned round, so that both stand in the order of the inputs. Masked steps give zeros.
    """

    hands_training_on = True
    _unseen = Wrapper._unseen | {"layer"}  # it is the pattern for the two, and never called

    def __init__(self, layer, merge_mode="concat", weights=None, backward_layer=None, **kwargs):
        for given in (layer, *([] if backward_layer is None else [backward_layer])):
            if not isinstance(given, Layer):
                raise ValueError(
                    "Please initialize `Bidirectional` layer, and its `backward_layer`, with a `tf.keras.layers.Layer` "
                    f"instance. Received: {given}"
                )
        if not isinstance(merge_mode, (str, type(None))) or merge_mode not in MERGES:
            raise ValueError(
                f"Invalid merge mode. Received: {merge_mode}. Merge mode should be one of "
                '{"sum", "mul", "ave", "concat", None}'
            )
        _check_pair(layer, backward_layer)
        super().__init__(layer, **kwargs)
        self.merge_mode = merge_mode
        self.forward_layer = again(layer, f"forward_{layer.name}")
        self._backward_name = None if backward_layer is None else backward_layer.name
        if backward_layer is None:
            self.backward_layer = again(layer, f"backward_{layer.name}", go_backwards=not layer.go_backwards)
        else:
            self.backward_layer = backward_layer
            backward_layer._name = f"backward_{backward_layer.name}"
        for one in (self.forward_layer, self.backward_layer):
            if hasattr(one, "zero_output_for_mask"):  # what is added up must not be of steps that do not count
                one.zero_output_for_mask = one.return_sequences
        if weights is not None:
            weights = members(weights, "weights", "Bidirectional")
            half = len(weights) // 2
            self.forward_layer._initial_weights, self.backward_layer._initial_weights = weights[:half], weights[half:]
        self.stateful, self.return_sequences, self.return_state = (getattr(layer, name) for name in _SHARED)
        self.supports_masking, self.input_spec = True, layer.input_spec

    _sequences = property(lambda self: 2 if self.merge_mode is None else 1)

    def build(self, input_shape):
        build_inside(self.forward_layer, input_shape)
        build_inside(self.backward_layer, input_shape)
        self.built = True

    def call(self, inputs, mask=None, training=None, initial_state=None, constants=None):
        found = []
        for layer, state in zip((self.forward_layer, self.backward_layer), self._halves(initial_state)):
            given = {"mask": mask, "training": training, "initial_state": state, "constants": constants}
            takes = arguments_of_call(layer)
            outputs = layer(inputs, **{k: v for k, v in given.items() if v is not None and k in takes})
            found.append(outputs if self.return_state else [outputs])
        (y, *states), (backward, *more) = found
        if self.return_sequences:
            backward = reverse(backward, [0 if getattr(self.layer, "time_major", False) else 1])
        merged = MERGES[self.merge_mode](y, backward)
        if not self.return_state:
            return merged
        return [*(merged if self.merge_mode is None else [merged]), *states, *more]

    def _halves(self, initial_state):
        if initial_state is None:
            return None, None
        flat = nest.flatten(initial_state)
        if len(flat) % 2:
            raise ValueError(
                f"When passing `initial_state` to a Bidirectional RNN ({self.name}), the state should be a list "
                "containing the states of the underlying RNNs, those of the forward layer first. "
                f"Received: {initial_state}"
            )
        return flat[: len(flat) // 2], flat[len(flat) // 2 :]

    def compute_output_shape(self, input_shape):
        shapes = [layer.compute_output_shape(input_shape) for layer in (self.forward_layer, self.backward_layer)]
        (shape, *states), (other, *more) = shapes if self.return_state else [[s] for s in shapes]
        merged = [shape, other]
        if self.merge_mode is not None:
            double = self.merge_mode == "concat"
            merged = [(*tuple(shape)[:-1], tuple(shape)[-1] + tuple(other)[-1]) if double else tuple(shape)]
        merged += [*states, *more]
        return merged if len(merged) > 1 else merged[0]

    def compute_mask(self, inputs, mask=None):
        mask = nest.flatten(mask)[0] if self.return_sequences else None
        masks = [mask] * (2 if self.merge_mode is None else 1)
        if self.return_state:
            layers = self.forward_layer, self.backward_layer
            masks += [None for layer in layers for _ in nest.flatten(layer.state_size)]
        return masks if len(masks) > 1 else masks[0]

    def reset_states(self, states=None):
        """Begin anew; `states` as `initial_state` of a call."""
        first, second = self._halves(states)
        self.forward_layer.reset_states(*([] if first is None else [first]))
        self.backward_layer.reset_states(*([] if second is None else [second]))

    def get_config(self):
        config = {**super().get_config(), "merge_mode": self.merge_mode}
        if self._num_constants:
            config["num_constants"] = self._num_constants
        if self._backward_name is not None:
            described = layer_config(self.backward_layer)
            config["backward_layer"] = {**described, "config": {**described["config"], "name": self._backward_name}}
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The layer that `get_config` described."""
        config = dict(config)
        for name in {"layer", "backward_layer"} & config.keys():
            config[name] = deserialize_layer(config[name], custom_objects)
        constants = config.pop("num_constants", None)
        made = cls(**config)
        made._num_constants = constants
        return made


def again(layer, name, **changes):
    """A layer of the same configuration, with another name and `changes`; cells of the user's own are known in it."""
    config = {**layer.get_config(), "name": name, **changes}
    if "custom_objects" not in parameters(type(layer).from_config):
        return type(layer).from_config(config)
    cell = getattr(layer, "cell", None)
    classes = map(type, [cell, *getattr(cell, "cells", ())])
    return type(layer).from_config(config, custom_objects={cls.__name__: cls for cls in classes})


def _check_pair(layer, backward_layer):
    for one in (layer, layer if backward_layer is None else backward_layer):
        missing = [name for name in ("go_backwards", *_SHARED) if not hasattr(one, name)]
        if missing:
            raise ValueError(
                f"Bidirectional goes around recurrent layers (LSTM, GRU, RNN...): {one.name}, a {type(one).__name__}, "
                f"has no `{missing[0]}`."
            )
    if backward_layer is None:
        return
    if layer.go_backwards == backward_layer.go_backwards:
        raise ValueError(
            "Forward layer and backward layer should have different `go_backwards` value. "
            f"forward_layer.go_backwards = {layer.go_backwards}, "
            f"backward_layer.go_backwards = {backward_layer.go_backwards}"
        )
    for name in _SHARED:
        values = getattr(layer, name), getattr(backward_layer, name)
        if values[0] != values[1]:
            raise ValueError(
                "Forward layer and backward layer are expected to have the same value for attribute "
                f'"{name}", got "{values[0]}" for forward layer and "{values[1]}" for backward layer'
            )
