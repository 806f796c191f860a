"""Keras 2's HDF5 layout, on plain data: names, arrays and configurations.

A file of weights has one group per layer, named as the layer; inside it each weight is a data set named as the
variable ("dense/kernel:0"), and the attribute `weight_names` gives their order. The attribute `layer_names` of the
whole gives the layers' order. A file of a model has this in its group `model_weights`, the configurations as JSON in
the attributes `model_config` and `training_config`, and the optimizer's state in the group `optimizer_weights`.
"""

import contextlib
import itertools
import json
import os
from dataclasses import dataclass, field

import ml_dtypes
import numpy as np

from tenfold.keras.saving.hdf5.entries import Entries
from tenfold.keras.saving.hdf5.writing import writing
from tenfold.keras.saving.plain_values import to_json

# HDF5 keeps attributes in an object header of at most 64 kB; what is larger is split into name0, name1, ...
HDF5_OBJECT_HEADER_LIMIT = 64512
_TOP_LEVEL = "top_level_model_weights"
_NEWER = ("layers", "_layer_checkpoint_dependencies")  # groups of Keras 3's layout, under its present and first name
_SIGNATURE = "tenfold_signature"  # an attribute of the whole file, which Keras does not look at

NamedArrays = list[tuple[str, np.ndarray]]


@dataclass
class SavedWeights:
    """The weights of a model.

    `layers` holds (layer name, [(weight name, array), ...]) in the model's order, each layer's trainable weights before
    its others; a nested model is one layer. `top_level` are weights that the model itself owns; None where an old file
    says nothing about them.
    `keras_version` is "1" where a file does not say.
    """

    layers: list[tuple[str, NamedArrays]]
    top_level: NamedArrays | None = field(default_factory=list)
    keras_version: str = "2.15.0"
    backend: str | None = "tensorflow"


@dataclass
class SavedModel:
    """A whole model: its weights and configuration and, once compiled, its training and its optimizer's state.

    A model that was read also has its configuration's text, and the signature that the file carries for that.
    """

    weights: SavedWeights
    model_config: dict
    training_config: dict | None = None
    optimizer_weights: NamedArrays = field(default_factory=list)
    config_text: str = ""
    signature: str | None = None


def save_model(path, model: SavedModel, sign=lambda text: None) -> None:
    """Write a whole model to `path` (or to an open `h5py.File`); an existing file is replaced when all is written.

    `sign` gives the signature for the configuration's text, or None.
    """
    text = json.dumps(model.model_config, default=to_json)
    with writing(path) as file:
        _write_origin(file, model.weights)
        file.attrs["model_config"] = text.encode()
        if (signature := sign(text)) is not None:
            file.attrs[_SIGNATURE] = signature
        else:
            file.attrs.pop(_SIGNATURE, None)
        if model.training_config is not None:
            file.attrs["training_config"] = json.dumps(model.training_config, default=to_json).encode()
        _write_weights(file.create_group("model_weights"), model.weights)
        if model.optimizer_weights:
            _write_arrays(file.create_group("optimizer_weights"), model.optimizer_weights)


def load_model(path) -> SavedModel:
    """Read a whole model from `path` (or from an open `h5py.File`).

    Raises:
        OSError: there is no such file, or it is no HDF5 file.
        ValueError: the file holds weights only, is damaged, or holds what `hdf5_entries` refuses.
    """
    with _reading(path) as entries:
        root = entries.root
        if not entries.has_attribute(root, "model_config"):
            raise ValueError(
                f"No model config found in the file at {path}. It holds weights only: build the model and call "
                "model.load_weights(...)."
            )
        config, text = _read_json(entries, root, "model_config")
        is_compiled = entries.has_attribute(root, "training_config")
        training = _read_json(entries, root, "training_config")[0] if is_compiled else None
        signature = entries.attribute(root, _SIGNATURE, None)
        has_state = entries.has(root, "optimizer_weights")
        return SavedModel(
            _read_weights(entries, entries.group(root, "model_weights")),
            config,
            training,
            _read_arrays(entries, entries.group(root, "optimizer_weights")) if has_state else [],
            text,
            None if signature is None else _text(signature),
        )


def save_weights(path, weights: SavedWeights) -> None:
    """Write weights to `path` (or into an open `h5py.Group`); an existing file is replaced when all is written."""
    with writing(path) as group:
        _write_weights(group, weights)


def load_weights(path) -> SavedWeights:
    """Read weights from `path` (or from an open `h5py.Group`): a file of weights, or one of a whole model.

    Raises: as `load_model`.
    """
    with _reading(path) as entries:
        group = entries.root
        listed = any(entries.has_attribute(group, name) for name in ("layer_names", "layer_names0"))
        if not listed and entries.has(group, "model_weights"):
            group = entries.group(group, "model_weights")
        elif not listed and any(entries.has(group, name) for name in _NEWER):
            raise NotImplementedError(
                f"{entries.path} holds weights in Keras 3's layout (a group 'layers' of groups 'vars'), which Keras 2 "
                "too writes into names that end in .weights.h5. This version reads and writes Keras 2's: save them "
                "there under a name that ends in .h5 alone."
            )
        return _read_weights(entries, group)


def save_attributes(group, name: str, values) -> None:
    """Store a list of byte strings as attribute `name` of `group`, in parts where it is too large for one.

    Raises:
        RuntimeError: a single value is too large.
    """
    too_large = [value for value in values if len(value) > HDF5_OBJECT_HEADER_LIMIT]
    if too_large:
        raise RuntimeError(
            "The following attributes cannot be saved to HDF5 file because they are larger than "
            f"{HDF5_OBJECT_HEADER_LIMIT} bytes: {too_large}"
        )
    array = np.asarray(values)
    if array.nbytes <= HDF5_OBJECT_HEADER_LIMIT:
        group.attrs[name] = values
        return
    per_part = HDF5_OBJECT_HEADER_LIMIT // array.itemsize
    for i, part in enumerate(np.array_split(array, -(-array.size // per_part))):
        group.attrs[f"{name}{i}"] = part


def load_attributes(entries: Entries, group, name: str) -> list[str]:
    """The list of strings that `save_attributes` stored. ValueError where there is none."""
    numbered = (f"{name}{i}" for i in itertools.count())
    parts = [] if entries.has_attribute(group, name) else numbered
    found = []
    for part in list(itertools.takewhile(lambda part: entries.has_attribute(group, part), parts)) or [name]:
        values = entries.attribute(group, part)
        with entries.naming(f"{group.name}, attribute {part}"):
            found += [_text(value) for value in values]
    return found


def _write_weights(group, weights):
    names = [name for name, _ in weights.layers]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"Layers of a model saved as HDF5 need different names. Found more than once: {twice}")
    save_attributes(group, "layer_names", [name.encode() for name in names])
    _write_origin(group, weights)
    # In order of names: a layer "a" must be there before a layer "a/b", whose group lies within.
    for name, arrays in sorted(weights.layers, key=lambda layer: layer[0]):
        _write_arrays(group.create_group(name), arrays)
    _write_arrays(group.create_group(_TOP_LEVEL), weights.top_level or [])


def _read_weights(entries, group):
    names = load_attributes(entries, group, "layer_names")
    layers = [(name, _read_arrays(entries, entries.group(group, name))) for name in names]
    has_top = entries.has(group, _TOP_LEVEL)
    top_level = _read_arrays(entries, entries.group(group, _TOP_LEVEL)) if has_top else None
    version, backend = (entries.attribute(group, name, None) for name in ("keras_version", "backend"))
    return SavedWeights(layers, top_level, _text(version) if version is not None else "1", backend and _text(backend))


def _write_origin(group, weights):
    group.attrs["keras_version"] = weights.keras_version.encode()
    if weights.backend is not None:
        group.attrs["backend"] = weights.backend.encode()


def _write_arrays(group, arrays):
    save_attributes(group, "weight_names", [name.encode() for name, _ in arrays])
    for name, value in arrays:
        if name in group:
            raise ValueError(
                f"Two weights of {group.name} are called {name!r}; HDF5 needs different names. Give the layers inside "
                "different names."
            )
        value = np.asarray(value)
        data = group.create_dataset(name, data=value.view(np.uint16) if value.dtype == ml_dtypes.bfloat16 else value)
        if value.dtype == ml_dtypes.bfloat16:  # HDF5 has no such type
            data.attrs["dtype"] = "bfloat16"


def _read_arrays(entries, group):
    return [(name, _read_array(entries, group, name)) for name in load_attributes(entries, group, "weight_names")]


def _read_array(entries, group, name):
    value, data = entries.array(group, name)
    with entries.naming(data.name):
        return value.view(ml_dtypes.bfloat16) if entries.attribute(data, "dtype", None) == "bfloat16" else value


@contextlib.contextmanager
def _reading(path):
    import h5py

    if isinstance(path, h5py.Group):
        yield Entries(path)
        return
    path = os.fspath(path)
    if not os.path.exists(path):
        raise FileNotFoundError(f"Unable to open file: there is no file {path}")
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        with open(path, "rb") as opened:
            if opened.read(2) == b"PK":
                raise NotImplementedError(
                    f"{path} is a .keras archive, which this version cannot read yet; save models as HDF5 (.h5)."
                ) from error
        raise type(error)(f"{path} is not an HDF5 file, or only a part of one: {error}") from error
    with file:
        yield Entries(file)


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def _read_json(entries, owner, name):
    """(value, text) of an attribute that is JSON, a dict."""
    text = entries.attribute(owner, name)
    with entries.naming(f"{owner.name}, attribute {name}"):
        text = _text(text)
        value = json.loads(text, object_hook=_from_json)
        if not isinstance(value, dict):
            raise ValueError(f"a dict is expected; received {text[:100]}")
        return value, text


def _from_json(item):
    """Tuples and shapes as Keras 2 marks them in JSON."""
    if item.get("class_name") in ("__tuple__", "TensorShape") and "items" in item:
        return tuple(item["items"])
    return item
