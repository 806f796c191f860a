"""Models to and from configurations that JSON holds, in Keras 2's form."""

import inspect
import warnings
from collections.abc import Mapping

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.dtypes import DType
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras import layers as layer_names
from tenfold.keras import models as model_names
from tenfold.keras.layers.base.added import AddLoss, AddMetric
from tenfold.keras.layers.base.context import history, is_keras_value, keras_tensors
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.op_layer import TFOpLambda
from tenfold.keras.layers.core.input_layer import InputLayer
from tenfold.keras.saving import serialization, sharing, whole_models
from tenfold.keras.saving.described import described
from tenfold.keras.saving.graph_checks import CONSTANT, check_graph, is_entry, is_place, name_of

_JSON = (bool, int, float, str, np.ndarray, np.generic)  # what JSON holds, or `to_json` writes as numbers


class _Classes(Mapping):
    """Layers and models by class name: public ones are loaded when asked for, others are found among what is loaded."""

    def __getitem__(self, name):
        name = "Model" if name == "Functional" else name
        for names in (layer_names, model_names):
            found = getattr(names, name, None) if name in dir(names) else None
            if inspect.isclass(found) and issubclass(found, Layer):
                return found
        return self._loaded()[name]

    def __iter__(self):
        return iter({n for n in (*dir(layer_names), *dir(model_names), *self._loaded()) if n[:1].isupper()})

    def __len__(self):
        return len(set(self))

    @staticmethod
    def _loaded():
        found, todo = {}, [Layer]
        while todo:
            cls = todo.pop()
            todo += cls.__subclasses__()
            if cls.__module__.startswith("tenfold."):
                found.setdefault(cls.__name__, cls)
        return found


CLASSES = _Classes()


def layer_config(layer):
    description = {
        "class_name": serialization.get_registered_name(type(layer)),
        "config": whole_models.described(layer),
    }
    return sharing.numbered(layer, description)


def serialize_layer(layer, use_legacy_format=True):
    """{"class_name", "config"} of a layer or model, which `deserialize_layer` takes.

    Raises:
      ValueError: the form of Keras 3 was asked for (`use_legacy_format=False`), which is not written.
    """
    if not use_legacy_format:
        raise ValueError(
            "layers.serialize gives the form {'class_name', 'config'} of Keras 2; leave use_legacy_format=False out."
        )
    return layer_config(layer)


def deserialize_layer(item, custom_objects=None, use_legacy_format=True):
    """The layer or model that {"class_name", "config"} describes; `custom_objects`: {name: class or function} of one's
    own. ValueError for another form."""
    if not use_legacy_format:
        raise ValueError(
            "layers.deserialize reads Keras 2's {'class_name', 'config'}; leave use_legacy_format=False out."
        )

    def make():
        return serialization.deserialize_keras_object(
            item, module_objects=CLASSES, custom_objects=custom_objects, printable_module_name="layer"
        )

    return sharing.made(item, make)


def sequential_config(model):
    if model._also:
        added = sorted({type(t._keras_history.layer).__name__ for t in model._also})
        warnings.warn(
            f"The configuration of {model.name} lists its layers one after the other, and has no place for the tensors "
            f"that were added to it ({', '.join('add_loss' if a == 'AddLoss' else 'add_metric' for a in added)}): a "
            "model made from it, or loaded from a file, lacks them. Cure: add them again there, or make the model as "
            "Model(inputs, outputs).",
            stacklevel=3,
        )
    layers = [*([model._input_layer] if model._input_layer is not None else []), *model.layers]
    with sharing.writing():
        return {"name": model.name, "layers": [layer_config(layer) for layer in layers]}


def sequential_from_config(cls, config, custom_objects=None):
    """The layers of `config` (a dict, or a bare list in old files) in a new model."""
    if not isinstance(config, dict):
        config = {"layers": config}
    if not isinstance(config.get("layers"), (list, tuple)):
        raise ValueError(f"Improper config format for a Sequential model: a list of 'layers' is expected in {config}.")
    with described(cls.__name__, config), sharing.reading():
        model = cls(name=config.get("name"))
        for item in config["layers"]:
            model.add(deserialize_layer(item, custom_objects))
        if model._nodes is None and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
    return model


def functional_config(model):
    """Layers with their inbound nodes: one per call inside the model, its tensors as [layer, node, tensor, kwargs]."""
    own = set(model._nodes)
    calls = {layer: [n for n in layer.inbound_nodes if n in own] for layer in model._graph_layers}
    inside = {n: i for layer in calls for i, n in enumerate(calls[layer], _first_number(layer))}  # node -> its number
    layers = []
    with sharing.writing():
        for layer in model._graph_layers:
            nodes = [] if isinstance(layer, InputLayer) else [_node_config(n, inside) for n in calls[layer]]
            layers.append(layer_config(layer))
            layers[-1].update(name=layer.name, inbound_nodes=nodes)
    return {
        "name": model.name,
        "trainable": model._trainable,
        "layers": layers,
        "input_layers": _ends(model._nested_inputs, inside),
        "output_layers": _ends(model._nested_outputs, inside),
    }


def _first_number(layer):
    """Keras counts a nested model's calls from 1: number 0 is the model's own graph."""
    return int(getattr(layer, "_nodes", None) is not None)


class _Reference:
    """Where a Keras tensor comes from, not to be taken for structure."""

    def __init__(self, tensor, inside):
        made = history(tensor)
        self.value = [made.layer.name, inside[made.node], _number_among(nest.flatten(made.node.outputs), tensor)]


def _number_among(outputs, tensor):
    """Which of a call's outputs a Keras tensor is; a ragged or sparse one is known by what it is made of."""
    parts = keras_tensors(tensor)
    for number, output in enumerate(outputs):
        if [*map(id, keras_tensors(output))] == [*map(id, parts)]:
            return number
    raise NotImplementedError(
        f"{tensor!r} is a part of a ragged or sparse tensor, or made of such parts outside of any layer, which the "
        "model's configuration cannot hold. Wrap what is done there in a Layer of your own."
    )


def _referring(structure, inside):
    """`structure` with references in place of Keras tensors, constants as plain values."""
    refer = lambda t: _Reference(t, inside) if is_keras_value(t) else _plain(t)  # noqa: E731
    return nest.map_structure(
        lambda v: v.value if isinstance(v, _Reference) else v, nest.map_structure(refer, structure)
    )


def _plain(value):
    """An argument of a call as JSON can hold it."""
    if isinstance(value, Variable):
        raise NotImplementedError(
            f"The variable {value.name} is used outside of any layer, so the model's configuration cannot hold it. "
            "Wrap the op in a Layer that owns the variable."
        )
    if isinstance(value, DType):
        return value.name
    if isinstance(value, Tensor):
        return value.numpy().tolist()
    if value is None or isinstance(value, _JSON):
        return value
    raise NotImplementedError(
        f"A call outside of any layer has {value!r} as an argument, which the model's configuration cannot hold. Wrap "
        "the call in a Layer of your own."
    )


def _ends(tensors, inside):
    found = _referring(tensors, inside)
    return found if nest.is_nested(tensors) else [found]


def _node_config(node, inside):
    first, kwargs = node.args[0], _referring(_named_arguments(node), inside)

    def entry(value):
        if isinstance(value, (list, tuple)):
            return [entry(v) for v in value]
        place = _Reference(value, inside).value if is_keras_value(value) else [CONSTANT, -1, _plain(value)]
        return [*place, kwargs]

    if isinstance(node.layer, TFOpLambda) and not isinstance(first, (list, tuple)):
        return entry(first)
    if isinstance(first, dict):
        return {key: entry(value) for key, value in first.items()}
    return entry(first if isinstance(first, (list, tuple)) else [first])


def _named_arguments(node):
    """All arguments of a call but the first, by name. NotImplementedError where `call` gathers them as *args."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [p.name for p in inspect.signature(node.layer.call).parameters.values() if p.kind in kinds]
    if len(node.args) > len(names):
        raise NotImplementedError(
            f"Layer {node.layer.name} was called with {len(node.args)} positional arguments, of which its `call` names "
            f"{len(names)}; pass the others by name, so that the model can be saved."
        )
    return {**dict(zip(names[1:], node.args[1:])), **node.kwargs}


def functional_from_config(cls, config, custom_objects=None):
    """The layers of `config`, called as it says, in a new model."""
    with described(cls.__name__, config), sharing.reading():
        check_graph(config)
        calls = _Calls(config, custom_objects)
        calls.make_all()
        inputs, outputs = calls.tensors(config["input_layers"]), calls.tensors(config["output_layers"])
        model = cls(inputs, outputs, name=config.get("name"))
        model._compute_also(calls.besides_outputs())
    if config.get("trainable") is False:
        model._trainable = False
    return model


class _Calls:
    """The layers of a functional model's configuration, and the calls made of them so far."""

    def __init__(self, config, custom_objects):
        self.layers, self.waiting, self.made = {}, {}, {}
        for item in config["layers"]:
            name = name_of(item)
            layer = self.layers[name] = deserialize_layer(item, custom_objects)
            self.waiting[name] = list(item.get("inbound_nodes", ()))
            self.made[name] = [nest.flatten(layer.inbound_nodes[0].outputs)] if isinstance(layer, InputLayer) else []

    def besides_outputs(self):
        """The losses and metrics that the model computes, as `add_loss` and `add_metric` made them."""
        added = [name for name, layer in self.layers.items() if isinstance(layer, (AddLoss, AddMetric))]
        return [tensor for name in added for outputs in self.made[name] for tensor in outputs]

    def make_all(self):
        """Make the calls in an order in which every input exists, those of each layer in their own order."""
        while any(self.waiting.values()):
            before = sum(map(len, self.waiting.values()))
            for name, nodes in self.waiting.items():
                while nodes and self._ready(nodes[0]):
                    self._make(name, nodes.pop(0))
            if sum(map(len, self.waiting.values())) == before:
                missing = sorted(name for name, nodes in self.waiting.items() if nodes)
                raise ValueError(
                    f"The model's configuration is circular or incomplete: the inputs of {missing} are missing."
                )

    def _ready(self, node):
        return all(
            index < _first_number(self.layers[name]) + len(self.made[name])
            for name, index, *_ in self._references(node)
        )

    def _references(self, value):
        """All references in an argument, those among the keyword arguments beside one included."""
        if isinstance(value, dict):
            value = list(value.values())
        if not isinstance(value, (list, tuple)):
            return
        if self._is_reference(list(value[:3])):
            yield value[:3]
            value = value[3:]
        for inner in value:
            yield from self._references(inner)

    def _make(self, name, node):
        layer, first = self.layers[name], node
        while not is_entry(first):  # the keyword arguments stand beside each tensor of the first argument
            first = next(iter(first.values())) if isinstance(first, dict) else first[0]
        kwargs = {k: self._given(v) for k, v in (first[3] if len(first) > 3 else {}).items()}
        value = self._first_argument(node)
        if isinstance(value, list) and len(value) == 1 and not isinstance(layer, TFOpLambda):
            value = value[0]
        layer(value, **kwargs)
        self.made[name].append(nest.flatten(layer.inbound_nodes[-1].outputs))

    def _first_argument(self, node):
        """[layer, node, tensor, kwargs] as the tensor or constant that it means, in lists and dicts of any depth."""
        if is_entry(node):
            return self._value(node)
        if isinstance(node, dict):
            return {k: self._first_argument(v) for k, v in node.items()}
        return [self._first_argument(v) for v in node]

    def _given(self, value):
        """A keyword argument, with tensors in place of the references in it."""
        if self._is_reference(value):
            return self._value(value)
        if isinstance(value, dict):
            return {k: self._given(v) for k, v in value.items()}
        return [self._given(v) for v in value] if isinstance(value, (list, tuple)) else value

    def _value(self, entry):
        name, index, which = entry[:3]
        if name == CONSTANT:
            return which
        calls, index = self.made.get(name, ()), index - _first_number(self.layers.get(name))
        if not 0 <= index < len(calls) or which >= len(calls[index]):
            raise ValueError(f"The model's configuration names a tensor that is not there: {entry[:3]}.")
        return calls[index][which]

    def _is_reference(self, value):
        return is_place(value) and value[0] in self.layers

    def tensors(self, references):
        """Tensors in the structure of the references."""
        if self._is_reference(references):
            return self._value(references)
        if isinstance(references, dict):
            return {k: self.tensors(v) for k, v in references.items()}
        if not isinstance(references, (list, tuple)) or references and is_place(list(references)):
            raise ValueError(f"The model's configuration names a tensor that is not there: {str(references)[:200]}.")
        return type(references)(map(self.tensors, references))
