"""Several outputs: what belongs to which, and in which order training reports it. Numbers are tf_keras 2.21's."""

import numpy as np
import pytest
from programs import keras, tf

from tenfold.keras.training import checks
from tenfold.keras.training.data.samples import Samples
from tenfold.keras.training.outputs import refuse_no_tensor

pytestmark = pytest.mark.usefixtures("fresh_names")
LOSSES = ["mse", "sparse_categorical_crossentropy"]
X = np.arange(40, dtype="float32").reshape(10, 4) / 40
A, B = np.linspace(0, 1, 10, dtype="float32")[:, None], np.arange(10) % 3
W, W2 = np.linspace(0, 1, 10), np.linspace(1, 2, 10)


def fixed(units, activation=None, **options):
    kernel = keras.initializers.Constant(np.arange(4 * units).reshape(4, units) / 20.0)
    return keras.layers.Dense(units, activation, kernel_initializer=kernel, **options)


def two_headed(**compiled):
    x = keras.Input((4,))
    model = keras.Model(x, [fixed(1, name="a")(x), fixed(3, "softmax", name="b")(x)])
    model.compile("sgd", **({"loss": LOSSES} | compiled))
    return model


def trained(y, sample_weight=None, **compiled):
    model = two_headed(**compiled)
    history = model.fit(X, y, sample_weight=sample_weight, verbose=0, shuffle=False).history
    assert list(history) == model.metrics_names
    return {name: round(values[0], 4) for name, values in history.items()}


@pytest.mark.parametrize(
    "y, weight, compiled, wanted",
    [
        ([A, None], None, {}, {"loss": 0.175, "a_loss": 0.175, "b_loss": 0.0}),
        ([None, B], None, {}, {"loss": 1.1096, "a_loss": 0.0, "b_loss": 1.1096}),
        ({"a": A, "b": None}, None, {}, {"loss": 0.175, "a_loss": 0.175, "b_loss": 0.0}),
        ([A, B], [W, None], {}, {"loss": 1.2488, "a_loss": 0.1392, "b_loss": 1.1096}),
        ([A, B], [None, W], {}, {"loss": 0.7352, "a_loss": 0.175, "b_loss": 0.5602}),
        ([A, B], {"a": None, "b": W2}, {}, {"loss": 1.8449, "a_loss": 0.175, "b_loss": 1.6698}),
        ([A, B], None, {"loss": ["mse", None]}, {"loss": 0.175, "a_loss": 0.175}),
        (
            [A, B],
            [W, None],
            {"weighted_metrics": [["mae"], ["acc"]]},
            {"loss": 1.2488, "a_loss": 0.1392, "b_loss": 1.1096, "a_mae": 0.4962, "b_acc": 0.3},
        ),
        (
            [A, B],
            None,
            {"metrics": [None, ["acc"]]},
            {"loss": 1.2847, "a_loss": 0.175, "b_loss": 1.1096, "b_acc": 0.3},
        ),
    ],
)
def test_none_skips_an_output(y, weight, compiled, wanted):
    assert trained(y, weight, **compiled) == pytest.approx(wanted, abs=2e-4)


@pytest.mark.parametrize("name", ["acc", "sparse_categorical_accuracy", keras.metrics.SparseCategoricalAccuracy])
def test_the_metrics_of_an_output_are_there_before_its_first_labels_come(name, tmp_path):
    """As in tf_keras, which cannot know what "acc" means by then, though, and fails."""
    metric = name if isinstance(name, str) else name(name="sparse_categorical_accuracy")
    model, full = (
        two_headed(metrics=[["mae"], [metric]]),
        f"b_{name if name == 'acc' else 'sparse_categorical_accuracy'}",
    )
    for y, loss, accuracy in [
        ([A, None], 0.175, 0.0),
        ([A, B], 1.2847, 0.3),
        ([None, B], 1.1096, 0.3),
        ([A, None], 0.175, 0.0),
    ]:
        logs = model.evaluate(X, y, verbose=0, return_dict=True)
        assert list(logs) == ["loss", "a_loss", "b_loss", "a_mae", full]
        assert (logs["loss"], logs[full]) == pytest.approx((loss, accuracy), abs=2e-4)
        model.save(tmp_path / "model.h5")
        loaded = keras.models.load_model(tmp_path / "model.h5")
        assert loaded.metrics_names == model.metrics_names
        assert loaded.evaluate(X, [A, B], verbose=0, return_dict=True)[full] == pytest.approx(0.3, abs=2e-4)


@pytest.mark.parametrize("eager", [False, True], ids=["traced", "eager"])
def test_the_same_arrays_in_another_structure_are_another_batch(eager):
    """One step, evaluated in turn with the same arrays for other outputs: each is computed as if it were the first."""
    model = two_headed(run_eagerly=eager)
    cases = [
        ([A[:, 0], B[:, None].astype("float32")], [W, None], [1.2488, 0.1392, 1.1096]),
        ([A[:, 0], B[:, None].astype("float32")], [None, W], [0.7352, 0.175, 0.5602]),
        ([A, B], {"b": W}, [0.7352, 0.175, 0.5602]),
        ({"b": B, "a": A}, {"a": W}, [1.2488, 0.1392, 1.1096]),
        ([A, None], None, [0.175, 0.175, 0.0]),
        ({"a": A}, None, [0.175, 0.175, 0.0]),
        ([None, A], None, None),
    ]
    for y, weight, wanted in cases:
        losses = model.evaluate(X, y, sample_weight=weight, verbose=0)
        if wanted is None:
            assert losses[1] == 0.0 and losses[2] > 0.0
        else:
            assert losses == pytest.approx(wanted, abs=2e-4)


def test_labels_by_name_are_checked_against_their_own_output():
    x = keras.Input((2,))
    model = keras.Model(x, [keras.layers.Dense(5, name="z")(x), keras.layers.Dense(3, name="a")(x)])
    model.compile("sgd", "sparse_categorical_crossentropy")
    data = Samples(np.ones((5, 2)), {"z": np.arange(5), "a": np.zeros(5, int)})
    checks.before_training(model, data)
    assert data.classes == (None, 3, 5)  # in the order of the data's arrays, a before z
    with pytest.raises(ValueError, match="'a' are between 0 and 4, but its last layer has 3"):
        model.fit(np.ones((5, 2)), {"z": np.arange(5), "a": np.arange(5)}, verbose=0)


def test_a_subclassed_model_sees_the_structure_that_it_was_given():
    class Difference(keras.Model):
        def call(self, x):
            return x["p"] - x["q"] if isinstance(x, dict) else x[0] - 2 * x[1] if isinstance(x, tuple) else x[0] * x[1]

    model, p, q = Difference(), X + 1.0, X * 3.0
    cases = [
        ([p, q], p * q),
        ({"p": p, "q": q}, p - q),
        ({"q": p, "p": q}, q - p),
        ((p, q), p - 2 * q),
        ([q, p], p * q),
    ]
    for x, wanted in cases:
        np.testing.assert_allclose(model.predict(x, verbose=0), wanted, rtol=1e-6)


def test_a_model_made_of_a_dict_of_inputs_takes_data_by_its_keys_as_its_layers_do(tmp_path):
    first, second = keras.Input((4,), name="first"), keras.Input((4,), name="second")
    model = keras.Model({"p": second, "q": first}, first - 2 * second)
    model.save(tmp_path / "model.h5")
    given = {"q": X, "p": X + 1}
    for m in (model, keras.models.load_model(tmp_path / "model.h5"), keras.models.clone_model(model)):
        np.testing.assert_allclose(m.predict(given, verbose=0), -X - 2, rtol=1e-6)
        np.testing.assert_allclose(m([X + 1, X]), -X - 2, rtol=1e-6)  # in the order of the keys
    for wrong, key in [({"first": X, "second": X}, "p"), ({"p": X}, "q")]:
        with pytest.raises(ValueError, match=f"Missing data for input \"{key}\".*following keys: .'p', 'q'."):
            model.predict(wrong, verbose=0)


def test_a_subclassed_model_has_no_keras_tensors():
    class Same(keras.Model):
        def call(self, x):
            return x

    model = Same()
    model(X)
    assert model.inputs is None and model.outputs is None
    with pytest.raises(ValueError, match="`inputs` of a functional model must be Keras tensors"):
        keras.Model(model.inputs, model.outputs)


def test_inputs_by_name_and_by_place_take_turns():
    first, second = keras.Input((4,), name="z"), keras.Input((4,), name="a")  # by name the second comes first
    model = keras.Model([first, second], first - 2 * second)
    for x in ([X, X + 1], {"a": X + 1, "z": X}, [X, X + 1]):
        np.testing.assert_allclose(model.predict(x, verbose=0), -X - 2, rtol=1e-6)


@pytest.mark.parametrize(
    "y, weight",
    [([A], None), ([A, B, B], None), ({"a": A, "c": B}, None), ([A, B], [W]), ([A, B], {"c": W})],
)
def test_another_number_of_targets_or_weights_is_refused(y, weight):
    with pytest.raises(ValueError, match=r"outputs.*\['a', 'b'\]"):
        trained(y, weight)


def test_a_metric_given_for_all_outputs_is_copied_for_each():
    metric = keras.metrics.MeanAbsoluteError(name="z")
    found = trained([A, B], metrics=[metric])
    assert (found["a_z"], found["b_z"]) == pytest.approx((0.351, 0.8333), abs=1e-4)
    assert metric.name == "z" and float(metric.result()) == 0.0


def test_the_metric_of_a_single_output_is_the_user_s_own():
    metric = keras.metrics.SparseCategoricalAccuracy(name="z")
    model = keras.Sequential([fixed(3, "softmax", input_shape=(4,))])
    model.compile("sgd", LOSSES[1], metrics=[metric])
    value = model.evaluate(X, B, verbose=0)[1]
    assert float(metric.result()) == pytest.approx(value)


@pytest.mark.parametrize("form", [lambda m: {"metrics": [[m], [m]]}, lambda m: {"metrics": m, "weighted_metrics": [m]}])
def test_one_metric_object_in_two_places_is_refused(form):
    with pytest.raises(ValueError, match="Found duplicated metrics object.*'z'"):
        two_headed(**form(keras.metrics.MeanSquaredError(name="z")))


def test_text_as_a_loss_weight_is_refused_by_compile():
    with pytest.raises(TypeError, match="`loss_weights` must be a number; received '2'.*loss_weights=2.0"):
        two_headed(loss_weights=["2", 1.0])


@pytest.mark.parametrize("trained_before", [True, False])
def test_names_of_metrics_stand_after_loading(tmp_path, trained_before):
    x = keras.Input((4,))
    model = keras.Model(x, [keras.layers.Dense(1, name="a")(x), keras.layers.Dense(3, "softmax", name="b")(x)])
    model.compile("sgd", LOSSES, metrics=[["mae"], ["accuracy"]], weighted_metrics=[["mse"], ["acc"]])
    names = ["loss", "a_loss", "b_loss", "a_mae", "a_mse", "b_accuracy", "b_acc"]
    if trained_before:
        model.fit(X, [A, B], verbose=0)
    before = model.evaluate(X, [A, B], verbose=0, return_dict=True)
    if not trained_before:
        model.compile("sgd", LOSSES, metrics=[["mae"], ["accuracy"]], weighted_metrics=[["mse"], ["acc"]])
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5")
    assert loaded.metrics_names == names
    loaded.save(tmp_path / "again.h5")  # before it has seen targets
    loaded = keras.models.load_model(tmp_path / "again.h5")
    assert loaded.metrics_names == names
    found = loaded.evaluate(X, [A, B], verbose=0, return_dict=True)
    assert list(found) == names and found == pytest.approx(before)


class Adding(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.z = keras.metrics.Mean(name="z")

    def call(self, x):
        self.add_metric(tf.reduce_mean(x), name="lm")
        self.z.update_state(x)
        return x


class Subclassed(keras.Model):
    def __init__(self, name="am", layers=1):
        super().__init__()
        self.inner, self.q = [Adding() for _ in range(layers)], keras.metrics.Mean(name="q")
        self.dense, self.added = keras.layers.Dense(3, "softmax"), name

    def call(self, x):
        for layer in self.inner:
            x = layer(x)
        x = self.dense(x)
        self.add_metric(tf.reduce_mean(x), name=self.added)
        self.q.update_state(1.0)
        return x


def test_added_metrics_are_in_keras_s_order():
    model = Subclassed()
    model.compile("sgd", LOSSES[1], metrics=["acc"])
    history = model.fit(X, B, verbose=0).history
    assert list(history) == model.metrics_names == ["loss", "acc", "q", "am", "z", "lm"]


@pytest.mark.parametrize("options, name", [({"name": "acc"}, "acc"), ({"layers": 2}, "lm")])
def test_an_added_metric_whose_name_is_taken_is_refused(options, name):
    model = Subclassed(**options)
    model.compile("sgd", LOSSES[1], metrics=["acc"])
    with pytest.raises(ValueError, match=f"adds a metric '{name}'"):
        model.fit(X, B, verbose=0)


def test_labels_of_rank_one_get_their_last_axis_whatever_the_function_is_called():
    """Sparse functions take both, and a function of the user's gets what tf_keras gives it."""
    ranks = []

    def sparse_something(y_true, y_pred):
        ranks.append(y_true.shape.rank)
        return tf.reduce_mean(y_pred, -1)

    model = keras.Sequential([fixed(3, "softmax", input_shape=(4,))])
    model.compile("sgd", LOSSES[1], metrics=[sparse_something, "sparse_top_k_categorical_accuracy", "accuracy"])
    found = model.evaluate(X, B, verbose=0, sample_weight=W)
    assert set(ranks) == {2}
    assert found == pytest.approx([0.56021, 1 / 3, 1.0, 0.3], abs=1e-4)


@pytest.mark.parametrize("eager", [False, True], ids=["traced", "eager"])
def test_an_output_of_none_stays_none(eager):
    class Attends(keras.Model):
        """As a model without attention scores to give."""

        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1, kernel_initializer="ones")

        def call(self, x):
            return {"scores": None, "values": (self.dense(x), None)}

    seen, model, wanted = [], Attends(), X.sum(1, keepdims=True)
    model.compile(run_eagerly=eager)
    keep = keras.callbacks.LambdaCallback()
    keep.on_predict_batch_end = lambda batch, logs=None: seen.append(logs["outputs"])
    found = [model.predict(X, batch_size=4, verbose=0, callbacks=[keep]), model.predict_on_batch(X), seen[0]]
    assert len(seen) == 3
    for outputs, rows in zip(found, (10, 10, 4), strict=True):
        assert outputs["scores"] is None and outputs["values"][1] is None
        np.testing.assert_allclose(outputs["values"][0], wanted[:rows], rtol=1e-5)


def test_a_model_that_gives_none_beside_its_output_is_trained_on_that():
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = fixed(1)

        def call(self, x):
            return self.dense(x), None

    model = Pair()
    model.compile("sgd", ["mse", None])
    assert model.fit(X, [A, None], verbose=0, shuffle=False).history["loss"] == pytest.approx([0.175], abs=2e-4)


def test_an_output_of_one_number_a_batch_has_a_number_for_each():
    class Mean(keras.Model):
        def call(self, x):
            return tf.reduce_mean(x), x

    for size, wanted in ((4, [0.1875, 0.5875, 0.8875]), (10, 0.4875)):  # recorded from tf_keras 2.21
        mean, same = Mean().predict(X, batch_size=size, verbose=0)
        assert np.shape(mean) == np.shape(wanted) and mean == pytest.approx(wanted)
        np.testing.assert_array_equal(same, X)


@pytest.mark.parametrize(("output", "said"), [(None, "or of a layer at its end,"), (np.ones(2), "no gradient flows")])
def test_what_is_no_tensor_is_refused_by_what_it_is(output, said):
    with pytest.raises(ValueError, match=said):
        refuse_no_tensor(output)
