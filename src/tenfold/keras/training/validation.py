"""What `fit` validates on, and after which epochs."""

import numbers

from tenfold.core.base import nest
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.values import dtypes
from tenfold.keras.training import checks
from tenfold.keras.training.compiled import fit_target, fit_weight, loss_object
from tenfold.keras.training.data.kinds import batch_source, kind_of
from tenfold.keras.training.data.samples import unpack
from tenfold.keras.training.outputs import arranged, keys_for, per_output
from tenfold.keras.training.step import with_leaves
from tenfold.keras.utils.arguments import real_number

STEPS = "test_step", "compute_loss"  # what decides which data a model is validated on


def sources(model, x, y, sample_weight, class_weight, split, validation_data, made):
    """(what to train on, what to validate on or None) as BatchSources, their data checked against the model."""
    training, validation = batch_source("fit", x, y, sample_weight, made), None
    if validation_data is not None:
        validation = _validation_source(
            validation_data, model.loss is not None and checks.are_ours(model, *STEPS), made
        )
    elif split:
        if not 0 < real_number(split, "validation_split") < 1:
            raise ValueError(f"`validation_split` must be between 0 and 1, received: {split}")
        training, validation = training.split(split)
    if validation is not None:
        found = validation.preview()
        checks.before_training(model, found)
        if validation_data is not None:
            _fits(model, found)
    if class_weight:
        training = training.weighted(class_weight)
    checks.before_training(model, training.preview())
    return training, validation


def _validation_source(given, needs_labels, made):
    """The BatchSource of `validation_data`; ValueError where it lacks what is needed."""
    if kind_of(given) is not None:
        return batch_source("fit", given, made=made)
    if not needs_labels and not isinstance(given, (tuple, list)):  # x alone, as Keras 3 takes it
        given = (given,)
    if not isinstance(given, (tuple, list)) or not 1 + needs_labels <= len(given) <= 3:
        had = f"{len(given)} entries" if isinstance(given, (tuple, list)) else type(given).__name__
        raise ValueError(
            "`validation_data` must be a tuple (x, y) or (x, y, sample_weight) of arrays; received "
            f"{had}. Without labels there is no loss to validate: write validation_data=(x, y)."
        )
    return batch_source("fit", *unpack(tuple(given)))


def _fits(model, data):
    """Refuse what the model or its losses could not take after an epoch: of shapes and structure all that is known.

    A model with steps or a `call` of the user's own takes what those take, and so does a loss of his own.

    Raises:
      ValueError: what the first validation would raise, and that it is about `validation_data`.
    """
    if getattr(model, "_wired", None) is None or not checks.are_ours(model, *STEPS, "call"):
        return
    graph = FuncGraph("validation")
    given = [((None, *a.shape[1:]), dtypes.of_numpy(a.dtype)) for a in data.arrays]
    try:
        graph.trace(lambda *leaves: _pass(model, *unpack(with_leaves(data.data, leaves)), graph), given)
    except ValueError as e:
        raise ValueError(f"`validation_data` cannot be validated on. {e}") from e


def _pass(model, x, y, weights, graph):
    """Call the built-in losses on placeholders of the outputs, once the inputs are found to be the model's."""
    model._arranged(x, model._wired[0])
    outputs = model._nested_outputs
    keys, flat = keys_for(model.output_names, outputs), nest.flatten(outputs)
    targets, weights = arranged(y, keys, "targets"), arranged(weights, keys, "sample_weight")
    losses = per_output(model.loss, keys, "losses")
    for loss, target, output, weight in zip(losses, targets, flat, weights):
        if loss is not None and target is not None and checks.is_built_in(loss) and hasattr(output, "_dims"):
            prediction = graph.placeholder(output._dims, output.dtype)
            loss_object(loss)(fit_target(target, prediction), prediction, sample_weight=fit_weight(weight, prediction))


def check_frequency(value):
    """ValueError for a `validation_freq` that is neither epochs nor a whole number above 0."""
    if isinstance(value, (list, tuple, set)):
        return
    if not isinstance(value, numbers.Integral) or value < 1:
        raise ValueError(
            f"Expected `validation_freq` to be a list of epochs or a whole number of at least 1. Received: "
            f"validation_freq={value!r} of the type {type(value)}."
        )


def is_due(frequency, epoch):
    """Whether `fit` validates after `epoch`, counted from 0."""
    return (epoch + 1) in frequency if isinstance(frequency, (list, tuple, set)) else (epoch + 1) % frequency == 0
