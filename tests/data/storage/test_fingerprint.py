"""What a snapshot's folder is called: alike for plans alike, in every process, and for no others."""

import functools
import os
import subprocess
import sys

import pytest

import tenfold as tf
from tenfold.data.storage.fingerprint import fingerprint

D = tf.data.Dataset
SIZE = 3
SPEC = tf.TensorSpec((), tf.int64)


def of(generator):
    return fingerprint(D.from_generator(generator, output_signature=SPEC))


class Numbers:
    def __init__(self, n):
        self.n = n

    def __call__(self):
        yield from range(self.n)


class Yielding(Numbers):
    __slots__ = ()


def helper():
    return SIZE


def by_default(*, n):
    def numbers(*, n=n):
        yield from range(n)

    return numbers


def by_closure(*, n):
    def numbers(again=True):
        yield from range(n)
        if again:
            yield from numbers(False)  # which finds itself in its own closure

    return numbers


def by_argument(*, n):
    return functools.partial(range, n)


@pytest.mark.parametrize("make", [by_default, by_closure])
def test_functions_are_their_code_and_what_they_hold(make):
    assert of(make(n=2)) == of(make(n=2)) != of(make(n=3))


def test_functions_of_arguments():
    assert of(by_argument(n=2)) == of(by_argument(n=2)) != of(by_argument(n=3))
    assert of(functools.partial(by_default(n=2), n=5)) == of(functools.partial(by_default(n=2), n=5))


def test_globals_that_a_function_reads_are_part_of_it(monkeypatch):
    def numbers():
        yield from range(helper())

    first = of(numbers)
    assert of(numbers) == first
    monkeypatch.setitem(globals(), "SIZE", 4)
    assert of(numbers) != first


def test_objects_that_follow_each_other_are_not_taken_for_one_another():
    found = {of(Numbers(n)) for n in range(20)}  # of which many have the same id
    assert len(found) == 20
    assert len({of(Yielding(n).__call__) for n in range(20)}) == 20
    kept = Numbers(3)
    assert of(kept) == of(kept)


def test_where_a_plan_was_written_does_not_matter():
    a = D.range(3).map(lambda x: x + 1)

    b = D.range(3).map(lambda x: x + 1, name="b")
    assert fingerprint(a) == fingerprint(b)
    assert fingerprint(a) != fingerprint(D.range(3).map(lambda x: x + 2))
    assert fingerprint(a.cache()) == fingerprint(b.cache()) != fingerprint(a)


PROGRAM = """
import tenfold as tf
from tenfold.data.storage.fingerprint import fingerprint
def numbers():
    for i in range(9):
        if str(i) in {"1", "5", "7"}:
            yield i
D = tf.data.Dataset
ds = D.from_generator(numbers, output_signature=tf.TensorSpec((), tf.int64)).shuffle(4, seed=3).cache().window(2)
print(fingerprint(ds.with_options(tf.data.Options())))
"""


def test_other_processes_find_it(tmp_path):
    (tmp_path / "p.py").write_text(PROGRAM)
    found = {
        subprocess.run(
            [sys.executable, tmp_path / "p.py"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in "12"
    }
    assert len(found) == 1 and len(found.pop()) == 17
