"""Python generators as data; numbers and printed text are tf_keras's."""

import itertools
import logging

import numpy as np
import pytest
from programs import check_program, keras, tf

from tenfold.keras.training.data.generator import GeneratorBatches
from tenfold.keras.training.data.groups import LINE, in_groups, room

from keras_generator_programs import PROGRAMS, batches, compiled  # isort: skip

pytestmark = pytest.mark.usefixtures("fresh_names")


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_gives_what_tf_keras_gives(name):
    check_program(name, PROGRAMS[name])


def test_a_generator_that_is_over_too_early_is_said(caplog):
    with caplog.at_level(logging.WARNING):
        compiled(keras).fit(batches(7), epochs=4, steps_per_epoch=3, verbose=0)
    assert len(caplog.records) == 1
    assert "Your input ran out of data; interrupting training. Make sure that your" in caplog.text
    assert "(in this case, 12 batches): it ran out after 1 of 3 steps." in caplog.text


class Counted:
    """An iterator that knows how often it was asked."""

    def __init__(self, batches):
        self.batches, self.asked, self.closed = batches, 0, False

    def __iter__(self):
        return self

    def __next__(self):
        self.asked += 1
        return next(self.batches)

    def close(self):
        self.closed = True


def test_nothing_is_read_ahead_and_what_a_run_leaves_is_there_for_the_next():
    model, source, asked = compiled(keras), Counted(batches()), []

    class Asked(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            asked.append(source.asked)

    model.fit(source, steps_per_epoch=2, epochs=2, verbose=0, callbacks=[Asked()])
    assert asked == [1, 2, 3, 4] and source.asked == 4
    model.evaluate(source, steps=1, verbose=0), model.predict(source, steps=1, verbose=0)
    assert source.asked == 6 and not source.closed
    wanted = next(itertools.islice(batches(), 6, None))
    np.testing.assert_array_equal(next(source)[0], wanted[0])


def test_a_generator_may_fill_one_buffer_again_and_again():
    def refills():
        x, y = np.empty((3, 4), np.float32), np.empty(3, np.int64)
        for x[:], y[:] in batches(5):
            yield x, y

    model, found = compiled(keras), []
    weights = model.get_weights()
    for source in (batches(5), refills()):
        model.set_weights(weights)
        found.append(model.fit(source, verbose=0).history["loss"])
    assert found[0] == found[1]
    samples, arrays = next(GeneratorBatches.of(refills()).open())
    assert all(
        a.base is owner for a, owner in zip(arrays, samples.arrays, strict=True)
    )  # lent, so that second gear copies them


def test_the_order_of_a_generator_stays_and_its_batches_too(caplog):
    sizes = []

    class Net(keras.Model):
        def train_step(self, data):
            sizes.append(data[0].shape[0])
            return {"loss": tf.reduce_mean(data[0])}

        def test_step(self, data):
            return {"loss": tf.reduce_mean(data[0])}

    model = Net()
    model.compile(run_eagerly=True)
    with caplog.at_level(logging.WARNING):
        model.fit(batches(2), batch_size=2, verbose=0)
        assert caplog.text.count("batch_size=2 has no effect") == 1
        x, y = next(batches())
        model.fit(x, y, batch_size=3, validation_data=batches(1), verbose=0)  # which says nothing of the generator
    assert sizes == [3, 3, 3] and caplog.text.count("no effect") == 1


X, Y = next(batches())


@pytest.mark.parametrize(
    "source, options, message",
    [
        (batches(2), {"y": Y}, "`y` argument is not supported when using python generator as input"),
        (batches(2), {"sample_weight": Y}, "`sample_weight` argument is not supported when using python generator"),
        (batches(2), {"validation_split": 0.5}, "`validation_split` is only supported for Tensors or NumPy arrays"),
        (iter([]), {}, "non-empty: the generator has no batches"),
        (iter([1, 2]), {}, "Batch 1 of the generator.*scalar"),
        (iter([(X, Y), (X, Y[:2])]), {}, r"Batch 2 of the generator: Data cardinality is ambiguous"),
        (iter([(X, Y, Y, Y)]), {}, r"Data is expected to be in format `x`"),
        (iter([(X, Y + 3)]), {}, r"are between 3 and \d, but its last layer has 3 units"),
        (iter([(X,)]), {}, "Target data is missing"),
        (batches(2), {"class_weight": {1: 1.0}}, "keys from 0"),
        (batches(2), {"shuffle": "rows"}, '`shuffle` must be True, False or "batch"'),
    ],
)
def test_what_no_generator_may_give_is_refused(source, options, message):
    model = compiled(keras)
    before = model.get_weights()
    with pytest.raises(ValueError, match=message):
        model.fit(source, verbose=0, **options)
    if "Batch 2" not in message:
        np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert not model.stop_training


def test_arguments_that_are_refused_take_nothing_from_the_generator():
    source = Counted(batches())
    for options in ({"steps_per_epoch": 0}, {"epochs": 0}, {"initial_epoch": -1}, {"validation_freq": 0}, {"stps": 1}):
        with pytest.raises((ValueError, TypeError)):
            compiled(keras).fit(source, verbose=0, **options)
    assert source.asked == 0


def test_an_error_of_the_generator_itself_comes_through_and_leaves_the_last_step():
    def breaks():
        yield from batches(2)
        raise OSError("the disk is gone")

    model, straight = compiled(keras), compiled(keras)
    with pytest.raises(OSError, match="the disk is gone"):
        model.fit(breaks(), verbose=0)
    straight.fit(batches(2), verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], straight.get_weights()[0])


def test_a_later_batch_without_targets_is_refused_as_the_first_is():
    """The losses that layers add were trained alone."""
    model = keras.Sequential([keras.layers.Dense(1, kernel_regularizer="l2")])
    model.compile("sgd", "mse")
    x = np.ones((2, 3), "float32")
    with pytest.raises(ValueError, match="Target data is missing. Your model was compiled with loss=mse"):
        model.fit(iter([(x, x[:, :1]), (x,)]), verbose=0)
    assert int(model.optimizer.iterations) == 1


X, Y, W = np.ones((3, 4), np.float32), np.arange(3), np.ones(3, np.float32)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ((X, Y), (X + 1, Y * 2), True),
        ((X, Y, W), (X, Y, W * 2), True),
        ((X, Y), (X[:2], Y[:2]), False),
        ((X, Y), (X, Y.astype(np.int32)), False),
        ((X, Y), (X, Y, W), False),
        ((X, Y), [X, Y], False),
        ((X.astype(np.float64), Y), (X.astype(np.float64), Y), False),  # floats become Keras's
        ((X, np.array(list("abc"))), (X, np.array(list("abd"))), False),
        ((X, [0, 1, 2]), (X, [0, 1, 2]), False),
        (({"a": X}, Y), ({"a": X}, Y), False),
    ],
)
def test_batches_that_look_alike_are_described_once(first, second, same):
    one, other = GeneratorBatches.of(iter([first, second])).open()
    assert (one[0] is other[0]) == same
    fresh = next(GeneratorBatches.of(iter([second])).open())
    assert other[0].form == fresh[0].form and other[0].classes == fresh[0].classes
    for found, wanted in zip(other[1], fresh[1], strict=True):
        assert found.dtype == wanted.dtype and found.base is not None
        np.testing.assert_array_equal(found, wanted)


def test_labels_of_a_later_batch_that_looks_like_the_first_are_checked():
    batches_ = [(X, Y), (X, Y + 1)]
    model = keras.Sequential([keras.layers.Dense(3, activation="softmax", input_shape=(4,))])
    model.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
        model.fit(iter(batches_), verbose=0)


def test_class_weights_are_those_of_each_batch():
    def losses(source):
        model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", input_shape=(4,))])
        model.compile(keras.optimizers.SGD(0.0), "mse")
        return model.fit(source, verbose=0, class_weight={0: 1.0, 1: 5.0}).history["loss"]

    two = [(X, np.zeros(3, np.int64)), (X, np.ones(3, np.int64))]
    apart = [losses(iter([batch]))[0] for batch in two]
    assert losses(iter(two))[0] == pytest.approx(sum(apart) / 2) and apart == [16, 45]


def test_batches_are_put_together_where_xla_reads_them_as_they_are():
    source = GeneratorBatches.of(iter([(X + i, Y) for i in range(5)]))
    (_, arrays, count), (_, rest, left) = in_groups(source.open(), lambda *_: 3)
    assert (count, left) == (3, 2) and arrays[0].shape == rest[0].shape == (3, 3, 4)
    assert all(a.ctypes.data % LINE == 0 for a in (*arrays, *rest))
    np.testing.assert_array_equal([*arrays[0][:, 0, 0], *rest[0][:left, 0, 0]], range(1, 6))
    assert room((0, 3), np.dtype(np.float32)).shape == (0, 3)
    assert room((2,), np.dtype(object)).tolist() == [None, None]
