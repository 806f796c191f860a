"""Batches asked for by number, and iterated over: order, threads, errors; numbers and orders are tf_keras's."""

import gc
import itertools
import threading
import time

import numpy as np
import pytest
from programs import check_program, keras

from tenfold.keras.training.data.sequence import SequenceBatches
from tenfold.keras.utils.loading import Loading
from tenfold.runtime.threads.pool import NAME, in_order

from keras_generator_programs import batches, compiled, fitted  # isort: skip
from keras_sequence_programs import PROGRAMS, sequence_of  # isort: skip

pytestmark = pytest.mark.usefixtures("fresh_names")
BATCHES = [*batches(6)]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    gc.collect()
    assert loaders() == []


def loaders():
    return [t for t in threading.enumerate() if t.name.startswith(NAME)]


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_gives_what_tf_keras_gives(name):
    check_program(name, PROGRAMS[name])


class Numbers(keras.utils.Sequence):
    """Six batches; it knows in which threads they were asked for, how many, and how many at once at most."""

    def __init__(self, batches=BATCHES, delay=0.0, **kwargs):
        super().__init__(**kwargs)
        self.batches, self.delay, self.lock = batches, delay, threading.Lock()
        self.threads, self.asked, self.busy, self.most = set(), 0, 0, 0

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        with self.lock:
            self.threads.add(threading.current_thread().name)
            self.asked, self.busy = self.asked + 1, self.busy + 1
            self.most = max(self.most, self.busy)
        time.sleep(self.delay * (len(self) - index))  # the first is the last to be ready
        with self.lock:
            self.busy -= 1
        if isinstance(self.batches[index], Exception):
            raise self.batches[index]
        return self.batches[index]


def fit(source, **options):
    return fitted(keras, compiled(keras), source, **{"shuffle": False, **options})


def test_threads_make_the_same_batches_in_the_same_order():
    wanted = fit(Numbers(), epochs=2)
    source = Numbers(delay=0.001)
    assert fit(source, epochs=2, workers=3) == wanted
    assert source.most > 1 and all(n.startswith(NAME) for n in source.threads - {"MainThread"})
    source = Numbers(workers=2)  # Keras 3: its own arguments count
    assert fit(source, epochs=2) == wanted and len(source.threads) > 1


@pytest.mark.parametrize("workers", [0, 1, -2, None])
def test_one_worker_is_the_caller(workers):
    source = Numbers()
    fit(source, workers=workers)
    assert source.threads == {"MainThread"}


def test_no_more_is_made_ahead_than_the_queue_holds():
    source = Numbers(batches=BATCHES * 3)
    asked = []

    class Asked(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            time.sleep(0.002)
            asked.append(source.asked - 1 - (batch + 1))  # the first is asked for once more

    compiled(keras).fit(source, workers=8, max_queue_size=3, verbose=0, callbacks=[Asked()])
    assert max(asked) <= 3 and max(asked) > 1 and source.most <= 3 and source.asked == 19


def test_a_generator_is_read_ahead_no_further_than_the_run_takes():
    source = batches()
    fit(source, steps_per_epoch=2, epochs=2, workers=4)
    np.testing.assert_array_equal(next(source)[0], next(itertools.islice(batches(), 4, None))[0])


def test_a_generator_that_fills_one_buffer_may_be_read_ahead():
    def refills():
        x, y = np.empty((3, 4), np.float32), np.empty(3, np.int64)
        for x[:], y[:] in BATCHES:
            yield x, y

    assert fit(refills(), workers=2) == fit(iter(BATCHES))


class Interrupt(keras.callbacks.Callback):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def on_train_batch_end(self, batch, logs=None):
        if batch == 1:
            raise self.error


@pytest.mark.parametrize("error", [RuntimeError("enough"), KeyboardInterrupt()], ids=["error", "ctrl-c"])
def test_threads_end_when_a_run_is_ended(error):
    for source in (Numbers(delay=0.001), batches()):
        with pytest.raises(type(error)):
            compiled(keras).fit(source, workers=3, steps_per_epoch=6, callbacks=[Interrupt(error)], verbose=0)
        assert loaders() == []


def test_threads_of_an_iterator_that_is_dropped_end():
    source = SequenceBatches(Numbers()).made(Loading(3)).open()
    next(source)
    assert loaders()
    del source
    gc.collect()
    assert loaders() == []


def test_nothing_is_asked_for_beyond_what_fails():
    found, taken = [], []

    def load(number):
        if number == 2:
            raise OSError("gone")
        return number

    with pytest.raises(OSError):
        for value in in_order(load, (taken.append(i) or i for i in range(100)), 2, 3):
            found.append(value)
    assert found == [0, 1] and len(taken) <= 6


@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_in_a_batch_comes_with_its_traceback_and_its_number(workers):
    broken = [*BATCHES[:4], ZeroDivisionError("no such image"), BATCHES[5]]
    with pytest.raises(ZeroDivisionError, match="no such image") as error:
        fit(Numbers(broken), workers=workers)
    assert "batch 5 of a `keras.utils.Sequence`" in error.value.__notes__[0]
    assert "raise self.batches[index]" in str(error.traceback[-1].statement)

    def breaks():
        yield from BATCHES[:3]
        raise ZeroDivisionError("no such image")

    with pytest.raises(ZeroDivisionError) as error:
        fit(breaks(), workers=workers)
    assert "batch 4 of the generator" in error.value.__notes__[0]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("at", [0, 4])
def test_a_batch_that_stops_an_iteration_is_not_the_end_of_the_batches(at, workers):
    with pytest.raises(RuntimeError, match="raised StopIteration where its length promises a batch"):
        fit(Numbers([*BATCHES[:at], StopIteration(), *BATCHES[at + 1 :]]), workers=workers)


X, Y = BATCHES[0]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "wrong, message",
    [
        (None, "Batch 5 of .*it is None where x"),
        ((None, Y), r"Batch 5 of .*it is \(None, array"),
        ((X, Y, Y, Y), "Batch 5 of .*Data is expected to be in format"),
        ((X, Y[:2]), r"Batch 5 of .*Data cardinality is ambiguous:\n  x sizes: 3\n  y sizes: 2"),
        ((X[0, 0], Y), "Batch 5 of .*scalar"),
        ((X[:0], Y[:0]), "Batch 5 of .*non-empty"),
        ((np.array(["a"] * 3, object)[:, None] == None, "abc"), "Batch 5 of .*scalar"),  # noqa: E711
    ],
)
def test_a_batch_that_is_none_is_named(wrong, message, workers):
    given = [*BATCHES[:4], wrong, BATCHES[5]]
    for source in (Numbers(given), iter(given), Iterable(given)):
        with pytest.raises(ValueError, match=message):
            fit(source, workers=workers)


class ByNumber:
    """What is no Sequence, and raises no IndexError."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return BATCHES[index % 6]


class Iterable:
    """Gives its batches again and again; it knows how often it began."""

    def __init__(self, batches=BATCHES[:4], says=False):
        self.batches, self.begun, self.ended = batches, 0, 0
        if says:
            self.__class__ = Sized

    def __iter__(self):
        self.begun += 1
        try:
            yield from self.batches
        finally:
            self.ended += 1


class Sized(Iterable):
    def __len__(self):
        return len(self.batches)


class Array:
    """What has `__array__`, as a tensor of another library."""

    def __init__(self, value):
        self.value = value

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value, dtype)


@pytest.mark.parametrize("workers", [1, 3])
def test_what_is_like_a_sequence_is_one(workers):
    wanted = fit(sequence_of(keras, BATCHES[:4]), epochs=2)
    assert fit(ByNumber(), epochs=2, workers=workers) == wanted
    assert fit(sequence_of(keras, [list(b) for b in BATCHES[:4]]), epochs=2, workers=workers) == wanted


@pytest.mark.parametrize("says", [True, False])
def test_what_can_be_iterated_over_begins_anew_with_each_epoch(says):
    wanted, source = fit(sequence_of(keras, BATCHES[:4]), epochs=3), Iterable(says=says)
    found = fit(source, epochs=3)
    assert source.begun == source.ended == 3
    assert {**found, "order": found["order"][1:]} == {**wanted, "order": wanted["order"][1:]}
    assert found["order"][0] == ("steps 4" if says else "steps None")
    loader = Iterable([[Array(x), Array(y)] for x, y in BATCHES[:4]], says=True)
    assert fit(loader, epochs=3) == wanted
    model = compiled(keras)
    assert model.evaluate(loader, verbose=0) == model.evaluate(iter(BATCHES[:4]), verbose=0)
    assert model.predict(loader, verbose=0).shape == (12, 3)
    assert fit(Iterable(), steps_per_epoch=2, epochs=2)["stopped"] is False


def test_a_dataset_without_an_end_needs_steps():
    class Endless(keras.utils.PyDataset):
        num_batches = None

        def __getitem__(self, index):
            return BATCHES[index % 6]

    with pytest.raises(ValueError, match="please specify a `steps_per_epoch`"):
        fit(Endless())
    wanted = fit(sequence_of(keras, BATCHES[:3]), epochs=2)
    for workers in (1, 2):
        assert fit(Endless(), steps_per_epoch=3, epochs=2, workers=workers) == wanted


@pytest.mark.parametrize(
    "source, options, message",
    [
        (sequence_of(keras, BATCHES), {"y": Y}, "`y` argument is not supported when using `keras.utils.Sequence`"),
        (sequence_of(keras, BATCHES), {"sample_weight": Y}, "`sample_weight` argument is not supported when using"),
        (sequence_of(keras, BATCHES), {"validation_split": 0.5}, "`validation_split` is only supported"),
        (sequence_of(keras, []), {}, "non-empty.*its length is 0"),
        (Iterable([]), {}, "non-empty: a Iterable has no batches"),
        (Iterable(), {"y": Y}, "`y` argument is not supported when using a Iterable"),
        (batches, {}, r"Failed to find data adapter.*is a function.*write batches\(\)"),
        (Numbers, {}, r"the class Numbers as data: pass an object of it, Numbers\(\.\.\.\)"),
        (sequence_of(keras, BATCHES), {"workers": "2"}, "`workers` must be a whole number"),
        (sequence_of(keras, BATCHES), {"max_queue_size": -1}, "`max_queue_size` must be a whole number"),
    ],
)
def test_what_no_source_of_batches_takes_is_refused(source, options, message):
    with pytest.raises(ValueError, match=message):
        compiled(keras).fit(source, verbose=0, **options)


def test_a_sequence_that_lacks_something_says_so():
    class Half(keras.utils.Sequence):
        def __len__(self):
            return 1

    class Unsized(keras.utils.Sequence):
        def __getitem__(self, index):
            return BATCHES[index]

    for source, message in (
        (Half(), "Half needs a method `__getitem__"),
        (Unsized(), "Unsized needs a method `__len__`"),
    ):
        with pytest.raises(NotImplementedError, match=message):
            fit(source)
    with pytest.raises(TypeError, match="did you mean 'workers'"):
        keras.utils.PyDataset(worker=2)


class Grows(Numbers):
    """Another batch with each epoch, or one less."""

    def __init__(self, number, by):
        super().__init__(BATCHES[:number])
        self.by = by

    def on_epoch_end(self):
        self.batches = BATCHES[: len(self.batches) + self.by]


@pytest.mark.parametrize(
    "number, by, options, steps",
    [
        (2, 1, {}, 9),
        (3, -1, {}, 6),
        (2, -1, {}, 3),
        (2, 1, {"class_weight": {0: 1.0, 1: 1.0, 2: 1.0}}, 9),
        (3, 1, {"steps_per_epoch": 3}, 9),
    ],
)
def test_each_epoch_has_the_batches_that_the_sequence_has_by_then(number, by, options, steps):
    for validation in ({}, {"validation_data": Grows(2, 1)}):
        model, source = compiled(keras), Grows(number, by)
        model.fit(source, epochs=3, verbose=0, shuffle=False, **options, **validation)
        assert int(model.optimizer.iterations.numpy()) == steps
    assert len(validation["validation_data"].batches) == 5
