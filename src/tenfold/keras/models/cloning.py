"""`clone_model`: the same architecture with layers and weights of its own."""

from tenfold.core import nest
from tenfold.keras.layers.input_layer import Input, InputLayer
from tenfold.keras.layers.layer import Layer
from tenfold.keras.layers.op_layer import TFOpLambda
from tenfold.keras.models.functional import Functional
from tenfold.keras.models.sequential import Sequential


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
    if isinstance(model, Sequential):
        first = (
            nest.flatten(input_tensors) if input_tensors is not None else [_input_again(t) for t in model.inputs or ()]
        )
        return Sequential([*first, *[clone(layer) for layer in model.layers]], name=model.name)
    if not isinstance(model, Functional):
        raise ValueError(
            f"clone_model needs a functional or Sequential model; {model.name} is a subclassed one: make another "
            f"{type(model).__name__}(...) instead."
        )
    given = nest.flatten(input_tensors) if input_tensors is not None else [_input_again(t) for t in model.inputs]
    values, copies = dict(zip(map(id, model.inputs), given, strict=True)), {}
    for node in model._nodes:
        if node.inputs or not isinstance(node.layer, InputLayer):
            if node.layer not in copies:
                copies[node.layer] = clone(node.layer)
            node.replay(values, copies[node.layer])
    new = lambda structure: nest.map_structure(lambda t: values[id(t)], structure)  # noqa: E731
    return Functional(new(model._nested_inputs), new(model._nested_outputs), name=model.name)


def _again(layer: Layer):
    if isinstance(layer, Functional):
        return clone_model(layer)
    if isinstance(layer, TFOpLambda):
        return layer.again()
    return type(layer).from_config(layer.get_config())


def _input_again(tensor):
    return Input(batch_shape=tensor.shape.as_list(), dtype=tensor.dtype, name=tensor._keras_history.layer.name)
