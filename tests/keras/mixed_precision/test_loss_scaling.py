"""LossScaleOptimizer: what `fit` does with it, copies, files, both gears."""

import copy
import json
import pickle

import h5py
import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L, mixed = keras.layers, keras.mixed_precision
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(24, 4)).astype(np.float32), RNG.normal(size=(24, 2)).astype(np.float32)
SGD = keras.optimizers.SGD


def compiled(optimizer="adam", policy="mixed_float16", **options):
    model = keras.Sequential([L.Dense(3, dtype=policy, input_shape=(4,)), L.Dense(2, dtype=policy)])
    model._set_dtype_policy(policy)
    model.set_weights([np.sin(np.arange(np.prod(w.shape))).reshape(w.shape) for w in model.weights])
    model.compile(optimizer, "mse", **options)
    return model


def scaling(optimizer, scale):
    return mixed.LossScaleOptimizer(optimizer, initial_scale=scale, dynamic_growth_steps=7)


def trained(model, **options):
    return model.fit(X, Y, batch_size=8, shuffle=False, verbose=0, **options).history["loss"]


def test_compile_scales_the_loss_under_mixed_float16_alone():
    assert isinstance(compiled().optimizer, mixed.LossScaleOptimizer)
    for policy in ("mixed_bfloat16", "float16", "float32"):
        assert type(compiled(policy=policy).optimizer) is keras.optimizers.Adam
    own = mixed.LossScaleOptimizer(SGD(), dynamic=False, initial_scale=4)
    assert compiled(own).optimizer is own
    assert type(compiled(auto_scale_loss=False).optimizer) is keras.optimizers.Adam


def test_both_gears_train_alike_and_leave_out_a_step_that_overflows():
    models = [compiled(scaling(SGD(0.01), 64), jit_compile=hot) for hot in (False, True)]
    first, second = (trained(m, epochs=2) for m in models)
    np.testing.assert_allclose(first, second, rtol=2e-3)
    for model in models:
        before, steps = model.get_weights(), int(model.optimizer.iterations)
        model.train_on_batch(X[:8] * 60000, Y[:8])
        for w, old in zip(model.get_weights(), before):
            np.testing.assert_array_equal(w, old)
        found = model.optimizer
        assert (float(found.loss_scale), int(found.dynamic_counter), int(found.iterations)) == (32, 0, steps + 1)


def test_a_small_gradient_survives():
    """What a product of 1e-4 and 1e-3 is to float16, 2 ** 15 times it is more exactly."""
    tiny = np.full((8, 4), 1e-4, np.float32)
    moved = {}
    for wanted in (None, False):
        model = compiled(SGD(1.0), auto_scale_loss=wanted)
        model.set_weights([w * 0 for w in model.get_weights()])
        model.layers[1].kernel.assign(np.full((3, 2), 1e-3))
        model.train_on_batch(tiny, np.ones((8, 2)))
        moved[wanted] = abs(model.layers[0].kernel.numpy()).max()
    assert moved[None] == pytest.approx(2e-7, rel=0.01) and moved[False] != pytest.approx(2e-7, rel=0.1)


def test_attributes_are_the_inner_optimizer_s():
    inner = SGD(0.1, momentum=0.5)
    outer = mixed.LossScaleOptimizer(inner)
    assert outer.momentum == 0.5 and "momentum" in dir(outer) and isinstance(outer, keras.optimizers.Optimizer)
    outer.learning_rate, outer.clipnorm = 0.25, 1.0
    assert float(inner.learning_rate) == float(outer.lr) == 0.25 and inner.clipnorm == 1.0
    v = tf.Variable([3.0])
    outer.minimize(lambda: v * v, [v])
    assert outer.iterations is inner.iterations and outer.get_slot(v, "m") is inner.get_slot(v, "m")
    with pytest.raises(AttributeError, match="nonsense"):
        outer.nonsense  # noqa: B018


def test_a_step_is_traced_anew_when_the_inner_optimizer_has_changed():
    model = compiled(SGD(0.1))
    trained(model)
    before = model.get_weights()
    model.optimizer.clipvalue = 1e-12  # nothing beside float32 weights
    trained(model)
    for w, old in zip(model.get_weights(), before):
        np.testing.assert_array_equal(w, old)


def test_callbacks_set_the_rate():
    model = compiled()
    trained(model, callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: 0.5)])
    assert float(model.optimizer.inner_optimizer.learning_rate) == 0.5


def test_copies_go_on_where_the_original_is():
    model = compiled(scaling(SGD(0.01), 64))
    trained(model)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        kept = copy.deepcopy(model)
        assert trained(other, epochs=2) == trained(kept, epochs=2)
        assert int(other.optimizer.dynamic_counter) == 2 and int(model.optimizer.dynamic_counter) == 3


def test_files_hold_the_optimizer_as_tf_keras_writes_it(tmp_path):
    model = compiled(scaling(keras.optimizers.Adam(), 64))
    trained(model)
    model.save(tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as file:
        written = json.loads(file.attrs["training_config"])["optimizer_config"]
        dtype = json.loads(file.attrs["model_config"])["config"]["layers"][1]["config"]["dtype"]
    assert written["class_name"] == "LossScaleOptimizerV3" and dtype["class_name"] == "Policy"
    again = keras.models.load_model(tmp_path / "m.h5")
    assert again.optimizer.get_config() == model.optimizer.get_config() and again.optimizer.initial_scale == 64
    assert trained(again) == trained(model)


def test_configurations_of_tensorflow_2_3_are_read():
    sgd = {"class_name": "SGD", "config": {"lr": 0.5}}
    fixed = {"class_name": "FixedLossScale", "config": {"loss_scale_value": 8.0}}
    follows = {"initial_loss_scale": 16.0, "increment_period": 5, "multiplier": 2.0}
    for scale, wanted in (
        (fixed, (False, 8.0, None)),
        ({"class_name": "DynamicLossScale", "config": follows}, (True, 16.0, 5)),
    ):
        config = {"class_name": "LossScaleOptimizer", "config": {"optimizer": sgd, "loss_scale": scale}}
        found = keras.optimizers.deserialize(config)
        assert (found.dynamic, found.initial_scale, found.dynamic_growth_steps) == wanted and float(found.lr) == 0.5
    with pytest.raises(ValueError, match="must be 2"):
        scale = {"class_name": "DynamicLossScale", "config": {**follows, "multiplier": 3.0}}
        mixed.LossScaleOptimizer.from_config({"optimizer": sgd, "loss_scale": scale})


def test_a_step_without_scaling_is_warned_of(caplog):
    outer, v = mixed.LossScaleOptimizer(SGD(0.1)), tf.Variable([1.0])
    outer.apply_gradients([(tf.constant([1.0]), v)])
    assert "get_scaled_loss() and LossScaleOptimizer.get_unscaled_gradients()" in caplog.text


def test_gradients_of_rows_are_scaled_as_rows():
    outer = mixed.LossScaleOptimizer(SGD(), initial_scale=4)
    (rows,) = outer.get_unscaled_gradients([tf.IndexedSlices(tf.constant([[4.0]]), [1], (3, 1))])
    assert isinstance(rows, tf.IndexedSlices) and rows.values.numpy() == 1.0


def test_scaling_works_in_a_graph_of_tensorflow_1():
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        v = v1.Variable([1.0, 2.0])
        outer = mixed.LossScaleOptimizer(SGD(0.5), initial_scale=4)
        step = outer.minimize(tf.reduce_sum(v * v), [v])
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            session.run(step)
            np.testing.assert_allclose(session.run(v), [0.0, 0.0])


def test_losses_of_several_dtypes_are_added_in_the_widest():
    i = keras.Input((4,))
    dense = [L.Dense(2, dtype=d, kernel_regularizer="l2") for d in ("mixed_float16", "mixed_bfloat16", "float32")]
    model = keras.Model(i, [d(i) for d in dense])
    model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(X, [Y, Y, Y])).all()
