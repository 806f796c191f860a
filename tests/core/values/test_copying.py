"""Copies of large arrays by several threads."""

import threading

import numpy as np
import pytest

from tenfold.core.values import copying
from tenfold.core.values.convert import convert


@pytest.mark.parametrize("shape", [(7, 5), (1, 40), (1000,), (3, 0, 4), (0, 3)])
@pytest.mark.parametrize("dtype", ["float32", "bool", "complex128"])
def test_a_copy_is_equal_and_apart(shape, dtype, monkeypatch):
    monkeypatch.setattr(copying, "LARGE", 0)
    array = (np.arange(np.prod(shape)).reshape(shape) % 7).astype(dtype)
    before, threads = array.copy(), threading.active_count()
    found = copying.copied(array)
    array[...] = 1
    assert found.dtype == before.dtype and found.shape == before.shape and np.array_equal(found, before)
    assert threading.active_count() == threads


def test_the_layout_stays(monkeypatch):
    monkeypatch.setattr(copying, "LARGE", 0)
    turned = np.arange(12.0).reshape(3, 4).T
    assert copying.copied(turned).strides == turned.strides


def test_tensors_of_large_arrays_do_not_see_what_is_written_later(monkeypatch):
    monkeypatch.setattr(copying, "LARGE", 0)
    array = np.arange(6.0)
    tensor = convert(array)
    array[:] = 0
    assert tensor.numpy().tolist() == [0, 1, 2, 3, 4, 5]
