"""The shifting rule: a pure function of what is known before a run."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import FuncGraph
from tenfold.runtime import xla
from tenfold.runtime.gears import shifting
from tenfold.runtime.gears.executable import Executable
from tenfold.runtime.native import library

TINY, MIDDLING, LARGE = (5, 100), (30, 1e6), (300, 1e9)  # (ops, elements)
NATIVE = (200, 2e6, 1e7)  # and elements of native kernels


@pytest.mark.parametrize(
    ("runs", "ahead", "size", "shift"),
    [
        (0, 0, LARGE, None),  # nobody knows of a second run
        (1, 0, TINY, None),
        (10**9, 10**9, TINY, None),  # calling a compiled program costs more than the ops do
        (10, 0, MIDDLING, None),
        (10_000, 0, MIDDLING, 10_000),
        (0, 10_000, MIDDLING, 0),
        (5_000, 5_000, MIDDLING, 5_000),
        (2, 0, LARGE, None),
        (4, 0, LARGE, 4),
        (0, 4, LARGE, 0),
        (0, 130, NATIVE, None),  # over before a thread has compiled
        (0, 1_000, NATIVE, 130),
        (1_000, 0, NATIVE, 1_130),
        (300, 700, NATIVE, 430),
    ],
)
def test_the_rule(runs, ahead, size, shift):
    assert shifting.shift_at(runs, ahead, *size) == shift


@pytest.mark.parametrize("size", [TINY, MIDDLING, LARGE, NATIVE])
def test_it_never_takes_back_that_compiling_pays(size):
    pays = [shifting.shift_at(runs, 0, *size) is not None for runs in range(0, 20_000, 50)]
    assert pays == sorted(pays)
    for runs in (0, 7, 5_000):
        known, unknown = shifting.shift_at(runs, 3, *size), shifting.shift_at(runs + 3, 0, *size)
        assert known == unknown or known == unknown - 3


def test_a_thread_compiles_where_waiting_costs_more_than_it_brings_back():
    """What counts is how much of a run second gear saves: whoever saves all of it waits."""
    shifts = {native: shifting.shift_at(0, 10_000, 200, 2e6, native) for native in (0, 1e6, 1e7, 1e8)}
    assert shifts == {0: 0, 1e6: 471, 1e7: 130, 1e8: 16}


def test_a_call_that_wakes_threads_must_save_more_unless_runs_share_it():
    size = 60, 1e4, 2e5  # (ops, elements, those of native kernels): a small dense network
    assert shifting.shift_at(10**6, 0, *size) is None
    assert shifting.shift_at(10**6, 0, *size, 32) is not None
    assert shifting.saved_by_run(60, 1e4) > 0 > shifting.saved_by_run(*size)


@pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}")
def test_layers_that_the_library_does_are_native(monkeypatch):
    def step(x, w, b):
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            loss = tf.reduce_sum(tf.nn.tanh(tf.nn.bias_add(x @ w, b)))
        return tape.gradient(loss, [w, b])

    def works(rows):
        arrays = [np.ones(shape, np.float32) for shape in ((rows, 64), (64, 32), (32,))]
        graph = FuncGraph()
        with graph.as_default(), using(tapes=()):
            inputs = [graph.placeholder(a.shape, tf.float32) for a in arrays]
            outputs = [graph.capture(t) for t in step(*inputs)]
        joined = Executable(graph, graph.inputs, outputs).joined()
        return shifting.work(joined, 1), shifting.native_work(joined, 1), shifting.largest_product(joined, 1)

    by_numpy, native, largest = works(16)
    assert native > 2 * 16 * 64 * 32 * shifting.NATIVE_COST and largest == 0 < by_numpy
    many = shifting.LARGEST_LAYER // (64 * 32)
    assert works(many)[1] == 0 and works(many)[2] == shifting.LARGEST_LAYER
    monkeypatch.setattr(library, "available", lambda: False)
    assert works(16)[1:] == (0, 16 * 64 * 32)


def test_where_pins_come_from(monkeypatch):
    monkeypatch.delenv("TENFOLD_GEAR", raising=False)
    assert shifting.pinned() is None
    monkeypatch.setenv("TENFOLD_GEAR", "second")
    assert shifting.pinned() == "second"
    with using(gear="first"):
        assert shifting.pinned() == "first"
    monkeypatch.setenv("TENFOLD_GEAR", "third")
    with pytest.raises(ValueError, match="'first' or 'second'; received 'third'"):
        shifting.pinned()


def work_of(function, *dims, leading=1):
    graph = FuncGraph()
    with graph.as_default(), using(tapes=()):
        function(*[graph.placeholder(d, tf.float32) for d in dims])
    inputs = {t.node for t in graph.inputs}
    return shifting.work([n for n in graph.nodes if n not in inputs], leading)


def test_work_grows_with_the_batch_and_with_what_is_summed():
    product = lambda a, b: tf.matmul(a, b)  # noqa: E731
    assert work_of(product, (None, 64), (64, 8), leading=20) == 2 * work_of(product, (None, 64), (64, 8), leading=10)
    wide, narrow = work_of(product, (10, 640), (640, 8)), work_of(product, (10, 64), (64, 8))
    assert 80 < narrow < wide
    turned = lambda a, b: tf.matmul(a, b, transpose_a=True)  # noqa: E731
    assert work_of(turned, (640, 10), (640, 8)) == wide


def test_work_counts_convolutions_and_what_loops_repeat(monkeypatch):
    monkeypatch.setattr(shifting, "NATIVE", "of nobody.")  # NumPy does them

    def conv(x, k):
        return tf.nn.conv2d(x, k, 1, "SAME")

    small, large = (work_of(conv, (1, 16, 16, 4), (n, n, 4, 8)) for n in (1, 5))
    assert large > 5 * small

    def loop(times):
        return lambda x: tf.while_loop(
            lambda i, y: i < times, lambda i, y: (i + 1, y * 2.0), [0, x], maximum_iterations=times
        )

    assert work_of(loop(1000), (100,)) > 50 * work_of(loop(10), (100,))


def test_what_native_kernels_do_counts_for_nothing():
    def step(x, k):
        return tf.nn.max_pool2d(tf.nn.conv2d(x, k, 1, "SAME"), 2, 2, "SAME")

    shapes = (1, 16, 16, 4), (5, 5, 4, 8)
    before = work_of(step, *shapes)
    added = []
    for name in ("conv", "max_pool"):
        kernel = OPS[name].kernel("numpy")(_like_a_native_one)
        added.append((OPS[name], kernel))
    try:
        assert work_of(step, *shapes) == 0 < work_of(lambda x, k: step(x, k) * 2.0, *shapes) < work_of(tf.exp, (4096,))
    finally:
        for operation, kernel in added:
            operation.withdraw("numpy", kernel)
    assert work_of(step, *shapes) == before


def _like_a_native_one(*_, **__):
    raise AssertionError("only asked where it stands")


_like_a_native_one.__module__ = shifting.NATIVE + "conv"


def test_an_unknown_rank_is_no_obstacle():
    assert work_of(lambda x: tf.exp(x) * 2.0, None, leading=32) > 0


def test_only_the_number_of_runs_decides(monkeypatch):
    """Two functions alike shift at the same call, whatever was compiled before."""
    monkeypatch.delenv("TENFOLD_GEAR", raising=False)
    monkeypatch.setattr(shifting, "START_COST", 0.0)
    monkeypatch.setattr(shifting, "COMPILE_COST", 1e-4)
    chosen, choose = [], shifting.shift_at
    monkeypatch.setattr(shifting, "shift_at", lambda *args: chosen.append(choose(*args)) or chosen[-1])
    sequences = []
    for _ in range(2):
        f = tf.function(lambda x: tf.reduce_sum(tf.sin(x) * tf.cos(x)))
        chosen.clear()
        for _ in range(6):
            f(np.ones(100_000, np.float32))
        sequences.append(list(chosen))
    assert sequences[0] == sequences[1]
    assert not xla.available() or sequences[0][-1] == len(sequences[0]) - 1
