"""Layers, models, losses and metrics of a program's own: what they were made with survives saving and copying.

Configurations that stand here as literals are what tf_keras 2.21 gives for the same classes, unless a comment says so.
"""

import copy
import enum
import json
import logging
import pickle
import weakref

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers
X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
BASE = {"trainable": True, "dtype": "float32"}


class Scale(L.Layer):
    def __init__(self, factor, power=1, *, flag=True, **kwargs):
        super().__init__(**kwargs)
        self.factor, self.power = factor, power

    def call(self, inputs):
        return inputs * self.factor**self.power


class Bare(L.Layer):
    def __init__(self, units):
        super().__init__(name="fixed")
        self.units = units


class OtherKeywords(L.Layer):
    def __init__(self, a, *rest, **kw):
        super().__init__(**kw)


class Named(L.Layer):
    def __init__(self, second="z", name="hh", dtype="float64"):
        super().__init__(name=name, dtype=dtype)


class Extra(Scale):
    def __init__(self, extra, **kwargs):
        super().__init__(7, **kwargs)


class Late(L.Layer):
    def __init__(self, units):
        self.units = units
        super().__init__()


class Inherits(L.Layer):
    pass


class Net(keras.Model):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = L.Dense(units)

    def call(self, inputs):
        return self.dense(inputs)


class Noted(keras.Model):
    def __init__(self, note):
        super().__init__()


class NetThatDescribesItself(Net):
    def get_config(self):
        return {**super().get_config(), "units": self.dense.units}


class FunctionalNet(keras.Model):
    def __init__(self, units):
        inputs = keras.Input((2,), name="in")
        super().__init__(inputs, L.Dense(units, name="out")(inputs))


class Squared(keras.losses.Loss):
    def __init__(self, alpha, **kwargs):
        super().__init__(**kwargs)
        self.alpha = alpha

    def call(self, y_true, y_pred):
        return tf.reduce_mean(self.alpha * (y_true - y_pred) ** 2, -1)


class Above(keras.metrics.Metric):
    def __init__(self, threshold, name="above", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold, self.seen = threshold, self.add_weight(name="seen", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.seen.assign_add(tf.reduce_sum(tf.cast(y_pred > self.threshold, "float32")))

    def result(self):
        return self.seen


CUSTOM = {c.__name__: c for c in (Scale, Bare, OtherKeywords, Extra, Net, FunctionalNet, Squared, Above)}


@pytest.mark.parametrize(
    "made, config",
    [
        (lambda: Scale(3), {"name": "scale", **BASE, "factor": 3}),
        (
            lambda: Scale(3, 2, flag=False, name="q", trainable=False, dtype="float64", input_shape=(3,)),
            {"name": "q", "trainable": False, "dtype": "float64", "batch_input_shape": (None, 3), "flag": False}
            | {"input_shape": (3,), "factor": 3, "power": 2},
        ),
        (
            lambda: Scale((3, 4), [1, {"a": None}]),
            {"name": "scale", **BASE, "factor": (3, 4), "power": [1, {"a": None}]},
        ),
        (lambda: Scale(np.float64(2.0)), {"name": "scale", **BASE, "factor": 2.0}),
        (lambda: Scale(1, autocast=False), {"name": "scale", **BASE, "autocast": False, "factor": 1}),
        (lambda: Bare(2), {"units": 2}),  # it takes no name, dtype or trainable
        (lambda: Named(), {"name": "hh", "dtype": "float64"}),
        (
            lambda: Extra(1, power=5),
            {"name": "extra", **BASE, "power": 5, "extra": 1},
        ),  # here tf_keras keeps no name ...
        (lambda: OtherKeywords(1, name="x"), {"name": "x", **BASE, "a": 1}),  # ... nor here: `**kw` are no `**kwargs`
        (lambda: Late(2), {"units": 2}),
        (lambda: Inherits(False, "n"), {"name": "n", "trainable": False, "dtype": "float32"}),
        (lambda: Inherits(activity_regularizer="l2"), {"name": "inherits", **BASE, "activity_regularizer": "l2"}),
        (lambda: Scale(3, dtype=tf.float64), {"name": "scale", **BASE, "dtype": "float64", "factor": 3}),  # ours
        (lambda: Net(2), {"name": "net", **BASE, "units": 2}),
        (lambda: NetThatDescribesItself(3), {"units": 3}),
        (lambda: FunctionalNet(2), {"units": 2}),
        (lambda: Squared(2.0), {"reduction": "auto", "name": None, "alpha": 2.0}),  # ours: tf_keras loses alpha
        (lambda: Above(0.5), {"name": "above", "dtype": "float32", "threshold": 0.5}),  # ours, too
    ],
)
def test_an_object_without_get_config_is_described_by_what_its_constructor_was_given(made, config):
    assert made().get_config() == config
    again = type(made()).from_config(made().get_config())
    assert {**again.get_config(), "name": None} == {**config, "name": None}


class E(enum.Enum):
    X = 1


@pytest.mark.parametrize(
    "value",
    [np.int64(3), X, object(), len, lambda x: x, L.Dense(2), keras.initializers.Zeros(), tf.constant(1.0), [{"a": X}]]
    + [tf.Variable(1.0), tf.TensorShape([1]), tf.float32, np.float32, E.X, {1}, b"a", 1j, L.Dense],
    ids=lambda v: type(v).__name__,
)
@pytest.mark.parametrize("cls", [Scale, Noted, Squared, Above])
def test_an_argument_that_json_cannot_hold_is_refused_and_named(cls, value):
    made = cls(value)
    with pytest.raises(NotImplementedError, match=rf"{cls.__name__} was created by passing non-serializable argument"):
        made.get_config()


def test_arguments_that_have_no_name_are_refused_and_not_lost():
    class Positional(L.Layer):
        def __init__(self, a, /):
            super().__init__()

    with pytest.raises(NotImplementedError, match="to be passed by its name"):
        OtherKeywords(1, 2, 3).get_config()  # tf_keras forgets 2 and 3
    with pytest.raises(NotImplementedError, match="a, which has no name"):
        Positional(1).get_config()


def test_a_subclass_s_new_arguments_join_the_config_that_it_inherits(caplog):
    class Scaled(L.Dense):
        def __init__(self, units, scale=2.0, offset=None, **kwargs):
            super().__init__(units, **kwargs)
            self.scale = scale

    config = Scaled(3, 5.0, offset=X, activation="relu").get_config()  # tf_keras loses scale
    assert (config["scale"], config["units"], config["activation"], "offset" in config) == (5.0, 3, "relu", False)
    assert Scaled.from_config(config).scale == 5.0
    assert "The configuration of Scaled lacks offset=<ndarray>" in caplog.text  # as tf_keras's does, unsaid


def test_what_was_given_is_kept_as_it_was_given_and_big_arguments_are_not_kept_alive():
    sizes = [1, 2]
    layer = Scale({"sizes": sizes})
    sizes.append(3)
    layer.get_config()["factor"]["sizes"].append(4)
    assert layer.get_config()["factor"] == {"sizes": [1, 2]}

    class Forgetful(L.Layer):
        def __init__(self, table):
            super().__init__()

    class Table:
        pass

    table = Table()
    layer, known = Forgetful(table), weakref.ref(table)
    del table
    assert known() is None


def test_a_change_of_trainable_is_kept():
    layer = Scale(3, trainable=True)
    layer.trainable = False
    assert Scale.from_config(layer.get_config()).trainable is False  # tf_keras: True


def test_copies_know_what_the_original_was_given():
    for again in (copy.deepcopy(Scale(3)), pickle.loads(pickle.dumps(Scale(3))), copy.copy(Net(3))):
        assert 3 in again.get_config().values()


def test_a_config_that_does_not_fit_is_named():
    for config, said in (({}, "missing 1 required"), ({"factor": 1, "zzz": 1}, "zzz")):
        with pytest.raises(TypeError, match=f"Error when deserializing class 'Scale' using config=.*\n\n.*{said}"):
            Scale.from_config(config)
    with pytest.raises(TypeError, match="Error when deserializing class 'Squared'"):
        Squared.from_config({})


def custom_model():
    model = keras.Sequential([Scale(3, 2, input_shape=(2,)), Extra(1), Net(3), L.Dense(1)])
    model.compile("sgd", Squared(2.0), metrics=[Above(0.25)])
    model.fit(X, Y, verbose=0)
    return model


def test_models_of_custom_parts_are_saved_loaded_and_cloned(tmp_path):
    model = custom_model()
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5", custom_objects=CUSTOM)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
    assert loaded.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)
    assert (loaded.loss.alpha, loaded.metrics[1].threshold, loaded.metrics_names) == (2.0, 0.25, ["loss", "above"])
    for again in (keras.models.clone_model(model), keras.models.model_from_json(model.to_json(), CUSTOM)):
        again.set_weights(model.get_weights())
        np.testing.assert_array_equal(again.predict(X, verbose=0), model.predict(X, verbose=0))


def test_a_functional_model_that_makes_itself_is_made_again_by_its_class(tmp_path):
    model = FunctionalNet(3)
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5", custom_objects=CUSTOM)
    assert type(loaded).__name__ == "FunctionalNet"
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))


def test_a_model_whose_loss_cannot_be_described_is_saved_without_its_training(tmp_path, caplog):
    model = custom_model()
    model.compile("sgd", Squared(tf.constant(2.0)))
    with caplog.at_level(logging.WARNING):
        model.save(tmp_path / "m.h5")
    assert "saved without its training configuration" in caplog.text and "alpha=<Tensor>" in caplog.text
    loaded = keras.models.load_model(tmp_path / "m.h5", custom_objects=CUSTOM)
    assert loaded.optimizer is None
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))


class CategoricalCrossentropyOfNumbers(keras.losses.Loss):
    """By its name akin to a loss of Keras's, which takes other labels; nothing can be said of its arguments."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def call(self, y_true, y_pred):
        return self.function(y_true, y_pred)


def test_a_loss_of_one_s_own_trains_whatever_it_was_made_with_and_is_called():
    model = custom_model()
    loss = CategoricalCrossentropyOfNumbers(keras.losses.sparse_categorical_crossentropy)
    model.compile("sgd", loss)
    labels = np.zeros(len(X), "int64")
    history = model.fit(X, labels, verbose=0).history["loss"]
    assert np.isfinite(history + [model.evaluate(X, labels, verbose=0), model.train_on_batch(X, labels)]).all()


def test_a_subclassed_model_is_not_saved_as_hdf5(tmp_path):
    model = Net(1)
    model(X)
    with pytest.raises(NotImplementedError, match="requires the model to be a Functional model or a Sequential"):
        model.save(tmp_path / "m.h5")
    assert list(tmp_path.iterdir()) == [] and json.loads(model.to_json())["config"]["units"] == 1


class Holds(L.Layer):
    def __init__(self, value, **kwargs):
        super().__init__(**kwargs)
        self.value = value

    def get_config(self):
        return {**super().get_config(), "value": self.value}


@pytest.mark.parametrize(
    "value, plain",
    [(np.int64(3), 3), (np.float16(0.5), 0.5), (np.bool_(True), True), (np.array(3), 3), (np.str_("q"), "q")]
    + [(np.array([[1, 2.5]]), [[1.0, 2.5]]), ({"a": [np.ones(2)]}, {"a": [[1.0, 1.0]]}), (tf.float32, "float32")]
    + [(tf.TensorShape([1, None]), [1, None]), (np.array(["a", "b"]), ["a", "b"])],
    ids=repr,
)
def test_numpy_values_in_a_config_are_plain_ones_in_json(value, plain):
    text = keras.Sequential([L.InputLayer((2,)), Holds(value)]).to_json(indent=1)
    assert json.loads(text)["config"]["layers"][1]["config"]["value"] == plain
    assert keras.models.model_from_json(text, {"Holds": Holds}).layers[0].value == plain


@pytest.mark.parametrize("base", [keras.initializers.Initializer, keras.constraints.Constraint])
def test_initializers_and_constraints_keep_their_plain_arguments_too(base):
    """tf_keras loses them; what JSON cannot hold is left out here too, since their models are saved there."""

    class Own(base):
        def __init__(self, value=1.0, table=None):
            self.value = value

        def __call__(self, first, dtype=None):
            return first

    class Silent(base):
        pass

    layer = L.Dense(1, kernel_initializer=Own(2.0, X), kernel_constraint=Own(2.0, table=X))
    config = layer.get_config()
    for name in ("kernel_initializer", "kernel_constraint"):
        assert config[name] == {"class_name": "Own", "config": {"value": 2.0}}
    assert copy.deepcopy(Own(3.0)).get_config() == {"value": 3.0} and Silent().get_config() == {}
    with pytest.raises(TypeError, match="Error when deserializing class 'Own'"):
        Own.from_config({"valu": 2.0})


def triple(x):
    return 3 * x


@pytest.mark.parametrize(
    "value", [lambda: triple, lambda: L.Dense(2, name="inner"), lambda: Scale(2), lambda: Holds(Scale(2))]
)
def test_objects_and_functions_that_get_config_gives_as_they_are_come_back_from_a_file(value, tmp_path):
    """As in tf_keras's HDF5 files: objects are marked there, and a string that names a custom function is that."""
    model = keras.Sequential([L.InputLayer((2,)), Holds(value(), name="triple")])
    model.save(tmp_path / "m.h5")
    custom = {**CUSTOM, "Holds": Holds, "triple": triple}
    for read in (
        keras.models.load_model(tmp_path / "m.h5", custom),
        keras.models.model_from_json(model.to_json(), custom),
    ):
        held = read.layers[0].value
        assert read.layers[0].name == "triple" and type(held) is type(value())
        assert held is triple or held.get_config().keys() == value().get_config().keys()
        assert not isinstance(held, Holds) or held.value.factor == 2


def test_an_unknown_object_in_a_config_is_named(tmp_path):
    keras.Sequential([L.InputLayer((2,)), Holds(Scale(2))]).save(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="Unknown config_item: 'Scale'"):
        keras.models.load_model(tmp_path / "m.h5", {"Holds": Holds})
