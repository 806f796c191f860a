"""What is known of small integers while a graph is written reaches shapes."""

import pytest

import tenfold as tf


@pytest.mark.parametrize("dtype", [tf.int32, tf.int64])
def test_known_parts_of_a_shape_stand_beside_one_that_is_not(dtype):
    seen = []

    @tf.function
    def fill(n):
        seen.append((tf.fill([n, 2], 1).shape, tf.zeros(tf.concat([[n], [3, 4]], 0)).shape))
        return tf.reshape(tf.zeros([8]), [n, 2])

    assert fill(tf.constant(4, dtype)).shape == (4, 2)
    assert [[list(s) for s in shapes] for shapes in seen] == [[[None, 2], [None, 3, 4]]]
