"""`clone_model`: the same architecture with layers and weights of its own."""

import copy

from tenfold.core.base import nest
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.context import history, is_keras_value
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.op_layer import TFOpLambda
from tenfold.keras.layers.core.input_layer import Input, InputLayer
from tenfold.keras.models.functional import Functional, made_from_ends
from tenfold.keras.models.given import values_of_parts
from tenfold.keras.models.sequential import Sequential
from tenfold.keras.saving.serialization import CustomObjectScope
from tenfold.ops.structures.specs import type_spec_from_value as spec_of


def clone_model(model, input_tensors=None, clone_function=None):
    """A model like `model`, with new layers and fresh weights.

    Args:
      model: a functional or Sequential model; or a subclassed one, which is made again from its configuration.
      input_tensors: Keras tensors to build the new model on, by default new Inputs; an array or tensor stands for an
        Input of its shape.
      clone_function: called with each layer (inputs excepted); what it gives stands in the new model. By default the
        layer made again from its configuration.

    Raises:
      ValueError: a `clone_function` that cannot be called or gives no layer; other arguments beside a subclassed model;
        another number of `input_tensors` than the model has inputs.
    """
    if clone_function is not None and not callable(clone_function):
        raise ValueError(
            f"Expected `clone_function` argument to be a callable. Received: clone_function={clone_function}"
        )
    if not isinstance(model, Functional):
        return _made_again(model, input_tensors, clone_function)
    clone = _checked(clone_function) if clone_function is not None else _again
    inputs = model.inputs or ()  # none yet where the shape of a Sequential's input is not known
    given = _given_inputs(model, inputs, input_tensors)
    values, copies = values_of_parts(inputs, given), {}
    if isinstance(model, Sequential):
        new = Sequential([*given, *[clone(layer) for layer in model.layers]], name=model.name)
        copies = dict(zip(model.layers, new.layers))
        values |= values_of_parts(
            *([call.outputs for call in calls] for calls in (model._calls[: len(new._calls)], new._calls))
        )
        _make_calls([n for n in model._nodes or () if n not in model._calls], values, copies, clone)
    else:
        _make_calls(model._nodes, values, copies, clone)
        ends = model._nested_inputs, model._nested_outputs
        inputs, outputs = nest.map_structure(lambda t: values[id(t)], ends, expand_composites=True)
        new = made_from_ends(type(model))(inputs, outputs, name=model.name)
    new._compute_also([values[id(t)] for t in model._also])
    return new


def _made_again(model, input_tensors, clone_function):
    """A subclassed model again from its configuration."""
    if not isinstance(model, Layer):
        raise ValueError(f"Expected `model` argument to be a `Model` instance. Received: model={model!r}")
    if input_tensors is not None or clone_function is not None:
        raise ValueError(
            "Arguments clone_function and input_tensors are only supported for Sequential models or Functional models. "
            f"Received model of type '{type(model).__name__}', with clone_function={clone_function} and "
            f"input_tensors={input_tensors}"
        )
    return type(model).from_config(model.get_config())


def _given_inputs(model, inputs, input_tensors):
    """The Keras tensors to build on, one for each of `inputs`."""
    if input_tensors is None:
        return [_input_again(t) for t in inputs]
    given = [t if is_keras_value(t) else Input(tensor=t) for t in nest.flatten(input_tensors)]
    if inputs and len(given) != len(inputs):
        raise ValueError(f"{model.name} has {len(inputs)} inputs; received {len(given)} input_tensors: {given}")
    return given


def _checked(clone_function):
    """The function, and an error where it gives no layer."""

    def clone(layer):
        made = clone_function(layer)
        if not isinstance(made, Layer):
            raise ValueError(f"`clone_function` must give a layer; for {layer!r} it gave {made!r}.")
        return made

    return clone


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
    return Input(type_spec=spec_of(tensor), name=history(tensor).layer.name)
