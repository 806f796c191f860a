"""What optimizers show of themselves in Keras 3's era: recorded with Keras 3.15."""

import numpy as np
import pytest

from tenfold import keras
from tenfold.api import era

X, Y = np.ones((10, 2), "float32"), np.ones((10, 1), "float32")


@pytest.fixture(autouse=True)
def keras3():
    era.set_era("3")
    yield
    era.set_era(None)


def _fitted(**options):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(keras.optimizers.SGD(**options), "mse")
    model.fit(X, Y, batch_size=1, epochs=1, verbose=0)
    return model


def test_iterations_count_updates():
    assert int(_fitted(learning_rate=0.1, gradient_accumulation_steps=2).optimizer.iterations) == 5
    assert int(_fitted(learning_rate=0.01, gradient_accumulation_steps=3).optimizer.iterations) == 3
    assert int(_fitted(learning_rate=0.01).optimizer.iterations) == 10


def test_a_schedule_shows_the_rate_of_the_update_to_come():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    assert float(_fitted(learning_rate=schedule).optimizer.learning_rate) == pytest.approx(9.765625e-05)
    model = _fitted(learning_rate=schedule, gradient_accumulation_steps=2)
    assert float(model.optimizer.learning_rate) == pytest.approx(9.765625e-05)  # that of calls, of which there were 10
    np.testing.assert_allclose(model.get_weights()[0], np.full((2, 1), 0.8772133588790894), rtol=1e-5)
    era.set_era("2.15")
    assert float(_fitted(learning_rate=schedule).optimizer.learning_rate) == pytest.approx(1.953125e-04)


def test_a_dynamic_scale():
    scaling = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1))
    assert float(scaling.dynamic_scale) == 32768


def test_a_model_without_an_optimizer_is_evaluated_and_not_trained():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile(None, "mse")
    assert model.evaluate(X, Y, verbose=0) == 1.0
    with pytest.raises(ValueError, match="optimizer=None, and so cannot be trained"):
        model.fit(X, Y, verbose=0)
    era.set_era("2.15")
    with pytest.raises(ValueError, match="Could not interpret optimizer identifier: None"):
        model.compile(None, "mse")
