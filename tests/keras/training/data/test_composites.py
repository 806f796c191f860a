"""Ragged and sparse tensors as data: what is refused, and that batches are rows whatever the gear."""

import numpy as np
import pytest
from programs import keras, tf

from tenfold.core.base.thread import using
from tenfold.keras.training.data.composites import RaggedSamples, SparseSamples

L, Y = keras.layers, np.arange(6.0)
ROWS = tf.RaggedTensor.from_row_splits(np.arange(11) % 7, [0, 3, 4, 6, 10, 10, 11])
NESTED = tf.RaggedTensor.from_row_splits(ROWS, [0, 2, 6])
SPARSE = tf.sparse.from_dense(np.eye(6, 3))


def _model(**kind):
    inputs = keras.Input((None,) if "ragged" in kind else (3,), **kind)
    model = keras.Model(inputs, L.Lambda(lambda t: tf.cast(tf.ones_like(Y), "float32"), lambda _: (None,))(inputs))
    model.compile("sgd", "mse")
    return model


def _embedded():
    inputs = keras.Input((None,), ragged=True, dtype="int64")
    model = keras.Model(inputs, L.Dense(1)(L.GlobalMaxPooling1D()(L.Embedding(7, 2)(inputs))))
    model.compile("sgd", "mse")
    return model


REFUSED = {
    "nests otherwise": (
        lambda: _model(ragged=True)(NESTED),
        ValueError,
        "ragged_rank=1, and was given .* ragged_rank=2",
    ),
    "a sparse one for ragged": (lambda: _model(ragged=True)(SPARSE), ValueError, "Pass a RaggedTensor"),
    "a ragged one for sparse": (lambda: _model(sparse=True)(ROWS), ValueError, "Pass x.to_sparse"),
    "another width": (
        lambda: _model(sparse=True)(tf.sparse.from_dense(np.eye(4))),
        ValueError,
        r"found shape=\(4, 4\)",
    ),
    "a part to validate on": (
        lambda: _embedded().fit(ROWS, Y, validation_split=0.5),
        ValueError,
        "not for sparse matrices, ragged or sparse tensors",
    ),
    "sparse targets": (lambda: _embedded().fit(ROWS, SPARSE), TypeError, "Argument y is a SparseTensor"),
    "lengths": (lambda: _embedded().fit(ROWS, Y[:5]), ValueError, r"x sizes: 6\s+y sizes: 5"),
    "weights of classes of rows": (
        lambda: _embedded().fit(ROWS, ROWS, class_weight={0: 1}),
        ValueError,
        "dense labels",
    ),
    "normalised along what is ragged": (
        lambda: L.LayerNormalization()(tf.cast(ROWS, "float32")),
        ValueError,
        "must be known",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what):
    run, error, message = REFUSED[what]
    with pytest.raises(error, match=message):
        run()


def test_rows_are_shuffled_whole_and_in_any_gear():
    model, seen = _embedded(), []
    weights = model.get_weights()
    for gear in ("first", None):
        model.set_weights(weights)
        keras.utils.set_random_seed(3)
        with using(gear=gear):
            model.fit(ROWS[:4], Y[:4], batch_size=2, epochs=20, verbose=0)
        seen.append(model.get_weights())
    for ours, theirs in zip(*seen):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
    batches = []
    probe = keras.Sequential(
        [keras.Input((None,), ragged=True, dtype="int64"), L.Lambda(lambda t: batches.append(t) or t)]
    )
    probe.compile(loss=lambda y, p: tf.reduce_mean(p), run_eagerly=True)
    batches.clear()
    probe.evaluate(ROWS, Y, batch_size=4, verbose=0)
    assert [b.to_list() for b in batches] == [ROWS.to_list()[:4], ROWS.to_list()[4:]]


@pytest.mark.parametrize(
    ("tensor", "kind"), [(tf.cast(ROWS, tf.int16), RaggedSamples), (tf.cast(SPARSE, tf.int16), SparseSamples)]
)
def test_their_dtype_is_that_of_their_numbers(tensor, kind):
    rows = kind.of(tensor)
    assert rows.dtype == np.int16 and rows.values().dtype == np.int16
    assert rows.values().tolist() == (tensor.values.numpy().tolist())
