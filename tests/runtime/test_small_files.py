"""Files read by the library: the same bytes, and Python's errors."""

import os

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.bytes.files import read_file
from tenfold.runtime.kernels import files
from tenfold.runtime.native import library


@pytest.fixture(autouse=True)
def by_the_library(monkeypatch):
    if not library.available():
        pytest.skip(library.absence())
    monkeypatch.setattr(files._state, "calls", files.FEW)


@pytest.mark.parametrize("size", [0, 1, 5000, files.SMALL - 1, files.SMALL, files.SMALL + 1])
def test_bytes_are_the_files(tmp_path, size):
    content = np.random.default_rng(0).bytes(size)
    (tmp_path / "ä.bin").write_bytes(content)
    assert tf.io.read_file(str(tmp_path / "ä.bin")).numpy() == content


@pytest.mark.skipif(os.name == "nt", reason="files are Python's there")
def test_small_ones_are_not_pythons(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"abc")
    monkeypatch.setattr(read_file, "beneath", None)
    assert tf.io.read_file(str(tmp_path / "a")).numpy() == b"abc"


def test_errors_are_pythons(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="none"):
        tf.io.read_file(str(tmp_path / "none"))
    with pytest.raises(tf.errors.OpError):
        tf.io.read_file(str(tmp_path))
    with pytest.raises((tf.errors.OpError, ValueError)):
        tf.io.read_file(b"a\0b")
