"""`explain()` of functions: the gear, and why."""

from types import SimpleNamespace

import pytest

import tenfold as tf
from tenfold.runtime.gears import explaining

pytest.importorskip("jax")  # without it the answer is that there is none


def test_small_large_host_and_compiled():
    @tf.function
    def small(x):
        return tf.nn.relu(x @ x)

    @tf.function
    def large(x):
        for _ in range(20):
            x = tf.tanh(x @ x)
        return x

    @tf.function
    def words(x):
        return tf.strings.upper(x)

    assert small.explain() == "small: 0 traces"
    small(tf.ones([2, 2])), small(tf.ones([2, 2])), small(tf.ones([3, 3]))
    text = small.explain()
    assert text.startswith("small: 2 traces\n") and "\n  2 ops: 1 MatMul, 1 Relu\n" in text
    assert "float32[2,2]: 2 runs, first gear (NumPy): a run is so small that calling" in text
    assert "float32[3,3]: 1 run, first gear" in text
    large(tf.ones([100, 100]))
    assert "second gear would save about" in large.explain() and "20 MatMul, 20 Tanh" in large.explain()
    words(tf.constant("a"))
    assert "string[]: 1 run, first gear (NumPy): XLA has not got StringUpper" in words.explain()


def test_second_gear_and_tapes():
    @tf.function(jit_compile=True)
    def compiled(x):
        return x * x

    concrete = compiled.get_concrete_function(tf.ones([2]))
    assert concrete.explain().endswith("not run yet")
    concrete(tf.ones([2]))
    assert "float32[2]: 1 run, second gear (XLA), pinned; compiled in 0." in concrete.explain()
    assert "under a GradientTape:" not in concrete.explain()
    with tf.GradientTape() as tape:
        tape.watch(x := tf.ones([2]))
        concrete(x)
    assert "under a GradientTape:" in concrete.explain()


def test_what_kept_a_graph_in_first_gear_is_said_in_its_words():
    special = SimpleNamespace(failure=("HostOnly", "it needs 3.0 GiB of memory"), cold=True, shift=None)
    assert explaining._why_first(None, special, [], None) == "it needs 3.0 GiB of memory"
    assert "nosuch" in explaining._why_first(None, special, ["nosuch"], None)
