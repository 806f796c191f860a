"""What is wrong with data for a model, said before the first step in the user's words."""

import math

import numpy as np

from tenfold.core.base import nest
from tenfold.keras import losses as losses_module
from tenfold.keras.training.data.composites import CompositeSamples
from tenfold.keras.training.data.rows import blocks
from tenfold.keras.training.outputs import keys_for, per_output
from tenfold.keras.utils.by_era import by_era


def before_training(model, data):
    """Check inputs against the model's, and labels against what its losses can take.

    Sets `data.classes`, so that labels which are checked here are not checked again in every step.

    Raises:
      ValueError: naming the layer or output, what was received and what was expected.
    """
    inputs, outputs, loss = nest.flatten(data.x), getattr(model, "outputs", None), getattr(model, "loss", None)
    _numeric(model, data.x, inputs)
    for weights in () if data.sample_weight is None else nest.flatten(data.sample_weight):
        if weights is not None and weights.dtype.kind in "USO":
            raise ValueError(f"sample_weight must be numbers; received text ({_first(weights)!r}).")
    if (not nest.flatten(data.y) or data.y is None) and are_ours(model, "train_step", "test_step", "compute_loss"):
        has_targets(model, None)
    if loss is None:
        return
    if not outputs:  # not built yet, or a subclass: nothing is known of its outputs
        for target in nest.flatten(data.y):
            if target is not None and not nest.is_nested(loss):
                _are_numbers(target, "y", loss)
        return
    is_one = model._nested_outputs is outputs[0]
    keys = model.output_names if is_one else keys_for(model.output_names, model._nested_outputs)
    names, flat = sorted(data.y) if isinstance(data.y, dict) else keys, nest.flatten(data.y)
    targets = dict(zip(names, flat))
    if len(targets) != len(flat) or not targets.keys() <= set(keys):
        return  # of another structure than the outputs: the step knows, or says what is wrong
    each = zip(keys, per_output(loss, keys, "losses"), outputs)
    known = {key: _labels(one, targets[key], output, key) for key, one, output in each if targets.get(key) is not None}
    if not data.is_dense:  # which has several arrays for each ragged or sparse tensor
        data.classes = _of_arrays(data, {name: known.get(name) for name in names})
        return
    known = [known[name] for name in names if name in known]
    data.classes = (*[None] * len(inputs), *known, *[None] * (len(data.arrays) - len(inputs) - len(known)))


def _of_arrays(data, known):
    """The numbers of classes, `known` per target, of all arrays."""
    count = lambda value: len([a for a in nest.flatten(value, expand_composites=True) if a is not None])  # noqa: E731
    found = [None] * count(data.x)
    for classes, target in zip(known.values(), nest.flatten(data.y)):
        found += [classes] * count(target)
    return (*found, *[None] * (len(data.arrays) - len(found)))


def are_ours(model, *methods):
    """Whether these methods of a model are Tenfold's: what those of the user's own need, only they know."""
    return all([(getattr(model, name).__module__ or "").startswith("tenfold.") for name in methods])


def has_targets(model, y):
    """Refuse data without the targets that a loss is for."""
    loss = getattr(model, "loss", None)
    if y is None and loss is not None:
        raise ValueError(
            f"Target data is missing. Your model was compiled with loss={loss}, and therefore expects target data `y`."
        )


def _numeric(model, x, inputs):
    """Strings are for models that declare them. `inputs` are the arrays of `x`."""
    declared = getattr(model, "inputs", None) or []
    by_name = isinstance(x, dict) and hasattr(model, "_in_order")
    for i, (array, wanted) in enumerate(zip(model._in_order(x) if by_name else inputs, declared)):
        if array is not None and array.dtype.kind in "USO" and wanted.dtype.is_numeric:
            raise ValueError(
                f"Input {i} of {model.name} must be {wanted.dtype.name} numbers; the data is text "
                f"({_first(array)!r}). Turn text into numbers first."
            )


def _first(text):
    """The first of an array of text, as the user wrote it."""
    found = next(text[:1].flat, "")
    return found.decode(errors="replace") if isinstance(found, bytes) else found


_OF_CLASSES = ("sparsecategoricalcrossentropy", "categoricalcrossentropy")


def _labels(loss, target, output, name):
    """The number of classes that labels were checked against, None where there is no such number."""
    loss = losses_module.get(loss) if isinstance(loss, type) else loss  # a class stands for an instance
    _are_numbers(target, name, loss)
    if isinstance(target, CompositeSamples):
        return None
    said = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
    key = said.lower().replace("_", "")
    if key not in _OF_CLASSES or not isinstance(loss, str) and not is_built_in(loss):
        return None
    if key == "categoricalcrossentropy":
        _one_hot(target, output, name)
        return None
    ignores = getattr(loss, "get_config", dict)().get("ignore_class") is not None  # a label that is no class number
    return None if ignores else _class_numbers(target, output, name)


def is_built_in(loss):
    """Whether a loss is one of Keras's, of which it is known that it takes numbers; a user's may take what it likes."""
    loss = losses_module.get(loss) if isinstance(loss, str) else loss
    parts = [loss if callable(loss) and hasattr(loss, "__name__") else type(loss), getattr(loss, "fn", loss)]
    return all(getattr(part, "__module__", "").startswith(losses_module.__name__) for part in parts)


def _are_numbers(target, name, loss):
    """ValueError for labels that are text, or among which there is a NaN, where `loss` cannot take them."""
    if target.dtype.kind in "USO" and is_built_in(loss):
        raise ValueError(
            f"Labels '{name}' are text ({_first(target)!r}), and a loss needs numbers. "
            "numpy.unique(y, return_inverse=True)[1] gives class numbers."
        )
    if target.dtype.kind == "f" and len(target):
        before = 0
        for block in [target.values()] if isinstance(target, CompositeSamples) else blocks(target):
            if np.isnan(np.minimum.reduce(block, axis=None)) and is_built_in(loss):
                _refuse_nan(block, before, name)
            before += len(block)


def _refuse_nan(labels, before, name):
    """ValueError for labels, of samples that follow on `before` others, among which there is a NaN."""
    sample, *place = np.argwhere(np.isnan(labels))[0].tolist()
    raise ValueError(
        f"Labels '{name}' hold NaN, the first at index {[before + sample, *place]}: the loss would be NaN from then "
        "on. Leave those samples out, or fill them in; a loss function of your own may take them."
    )


def _class_numbers(target, output, name):
    """The number of classes that the labels were checked against, None where they could not be."""
    classes = output._dims[-1] if output._dims else None
    if classes is None or not target.size or target.dtype.kind not in "iuf":
        return None
    wanted = len(target), *output._dims[1:-1]
    too_many = None not in wanted and target.size != math.prod(wanted)
    if too_many or target.ndim == len(output._dims) and target.shape[-1] != 1:
        raise ValueError(
            f"Labels of output '{name}' have shape {target.shape}; sparse_categorical_crossentropy takes class "
            f"numbers of shape {wanted}. For one-hot labels use loss='categorical_crossentropy'."
        )
    low, high = target[:1].min(), target[:1].max()
    for block in blocks(target):
        low, high = min(low, block.min()), max(high, block.max())
    if low < 0 or high >= classes:
        raise ValueError(
            f"Labels of output '{name}' are between {low:g} and {high:g}, but its last layer has {classes} units: "
            f"class numbers must be in [0, {classes}). Give the last layer {int(high) + 1} units, or renumber the "
            "labels."
        )
    return classes


def _as_keras_2_had_it(target):
    """The sentence that is known from Keras 2's first years, there and for class numbers only."""
    if not by_era("Model.says_target_array") or target.ndim > 1 and target.shape[-1] != 1:
        return ""
    return (
        f"You are passing a target array of shape {(*target.shape, 1)[:2]} while using as loss "
        "`categorical_crossentropy`. `categorical_crossentropy` expects targets to be binary matrices (1s and 0s) of "
        "shape (samples, classes). "
    )


def _one_hot(target, output, name):
    want = output._dims
    if want is None or want[-1] is None:
        return
    if target.ndim == 1 or target.shape[-1] != want[-1]:
        hint = (
            "Convert class numbers with keras.utils.to_categorical(y), or use loss='sparse_categorical_crossentropy'."
            if np.issubdtype(target.dtype, np.integer) or target.ndim == 1 or target.shape[-1] == 1
            else ""
        )
        raise ValueError(
            f"{_as_keras_2_had_it(target)}Shapes {target.shape} and {want} are incompatible: labels of output "
            f"'{name}' must have {want[-1]} columns, one per class. {hint}".rstrip()
        )
