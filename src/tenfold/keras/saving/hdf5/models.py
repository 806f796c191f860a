"""Models and their weights to and from HDF5 files in Keras 2's layout."""

import contextlib
import functools
import json
import logging
import os

import numpy as np

from tenfold.keras import losses, metrics, optimizers
from tenfold.keras.saving import model_config as configs
from tenfold.keras.saving import serialization, trust, whole_models
from tenfold.keras.saving.described import described, shown
from tenfold.keras.saving.hdf5 import layout as hdf5_format
from tenfold.keras.saving.hdf5.converting import fitting
from tenfold.keras.saving.hdf5.weight_matching import match_by_name, match_by_order
from tenfold.keras.training.compiled import serialize_all

logger = logging.getLogger("tenfold")
_KERAS_VERSION = "2.15.0"


def model_config(model):
    """Class and configuration of a model, with the versions that Keras writes beside them."""
    return {**configs.layer_config(model), "keras_version": _KERAS_VERSION, "backend": "tensorflow"}


def save(model, path, overwrite=True, include_optimizer=True, save_format=None):
    """Write a whole model.

    Raises:
      NotImplementedError: `path` asks for another format than HDF5, or the model is a subclassed one.
      FileExistsError: the file exists and `overwrite` is False.
    """
    check_path(path, save_format)
    _check_overwrite(path, overwrite)
    _check_has_graph(model)
    training, state = None, []
    if include_optimizer and model.optimizer is not None:
        training = _training_config(model)
        state = _named(_optimizer_variables(model.optimizer)) if training else []
    with whole_models.writing_file():
        config = {k: v for k, v in model_config(model).items() if k in ("class_name", "config")}
    weights = _weights(model, model._described_layers())
    hdf5_format.save_model(path, hdf5_format.SavedModel(weights, config, training, state), trust.sign)


def save_weights(model, path, overwrite=True, save_format=None):
    """Write the weights, layer by layer."""
    check_path(path, save_format, weights_only=True)
    _check_is_in_weights(model)
    _check_overwrite(path, overwrite)
    hdf5_format.save_weights(path, _weights(model, model.layers))


def _check_is_in_weights(model):
    """NotImplementedError where a layer has learned what a file of weights has no place for."""
    apart = [layer.name for layer in model._flatten_layers() if layer._learned_apart]
    if apart:
        raise NotImplementedError(
            f"The vocabulary that a layer has learned ({', '.join(apart)}) is no weight, and a file of weights in HDF5 "
            "has no place for it. Save the whole model (`model.save`), or make the layer with its `vocabulary`."
        )


def load_weights(model, path, by_name=False, skip_mismatch=False):
    """Set a model's weights from a file; nothing is changed where they do not fit."""
    if not os.path.exists(path):
        raise FileNotFoundError(f"Unable to open file: no file named {str(path)!r} in {os.getcwd()}.")
    if not model.weights and not model.built:
        raise ValueError(
            "Unable to load weights saved in HDF5 format into a subclassed Model which has not created its variables "
            "yet. Call the Model first, then load the weights."
        )
    if skip_mismatch and not by_name:
        raise ValueError("When calling model.load_weights, skip_mismatch can only be set to True when by_name is True.")
    with _naming(path):
        _assign(model, hdf5_format.load_weights(path), by_name, skip_mismatch)


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True, options=None):
    """The model that `save` wrote, compiled as it was.

    Args:
      filepath: an HDF5 file, or an open h5py.File.
      custom_objects: {name: class or function} that the configuration refers to.
      compile: whether to compile it, with the optimizer's state.
      safe_mode: False lets Lambda layers run code from the file, whoever wrote it. Otherwise only code that a program
        of this user's defined may come in, as the file's signature shows.
    """
    if isinstance(filepath, (str, os.PathLike)):
        if os.path.isdir(filepath):
            raise NotImplementedError(
                f"{str(filepath)!r} is a SavedModel folder, which this version cannot read yet; save models as HDF5 "
                "(.h5)."
            )
        if not os.path.exists(filepath):
            raise OSError(f"No file or directory found at {filepath}")
    saved = hdf5_format.load_model(filepath)
    _check_keys(filepath, "model_config", saved.model_config, "class_name", "config")
    _check_keys(filepath, "training_config", saved.training_config, "optimizer_config")
    marks, why = (frozenset(), "") if not safe_mode else trust.vouched(saved.config_text, saved.signature)
    with (
        _naming(filepath),
        trust.reading(safe_mode, marks, why),
        serialization.custom_object_scope(custom_objects or {}),
    ):
        model = _described(saved.model_config, custom_objects, f"The model in {filepath}")
        if not hasattr(model, "load_weights"):
            raise ValueError(f"The file {filepath} holds no model: its `model_config` describes {model!r}.")
        _assign(model, saved.weights, False, False)
        if compile and saved.training_config:
            with described("training_config", saved.training_config):
                _compile(model, saved)
    return model


@contextlib.contextmanager
def _naming(path):
    """A block whose errors say of which file they are, beside what they say."""
    try:
        yield
    except Exception as error:
        if str(path) not in str(error):
            error.add_note(f"The file is {path}.")
        raise


def model_from_json(json_string, custom_objects=None, safe_mode=True):
    """The architecture that `to_json` wrote, with fresh weights.

    `safe_mode=False` lets Lambda layers run code that this process did not write into the JSON itself.
    """
    try:
        config = json.loads(json_string)
    except RecursionError as error:
        raise ValueError(f"The model's JSON is nested too deeply to be read: {shown(json_string)}") from error
    return model_from_config(config, custom_objects, safe_mode)


def model_from_yaml(yaml_string, custom_objects=None):
    """Refused: reading YAML could run code.

    Raises:
      RuntimeError: always.
    """
    raise RuntimeError(
        "Method `model_from_yaml()` has been removed due to security risk of arbitrary code execution. Please use "
        "`Model.to_json()` and `model_from_json()` instead."
    )


def model_from_config(config, custom_objects=None, safe_mode=True):
    """The architecture that a configuration {class_name, config} describes; `safe_mode` as in `model_from_json`.

    Raises:
      TypeError: a list, which is what a Sequential's configuration once was.
    """
    if isinstance(config, list):
        raise TypeError(
            f"`model_from_config` expects a dictionary, not a list. Received: config={shown(str(config))}. Did you "
            "mean to use `Sequential.from_config(config)`?"
        )
    with trust.reading(safe_mode):
        return _described(config, custom_objects, "The model")


def _described(config, custom_objects, what):
    """The model of a configuration. ValueError that says so where only Keras 3 understands it."""
    try:
        return configs.deserialize_layer(config, custom_objects)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if not _is_of_keras_3(config):
            raise
        raise ValueError(
            f"{what} is described in Keras 3's way, which this version does not read. Make the model by its code; "
            f"its weights can be had by `load_weights` from the HDF5 file of the whole model. ({error})"
        ) from error


def _is_of_keras_3(config):
    try:
        if isinstance(config, dict):
            return config.get("class_name") == "DTypePolicy" or any(map(_is_of_keras_3, config.values()))
        return isinstance(config, (list, tuple)) and any(map(_is_of_keras_3, config))
    except RecursionError:  # a circle, or nested without end: of no version
        return False


def _layer_variables(layers):
    """[(layer name, its variables)], trainable ones of each layer first; a nested model is one layer."""
    return [(layer.name, layer.trainable_weights + layer.non_trainable_weights) for layer in layers]


def _readers(layers):
    """[(layer name, its variables, what makes its saved arrays fit)]."""
    pairs = zip(_layer_variables(layers), layers)
    return [(name, variables, functools.partial(fitting, layer)) for (name, variables), layer in pairs]


def _weights(model, layers):
    _ = model.weights  # ValueError where there are none yet: a file without them would be taken for a saved model
    top = model._own_weights(True) + model._own_weights(False)
    return hdf5_format.SavedWeights(
        [(name, _named(vs)) for name, vs in _layer_variables(layers)], _named(top), _KERAS_VERSION
    )


def _named(variables):
    return [(v.name, np.asarray(v.array())) for v in variables]


def _assign(model, saved, by_name, skip_mismatch):
    top = model._own_weights(True) + model._own_weights(False)
    layers = _readers(model.layers)
    pairs = match_by_name(saved, layers, top, skip_mismatch) if by_name else match_by_order(saved, layers, top)
    for variable, array in pairs:
        variable.assign(np.asarray(array, variable.dtype.numpy))
    model._weights_were_set()


def _training_config(model):
    """What `compile` was given; None, with a warning, where a loss or metric cannot be described."""
    serialize = serialization.serialize_keras_object
    try:
        described = {
            "loss": serialize_all(model.loss, serialize),
            "metrics": model.compiled_metrics.described(serialize, weighted=False),
            "weighted_metrics": model.compiled_metrics.described(serialize, weighted=True),
        }
    except NotImplementedError as error:
        logger.warning("The model is saved without its training configuration; compile it after loading. %s", error)
        return None
    return {
        **described,
        "loss_weights": model._loss_weights,
        "optimizer_config": {
            "class_name": serialization.get_registered_name(type(model.optimizer)),
            "config": model.optimizer.get_config(),
        },
    }


def _optimizer_variables(optimizer):
    found = optimizer.variables
    return found() if callable(found) else list(found)


def _compile(model, saved):
    training = saved.training_config
    named = {
        k: _objects(training.get(k), losses if k == "loss" else metrics)
        for k in ("loss", "metrics", "weighted_metrics")
    }
    optimizer = optimizers.deserialize(training["optimizer_config"])
    model.compile(optimizer=optimizer, loss_weights=training.get("loss_weights"), from_serialized=True, **named)
    if saved.optimizer_weights:
        _restore_optimizer(model, optimizer, [a for _, a in saved.optimizer_weights])


def _restore_optimizer(model, optimizer, arrays):
    """Set the optimizer's values; it starts afresh, with a warning, where they are not of the variables it trains."""
    if len(arrays) > 1:  # more than the count of updates: it had been used
        optimizer.build(model.trainable_variables)
    variables, arrays = _optimizer_variables(optimizer), optimizer._stored(arrays)
    if [np.size(a) for a in arrays] != [v.shape.num_elements() for v in variables]:
        logger.warning(
            "Error in loading the saved optimizer state. As a result, your model is starting with a freshly "
            "initialized optimizer: the file holds %d values, the optimizer of the %d trainable variables has %d. "
            "(`trainable` was set after the model was compiled, and is saved as it was then.)",
            len(arrays),
            len(model.trainable_variables),
            len(variables),
        )
        return
    for v, a in zip(variables, arrays):
        v.assign(np.asarray(a, v.dtype.numpy).reshape(v.shape))
    optimizer._restored()


def _objects(value, module):
    """Losses or metrics, as `module` knows them, from their configurations, in the structure of `value`."""
    if isinstance(value, list):
        return [_objects(v, module) for v in value]
    if isinstance(value, dict) and "class_name" in value:
        # a metric that is the mean of a loss is a Loss in the file's terms
        config = value.get("config")
        known = losses if isinstance(config, dict) and config.get("reduction") and module is metrics else module
        return known.deserialize(value)
    if isinstance(value, dict):
        return {k: _objects(v, module) for k, v in value.items()}
    # the names that only hold while loading are looked up now, those of Keras where they are used
    return serialization.get_registered_object(value) or value if isinstance(value, str) else value


def check_path(path, save_format=None, weights_only=False):
    """NotImplementedError for a path that asks for another format than HDF5."""
    endings = (".h5", ".hdf5", ".keras") if weights_only else (".h5", ".hdf5", ".keras.h5")
    name = os.fspath(path) if isinstance(path, (str, os.PathLike)) else ""
    wants = save_format in ("h5", "hdf5") or save_format is None and (not name or name.endswith(endings))
    if not wants:
        raise NotImplementedError(
            f"Models are saved as HDF5 here; the TensorFlow SavedModel, checkpoint and .keras formats come later. "
            f"Received {name!r}, save_format={save_format!r}. Cure: a file name that ends in .h5."
        )


def _check_keys(path, entry, config, *keys):
    missing = [key for key in keys if config is not None and config.get(key) is None]
    if missing:
        raise ValueError(
            f"The file {path} is damaged at '/, attribute {entry}': there is no {' and no '.join(missing)} in it."
        )


def _check_has_graph(model):
    if not hasattr(model, "_nodes"):
        raise NotImplementedError(
            "Saving the model to HDF5 format requires the model to be a Functional model or a Sequential model. It "
            f"does not work for subclassed models such as {type(model).__name__}, which are the body of a Python "
            "method. Save its weights with `save_weights`, and make the model by its class again."
        )


def _check_overwrite(path, overwrite):
    if not overwrite and isinstance(path, (str, os.PathLike)) and os.path.exists(path):
        raise FileExistsError(f"{path} exists; pass overwrite=True to replace it.")
