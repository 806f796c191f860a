"""What optimizers are beside their steps, against what tf_keras 2.21 recorded; see `optimizer_programs`."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.api import era

FOLDER = Path(__file__).parents[2] / "golden" / "keras" / "optimizers"
sys.path.insert(0, str(FOLDER))

import optimizer_programs as programs  # noqa: E402

RECORDED = json.loads((FOLDER / "optimizers.json").read_text())


@pytest.mark.parametrize("program", programs.PROGRAMS[:3], ids=lambda p: p.__name__)
def test_values_are_those_of_keras(program):
    recorded = RECORDED[program.__name__]
    found = dict(program(tf, keras))
    assert found.keys() == recorded.keys()
    for name, value in found.items():
        same(value, recorded[name], name)


def same(found, wanted, name):
    if isinstance(wanted, list) and not all(isinstance(x, (int, float)) for x in wanted):
        assert len(found) == len(wanted), name
        for one, other in zip(found, wanted):
            same(one, other, name)
    elif isinstance(wanted, str):
        assert found == wanted, name
    else:
        np.testing.assert_allclose(found, wanted, 1e-5, 1e-7, err_msg=name)


def test_failures_are_those_of_keras():
    for name, (error, text) in programs.failures(tf, keras):
        assert [error, text] == RECORDED["failures"][name], name


def test_descriptions_are_those_of_keras():
    found, recorded = dict(programs.descriptions(tf, keras)), RECORDED["descriptions"]
    for described in (found["adam"], recorded["adam"]):
        described["config"]["learning_rate"]["config"] = dict(described["config"]["learning_rate"]["config"])
    assert found == recorded


def test_rates_are_those_of_keras_to_the_last_places():
    recorded = RECORDED["schedules"]
    for name, value in programs.schedules(tf, keras):
        if name in ("own", "own_steps", "function"):
            same(value, recorded[name], name)
        else:  # a cosine's last place becomes up to four where it is added to 1
            np.testing.assert_array_max_ulp(np.float32(value), np.float32(recorded[name]), 4 if "Cosine" in name else 1)


class Momentum(keras.optimizers.Optimizer):
    """In Keras 3's manner."""

    def __init__(self, learning_rate=0.1, name="momentum", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.momenta = [self.add_variable_from_reference(reference_variable=v, name="m") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        momentum = self.momenta[self._get_variable_index(variable)]
        self.assign(momentum, momentum * 0.9 + gradient)
        self.assign_sub(variable, learning_rate * momentum)


def test_a_subclass_in_keras_3_s_manner():
    rate = keras.optimizers.schedules.PiecewiseConstantDecay([0], [0.1, 0.5])
    optimizer, v = Momentum(rate), tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="must be built"):
        optimizer.apply([tf.constant([1.0, 1.0])])
    optimizer.build([v])
    optimizer.apply([tf.constant([1.0, 1.0])], [v])
    optimizer.apply([tf.constant([1.0, 1.0])])
    np.testing.assert_allclose(v.numpy(), [1 - 0.1 - 0.95, 2 - 0.1 - 0.95], 1e-6)
    with pytest.raises(ValueError, match="Received 2 gradients for 1 variables"):
        optimizer.apply([tf.constant([1.0, 1.0])] * 2)
    unnamed = keras.optimizers.Optimizer(0.5)  # the rate, as Keras 3 has it
    assert (unnamed.name, float(unnamed.learning_rate)) == ("Optimizer", 0.5)


def test_a_scaled_loss_gives_the_same_step():
    for more in ({}, {"loss_scale_factor": 1024.0}):
        optimizer, v = keras.optimizers.SGD(0.25, **more), tf.Variable(2.0)
        optimizer.minimize(lambda v=v: v * v, [v])
        assert v.numpy() == 1.0 and float(optimizer.scale_loss(1.0)) == more.get("loss_scale_factor", 1.0)
        assert keras.optimizers.SGD.from_config(optimizer.get_config()).loss_scale_factor == optimizer.loss_scale_factor
    with pytest.raises(ValueError, match="must be an integer >= 2"):
        keras.optimizers.SGD(gradient_accumulation_steps=1)


def test_values_are_stored_by_number():
    optimizer, v, store = keras.optimizers.Adam(), tf.Variable([1.0]), {}
    optimizer.apply_gradients([(tf.constant([1.0]), v)])
    optimizer.save_own_variables(store)
    fresh = keras.optimizers.Adam()
    fresh.build([v])
    fresh.load_own_variables(store)
    assert list(store) == ["0", "1", "2"] and fresh.iterations.numpy() == 1
    np.testing.assert_array_equal(fresh.get_slot(v, "m"), optimizer.get_slot(v, "m"))


def test_updates_of_a_graph():
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        v = tf.compat.v1.Variable([1.0, 2.0])
        optimizer = keras.optimizers.SGD(0.25)
        keras_2 = optimizer.get_updates(tf.reduce_sum(v * v), [v])
        keras_1 = optimizer.get_updates([v], {}, tf.reduce_sum(v * v))
        session.run(tf.compat.v1.global_variables_initializer())
        session.run(keras_2)
        session.run(keras_1)
        np.testing.assert_allclose(session.run(v), [0.25, 0.5])


def test_nadam_has_the_pace_that_old_programs_name():
    ends = []
    for made in (
        keras.optimizers.Nadam(lr=0.2, beta_1=0.9, epsilon=None, schedule_decay=0.01),
        keras.optimizers.legacy.Nadam(lr=0.2, beta_1=0.9, schedule_decay=0.01),  # whose steps are recorded
        keras.optimizers.Nadam(lr=0.2, beta_1=0.9),
    ):
        v = tf.Variable([1.0, 2.0])
        for _ in range(2):
            made.apply_gradients([(tf.constant([1.0, 0.5]), v)])
        ends.append(v.numpy())
    np.testing.assert_array_equal(ends[0], ends[1])
    assert abs(ends[0] - ends[2]).min() > 1e-4


def test_the_backend_sets_rates():
    K, optimizer = keras.backend, keras.optimizers.SGD(0.5)
    K.set_value(optimizer.lr, 0.25)
    assert K.get_value(optimizer.learning_rate) == np.float32(0.25) == float(optimizer.lr)
    K.batch_set_value([(optimizer.lr, 1), (optimizer.iterations, 7)])
    assert [int(x) for x in K.batch_get_value([optimizer.lr, optimizer.iterations])] == [1, 7]
    with pytest.raises(TypeError, match="set_value needs a variable"):
        K.set_value(keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 3)).lr, 0.1)


def test_arguments_by_their_places():
    optimizers = keras.optimizers
    assert optimizers.Adam(0.1, 0.9, 0.999, 1e-7, False, None, 2.0).clipnorm == 2.0
    assert optimizers.SGD(0.1, 0.9, False, 0.01, 2.0).get_config()["weight_decay"] == 0.01
    old = optimizers.legacy.Adam(0.1, 0.9, 0.999, 1e-7, False, "mine")
    assert (old.name, old.weight_decay, float(old.lr)) == ("mine", None, np.float32(0.1))


@pytest.mark.parametrize("name", sorted(keras.optimizers.registry.CLASSES))
def test_every_class_is_made_again_from_either_form(name):
    optimizers = keras.optimizers
    made = getattr(optimizers, name)(learning_rate=0.5, clipvalue=0.25)
    for form in (True, False):
        described = json.loads(json.dumps(optimizers.serialize(made, use_legacy_format=form)))
        again = optimizers.deserialize(described)
        assert type(again) is type(made) and again.get_config() == made.get_config()
    assert type(optimizers.get(name)) is type(made) is type(optimizers.get(name.lower()))


def test_what_tf_keras_gives_where_it_could_be_taken_for_more_or_less():
    """tf_keras 2.21: the keys of a description, the schedule of an older optimizer."""
    optimizers = keras.optimizers
    for made in (optimizers.Adam(), optimizers.Lion(), optimizers.legacy.SGD()):
        assert sorted(optimizers.serialize(made)) == ["class_name", "config", "module", "registered_name"]
        assert type(optimizers.deserialize(optimizers.serialize(made))) is type(made)
    schedule = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    older, newer = optimizers.legacy.Adam(schedule), optimizers.Adam(schedule)
    described = optimizers.schedules.serialize(schedule)
    assert sorted(described) == ["class_name", "config", "module", "registered_name"]
    assert newer.get_config()["learning_rate"] == older.get_config()["learning_rate"] == described
    for made in (older, newer):
        again = type(made).from_config(made.get_config())
        assert again._learning_rate.get_config() == schedule.get_config()
    assert older.learning_rate is older.lr is schedule
    assert float(newer.learning_rate) == np.float32(0.1)


@pytest.mark.parametrize("use_ema", [False, True])
def test_sgd_takes_the_idle_slots_of_tf_keras(use_ema):
    variables = [tf.Variable([[1.0, 2.0]]), tf.Variable([3.0])]
    sgd = keras.optimizers.SGD(0.1, use_ema=use_ema)
    sgd.build(variables)
    own = [np.array(3), *([np.full((1, 2), 5.0), np.full(1, 6.0)] if use_ema else [])]
    idle = [np.zeros((1, 2)), np.zeros(1)]
    sgd.set_weights([*own, *idle])
    same(sgd.get_weights(), own, "weights")
    for wrong in ([*own, idle[0]], [*own, *idle[::-1]], [*own, *idle, np.zeros(1)]):
        with pytest.raises(ValueError, match="weight list of length"):
            sgd.set_weights(wrong)
    same(sgd.get_weights(), own, "weights")
    scaled = keras.mixed_precision.LossScaleOptimizer(keras.optimizers.SGD(0.1, use_ema=use_ema))
    scaled.build(variables)
    scaled.set_weights([*own, *idle])
    assert int(scaled.iterations.numpy()) == 3
    with pytest.raises(ValueError, match="weight list of length"):
        keras.optimizers.SGD(0.1, momentum=0.9).set_weights([*own, *idle])


def test_weights_of_which_one_does_not_fit_set_none():
    adam = keras.optimizers.Adam(0.1)
    adam.build([tf.Variable([[1.0, 2.0]]), tf.Variable([3.0])])
    before = adam.get_weights()
    with pytest.raises(ValueError, match=r"weight shape \(1,\) is not compatible with provided weight shape \(7,\)"):
        adam.set_weights([*(w + 1 for w in before[:-1]), np.zeros(7)])
    same(adam.get_weights(), before, "weights")


def test_files_with_idle_slots_of_sgd_keep_the_count_of_steps(tmp_path, caplog):
    """tf_keras saves slots for an SGD without momentum; a momentum that was taken away leaves the same."""
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
    model.compile(keras.optimizers.SGD(0.1, momentum=0.5), "mse")
    model.train_on_batch(np.ones((4, 2)), np.ones((4, 1)))
    model.optimizer.momentum = 0.0
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5")
    assert int(again.optimizer.iterations.numpy()) == 1 and not caplog.records


@pytest.mark.parametrize("name", "Adam Adamax Nadam RMSprop Adagrad Adadelta Ftrl Lion Adafactor".split())
def test_whole_numbers_are_not_trained(name):
    """tf_keras raises InvalidArgumentError or TypeError, according to the optimizer."""
    optimizer, variable = getattr(keras.optimizers, name)(0.1), tf.Variable(7)
    with pytest.raises(TypeError, match="int32"):
        optimizer.apply_gradients([(tf.constant(1), variable)])
    assert (variable.dtype, int(variable.numpy()), int(optimizer.iterations.numpy())) == (tf.int32, 7, 0)
    assert len(optimizer.variables) == 1


@pytest.mark.parametrize(
    "module, losses",
    [
        ("optimizers", [1.382505, 0.868434, 0.668394, 0.537015]),
        ("legacy", [1.382505, 0.870702, 0.66806, 0.534189]),
    ],
)
def test_nadam_trains_in_fit_as_in_eager_steps(module, losses):
    """As Keras 3 and tf_keras with run_eagerly=True; not as tf_keras traces it, see `Nadam`."""
    x, y = np.arange(12, dtype="float32").reshape(4, 3) / 12, np.array([[1.0], [0.0], [1.0], [0.5]])
    for eager in (False, True):
        dense = keras.layers.Dense
        model = keras.Sequential([dense(2, "tanh", kernel_initializer="ones"), dense(1, kernel_initializer="ones")])
        optimizer = (keras.optimizers if module == "optimizers" else keras.optimizers.legacy).Nadam(0.1)
        model.compile(optimizer, "mse", run_eagerly=eager)
        found = model.fit(x, y, batch_size=4, epochs=4, verbose=0, shuffle=False).history["loss"]
        np.testing.assert_allclose(found, losses, rtol=2e-6)


OLD_NAMES = {  # recorded from TensorFlow 2.9
    "SGD": ["iter", "dense/kernel/momentum", "dense/bias/momentum"],
    "Adam": ["iter", "dense/kernel/m", "dense/bias/m", "dense/kernel/v", "dense/bias/v"],
    "RMSprop": ["iter", "dense/kernel/rms", "dense/bias/rms", "dense/kernel/momentum", "dense/bias/momentum"],
    "Adadelta": [
        "iter",
        "dense/kernel/accum_grad",
        "dense/bias/accum_grad",
        "dense/kernel/accum_var",
        "dense/bias/accum_var",
    ],
    "Nadam": ["iter", "momentum_cache", "dense/kernel/m", "dense/bias/m", "dense/kernel/v", "dense/bias/v"],
}
OLD_CONFIGS = {
    "SGD": "decay learning_rate momentum name nesterov",
    "Adam": "amsgrad beta_1 beta_2 decay epsilon learning_rate name",
    "RMSprop": "centered decay epsilon learning_rate momentum name rho",
    "Adadelta": "decay epsilon learning_rate name rho",
    "Nadam": "beta_1 beta_2 decay epsilon learning_rate name",
}


@pytest.mark.parametrize("name", OLD_NAMES)
def test_variables_and_configurations_of_old_optimizers_are_called_as_they_were(name, monkeypatch):
    for version in ("2.9", "2.15"):
        monkeypatch.setattr(era, "_chosen", version)
        module = keras.optimizers if version == "2.9" else keras.optimizers.legacy
        optimizer = getattr(module, name)(**({"momentum": 0.9} if "momentum" in OLD_CONFIGS[name] else {}))
        kernel, bias = (tf.Variable([1.0], name=f"dense/{part}") for part in ("kernel", "bias"))
        optimizer.apply_gradients([(tf.constant([1.0]), v) for v in (kernel, bias)])
        assert [v.name for v in optimizer.variables()] == [f"{name}/{own}:0" for own in OLD_NAMES[name]]
        assert sorted(optimizer.get_config()) == OLD_CONFIGS[name].split()
        for slot in optimizer.get_slot_names():
            assert optimizer.get_slot(kernel, slot).name == f"{name}/dense/kernel/{slot}:0"
