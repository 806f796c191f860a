"""What an epoch is said to have come to, where the last step gave something else: programs like those of `whole_fits`.

A step of the user's own may give its batch's loss under the name of a metric, and a callback may evaluate, or reset
the metrics, between batches.
"""

import functools

from keras_model_programs import numbered, numbers
from whole_fits import plain

GIVEN = {  # what a step gives, of its batch's loss; the model's metrics are "loss" and "other"
    "names of the metrics": lambda loss: {"other": loss, "loss": loss * 2},
    "one of them": lambda loss: {"loss": loss * 2},
    "one more": lambda loss: {"z": loss, "other": loss, "loss": loss * 2},
    "a dict in a dict": lambda loss: {"loss": loss, "other": {"inner": loss}},
    "nothing": lambda loss: {},
}


def _model(tf, k, train, test):
    class Own(k.Model):
        def __init__(self):
            super().__init__()
            self.dense = k.layers.Dense(1)
            self.loss_tracker, self.other = k.metrics.Mean(name="loss"), k.metrics.Mean(name="other")

        @property
        def metrics(self):
            return [self.loss_tracker, self.other]

        def call(self, x):
            return self.dense(x)

        def measured(self, x, y):
            loss = tf.reduce_mean((self(x) - y) ** 2)
            self.loss_tracker.update_state(loss)
            self.other.update_state(3.0)
            return loss

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = self.measured(*data)
            weights = self.trainable_weights
            self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
            return train(loss)

        def test_step(self, data):
            return test(self.measured(*data))

    model = Own()
    model(numbers(1, 4))
    numbered(model)
    model.compile("sgd")
    return model


def _told(k, told):
    """A callback that notes what it is told."""

    class Told(k.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            told.append(["batch", dict(logs)])

        def on_test_end(self, logs=None):
            told.append(["test", dict(logs)])

        def on_epoch_end(self, epoch, logs=None):
            told.append(["epoch", dict(logs)])

    return Told()


def own_steps(tf, k, given):
    """Steps of the user's own, the one for training and the one for measuring giving the same."""
    x, y, told = numbers(10, 4), numbers(10, 1, seed=2), []
    model = _model(tf, k, GIVEN[given], GIVEN[given])
    options = {"batch_size": 4, "verbose": 0, "callbacks": [_told(k, told)]}
    history = model.fit(x, y, shuffle=False, epochs=2, validation_data=(x, y), **options).history
    measured = model.evaluate(x, y, batch_size=4, verbose=0, return_dict=True)
    return plain({"told": told, "history": history, "evaluate": measured})


def _between_batches(tf, k, act):
    class Acting(k.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            act(self.model, batch)

    x, y, told = numbers(10, 4), numbers(10, 1, seed=2), []
    model = numbered(k.Sequential([k.Input((4,)), k.layers.Dense(1)]))
    model.compile("sgd", "mse", metrics=["mae"])
    callbacks = [Acting(), _told(k, told)]
    history = model.fit(x, y, shuffle=False, epochs=2, batch_size=4, verbose=0, callbacks=callbacks).history
    return plain({"told": told, "history": history})


def evaluating_between_batches(tf, k):
    """The metrics hold what was measured last."""
    x, y = numbers(10, 4), numbers(10, 1, seed=2)
    return _between_batches(tf, k, lambda model, batch: model.evaluate(x, y + batch, verbose=0))


def resetting_between_batches(tf, k):
    """The metrics hold nothing."""
    return _between_batches(tf, k, lambda model, batch: model.reset_metrics())


PROGRAMS = {f"own_steps: {name}": functools.partial(own_steps, given=name) for name in GIVEN}
PROGRAMS |= {f.__name__: f for f in (evaluating_between_batches, resetting_between_batches)}
KERAS3_PROGRAMS = {f"Keras 3: {name}": program for name, program in PROGRAMS.items() if "nothing" not in name}
