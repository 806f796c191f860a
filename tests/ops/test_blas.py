"""Small products keep to one thread, and the process gets its threads back."""

import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.ops.linalg import blas
from tenfold.runtime.gears import shifting


def threads():
    calls = blas._library()
    return None if calls is None else calls[1]()


@pytest.mark.skipif(threads() in (None, 1), reason="NumPy's products have one thread here, or are not OpenBLAS's")
def test_one_thread_for_the_length_of_a_block():
    before = threads()
    with blas.at_most(1):
        assert threads() == 1
        with blas.at_most(1):
            assert threads() == 1
    assert threads() == before
    with pytest.raises(ZeroDivisionError), blas.at_most(1):
        1 / 0  # noqa: B018
    assert threads() == before


def test_overlapping_blocks_keep_the_limit_until_the_last_one_ends(monkeypatch):
    number = [4]
    monkeypatch.setattr(blas, "_library", lambda: (lambda n: number.__setitem__(0, n), lambda: number[0]))
    first, second = blas.at_most(1), blas.at_most(1)
    first.__enter__(), second.__enter__()
    first.__exit__(None, None, None)
    assert number == [1]
    second.__exit__(None, None, None)
    assert number == [4]
    with blas.at_most(1):
        number[0] = 3  # by somebody else, who means it
        with blas.at_most(1):
            assert number == [1]
    assert number == [3]
    with blas.at_most(1):
        number[0] = 2
    assert number == [2]


def test_the_limit_is_set_and_given_back_by_one_thread_at_a_time(monkeypatch):
    number, inside, met = [4], [], []

    def set_threads(n):
        inside.append(n)
        if len(inside) < 3:
            try:
                both.wait(0.1)
                met.append(n)
            except threading.BrokenBarrierError:  # nobody else came in
                pass
        number[0] = n

    both = threading.Barrier(2)
    monkeypatch.setattr(blas, "_library", lambda: (set_threads, lambda: number[0]))

    def use():
        with blas.at_most(1):
            pass

    users = [threading.Thread(target=use) for _ in range(2)]
    [u.start() for u in users], [u.join() for u in users]
    assert inside and not met and number == [4]


def test_who_comes_while_the_threads_are_given_back_finds_his_limit_set(monkeypatch):
    number, leaving, inside = [4], threading.Event(), threading.Event()

    def set_threads(n):
        if n == 4:
            leaving.set()
            inside.wait(0.1)  # in vain: the other one waits
        number[0] = n

    monkeypatch.setattr(blas, "_library", lambda: (set_threads, lambda: number[0]))
    seen = []

    def come():
        leaving.wait(5)
        with blas.at_most(1):
            inside.set()
            user.join()
            seen.append(number[0])

    def use():
        with blas.at_most(1):
            pass

    user, other = threading.Thread(target=use), threading.Thread(target=come)
    user.start(), other.start(), other.join()
    assert seen == [1] and number == [4]


def test_only_functions_of_small_products_are_held_to_one_thread(monkeypatch):
    seen = []

    class Noting(blas.at_most):
        def __enter__(self):
            seen.append(self.number)
            super().__enter__()

    @tf.function
    def product(a, b):
        return tf.matmul(a, b)

    monkeypatch.setattr(blas, "ONE", Noting(1))
    with using(gear="first"):
        product(tf.ones([8, 8]), tf.ones([8, 8]))
        assert seen == [], "OpenBLAS keeps to one by itself"
        product(tf.ones([32, 32]), tf.ones([32, 32]))
        assert seen == [1]
        product(tf.ones([512, 512]), tf.ones([512, 512]))
        assert seen == [1]


@pytest.mark.parametrize("call", [tf.matmul, lambda a, b: tf.einsum("ij,jk->ik", a, b)])
@pytest.mark.parametrize(
    "rows, inner, columns, held",
    [(8, 64, 64, False), (32, 784, 128, True), (512, 512, 512, False), (1, 64, 64, False), (1, 784, 128, True)],
)
def test_a_small_product_by_itself_keeps_to_one_thread(call, rows, inner, columns, held, monkeypatch):
    """But for those that OpenBLAS gives one thread anyway."""
    seen = []
    monkeypatch.setattr(blas, "ONE", blas.at_most(1))
    monkeypatch.setattr(type(blas.ONE), "__enter__", lambda self: seen.append(self.number))
    monkeypatch.setattr(type(blas.ONE), "__exit__", lambda *_: None)
    call(tf.ones([rows, inner]), tf.ones([inner, columns]))
    assert seen == [1] * held


def test_the_largest_product_of_a_graph_is_found():
    graph = tf.Graph()
    with graph.as_default():
        x = tf.compat.v1.placeholder("float32", [None, 10])
        tf.matmul(tf.matmul(x, np.ones([10, 20], "float32")), np.ones([20, 5], "float32"))
    assert shifting.largest_product(graph.nodes, leading=4) == 4 * 10 * 20
