"""What fit, evaluate and predict take: counts of steps, class weights, data of every kind; and what they refuse.

Numbers are tf_keras 2.21's.
"""

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.arange(40, dtype="float32").reshape(10, 4) / 40, np.arange(10) % 3
ONE_HOT = np.eye(3, dtype="float32")[Y]


def classifier(loss="sparse_categorical_crossentropy", units=3):
    kernel = keras.initializers.Constant(np.arange(4 * units).reshape(4, units) / 20.0)
    model = keras.Sequential([keras.layers.Dense(units, "softmax", input_shape=(4,), kernel_initializer=kernel)])
    model.compile("sgd", loss)
    return model


class Seen(keras.callbacks.Callback):
    """The numbers of the batches."""

    def on_train_begin(self, logs=None):
        self.batches = []

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append(batch)


def fitted(x=X, y=Y, loss="sparse_categorical_crossentropy", **options):
    model, seen = classifier(loss), Seen()
    history = model.fit(x, y, verbose=0, shuffle=options.pop("shuffle", False), callbacks=[seen], **options)
    return history.history, len(seen.batches)


@pytest.mark.parametrize(
    "options, losses, batches",
    [
        ({"steps_per_epoch": 1}, [1.10962], 1),
        ({"steps_per_epoch": 3}, [1.10993], 3),
        ({"steps_per_epoch": 2.5}, [1.10993], 3),
        ({"steps_per_epoch": 3, "epochs": 3}, [1.10993, 1.10866, 1.10745], 9),
        ({"steps_per_epoch": 2, "batch_size": 2}, [1.10659], 2),
        ({"steps_per_epoch": 2, "batch_size": 2, "epochs": 2}, [1.10659, 1.1099], 4),  # goes on where it ended
        ({"steps_per_epoch": 3, "batch_size": 2, "epochs": 2}, [1.08782, 1.13065], 6),  # and around
        ({"steps_per_epoch": 20, "batch_size": 2}, [1.11087], 5),  # runs out
    ],
)
def test_arrays_are_cut_into_the_steps_that_are_asked_for(options, losses, batches):
    history, seen = fitted(**options)
    assert seen == batches
    assert history["loss"] == pytest.approx(losses, abs=2e-5)


@pytest.mark.parametrize(
    "options, value",
    [
        ({"validation_data": (X, Y), "validation_steps": 3}, 1.1093),
        ({"validation_data": (X, Y), "validation_steps": 3, "batch_size": 2}, 1.08702),
        ({"validation_data": (X, Y), "validation_steps": 1, "validation_batch_size": 3}, 1.0857),
        ({"validation_split": 0.4, "validation_steps": 3}, 1.14412),
    ],
)
def test_validation_is_cut_in_the_same_way(options, value):
    assert fitted(**options)[0]["val_loss"] == pytest.approx([value], abs=2e-5)


def test_evaluate_and_predict_count_steps():
    model = classifier()
    assert model.evaluate(X, Y, verbose=0, steps=3) == pytest.approx(1.10962, abs=2e-5)
    assert model.evaluate(X, Y, verbose=0, batch_size=2, steps=2) == pytest.approx(1.10612, abs=2e-5)
    assert model.predict(X, verbose=0, steps=3).shape == (10, 3)
    assert model.predict(X, verbose=0, steps=2, batch_size=2).shape == (4, 3)


def test_data_that_run_out_end_training_with_a_warning(caplog):
    history, seen = fitted(steps_per_epoch=8, batch_size=2, epochs=3)
    assert seen == 15 and len(history["loss"]) == 2
    assert "ran out after 7 of 8 steps" in caplog.text


@pytest.mark.parametrize("name", ["steps_per_epoch", "validation_steps", "epochs", "batch_size", "validation_freq"])
@pytest.mark.parametrize("value", [0, -1, "2"])
def test_counts_that_make_no_sense_are_refused(name, value):
    with pytest.raises((ValueError, TypeError), match=name):
        fitted(validation_data=(X, Y), **{name: value})


@pytest.mark.parametrize("method", ["evaluate", "predict"])
def test_steps_that_make_no_sense_are_refused(method):
    for value in (0, -1):
        with pytest.raises(ValueError, match="steps. must be positive"):
            getattr(classifier(), method)(X, verbose=0, steps=value, **({"y": Y} if method == "evaluate" else {}))


@pytest.mark.parametrize("labels", [Y, Y[:, None], Y.astype("float32"), [Y], ONE_HOT])
def test_class_weights_take_labels_of_every_form(labels):
    loss = "categorical_crossentropy" if labels is ONE_HOT else "sparse_categorical_crossentropy"
    assert fitted(y=labels, loss=loss, class_weight={0: 1.0, 1: 2.0, 2: 3.0})[0]["loss"][0] == pytest.approx(
        2.03766, abs=2e-5
    )


@pytest.mark.parametrize(
    "given, error, message",
    [
        ({0: 1.0, 1: 2.0}, tf.errors.InvalidArgumentError, "class 2 occurs"),
        ({1: 2.0, 2: 3.0}, ValueError, "keys from 0 to one less than the number of classes"),
        ({-1: 1.0, 0: 1.0, 1: 1.0, 2: 1.0}, ValueError, "keys from 0"),
        ({0: "a", 1: 1.0, 2: 1.0}, ValueError, "must be numbers; received 'a'"),
        ([1.0, 2.0, 3.0], TypeError, r"dict\(enumerate\(weights\)\)"),
    ],
)
def test_class_weights_that_do_not_fit_the_labels_are_refused(given, error, message):
    for labels, loss in ((Y, "sparse_categorical_crossentropy"), (ONE_HOT, "categorical_crossentropy")):
        with pytest.raises(error, match=message):
            fitted(y=labels, loss=loss, class_weight=given)
    with pytest.raises(error, match=message):
        classifier().train_on_batch(X, Y, class_weight=given)


@pytest.mark.parametrize(
    "weight, message", [(np.ones((10, 3, 1)), "does not fit predictions"), (np.array(["a"] * 10), "must be numbers")]
)
def test_sample_weights_that_fit_nothing_are_refused(weight, message):
    with pytest.raises(ValueError, match=f"sample_weight.*{message}"):
        fitted(sample_weight=weight)


class Frame:
    """What of a pandas frame is looked at."""

    def __init__(self, **columns):
        self.columns = list(columns)
        self._rows = [list(row) for row in zip(*columns.values())]

    def __array__(self, dtype=None, copy=None):
        return np.array(self._rows, dtype or object)


NUMBERS = {"a": [1.0] * 10, "b": [2] * 10, "c": [0.5] * 10}


@pytest.mark.parametrize(
    "x, y, message",
    [
        (None, None, r"fit\(\) needs data"),
        (Frame(**NUMBERS, city=["Seoul"] * 10), Y, "x holds 'Seoul' in column 'city'.*get_dummies"),
        (Frame(**NUMBERS, d=[1.0, None] * 5), Y, "x holds None in column 'd'.*missing"),
        (np.array([[1.0, 2.0, 3.0, None]] * 10), Y, "x holds None in sample 0"),
        (np.array([["1", "2", "3", 4]] * 10, object), Y, "x holds '1' in sample 0"),
        (X, np.array([1.0, None] * 5, object), "y holds None in sample 1"),
        (X, np.array(["cat", "dog"] * 5), r"text \('cat'\).*unique"),
        (X, np.array(["1", "2"] * 5, object), r"text \('1'\)"),
        (X, np.array([0.0, np.nan] * 5), r"hold NaN, the first at index \[1\]"),
    ],
)
def test_data_that_are_no_numbers_are_refused_before_the_first_step(x, y, message):
    model = classifier()
    before = model.get_weights()
    with pytest.raises(ValueError, match=message):
        model.fit(x, y, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


@pytest.mark.parametrize("use", ["evaluate", "predict"])
def test_calls_without_data_say_so(use):
    with pytest.raises(ValueError, match=rf"{use}\(\) needs data"):
        getattr(classifier(), use)(None)


@pytest.mark.parametrize("labels, message", [(np.array(["a"] * 10), "text"), (np.full(10, np.nan), "NaN")])
def test_labels_are_looked_at_before_the_model_is_built(labels, message):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match=message):
        model.fit(X, labels, verbose=0)
    assert not model.built


def test_a_loss_of_one_s_own_may_take_nan():
    def without_missing(y_true, y_pred):
        known = tf.logical_not(tf.math.is_nan(y_true))
        return tf.reduce_mean(tf.square(tf.where(known, y_true, 0.0) - tf.where(known, y_pred, 0.0)), -1)

    labels = np.where(ONE_HOT > 0, np.nan, 0.0).astype("float32")
    assert np.isfinite(fitted(y=labels, loss=without_missing)[0]["loss"][0])


@pytest.mark.parametrize(
    "words",
    [
        [["ab"], ["é"]],
        np.array([["ab"], ["é"]]),
        np.array([["ab"], ["é"]], object),
        np.char.encode([["ab"], ["é"]], "utf-8"),
        tf.constant([["ab"], ["é"]]),
    ],
    ids=["lists", "str", "objects", "bytes", "tensor"],
)
def test_text_reaches_a_model_of_strings_as_a_tensor_of_strings(words):
    given = keras.Input((1,), dtype="string")
    model = keras.Model(given, [tf.strings.upper(given), tf.strings.length(given)])
    upper, length = model.predict(words, verbose=0)
    assert upper.tolist() == [[b"AB"], ["é".encode()]] and length.tolist() == [[2], [2]]


@pytest.mark.parametrize("shape", [(10, 2, 2), (10, 3), (10, 1, 2)])
def test_class_numbers_of_another_shape_than_the_outputs_are_refused_before_the_first_step(shape):
    with pytest.raises(ValueError, match=r"takes class numbers of shape \(10,\)"):
        classifier().fit(X, np.zeros(shape, int), verbose=0)


@pytest.mark.parametrize("shape", [(10,), (10, 1), (10, 1, 1)])
def test_class_numbers_may_have_axes_of_length_one(shape):
    assert classifier().evaluate(X, Y.reshape(shape), verbose=0) == pytest.approx(1.1096, abs=2e-4)


def test_objects_that_are_numbers_are_numbers():
    assert fitted(x=Frame(**NUMBERS, d=[1] * 10), y=Y.astype(object))[1] == 1


@pytest.mark.parametrize("given", [(X,), X, (X, Y, Y, Y)])
def test_validation_data_of_another_form_are_refused(given):
    with pytest.raises(ValueError, match=r"`validation_data` must be a tuple \(x, y\)"):
        fitted(validation_data=given)


def test_validation_data_without_labels_serve_a_model_without_a_loss_of_labels():
    x = keras.Input((4,))
    model = keras.Model(x, keras.layers.Dense(2)(x))
    model.add_loss(tf.reduce_mean(tf.square(model.output)))
    model.compile("sgd")
    assert "val_loss" in model.fit(X, validation_data=(X,), verbose=0).history


@pytest.mark.parametrize("form", ["csr", "coo", "csc"])
def test_a_sparse_matrix_is_input(form):
    sparse = pytest.importorskip("scipy.sparse")
    matrix = getattr(sparse, f"{form}_matrix")(X)
    assert fitted(matrix, batch_size=3)[0]["loss"] == pytest.approx([1.10971], abs=2e-5)
    model = classifier()
    np.testing.assert_array_equal(model.predict(matrix, verbose=0), model.predict(X, verbose=0))
    assert model.train_on_batch(matrix, Y) == pytest.approx(1.10962, abs=2e-5)
    with pytest.raises(ValueError, match="validation_split"):
        fitted(matrix, validation_split=0.3)
    with pytest.raises(TypeError, match=r"y\.toarray\(\)"):
        fitted(y=matrix)


def test_text_in_a_dict_belongs_to_the_input_of_its_name():
    """Whose place is another than that of its key among the sorted ones."""
    number, word = keras.Input((1,), name="number"), keras.Input((1,), name="a_word", dtype="string")
    known = keras.layers.StringLookup(vocabulary=["a", "b"], output_mode="one_hot")(word)
    model = keras.Model([number, word], keras.layers.Dense(1)(keras.layers.concatenate([number, known])))
    model.compile("sgd", "mse")
    words = np.array([["a"], ["b"]])
    model.fit({"number": np.ones((2, 1)), "a_word": words}, np.ones(2), verbose=0)
    with pytest.raises(ValueError, match="Input 0 of model.* must be float32 numbers"):
        model.fit({"number": words, "a_word": words}, np.ones(2), verbose=0)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ((X[:, :3], ONE_HOT), r"expected shape=\(None, 4\), found shape=\(None, 3\)"),
        (([X, X], ONE_HOT), "expects 1 input.s., but it received 2"),
        (({"x": X}, ONE_HOT), "Missing data for input"),
        ((X, ONE_HOT[:, :2]), "Incompatible shapes"),
        ((X, [ONE_HOT, ONE_HOT]), "targets has 2 entries"),
        ((X, ONE_HOT, np.ones((10, 3))), "Weights of shape"),
    ],
)
def test_what_cannot_be_validated_on_is_refused_before_the_first_step(wrong, said):
    model, seen = classifier("mse"), Seen()
    before = model.get_weights()
    with pytest.raises(ValueError, match=rf"`validation_data` cannot be validated on.*{said}"):
        model.fit(X, ONE_HOT, verbose=0, validation_data=wrong, callbacks=[seen])
    assert not hasattr(seen, "batches")
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_what_a_loss_or_a_step_of_ones_own_validates_on_is_left_to_them():
    def halves(y_true, y_pred):
        return tf.reduce_mean(tf.abs(y_pred)) + tf.reduce_mean(y_true)

    model = classifier(halves)
    model.fit(X, ONE_HOT, verbose=0, validation_data=(X, ONE_HOT[:, :2]))

    class Own(keras.Model):
        def test_step(self, data):
            return {"width": tf.cast(data[0].shape[1], tf.float32)}

    inputs = keras.Input((4,))
    model = Own(inputs, keras.layers.Dense(3)(inputs))
    model.compile("sgd", "mse")
    assert model.fit(X, ONE_HOT, verbose=0, validation_data=(X[:, :3], Y)).history["val_width"] == [3.0]


class Reconstructs(keras.Model):
    """With steps of its own on x alone, and a loss that they use."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(4, kernel_initializer="ones")

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        return {"loss": self.compiled_loss(data, self(data))}

    def test_step(self, data):
        return {"mean": tf.reduce_mean(self(data[0] if isinstance(data, tuple) else data))}


@pytest.mark.parametrize("given", [(X,), [X], X])
def test_a_step_of_ones_own_needs_no_labels_for_a_loss_that_was_compiled(given):
    model = Reconstructs()
    model.compile("sgd", "mse")
    history = model.fit(X, validation_data=given, verbose=0).history
    assert history["loss"] == pytest.approx([np.square(X.sum(1, keepdims=True) - X).mean()], rel=1e-5)
    assert history["val_mean"] == [model.evaluate(X, verbose=0)]
    with pytest.raises(ValueError, match="Target data is missing"):
        classifier("mse").fit(X, verbose=0)


def test_validation_data_that_do_not_fit_are_refused_before_anything_is_trained():
    model = classifier()
    before = [w.copy() for w in model.get_weights()]
    with pytest.raises(ValueError):
        model.fit(X, Y, verbose=0, validation_data=(X[:, :3], Y))
    assert all((a == b).all() for a, b in zip(before, model.get_weights()))
