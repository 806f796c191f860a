"""A fit that fails leaves the model, its optimizer and the data as they were before the failing step."""

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.arange(40, dtype="float32").reshape(10, 4) / 40, np.arange(10) % 3


class Fails(keras.callbacks.Callback):
    """Raises in one hook."""

    def __init__(self, hook):
        super().__init__()
        setattr(self, hook, self.fail)

    def fail(self, *args, **kwargs):
        raise RuntimeError("on purpose")


def classifier(loss="sparse_categorical_crossentropy"):
    kernel = keras.initializers.Constant(np.arange(12).reshape(4, 3) / 20.0)
    model = keras.Sequential([keras.layers.Dense(3, "softmax", input_shape=(4,), kernel_initializer=kernel)])
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def in_step(y_true, y_pred):
    raise RuntimeError("on purpose")


def on_data(y_true, y_pred):
    with tf.control_dependencies([tf.debugging.assert_less(y_true, 3)]):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred)


@pytest.mark.parametrize(
    "options",
    [
        {"callbacks": [Fails("on_train_begin")]},
        {"callbacks": [Fails("on_epoch_begin")]},
        {"callbacks": [Fails("on_train_batch_begin")]},
        {"callbacks": [Fails("set_model")]},
        {"callbacks": [Fails("set_params")]},
        {"callbacks": "history"},
        {"x": X[:, :3]},
        {"y": np.ones((10, 2, 2))},
        {"class_weight": {0: 1.0}},
        {"sample_weight": np.ones((10, 1, 1))},
        {"validation_data": (X, Y + 5)},
        {"verbose": 7},
        {"loss": in_step},
        {"loss": on_data, "y": Y + 5},
    ],
    ids=lambda options: " ".join(map(str, [*options, *map(type, options.values())])),
)
def test_a_fit_that_fails_before_its_first_step_is_over_changes_nothing(options):
    loss = options.get("loss", "sparse_categorical_crossentropy")
    model, fresh = classifier(loss), classifier()
    given = {"x": X.copy(), "y": Y.copy(), "verbose": 0, "shuffle": False, **options}
    given.pop("loss", None)
    with pytest.raises(Exception, match="."):
        model.fit(**given)
    np.testing.assert_array_equal(model.get_weights()[0], fresh.get_weights()[0])
    assert int(model.optimizer.iterations.numpy()) == 0 and not model.stop_training
    assert [float(m.result()) for m in model.metrics] == [0.0] * len(model.metrics)
    if "x" not in options and "y" not in options:
        np.testing.assert_array_equal(given["x"], X), np.testing.assert_array_equal(given["y"], Y)
    if "loss" not in options:
        history = model.fit(X, Y, verbose=0, shuffle=False, epochs=2).history
        assert history == fresh.fit(X, Y, verbose=0, shuffle=False, epochs=2).history
        assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), fresh.get_weights(), strict=True))


@pytest.mark.parametrize("hook", ["on_epoch_end", "on_test_begin", "on_test_batch_end", "on_test_end", "on_train_end"])
def test_a_fit_that_fails_after_steps_keeps_these(hook):
    model, straight = classifier(), classifier()
    with pytest.raises(RuntimeError, match="on purpose"):
        model.fit(X, Y, validation_data=(X, Y), batch_size=5, verbose=0, shuffle=False, callbacks=[Fails(hook)])
    straight.fit(X, Y, batch_size=5, verbose=0, shuffle=False)
    np.testing.assert_array_equal(model.get_weights()[0], straight.get_weights()[0])
    assert int(model.optimizer.iterations.numpy()) == 2 and not model.stop_training


def test_the_order_of_samples_after_a_fit_that_failed_is_that_of_the_seed():
    found = []
    for fails in (False, True):
        keras.utils.set_random_seed(3)
        model = classifier()
        if fails:
            with pytest.raises(RuntimeError):
                model.fit(X, Y, batch_size=2, verbose=0, callbacks=[Fails("on_train_begin")])
        found.append(model.fit(X, Y, batch_size=2, verbose=0).history["loss"])
    assert found[0] == found[1]
