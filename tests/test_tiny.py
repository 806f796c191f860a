"""Each promise of Tenfold once, in seconds."""

import subprocess
import sys
import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using


def test_import_brings_no_jax_and_prints_nothing():
    code = (
        "import sys, tenfold; assert 'jax' not in sys.modules and 'h5py' not in sys.modules and 'PIL' not in "
        "sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == done.stderr == ""


def test_tensors_print_as_tensorflow_prints_them():
    assert str(tf.constant([1.5, 2.0])) == "tf.Tensor([1.5 2. ], shape=(2,), dtype=float32)"
    assert repr(tf.constant(1)) == "<tf.Tensor: shape=(), dtype=int32, numpy=1>"
    assert repr(tf.Variable(2.0, name="w")) == "<tf.Variable 'w:0' shape=() dtype=float32, numpy=2.0>"


def test_nothing_is_promoted_silently():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"tf\.cast"):
        tf.constant(1) + tf.constant(1.0)


def test_unknown_names_say_the_nearest():
    with pytest.raises(AttributeError, match="reduce_sum"):
        tf.redduce_sum  # noqa: B018


def test_old_spellings_are_accepted():
    x = tf.ones([2, 3])
    assert tf.reduce_sum(x, reduction_indices=1, keep_dims=True).shape == (2, 1)


def test_gradients_to_second_order():
    x = tf.constant(2.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = x * x * x
        dy = inner.gradient(y, x)
    assert float(dy) == 12.0 and float(outer.gradient(dy, x)) == 12.0


@pytest.mark.parametrize("gear", ["first", "second"])
def test_a_function_gives_the_same_in_both_gears(gear):
    if gear == "second":
        pytest.importorskip("jax")
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])

    @tf.function
    def step(x):
        w.assign_add(tf.ones_like(w))
        return tf.reshape(tf.matmul(x, w), [tf.shape(x)[0], 2])

    with using(gear=gear):
        np.testing.assert_allclose(step(tf.ones([3, 2])), [[6.0, 8.0]] * 3)
        np.testing.assert_allclose(step(tf.ones([1, 2])), [[8.0, 10.0]])


def test_a_tensorflow_1_session():
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder("float")
        w = tf.Variable(2.0, name="weight")
        y = w * x
        with tf.compat.v1.Session() as session:
            with pytest.raises(tf.errors.FailedPreconditionError, match="weight"):
                session.run(y, {x: 1.0})
            session.run(tf.compat.v1.global_variables_initializer())
            assert session.run(y, feed_dict={x: 3.0}) == 6.0


def test_random_numbers_are_tensorflows():
    tf.random.set_seed(42)
    np.testing.assert_array_equal(tf.random.uniform([3]), np.float32([0.6645621, 0.44100678, 0.3528825]))
    np.testing.assert_array_equal(tf.random.uniform([3]), np.float32([0.68789124, 0.48447883, 0.9309944]))


def model():
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [layers.Dense(8, activation="relu", input_shape=(4,)), layers.Dense(3, activation="softmax")]
    )


def data(n=64):
    rng = np.random.RandomState(0)
    x = rng.rand(n, 4).astype("float32")
    return x, (x.sum(1) * 0.75).astype("int32")


def test_fit_learns_saves_and_loads(tmp_path):
    tf.keras.utils.set_random_seed(0)
    x, y = data()
    m = model()
    m.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = m.fit(x, y, epochs=3, batch_size=16, verbose=0, validation_split=0.25)
    assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert history.history["loss"][-1] < history.history["loss"][0]
    m.save(tmp_path / "m.h5")
    again = tf.keras.models.load_model(tmp_path / "m.h5")
    np.testing.assert_allclose(again.predict(x, verbose=0), m.predict(x, verbose=0), rtol=1e-6)


def test_the_same_program_gives_the_same_numbers():
    def run():
        tf.keras.utils.set_random_seed(1)
        m = model()
        m.compile("sgd", "sparse_categorical_crossentropy")
        return m.fit(*data(), epochs=2, verbose=0).history["loss"]

    assert run() == run()


def test_labels_are_checked_before_the_first_step():
    m = model()
    m.compile("sgd", "sparse_categorical_crossentropy")
    before = m.get_weights()
    with pytest.raises(ValueError, match="last layer has 3 units"):
        m.fit(data()[0], np.full(64, 7), verbose=0)
    for old, new in zip(before, m.get_weights()):
        np.testing.assert_array_equal(old, new)


def test_a_misspelt_argument_is_named():
    m = model()
    m.compile("sgd", "mse")
    with pytest.raises(TypeError, match="did you mean 'batch_size'"):
        m.fit(data()[0], data()[1], batxh_size=3)


def test_predict_from_several_threads():
    m, found = model(), {}
    x = data()[0]
    expected = m.predict(x, verbose=0)

    def work(i):
        found[i] = m.predict(x, verbose=0)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(found) == 8
    for one in found.values():
        np.testing.assert_array_equal(one, expected)


def test_examples_are_written_as_tfrecords_and_parsed_in_a_batch(tmp_path):
    path = str(tmp_path / "two.tfrecord")
    with tf.io.TFRecordWriter(path) as writer:
        for n in (1, 2):
            feature = {"n": tf.train.Feature(int64_list=tf.train.Int64List(value=[n]))}
            writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    records = list(tf.compat.v1.io.tf_record_iterator(path))
    assert tf.io.parse_example(records, {"n": tf.io.FixedLenFeature([], tf.int64)})["n"].numpy().tolist() == [1, 2]


def test_an_unchanged_tensorflow_program_runs(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import tensorflow as tf\n"
        "from tensorflow.keras.layers import Dense\n"
        "print(tf.__version__, Dense(2)(tf.ones([1, 3])).shape)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "tenfold.cli.main", "run", str(program)], capture_output=True, text=True
    )
    assert done.stdout == "2.15.0 (1, 2)\n", done.stderr
