"""Batches from Python generators: programs of plain data, run on tf_keras by the recorder and here by the tests.

tf_keras reads a generator ahead and loses what a run has read and not used; nothing here depends on that.
"""

import contextlib
import io
import itertools
import re

import numpy as np
from keras_model_programs import numbered, numbers
from keras_training_programs import classes, mlp, plain


def batches(number=None, weighted=False, start=0, size=3):
    """(x, y) or (x, y, weights), `number` times or without an end."""
    x, y = numbers(10, 4), classes(10, 3)
    for i in itertools.count() if number is None else range(number):
        rows = (np.arange(size) + (start + i) * size) % 10
        yield (x[rows], y[rows], np.arange(size) + 1.0) if weighted else (x[rows], y[rows])


def writes(k, found):
    """A callback that writes into `found` which hooks are called."""

    class Written(k.callbacks.Callback):
        def on_train_begin(self, logs=None):
            found.append(f"steps {self.params['steps']}")

        def on_epoch_begin(self, epoch, logs=None):
            found.append(f"epoch {epoch}")

        def on_train_batch_end(self, batch, logs=None):
            found.append(batch)

        def on_epoch_end(self, epoch, logs=None):
            found.append(f"end of {epoch}")

    return Written()


def compiled(k):
    model = mlp(k)
    model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def fitted(k, model, source, **options):
    order = []
    numbered(model)  # from the same weights each time
    history = model.fit(source, verbose=0, callbacks=[writes(k, order)], **options)
    weights = [w.tolist() for w in model.get_weights()]
    return {"history": plain(history), "order": order, "stopped": bool(model.stop_training), "weights": weights}


def generators_train(tf, k):
    """How long they are, with steps and without, over one epoch and more, until they run out."""
    model = compiled(k)
    return {
        "to the end": fitted(k, model, batches(4)),
        "weighted": fitted(k, model, batches(4, weighted=True)),
        "over after the first epoch": fitted(k, model, batches(4), epochs=3),
        "over in the third epoch": fitted(k, model, batches(7), epochs=4, steps_per_epoch=3),
        "just enough": fitted(k, model, batches(6), epochs=2, steps_per_epoch=3),
        "over between epochs": fitted(k, model, batches(6), epochs=4, steps_per_epoch=3),
        "endless": fitted(k, model, batches(), epochs=2, steps_per_epoch=3),
        "later epochs": fitted(k, model, batches(), initial_epoch=2, epochs=4, steps_per_epoch=2),
        "class weights": fitted(k, model, batches(4), class_weight={0: 1.0, 1: 2.0, 2: 3.0}),
        "of several sizes": fitted(k, model, itertools.chain(batches(1), batches(2, size=5), batches(1, size=1))),
        "lists": fitted(k, model, (list(batch) for batch in batches(2))),
        "tensors": fitted(k, model, (tuple(map(tf.constant, batch)) for batch in batches(2))),
    }


def generators_validate(tf, k):
    model, x, y = compiled(k), numbers(10, 4), classes(10, 3)
    steps = {"steps_per_epoch": 2}
    return {
        "arrays": fitted(k, model, batches(), epochs=2, validation_data=(x, y), **steps),
        "to the end": fitted(k, model, batches(), validation_data=batches(3), **steps),
        "over after the first": fitted(k, model, batches(), epochs=2, validation_data=batches(3), **steps),
        "of arrays": fitted(k, model, x, y=y, shuffle=False, validation_data=batches(5), validation_steps=2),
    }


def generators_measure(tf, k):
    model, x = compiled(k), numbers(10, 4)
    return {
        "evaluate": [float(v) for v in model.evaluate(batches(4), verbose=0)],
        "steps": [float(v) for v in model.evaluate(batches(), steps=2, verbose=0)],
        "short": [float(v) for v in model.evaluate(batches(1), steps=2, verbose=0)],
        "predict": model.predict(batches(4), verbose=0).tolist(),
        "predict inputs": model.predict(iter([x[:3], x[3:5]]), verbose=0).tolist(),
        "predict steps": model.predict(iter([(x[:3],)] * 5), steps=2, verbose=0).tolist(),
        "predict short": model.predict(batches(2), steps=5, verbose=0).tolist(),
    }


def generators_printed(tf, k):
    """The progress of data whose length shows when it ends; times are blanked."""
    model, found = compiled(k), {}
    for verbose in (1, 2):
        out = io.StringIO()
        numbered(model)
        with contextlib.redirect_stdout(out):
            model.fit(batches(4), verbose=verbose)
            model.fit(batches(), epochs=2, steps_per_epoch=2, verbose=verbose)
            model.evaluate(batches(4), verbose=verbose)
            model.predict(batches(4), verbose=verbose)
        lines = out.getvalue().replace("\b", "").split("\n")
        found[str(verbose)] = [re.sub(r"\d+(ms|us|s)\b", "T", line.split("\r")[-1]) for line in lines]
    return found


PROGRAMS = {
    program.__name__: program
    for program in (generators_train, generators_validate, generators_measure, generators_printed)
}
