"""Names that set a switch or say no: nothing that could be compared with a value of TensorFlow's."""

import pytest

import tenfold as tf


def test_log_device_placement_keeps_what_it_was_told():
    assert tf.debugging.get_log_device_placement() is False
    tf.debugging.set_log_device_placement(True)
    assert tf.debugging.get_log_device_placement() is True
    tf.debugging.set_log_device_placement(False)


def test_traceback_filtering_keeps_what_it_was_told():
    before = tf.debugging.is_traceback_filtering_enabled()
    tf.debugging.disable_traceback_filtering()
    assert tf.debugging.is_traceback_filtering_enabled() is False
    tf.debugging.enable_traceback_filtering()
    assert tf.debugging.is_traceback_filtering_enabled() is True
    if not before:
        tf.debugging.disable_traceback_filtering()


@pytest.mark.parametrize("refuse", [tf.no_gradient, tf.compat.v1.NotDifferentiable, tf.compat.v1.NoGradient])
def test_gradients_by_op_type_are_refused_with_the_cure(refuse):
    with pytest.raises(NotImplementedError, match="stop_gradient|custom_gradient"):
        refuse("Relu")


def test_match_filenames_once(tmp_path):
    for name in ("b.txt", "a.txt", "c.csv"):
        (tmp_path / name).write_text(name)
    found = tf.io.match_filenames_once(str(tmp_path / "*.txt"))
    assert sorted(tf.convert_to_tensor(found).numpy()) == [str(tmp_path / n).encode() for n in ("a.txt", "b.txt")]
