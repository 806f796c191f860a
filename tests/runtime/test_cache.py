"""Compiled programs on disk: a second process starts from them, and nothing else than what we wrote is ever loaded."""

import os
import subprocess
import sys
import types
from typing import NamedTuple

import numpy as np
import pytest

from tenfold.runtime import xla

pytestmark = [
    pytest.mark.skipif(not xla.available(), reason="JAX is not installed"),
    pytest.mark.usefixtures("as_users_compile"),
]

PROGRAM = """
import numpy as np
import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.runtime import xla

save, saved = xla._save, []
xla._save = lambda *a: saved.append(a) or save(*a)
w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])

@tf.function
def step(x):
    w.assign_add(tf.ones_like(w))
    return {"y": tf.matmul(x, w), "more": (tf.shape(x), [tf.random.uniform([2])])}

tf.random.set_seed(1)
with using(gear="second"):
    found = step(tf.ones([3, 2]))
print(len(saved), found["y"].numpy().tolist(), found["more"][1][0].numpy().tolist(), w.numpy().tolist())
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache of this test's own."""
    monkeypatch.setenv("TENFOLD_CACHE", str(tmp_path))
    return tmp_path / "xla"


def compiled(factor=2.0):
    """Whether a program had to be compiled, and what it gives."""
    written, save = [], xla._save
    try:
        xla._save = lambda *a: written.append(a) or save(*a)
        with xla.wide():
            step = xla.compiled(lambda x, s: (x * factor, s + x), (np.ones(3), np.zeros(3)), donate=(1,))
            out, state = step(np.ones(3), xla.device_array(np.zeros(3)))
    finally:
        xla._save = save
    assert np.asarray(out).tolist() == [factor] * 3 and np.asarray(state).tolist() == [1.0] * 3
    return len(written) == 1


def test_a_second_process_starts_from_the_first_ones_programs(folder):
    runs = [
        subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=os.environ)
        for _ in range(2)
    ]
    assert [r.returncode for r in runs] == [0, 0], runs[0].stderr + runs[1].stderr
    (first, *same), (second, *again) = (r.stdout.split(" ", 1) for r in runs)
    assert (first, second) == ("1", "0") and same == again


def test_once_compiled_it_is_loaded(folder):
    assert compiled() and not compiled()
    assert compiled(3.0)  # another program
    assert len(list(folder.iterdir())) == 2


class Device(NamedTuple):
    """What the cache asks of a device."""

    id: int
    platform: str = "cpu"
    device_kind: str = "cpu"
    process_index: int = 0


def test_the_key_says_how_a_program_is_compiled_which_kernels_it_calls_and_on_which_devices_it_runs():
    lowered = xla.jax().jit(lambda x: x).lower(np.ones(3))

    def on(*devices):
        sharding = types.SimpleNamespace(devices_indices_map=lambda shape: {Device(d): "all" for d in devices})
        return [types.SimpleNamespace(sharding=sharding, shape=(3,))]

    keys = [
        xla._key(lowered, args, kernels, chosen)
        for args in ([], on(0), on(1), on(0, 1), on(1, 0))
        for kernels in ((), ("a 1",), ("a 2",))
        for chosen in ({}, {"level": 0}, {"level": 1})
    ]
    assert xla._key(lowered, [], (), {}) == keys[0] == keys[9] and len(set(keys)) == len(keys) - 9


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:100],
        lambda data: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"x" * len(data),
    ],
    ids=["cut short", "empty", "one bit", "foreign"],
)
def test_a_damaged_file_is_compiled_again(folder, damage):
    compiled()
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert compiled() and not compiled()


def test_a_file_that_anybody_may_have_written_is_not_loaded(folder):
    compiled()
    folder.chmod(0o777)
    assert compiled()
    folder.chmod(0o700)
    assert not compiled()


def test_a_folder_that_others_may_replace_is_neither_read_nor_written(folder):
    compiled()
    (file,) = folder.iterdir()
    folder.parent.chmod(0o777)
    file.unlink()
    assert compiled() and compiled() and not list(folder.iterdir())
    folder.parent.chmod(0o700)
    assert compiled() and not compiled()


def test_without_a_home_there_is_no_cache_and_no_shared_folder_in_its_place(monkeypatch, tmp_path):
    monkeypatch.delenv("TENFOLD_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as where no home is known
    monkeypatch.chdir(tmp_path)
    assert xla.cache_folder() is None
    with xla.wide():
        double = xla.compiled(lambda x: (x * 2,), (np.ones(3),), donate=())
        assert np.asarray(double(np.ones(3))[0]).tolist() == [2.0] * 3
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_only_costs_time(folder, monkeypatch):
    folder.parent.joinpath("xla").write_text("a file where the folder should be")
    assert compiled() and compiled()


def test_the_oldest_programs_make_room(folder, monkeypatch):
    for i, factor in enumerate((2.0, 3.0)):
        compiled(factor)
        for file in folder.iterdir():
            os.utime(file, (i, i)) if file.stat().st_mtime > 10 else None
    size = max(f.stat().st_size for f in folder.iterdir())
    monkeypatch.setattr(xla, "CACHED", 2 * size + 100)
    compiled(4.0)
    assert len(list(folder.iterdir())) == 3  # what one program adds is not worth a look at all of them
    monkeypatch.setattr(xla, "LOOKED_AFTER", 2 * size)
    compiled(5.0)
    assert len(list(folder.iterdir())) == 2
    assert not compiled(4.0) and not compiled(5.0)


def test_an_interrupted_write_leaves_nothing(folder, monkeypatch):
    folder.mkdir(parents=True)

    def full(*_):
        raise OSError("no space left on device")

    with monkeypatch.context() as patches:
        patches.setattr(os, "replace", full)
        assert compiled()
    assert list(folder.iterdir()) == []
    assert compiled() and not compiled()


@pytest.mark.parametrize(("said", "folder"), [("/given", "/given/tenfold/xla"), ("", "/home/me/.cache/tenfold/xla")])
def test_where_programs_are_kept_where_nothing_says_so(monkeypatch, said, folder):
    monkeypatch.delenv("TENFOLD_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", said)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path.replace("~", "/home/me"))
    assert xla.cache_folder().as_posix() == folder
