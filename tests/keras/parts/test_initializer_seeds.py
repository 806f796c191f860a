"""What initializers draw in each era, from the seeds of their day, recorded from TensorFlow 1.15 to 2.15."""

import numpy as np
import pytest
from programs import keras, tf

from tenfold.api import era

FROM_GLOBAL_SEED, FROM_KERAS_SEED = [-0.73366, 0.8796, 0.28695], [-0.528, 0.79408, 0.96049]
STATELESS, FIRST, SECOND = [-0.66622, 0.96256, 0.07071], [0.61079, 0.65989, 0.49158], [-1.00099, -0.18503, -0.60971]


@pytest.fixture
def in_era():
    yield era.set_era
    era.set_era(None)
    keras.backend.clear_session()
    tf.random.set_seed(None)


@pytest.mark.parametrize(
    "version, unseeded, once, reused",
    [
        ("2.4", FROM_GLOBAL_SEED, STATELESS, [STATELESS, STATELESS]),
        ("2.6", FROM_GLOBAL_SEED, STATELESS, [STATELESS, STATELESS]),
        ("2.7", FROM_GLOBAL_SEED, FIRST, [SECOND, [-0.2511, -0.30236, -0.11541]]),
        ("2.9", FROM_GLOBAL_SEED, FIRST, [SECOND, [-0.2511, -0.30236, -0.11541]]),
        ("2.10", FROM_KERAS_SEED, STATELESS, [STATELESS, STATELESS]),
        ("2.15", FROM_KERAS_SEED, STATELESS, [STATELESS, STATELESS]),
    ],
)
def test_initializers_draw_from_the_seeds_of_their_era(version, unseeded, once, reused, in_era):
    in_era(version)
    keras.utils.set_random_seed(1)
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    again = keras.initializers.GlorotUniform(seed=3)
    drawn = [layer.kernel, keras.initializers.GlorotUniform(seed=3)((3, 2)), again((3, 2)), again((3, 2))]
    found = [np.ravel(tensor)[:3] for tensor in drawn]
    np.testing.assert_allclose(found, [unseeded, once, *reused], atol=6e-6)
    assert again.get_config() == {"seed": 3}


def test_a_seed_in_tensorflow_1_is_that_of_an_op(in_era):
    in_era("1.15")
    with tf.Graph().as_default():
        tf.compat.v1.set_random_seed(1)
        initializer = keras.initializers.glorot_uniform(seed=3)
        with tf.compat.v1.Session() as session:
            drawn = session.run([initializer((3, 2)), initializer((3, 2))])
    np.testing.assert_allclose([np.ravel(array)[:3] for array in drawn], [FIRST, FIRST], atol=6e-6)
