"""Defaults that differ between versions: name -> {version from which a value holds: value}.

A version is one of TensorFlow's ("3" is Keras 3), or one of the package Keras ("keras-2.3"), whose rows go before where
the era is such a one. `UNCHOSEN` is the value where nobody has chosen an era: what the user's notes show.
"""

import functools

from tenfold.api import era
from tenfold.core.base.hooks import hooks

UNCHOSEN = "unchosen"

DEFAULTS = {
    "BatchNormalization.fused": {"0": True, "3": False},  # whether it is by default, where it can be
    "BatchNormalization.trainable_false_is_inference": {"0": False, "2.0": True, "keras-0": False, "keras-2.4": True},
    "ConvLSTM.recurrent_activation": {
        "0": "hard_sigmoid",
        "3": "sigmoid",
        "keras-0": "hard_sigmoid",
        "keras-3": "sigmoid",
    },
    "GRU.reset_after": {"0": False, "2.0": True, "keras-0": False, "keras-2.4": True},
    "RNN.drops_each_step": {"0": False, "2.0": True, "3": False, "keras-0": False, "keras-2.4": True, "keras-3": False},
    "RNN.masks_per_gate": {"0": True, "3": False},
    "RNN.implementation": {"0": 1, "2.0": 2, "keras-0": 1, "keras-2.3": 2},
    "RNN.recurrent_activation": {
        "0": "hard_sigmoid",
        "2.0": "sigmoid",
        "keras-0": "hard_sigmoid",
        "keras-2.3": "sigmoid",
    },
    "Adadelta.learning_rate": {"0": 1.0, "1.14": 0.001, "keras-0": 1.0, "keras-2.4": 0.001},
    "Adagrad.learning_rate": {"0": 0.01, "1.14": 0.001, "keras-0": 0.01, "keras-2.4": 0.001},
    "Adagrad.initial_accumulator_value": {"0": 0.0, "1.14": 0.1, "keras-0": 0.0, "keras-2.4": 0.1},
    "Adamax.learning_rate": {"0": 0.002, "1.14": 0.001, "keras-0": 0.002, "keras-2.4": 0.001},
    "Lion.learning_rate": {"0": 0.0001, "3": 0.001},
    "RMSprop.ema_overwrite_frequency": {"0": 100, "3": None},
    "Optimizer.is_legacy": {
        "0": True,
        "2.11": False,
        "keras-0": True,
        "keras-2.11": False,
    },  # those of `legacy`
    "Optimizer.is_newer": {"0": False, "3": True},  # names as layers have, and what its configuration holds
    "Optimizer.shows_next_rate": {"0": False, "3": True},  # that of the update to come, and not of the last one
    "compile.config_is_newer": {"0": False, "3": True},  # holds an optimizer's configuration, and what defaults meant
    "compile.optimizer_may_be_none": {"0": False, "3": True},
    "initializers.seeds": {  # whose they are; tried with TensorFlow 1.15, 2.4 and 2.6 to 2.15
        "0": "of ops",
        "2.0": "stateless",
        "2.7": "of ops, one after the other",
        "2.10": "Keras's",
    },
    "get_file.unpacks_in_a_new_folder": {"0": False, "3": True, "keras-0": False, "keras-3": True},
    "metrics.none_is_one": {"0": False, "3": True},
    "metrics.of_keras1": {"0": False, "keras-0": True, "keras-2": False},  # whether their names may be strings
    "Optimizer.average_starts_after_a_step": {"0": False, "3": True},  # an EMA: at the first value, or at the second
    "Nadam.learning_rate": {"0": 0.002, "1.14": 0.001, "keras-0": 0.002, "keras-2.4": 0.001},
    "Nadam.schedule_decay": {"0": 0.004, "2.11": 1.0, "keras-0": 0.004, "keras-2.11": 1.0},
    "accuracy.name": {"0": "acc", "2.0": None, "keras-0": "acc", "keras-2.3": None},  # None: as the program wrote it
    "callbacks.params": {
        "0": "samples",
        "2.2": "steps",
        "keras-0": "nb_epoch",
        "keras-2.0": "samples",
        "keras-2.4": "steps",
    },
    "callbacks.validation_data": {"0": False, "keras-0": True, "keras-2.3": False},  # whether callbacks are given it
    "callbacks.batch_logs": {"0": True, "2.2": False, "keras-0": True, "keras-2.4": False},  # number and size of each
    "fit.epochs": {"0": 1, "keras-0": 10, "keras-2": 1},
    "generators.count_samples": {"0": False, "keras-0": True, "keras-2": False},  # what stands for steps in calls
    "hard_sigmoid.slope": {"0": 0.2, "3": 1 / 6, "keras-0": 0.2, "keras-3": 1 / 6},
    "binary_crossentropy.adds_epsilon": {"0": True, "3": False},  # to probabilities that are kept from 0 and 1 already
    "huber.keeps_dtype": {"0": False, "3": True},
    "names.zero_based": {"0": True, "keras-0": False, "keras-2.4": True},  # dense, dense_1 or dense_1, dense_2
    "KLDivergence.name": {"0": "kullback_leibler_divergence", "3": "kl_divergence"},  # the metric's
    "Loss.is_newer": {"0": False, "3": True},  # its arguments, names, dtype; what smoothing and masks that hide all do
    "LossFunctionWrapper.fits_arrays": {"0": False, "3": True},  # (n, 1) and (n,) also where they are no tensors
    "Sequential.holds_model": {"0": False, "3": True},  # one whose automatic name the next functional model lacks
    "Functional.name": {"0": "model", "3": "functional"},
    "KerasTensor.input_suffix": {"0": ":0", "2.4": "", "keras-0": ":0", "keras-2.4": ""},  # of the name of an input
    "Identity.supports_masking": {"0": False, "3": True},
    "InputLayer.name": {"0": "input", "3": "input_layer"},
    "Embedding.implies_input": {"0": True, "3": False},  # whether a Sequential that begins with one is built at once
    "Tokenizer.oov_is_first": {"0": False, "1.11": True, "keras-0": False, "keras-2.2.1": True},  # and for rare words
    "Softmax.hidden_is_zero": {"0": False, "3": True},  # also where a mask keeps nothing
    "outputs.logged_by_key": {"0": False, "3": True},  # of a model whose outputs are a dict
    "LearningRateScheduler.log": {"0": "lr", "3": "learning_rate"},  # the name in the logs
    "Model.least_epochs": {"0": 0, "2.4": 1, "3": 0, "keras-0": 0},  # that fit takes
    "Model.not_compiled": {"0": RuntimeError, "3": ValueError},
    "Model.tracks_loss": {"0": False, "3": True},  # what compute_loss gives, whoever wrote it, and metrics as one
    # What an epoch is said to have come to: the metrics' values, rather than what the last step gave under their names.
    # This row and the next were tried with TensorFlow 2.9, 2.10 and 2.11
    "Model.reports_metrics": {"0": False, "2.11": True, "keras-0": False, "keras-2.11": True},
    "confusion.wants_probabilities": {"0": True, "2.10": False, "keras-0": True, "keras-2.10": False},  # AUC, Precision
    "Dataset.shows_spec": {"0": False, "2.5": True},  # or shapes and types apart from each other
    "Dataset.class_is_private": {"0": False, "2.11": True},  # `_BatchDataset`
    "folders.followed_links": {"0": True, "3": False},  # also where follow_links is False
    "folders.chosen_classes": {"0": False, "3": True},  # files come in the order of class_names, which may be some
    "folders.order_of_keras": {"0": False, "3": True},  # data_format is that of keras.backend by default
    "folders.classes_of_none": {"0": True, "3": False},  # class_names is [""] where labels are None
    "Model.sorts_logs": {"0": False, "3": True},  # by name, rather than in the order of the metrics
    "Model.says_trainable_changed": {"0": True, "2.0": False, "keras-0": True, "keras-2.4": False},
    "Model.says_target_array": {"0": True, "2.2": False, "keras-0": True, "keras-2.4": False},
    "serialize.newer_form": {"0": False, "2.13": True, "keras-0": False, "keras-3": True},
    "summary.layout": {"0": "classic", "2.8": "keras2", "3": "keras3", UNCHOSEN: "classic"},
}


def by_era(name):
    """The value of the default called `name` in the era of this process."""
    return _value(name, era.chosen())


@functools.cache  # layers ask in their calls
def _value(name, chosen):
    rows = DEFAULTS[name]
    if chosen is None and UNCHOSEN in rows:
        return rows[UNCHOSEN]
    now = era.version_of(chosen or era.DEFAULT)
    if now.keras and any(since.startswith(era.KERAS) for since in rows):
        held = [since for since in rows if since.startswith(era.KERAS) and era.version_of(since).keras <= now.keras]
    else:
        held = [since for since in rows if _of_tensorflow(since) and era.version_of(since).tensorflow <= now.tensorflow]
    return rows[held[-1]]  # they stand in order


def _of_tensorflow(since):
    return since != UNCHOSEN and not since.startswith(era.KERAS)


hooks.by_era = by_era
