"""Functions whose arguments stand elsewhere in TensorFlow 1."""

import pytest

import tenfold as tf

v1 = tf.compat.v1


def test_assertions_show_data():
    assert v1.assert_equal([1, 2], [1, 2]) is None
    with pytest.raises(tf.errors.InvalidArgumentError, match="sizes differ.*7"):
        v1.assert_equal([1], [2], ["seen:", tf.constant(7)], None, "sizes differ")
    with pytest.raises(tf.errors.InvalidArgumentError, match="too small\nCondition x > y"):
        v1.assert_greater([1], [2], message="too small")
    with pytest.raises(tf.errors.InvalidArgumentError, match="got.*-3"):
        v1.assert_positive([-3], data=["got", tf.constant([-3])])
    with pytest.raises(tf.errors.InvalidArgumentError, match="same"):
        v1.assert_none_equal(1, 1, message="same")
    with pytest.raises(ValueError, match="must have rank 2"):
        v1.assert_rank([1], 2)
    with pytest.raises(ValueError, match="data=...\\) is not supported"):
        v1.assert_rank([1], 1, data=[1])
    with pytest.raises(ValueError, match="data=...\\) is not supported"):
        v1.assert_near(1.0, 1.0, data=[1])
    v1.assert_near(1.0, 1.0 + 1e-7)
    v1.assert_rank_in([1], (0, 1))
    assert v1.assert_scalar(3, "name") == 3


def test_assertions_in_a_graph():
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.int32, [None])
        with v1.control_dependencies([v1.assert_less(x, 5, data=["x is", x])]):
            y = tf.identity(x)
        assert session.run(y, {x: [1, 2]}).tolist() == [1, 2]
        with pytest.raises(tf.errors.InvalidArgumentError, match="x is.*9"):
            session.run(y, {x: [9]})


def test_gradients_and_grouping():
    with v1.Graph().as_default(), v1.Session() as session:
        x = tf.constant(3.0)
        (slope,) = v1.gradients(x * x, x, None, "gradients", True, False)
        (curve,) = v1.hessians(x * x * x, [x], "hessians", True)
        first, second = v1.tuple([x, slope], "both", [curve])
        assert session.run([slope, curve, first, second]) == [6.0, 18.0, 3.0, 6.0]
    assert v1.convert_to_tensor(1, None, "one", tf.float64).dtype == tf.float64
    assert tf.convert_to_tensor(1, None, tf.float64).dtype == tf.float64
    assert [float(t) for t in tf.tuple([tf.constant(1.0), 2.0], [tf.constant(0)])] == [1.0, 2.0]


def test_setters_take_tensorflows_names():
    tf.config.threading.set_inter_op_parallelism_threads(num_threads=2)
    assert tf.config.threading.get_inter_op_parallelism_threads() == 2
    tf.config.threading.set_inter_op_parallelism_threads(0)
    tf.config.set_soft_device_placement(enabled=True)
    assert tf.as_dtype(type_value="float32") == tf.float32
