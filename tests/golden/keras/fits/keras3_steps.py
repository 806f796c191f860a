"""Steps in the manner of Keras 3's guides, for it alone: its `compute_loss`, `metrics` and order of logs."""

from keras_model_programs import numbered, numbers
from whole_fits import fitted, plain


def _data():
    return numbers(10, 4), numbers(10, 1, seed=2)


def _dense(tf, k):
    class Dense(k.Model):
        def __init__(self):
            super().__init__()
            self.dense = k.layers.Dense(1, kernel_initializer="ones")

        def call(self, x):
            return self.dense(x)

    return Dense


def _with_and_without_metrics(cls):
    found = {}
    for metrics in (None, ["mae"]):
        model = cls()
        model.compile("sgd", "mse", metrics=metrics)
        fits = fitted(model, *_data(), validation_split=0.3)
        found[str(metrics)] = {**fits, "list": model.evaluate(*_data(), verbose=0), "names": model.metrics_names}
    return plain(found)


def own_compute_loss(tf, k):
    """What it gives is reported as the loss."""

    class Own(_dense(tf, k)):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return tf.reduce_mean((y - y_pred) ** 2) * (2.0 if training else 3.0)

    return _with_and_without_metrics(Own)


def scaled_compute_loss(tf, k):
    class Scaled(_dense(tf, k)):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return super().compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight) * 2.0

        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            results = super().compute_metrics(x, y, y_pred, sample_weight)
            results["largest"] = tf.reduce_max(y_pred)
            return results

    return _with_and_without_metrics(Scaled)


def step_of_the_guide(tf, k):
    """Metrics are updated one by one, the compiled ones as one of them."""

    class Guide(_dense(tf, k)):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

        def test_step(self, data):
            x, y = data
            y_pred = self(x, training=False)
            loss = self.compute_loss(y=y, y_pred=y_pred)
            for metric in self.metrics:
                if metric.name != "loss":
                    metric.update_state(y, y_pred)
                else:
                    metric.update_state(loss)
            return {m.name: m.result() for m in self.metrics}

    found = {}
    for metrics in (None, ["mae"]):
        model = Guide()
        model.compile("sgd", "mse", metrics=metrics)
        found[str(metrics)] = fitted(model, *_data())
    return {name: {**one, "history": dict(sorted(one["history"].items()))} for name, one in found.items()}


def short_step(tf, k):
    """compute_metrics and get_metrics_result; the loss is not reported, as nobody has told its tracker."""

    class Short(_dense(tf, k)):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(x=x, y=y, y_pred=y_pred)
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
            self.compute_metrics(x, y, y_pred)
            return self.get_metrics_result()

    return _with_and_without_metrics(Short)


def order_of_logs(tf, k):
    """By name in dicts; in lists the loss, those of outputs, then metrics as they were given to one output."""
    L = k.layers
    x = k.Input((4,))
    two = numbered(k.Model(x, [L.Dense(1, name="zz")(x), L.Dense(1, name="aa")(x)]))
    two.compile("sgd", ["mse", "mae"], metrics=[["mae"], ["mse", "mae"]], loss_weights=[1.0, 0.5])
    one = numbered(k.Sequential([k.Input((4,)), L.Dense(1, kernel_regularizer="l2")]))
    one.compile("sgd", "mse", metrics=["mse", "acc"], weighted_metrics=["mae"])
    x, y = _data()
    found, seen = {}, []
    told = k.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(list(logs)))
    for name, model, target in (("two", two, [y, y]), ("one", one, y)):
        found[name] = {
            "before": model.metrics_names,
            **fitted(model, x, target, validation_split=0.3 if name == "one" else 0.0, callbacks=[told]),
            "after": model.metrics_names,
            "evaluate list": model.evaluate(x, target, verbose=0),
            "train_on_batch": [float(v) for v in model.train_on_batch(x, target)],
            "test_on_batch": model.test_on_batch(x, target, return_dict=True),
        }
    return plain(found | {"told": seen})


def no_epochs(tf, k):
    model = numbered(k.Sequential([k.Input((4,)), k.layers.Dense(1)]))
    model.compile("sgd", "mse")
    return {"history": model.fit(*_data(), epochs=0).history}


KERAS3_PROGRAMS = {
    f.__name__: f
    for f in (own_compute_loss, scaled_compute_loss, step_of_the_guide, short_step, order_of_logs, no_epochs)
}
