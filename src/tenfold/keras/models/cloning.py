"""`clone_model`: the same architecture with layers and weights of its own."""

import copy

from tenfold.core.base import nest
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.op_layer import TFOpLambda
from tenfold.keras.layers.core.input_layer import Input, InputLayer
from tenfold.keras.models.functional import Functional
from tenfold.keras.models.sequential import Sequential
from tenfold.keras.saving.serialization import CustomObjectScope


def clone_model(model, input_tensors=None, clone_function=None):
    """A functional or sequential model like `model`, with new layers and fresh weights.

    Args:
      model: the model.
      input_tensors: Keras tensors to build the new model on, by default new Inputs.
      clone_function: called with each layer (inputs excepted); what it gives stands in the new model. By default the
        layer made again from its configuration.

    Raises:
      ValueError: a subclassed model, whose `call` cannot be copied.
    """
    clone = clone_function or _again
    if not isinstance(model, Functional):
        raise ValueError(
            f"clone_model needs a functional or Sequential model; {model.name} is a subclassed one: make another "
            f"{type(model).__name__}(...) instead."
        )
    inputs = model.inputs or ()  # none yet where the shape of a Sequential's input is not known
    given = nest.flatten(input_tensors) if input_tensors is not None else [_input_again(t) for t in inputs]
    values, copies = dict(zip(map(id, inputs), given, strict=bool(inputs))), {}
    if isinstance(model, Sequential):
        new = Sequential([*given, *[clone(layer) for layer in model.layers]], name=model.name)
        copies = dict(zip(model.layers, new.layers))
        values |= {id(old.outputs): call.outputs for old, call in zip(model._calls, new._calls)}
        _make_calls([n for n in model._nodes or () if n not in model._calls], values, copies, clone)
    else:
        _make_calls(model._nodes, values, copies, clone)
        ends = model._nested_inputs, model._nested_outputs
        inputs, outputs = nest.map_structure(lambda t: values[id(t)], ends, expand_composites=True)
        new = Functional(inputs, outputs, name=model.name)
    new._compute_also([values[id(t)] for t in model._also])
    return new


def _make_calls(nodes, values, copies, clone):
    """Make the calls of `nodes` again, by the clones of their layers and on clones of the variables among their
    arguments; see `Node.replay` for `values`."""
    memo = {}
    for node in nodes:
        if node.inputs or not isinstance(node.layer, InputLayer):
            if node.layer not in copies:
                copies[node.layer] = clone(node.layer)
            variables = [v for v in nest.flatten((node.args, node.kwargs)) if isinstance(v, Variable)]
            values.update({id(v): copy.deepcopy(v, memo) for v in variables})
            node.replay(values, copies[node.layer])


def _again(layer: Layer):
    if isinstance(layer, Functional):
        return clone_model(layer)
    if isinstance(layer, TFOpLambda):
        return layer.again()
    with CustomObjectScope({type(part).__name__: type(part) for part in layer._flatten_layers(include_self=False)}):
        return type(layer).from_config(copy.deepcopy(layer.get_config()))  # cells and wrapped layers may be the user's


def _input_again(tensor):
    return Input(batch_shape=tensor.shape.as_list(), dtype=tensor.dtype, name=tensor._keras_history.layer.name)
