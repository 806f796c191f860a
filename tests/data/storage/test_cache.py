"""What `cache` keeps, and when: whole passes only, in memory and in files."""

import gc
import logging

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.storage.cache import Filling

D = tf.data.Dataset


def counting(n):
    """A dataset of `n` numbers, and the list of those that it has made."""
    made = []

    def make(x):
        made.append(int(x))
        return np.int64(x)

    return D.range(n).map(lambda x: tf.numpy_function(make, [x], tf.int64)), made


def numbers(ds):
    return [int(x) for x in ds]


@pytest.mark.parametrize("file", ["", "c"])
def test_only_a_whole_pass_is_kept(tmp_path, file):
    ds, made = counting(4)
    cached = ds.cache(str(tmp_path / file) if file else "")
    assert numbers(cached.take(2)) == [0, 1]
    assert not list(tmp_path.iterdir())
    assert numbers(cached) == [0, 1, 2, 3] and made == [0, 1, 0, 1, 2, 3]
    assert numbers(cached) == [0, 1, 2, 3] and len(made) == 6
    assert [f.name for f in tmp_path.iterdir()] == ["c.cache"] * bool(file)


def test_passes_side_by_side_keep_each_for_itself(tmp_path):
    for name in ("", str(tmp_path / "c")):
        ds, made = counting(3)
        cached = ds.cache(name)
        first = iter(cached)
        next(first)
        assert numbers(cached) == [0, 1, 2] and numbers(first) == [1, 2] and len(made) == 6
        assert numbers(cached) == [0, 1, 2] and len(made) == 6


def test_a_part_that_is_thrown_away_is_told(caplog):
    ds, _ = counting(4)
    with caplog.at_level(logging.WARNING, "tenfold"):
        assert numbers(ds.cache().take(2)) == [0, 1]
        assert not caplog.records
        assert numbers(ds.cache().take(2).repeat(2)) == [0, 1, 0, 1]
    assert [r.message[:60] for r in caplog.records] == ["The calling iterator did not fully read the dataset being ca"]


@pytest.mark.parametrize("file", ["", "c"])
def test_a_pass_that_nobody_begins_is_none(tmp_path, caplog, file):
    cached = D.from_tensor_slices(np.ones((6, 2, 3), "float32")).cache(str(tmp_path / file) if file else "")
    with caplog.at_level(logging.WARNING, "tenfold"):
        iter(cached)
        assert not list(tmp_path.iterdir())
        list(cached)
    assert not caplog.records


@pytest.mark.parametrize("file", ["", "c"])
def test_a_pass_of_so_many_elements_is_whole_after_the_last(tmp_path, caplog, file):
    ds, made = counting(6)
    cached = ds.cache(str(tmp_path / file) if file else "").map(lambda x: tf.ensure_shape(tf.cast(x, "float32"), []))
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    with caplog.at_level(logging.WARNING, "tenfold"):
        batches = cached.map(lambda x: ([x], [x])).batch(2)
        model.fit(batches, epochs=3, verbose=0)  # which asks for three batches an epoch, and not whether that is all
        model.evaluate(batches, verbose=0)
    assert made == [0, 1, 2, 3, 4, 5] and not caplog.records


def test_after_an_error_only_the_end_says_that_a_pass_is_whole():
    ds = D.range(3).map(lambda x: 6 // (x - 1)).cache()
    elements = iter(ds)
    assert [int(next(elements))] == [-6]
    with pytest.raises(tf.errors.InvalidArgumentError):
        next(elements)
    assert int(next(elements)) == 6 and next(elements, None) is None
    assert numbers(ds) == [-6, 6]


def test_another_process_finds_the_file(tmp_path):
    ds, made = counting(3)
    numbers(ds.cache(str(tmp_path / "c")))
    again, _ = counting(3)
    assert numbers(again.cache(str(tmp_path / "c"))) == [0, 1, 2] and len(made) == 3


def test_a_file_of_another_pipeline_is_refused(tmp_path):
    numbers(D.range(3).cache(str(tmp_path / "c")))
    with pytest.raises(tf.errors.InvalidArgumentError, match="another pipeline.*data type mismatch.*DT_INT64"):
        next(iter(D.from_tensors(1.5).cache(str(tmp_path / "c"))))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected shape \(2,\) but got \(\)"):
        next(iter(D.range(4).batch(2, drop_remainder=True).cache(str(tmp_path / "c"))))


def test_where_an_element_cannot_be_kept_none_is():
    kept = []

    def keep(element):
        if element == (1,):
            raise OSError("no room")
        kept.append(element)

    elements = Filling(iter([(0,), (1,), (2,)]), lambda filling: (keep, lambda: kept.append("whole")), -2)
    assert next(elements) == (0,)
    with pytest.raises(OSError, match="no room"):
        next(elements)
    assert list(elements) == [(2,)] and kept == [(0,)]


def test_an_abandoned_file_is_removed(tmp_path):
    it = iter(D.range(3).cache(str(tmp_path / "c")))
    next(it)
    assert len(list(tmp_path.iterdir())) == 1
    del it
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_every_kind_of_element_comes_back_from_a_file(tmp_path):
    value = (
        {"ragged": tf.ragged.constant([[[1], []], [[2, 3]]]), "sparse": tf.sparse.from_dense([[0, 1.5], [2, 0]])},
        tf.constant(["a", "", "bcd"]),
        tf.constant(1.5, tf.bfloat16),
        None,
        np.zeros((0, 2), bool),
        1 + 2j,
    )
    ds = D.from_tensors(value).cache(str(tmp_path / "c"))
    list(ds)
    named, strings, half, none, empty, number = next(iter(ds))
    assert named["ragged"].to_list() == [[[1], []], [[2, 3]]]
    assert tf.sparse.to_dense(named["sparse"]).numpy().tolist() == [[0, 1.5], [2, 0]]
    assert strings.numpy().tolist() == [b"a", b"", b"bcd"] and half.dtype == tf.bfloat16 and half.numpy() == 1.5
    assert none is None and empty.shape == (0, 2) and number.numpy() == 1 + 2j


def test_datasets_are_not_for_files(tmp_path):
    nested = D.range(2).map(lambda x: D.range(x))
    with pytest.raises(TypeError, match="cache: files cannot hold elements of DatasetSpec"):
        nested.cache(str(tmp_path / "c"))
    assert [numbers(d) for d in nested.cache()] == [[], [0]]


def test_names_and_caches_that_functions_make(tmp_path):
    names = D.from_tensor_slices(["a", "b", "a"])
    ds = names.flat_map(lambda n: D.range(2).cache(tf.strings.join([str(tmp_path), "/", n])))
    assert numbers(ds) == [0, 1] * 3
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a.cache", "b.cache"]
