"""Which batches a run sees in which order: programs run on tf_keras by the recorder, here by the tests."""

import random
import warnings

import numpy as np
from keras_generator_programs import batches, compiled, fitted, writes
from keras_model_programs import numbered, numbers
from keras_training_programs import classes, plain


def numbered_batches(k, found, number, tag="s"):
    """A Sequence of `number` batches, each of its own number; the ends of epochs are written into `found`."""

    class Numbered(k.utils.Sequence):
        def __len__(self):
            return number

        def __getitem__(self, index):
            return np.full((2, 1), float(index), "float32"), np.zeros((2, 1))

        def on_epoch_end(self):
            found.append(f"{tag} ends")

    return Numbered()


def watching(tf, k, found):
    """A model that writes into `found` which batches its steps get."""

    class Watching(k.Model):
        def train_step(self, data):
            found.append(int(data[0][0, 0]))
            return {"loss": tf.reduce_mean(data[0])}

        def test_step(self, data):
            found.append(f"test {int(data[0][0, 0])}")
            return {"loss": tf.reduce_mean(data[0])}

        def predict_step(self, data):
            found.append(f"predict {int(data[0][0, 0])}")
            return data[0]

    model = Watching()
    model.compile(run_eagerly=True)
    return model


def notes(k, found):
    """A callback that writes into `found` when it is told of epochs."""

    class Notes(k.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            found.append(f"epoch {epoch}")

        def on_epoch_end(self, epoch, logs=None):
            found.append("epoch ends")

        def on_test_begin(self, logs=None):
            found.append("test")

        def on_test_end(self, logs=None):
            found.append("test ends")

    return Notes()


ORDERED = {"shuffle": False}
RUNS = {  # name -> (batches, batches to validate on or None, options)
    "in a new order": (4, None, {"epochs": 2}),
    "as they are": (4, None, {"epochs": 2, **ORDERED}),
    "three workers": (4, None, {"epochs": 2, "workers": 3, **ORDERED}),
    "fewer steps": (4, None, {"epochs": 3, "steps_per_epoch": 2, **ORDERED}),
    "fewer steps in a new order": (4, None, {"epochs": 3, "steps_per_epoch": 2}),
    "more steps": (4, None, {"epochs": 2, "steps_per_epoch": 6, **ORDERED}),
    "later epochs": (2, None, {"epochs": 4, "initial_epoch": 2, **ORDERED}),
    "a batch size": (3, None, {"batch_size": 4, **ORDERED}),
    "validated": (2, 3, {"epochs": 2, **ORDERED}),
    "validated in the second epoch": (2, 1, {"epochs": 3, "validation_freq": 2, **ORDERED}),
    "validated on fewer": (2, 3, {"epochs": 2, "validation_steps": 2, **ORDERED}),
    "validated on more than there are": (2, 3, {"epochs": 3, "validation_steps": 4, **ORDERED}),
}


def sequences_in_order(tf, k):
    found = {}
    for name, (number, validated, options) in RUNS.items():
        order = []
        if validated:
            options = {**options, "validation_data": numbered_batches(k, order, validated, "v")}
        random.seed(5)
        history = watching(tf, k, order).fit(
            numbered_batches(k, order, number), verbose=0, callbacks=[notes(k, order)], **options
        )
        found[name] = {"order": order, "history": plain(history)}
    return found


def sequences_measured(tf, k):
    found = {}
    for name, options in {"all": {}, "two": {"steps": 2}, "too many": {"steps": 5}, "workers": {"workers": 2}}.items():
        order = []
        model, source = watching(tf, k, order), numbered_batches(k, order, 3)
        loss = model.evaluate(source, verbose=0, **options)
        predicted = model.predict(source, verbose=0, **options)
        found[name] = {"order": order, "loss": float(loss), "predicted": predicted.tolist()}
    return found


def sequence_of(k, given):
    class Given(k.utils.Sequence):
        def __len__(self):
            return len(given)

        def __getitem__(self, index):
            return given[index]

    return Given()


def sequences_train(tf, k):
    """The same numbers as the same batches from a generator."""
    model, weighted = compiled(k), sequence_of(k, [*batches(4, weighted=True)])
    plain_ones, weights = sequence_of(k, [*batches(4)]), {0: 1.0, 1: 2.0, 2: 3.0}
    return {
        "plain": fitted(k, model, plain_ones, epochs=2, shuffle=False),
        "weighted": fitted(k, model, weighted, shuffle=False),
        "class weights": fitted(k, model, plain_ones, shuffle=False, class_weight=weights),
        "on threads": fitted(k, model, weighted, epochs=2, shuffle=False, workers=3, max_queue_size=2),
        "generator on threads": fitted(k, model, batches(), epochs=2, steps_per_epoch=3, workers=3),
    }


def dtypes_of_data(tf, k):
    """The dtypes in which numbers reach a step."""
    found = []

    class Seen(k.Model):
        def train_step(self, data):
            found.append([t.dtype.name for t in tf.nest.flatten(data)])
            return {"loss": tf.constant(0.0)}

    model = Seen()
    model.compile(run_eagerly=True)
    kinds = ["float16", "float32", "float64", "int8", "uint8", "int32", "int64", "bool"]
    for make in (np.ones, tf.ones):
        for kind in kinds:
            x = make((2, 1), kind)
            model.fit(x, x, verbose=0)
            model.fit(iter([(x, x)]), verbose=0)
    return found


def generator_methods(tf, k):
    """What `fit`, `evaluate` and `predict` of batches were called."""
    model, x, y, order, found = compiled(k), numbers(10, 4), classes(10, 3), [], {}
    runs = {
        "steps": {"steps_per_epoch": 3, "epochs": 2},
        "arrays": {"steps_per_epoch": 2, "epochs": 3, "initial_epoch": 1, "validation_data": (x, y)},
        "batches": {"steps_per_epoch": 2, "validation_data": batches(), "validation_steps": 2, "class_weight": None},
        "weights": {"steps_per_epoch": 2, "class_weight": {0: 1.0, 1: 2.0, 2: 3.0}},
    }
    with warnings.catch_warnings(action="ignore"):
        for name, options in runs.items():
            numbered(model)
            history = model.fit_generator(batches(), verbose=0, callbacks=[writes(k, order)], **options)
            found[name] = {"history": plain(history), "weights": [w.tolist() for w in model.get_weights()]}
        found["order"] = order
        found["evaluate"] = [float(v) for v in model.evaluate_generator(batches(), steps=3)]
        found["predict"] = model.predict_generator(batches(4)).tolist()
        found["predict steps"] = model.predict_generator(sequence_of(k, [*batches(4)]), 2, workers=2).tolist()
    return found


PROGRAMS = {
    program.__name__: program
    for program in (sequences_in_order, sequences_measured, sequences_train, generator_methods, dtypes_of_data)
}
