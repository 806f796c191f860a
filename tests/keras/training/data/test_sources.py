"""The protocol of batch sources, held to by sources of other kinds than arrays and generators."""

import threading

import numpy as np
import pytest
from programs import keras, tf

from tenfold.keras.training.data import kinds as sources
from tenfold.keras.training.data.arrays import ArrayBatches
from tenfold.keras.training.data.feed import Feed
from tenfold.keras.training.data.iterable import IterableBatches
from tenfold.keras.training.data.protocol import ENDLESS, Again, BatchSource, Weighted
from tenfold.keras.training.data.samples import Samples

pytestmark = pytest.mark.usefixtures("fresh_names")
X, Y = np.arange(40, dtype="float32").reshape(10, 4) / 40, np.arange(10) % 3


class Rows:
    """What the user passes: batches of two rows, `number` of them or without an end."""

    def __init__(self, number=3, says=True, again=Again.EACH_EPOCH):
        self.number, self.says, self.again = number, says, again
        self.opened, self.closed, self.epochs, self.given, self.thread = 0, 0, 0, [], None


class RowsSource(BatchSource):
    """A source with a thread in each pass."""

    kind = "rows"

    def __init__(self, rows):
        self._rows, self.again, self._next = rows, rows.again, 0
        self.steps = rows.number if rows.says else None

    @staticmethod
    def accepts(x):
        return isinstance(x, Rows)

    @classmethod
    def of(cls, x, y=None, sample_weight=None):
        assert y is None and sample_weight is None
        return cls(x)

    def open(self, shuffle=False):
        rows, over = self._rows, threading.Event()
        rows.opened += 1
        rows.thread = threading.Thread(target=over.wait, daemon=True)
        rows.thread.start()
        try:
            self._next = self._next if self.again is Again.NEVER else 0
            while self._next < rows.number:
                rows.given.append(self._next)
                self._next += 1
                samples = self._batch(rows.given[-1])
                yield samples, samples.arrays
        finally:
            rows.closed += 1
            over.set(), rows.thread.join()

    def _batch(self, i):
        rows = (2 * i + np.arange(2)) % 10
        return Samples(X[rows], Y[rows])

    def preview(self):
        return self._batch(0)

    def end_epoch(self):
        self._rows.epochs += 1


@pytest.fixture(autouse=True)
def rows_are_a_kind(monkeypatch):
    monkeypatch.setattr(sources, "KINDS", [*sources.KINDS, RowsSource])


def classifier():
    kernel = keras.initializers.Constant(np.arange(12).reshape(4, 3) / 20.0)
    model = keras.Sequential([keras.layers.Dense(3, "softmax", input_shape=(4,), kernel_initializer=kernel)])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def straight(*batches):
    """The losses of one epoch after another over rows of X."""
    model = classifier()
    return [model.fit(X[b], Y[b], batch_size=2, shuffle=False, verbose=0).history["loss"][0] for b in batches]


class Steps(keras.callbacks.Callback):
    """How many steps there are said to be, and the last batch of each epoch."""

    def on_train_begin(self, logs=None):
        self.said, self.last = self.params["steps"], []

    def on_train_batch_end(self, batch, logs=None):
        self.batch = batch

    def on_epoch_end(self, epoch, logs=None):
        self.last.append(self.batch)


def fitted(rows, **options):
    model, steps = classifier(), Steps()
    loss = model.fit(rows, verbose=0, callbacks=[steps], **options).history["loss"]
    assert rows.opened == rows.closed and not rows.thread.is_alive()
    return loss, steps


@pytest.mark.parametrize("says", [True, False], ids=["known length", "unknown length"])
def test_a_source_that_starts_again_with_each_epoch(says):
    rows = Rows(says=says)
    loss, steps = fitted(rows, epochs=3)
    assert loss == pytest.approx(straight(slice(6), slice(6), slice(6)))
    assert steps.said == (3 if says else None) and steps.last == [2, 2, 2]
    assert rows.given == [0, 1, 2] * 3 and rows.opened == rows.epochs == 3


def test_it_starts_again_though_an_epoch_has_fewer_steps_than_it():
    rows = Rows()
    assert fitted(rows, epochs=2, steps_per_epoch=2)[1].said == 2
    assert rows.given == [0, 1, 0, 1] and rows.closed == 2


def test_a_source_that_goes_on_where_the_last_epoch_ended_and_around():
    rows = Rows(again=Again.WHEN_OVER)
    fitted(rows, epochs=3, steps_per_epoch=2)
    assert rows.given == [0, 1, 2, 0, 1, 2] and rows.opened == 2
    rows = Rows(again=Again.WHEN_OVER)
    fitted(rows, epochs=2, steps_per_epoch=4)  # no more passes than epochs
    assert rows.given == [0, 1, 2] * 2 and rows.opened == 2 and rows.epochs == 2


def test_a_source_of_one_pass():
    rows = Rows(number=5, again=Again.NEVER)
    loss, _ = fitted(rows, epochs=2, steps_per_epoch=2)
    assert loss == pytest.approx(straight(slice(4), slice(4, 8))) and rows.given == [0, 1, 2, 3]


@pytest.mark.parametrize("again", Again)
def test_a_source_without_an_end_needs_steps(again):
    for call in (
        lambda rows: classifier().fit(rows, verbose=0),
        lambda rows: classifier().fit(X, Y, validation_data=rows, verbose=0),
        lambda rows: classifier().evaluate(rows, verbose=0),
        lambda rows: classifier().predict(rows, verbose=0),
    ):
        rows = Rows(number=ENDLESS, again=again)
        with pytest.raises(ValueError, match="infinitely repeating dataset, please specify a `steps_per_epoch`"):
            call(rows)
        assert rows.opened == 0
    rows = Rows(number=ENDLESS, again=again)
    fitted(rows, epochs=2, steps_per_epoch=3)
    assert rows.given == ([0, 1, 2] * 2 if again is Again.EACH_EPOCH else [*range(6)])
    rows = Rows(number=ENDLESS, again=again)
    assert classifier().predict(rows, steps=4, verbose=0).shape == (8, 3) and rows.closed == 1


def test_it_validates_with_each_epoch_and_measures_and_predicts():
    rows, model = Rows(says=False), classifier()
    history = model.fit(X, Y, validation_data=rows, epochs=2, verbose=0).history
    assert rows.given == [0, 1, 2] * 2 and rows.closed == rows.opened == rows.epochs == 2
    assert history["val_loss"][1] == pytest.approx(model.evaluate(X[:6], Y[:6], verbose=0)[0], rel=1e-5)
    assert model.evaluate(Rows(), verbose=0) == pytest.approx(model.evaluate(X[:6], Y[:6], verbose=0))
    np.testing.assert_allclose(model.predict(Rows(says=False), verbose=0), model.predict(X[:6], verbose=0), 1e-6)


def test_class_weights_lie_over_any_source():
    weights = {0: 1.0, 1: 2.0, 2: 3.0}
    wanted = classifier().fit(X[:6], Y[:6], batch_size=2, class_weight=weights, shuffle=False, verbose=0)
    rows = Rows(says=False)
    assert fitted(rows, class_weight=weights)[0] == pytest.approx(wanted.history["loss"]) and rows.epochs == 1


@pytest.mark.parametrize("own", [None, np.linspace(1, 2, 10, dtype="float32")], ids=["", "besides their own"])
def test_weights_laid_over_arrays_are_those_that_arrays_lay_themselves(own):
    weights = {0: 1.0, 1: 2.0, 2: 3.0}
    over, themselves = Weighted(ArrayBatches.of(X, Y, own), weights), ArrayBatches.of(X, Y, own).weighted(weights)
    for one, other in [(over.cut(4), themselves.cut(4)), *zip(over.split(0.5), themselves.split(0.5), strict=True)]:
        assert (one.steps, one.size, one.again) == (other.steps, other.size, other.again)
        for (samples, arrays), (wanted, expected) in zip(one.open(), other.open(), strict=True):
            assert samples.form == wanted.form
            [np.testing.assert_array_equal(a, b) for a, b in zip(arrays, expected, strict=True)]


def test_only_arrays_are_split():
    with pytest.raises(ValueError, match="`validation_split` is only supported for .* arrays, not for rows"):
        classifier().fit(Rows(), validation_split=0.5, verbose=0)


@pytest.mark.parametrize("error", [RuntimeError("enough"), KeyboardInterrupt()], ids=["error", "ctrl-c"])
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict", "validation"])
def test_threads_end_when_a_run_is_ended(method, error):
    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if method != "validation":
                raise error

        def on_test_batch_end(self, batch, logs=None):
            raise error

        on_predict_batch_end = on_test_batch_end

    rows, model, threads = Rows(number=5), classifier(), threading.active_count()
    with pytest.raises(type(error)):
        if method == "validation":
            model.fit(X, Y, validation_data=rows, callbacks=[Stop()], verbose=0)
        else:
            getattr(model, method)(rows, callbacks=[Stop()], verbose=0)
    assert rows.given == [0] and rows.closed == 1 and threading.active_count() == threads
    if method == "fit":
        assert int(model.optimizer.iterations.numpy()) == 1
    model.fit(rows, verbose=0)  # and it starts again
    assert rows.closed == 2


def test_training_that_is_stopped_closes_the_source():
    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    rows = Rows(number=5)
    classifier().fit(rows, epochs=3, callbacks=[Stop()], verbose=0)
    assert rows.given == [0, 1] and rows.closed == 1 and not rows.thread.is_alive()


def test_a_source_with_nothing_in_it():
    with pytest.raises(ValueError, match="non-empty: there was no batch"):
        classifier().fit(Rows(number=0, says=False), verbose=0)


def test_a_step_that_fails_closes_the_source():
    class Net(keras.Model):
        def train_step(self, data):
            raise tf.errors.InvalidArgumentError(None, None, "no")

    model, rows = Net(), Rows()
    model.compile("sgd")
    with pytest.raises(tf.errors.InvalidArgumentError):
        model.fit(rows, verbose=0)
    assert rows.closed == rows.opened == 1 and not rows.thread.is_alive()


# arrays


def orders(shuffle, epochs=2, seed=7, size=3):
    keras.utils.set_random_seed(seed)
    source = ArrayBatches.of(np.arange(10)).cut(size)
    with Feed(source, None, epochs, shuffle) as feed:
        return [[arrays[0].tolist() for _, arrays in feed.epoch()] for _ in range(epochs)]


def test_the_order_of_samples_follows_from_the_seed():
    one, again, other = orders(True), orders(True), orders(True, seed=8)
    assert one == again != other and one[0] != one[1]
    assert all(sorted(sum(epoch, [])) == [*range(10)] for epoch in one)
    assert orders(False) == [[[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]] * 2


def test_shuffling_by_batch_keeps_batches_whole_and_the_rest_at_the_end():
    found = orders("batch", epochs=8)
    assert all(epoch[-1] == [9] and sorted(epoch[:-1]) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]] for epoch in found)
    assert len({tuple(map(tuple, epoch)) for epoch in found}) > 1 and found == orders("Batch", epochs=8)


def test_what_arrays_say_beforehand():
    source = ArrayBatches.of(X, Y).cut(steps=4)
    assert (source.size, source.steps, source.batch_size) == (10, 4, 3)
    assert source.preview().arrays[0] is X and source.preview().form == source.preview().map(np.copy).form
    first, last = source.split(0.3)
    assert (first.size, last.size) == (7, 3)
    weighted = source.weighted({0: 1.0, 1: 2.0, 2: 3.0})
    assert weighted.steps == 4 and weighted.preview().sample_weight.tolist() == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1]


def test_an_iterable_looked_at_twice_begins_once_and_gives_its_first_batch():
    begun = []

    class Batches:
        def __iter__(self):
            begun.append(True)
            return iter([(X[:2], Y[:2]), (X[2:4], Y[2:4])])

    source = sources.batch_source("fit", Batches())
    assert source.preview() is source.preview() and len(begun) == 1
    for passes in (1, 2):
        found = [arrays[0].tolist() for _, arrays in source.open()]
        assert found == [X[:2].tolist(), X[2:4].tolist()] and len(begun) == passes


def test_arrays_are_opened_in_their_order_unless_shuffling_is_asked_for():
    source = ArrayBatches.of(np.arange(64.0))
    source.cut(8)
    found = [np.concatenate([arrays[0] for _, arrays in source.open(*shuffle)]) for shuffle in ((), (True,))]
    assert found[0].ravel().tolist() == list(range(64)) != found[1].ravel().tolist()
    assert sorted(found[1].ravel().tolist()) == list(range(64))
    assert [part.rows for _, part in source.parts()] == [slice(i, i + 8) for i in range(0, 64, 8)]


def test_an_error_of_an_iterable_says_which_batch_was_made():
    class Broken:
        def __iter__(self):
            yield X[:2], Y[:2]
            yield X[2:4], Y[2:4]
            raise ZeroDivisionError("no such row")

    opened = IterableBatches(Broken()).open()
    assert [samples.size for samples, _ in (next(opened), next(opened))] == [2, 2]
    with pytest.raises(ZeroDivisionError) as error:
        next(opened)
    assert "batch 3 of a Broken" in error.value.__notes__[0]
