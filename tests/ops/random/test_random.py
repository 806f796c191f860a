"""`tf.random` against the numbers recorded from TensorFlow 2.21, eagerly, in graphs and in both gears."""

import importlib.util
import pathlib
import time
from concurrent.futures import ThreadPoolExecutor

import ml_dtypes
import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.env import Cell
from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph, Graph
from tenfold.ops.random import seeds as random_seed
from tenfold.runtime import xla
from tenfold.runtime.gears.executable import Executable

GOLDEN_FOLDER = pathlib.Path(__file__).parents[2] / "golden"
GOLDEN = np.load(GOLDEN_FOLDER / "random.npz")
BF16 = np.dtype(ml_dtypes.bfloat16)


def _programs():
    spec = importlib.util.spec_from_file_location("random_programs", GOLDEN_FOLDER / "random_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PROGRAMS = _programs()
SECOND = pytest.param("second", marks=pytest.mark.skipif(not xla.available(), reason="second gear needs JAX"))
GEARS = pytest.mark.parametrize("gear", ["first", SECOND])


@pytest.fixture(autouse=True)
def unseeded():
    """No test sees the seeds of another."""
    yield
    tf.random.set_seed(None)
    random_seed.set_keras_seed(None)


def check(name, got, rtol=2e-6):
    """Integers bit for bit, floats to rounding (uniforms bit for bit: see test_random_bits)."""
    got, want = np.asarray(got), GOLDEN[name]
    want = want.view(BF16) if got.dtype == BF16 else want
    assert (got.dtype, got.shape) == (want.dtype, want.shape), name
    if got.dtype.kind in "iu":
        np.testing.assert_array_equal(got, want, err_msg=name)
    else:
        rounding = max(rtol, {BF16: 1e-2, np.dtype(np.float16): 2e-3}.get(got.dtype, 0))
        np.testing.assert_allclose(got.astype(float), want.astype(float), rounding, rounding, err_msg=name)


@pytest.mark.parametrize("program", PROGRAMS.TENSORFLOW, ids=lambda p: p.__name__)
def test_programs_draw_tensorflows_numbers(program):
    drawn = 0
    for name, value in program(tf):
        gradient = "gradient" in name  # TensorFlow's own is a float32 series, good to four digits
        check(f"{program.__name__}/{name}", value, 1e-3 if gradient else 2e-6)
        drawn += 1
    assert drawn == sum(name.startswith(program.__name__ + "/") for name in GOLDEN.files)


@pytest.mark.parametrize("program", PROGRAMS.KERAS, ids=lambda p: p.__name__)
def test_keras_programs_draw_tf_keras_numbers(program):
    for name, value in program(tf, tf.keras):
        check(f"{program.__name__}/{name}", value, 2e-5 if "Orthogonal" in name else 2e-6)


def written(function, *inputs):
    """`function` of placeholders (one spec each) as an Executable."""
    graph = FuncGraph("test")
    with graph.as_default():
        outputs = function(*[graph.placeholder(shape, tf.as_dtype(dtype)) for shape, dtype in inputs])
    return Executable(graph, graph.inputs[: len(inputs)], list(outputs))


@GEARS
def test_ops_of_a_graph_are_numbered_and_go_on(gear):
    tf.random.set_seed(42)
    f = written(
        lambda: (
            tf.random.uniform([3]),
            tf.random.uniform([2]),
            tf.random.uniform([2], seed=7),
            tf.random.normal([4]),
            tf.random.truncated_normal([5]),
            tf.cast(tf.random.shuffle(tf.constant(np.arange(9))), tf.int32),
        )
    )
    g = written(
        lambda: (
            tf.random.gamma([2], [0.5, 3.0]),
            tf.random.poisson([4], 7.0),
            tf.random.categorical(tf.zeros([2, 8]), 5),
        )
    )
    with using(gear=gear):
        for run in range(3):
            for letter, executable in (("f", f), ("g", g)):
                for i, value in enumerate(executable([])):
                    check(f"traced/{letter}{run}_{i}", value)
        tf.random.set_seed(42)  # also takes functions traced before back to their beginning
        check("traced/seed_set_again", f([])[0])


@GEARS
def test_a_random_shape_may_be_unknown_while_the_graph_is_written(gear):
    tf.random.set_seed(3)
    with using(gear=gear):
        for size in (3, 2):
            h = written(
                lambda x: (tf.random.uniform(tf.shape(x)), tf.random.normal([tf.shape(x)[0]])), ((None,), "float32")
            )
            for run in range(2):
                uniform, normal = h([np.zeros(size, np.float32)])
                check(f"traced/h{run}_{size}_uniform", uniform)
                check(f"traced/h{run}_{size}_normal", normal)


@GEARS
def test_blocks_are_counted_where_the_shape_changes_between_runs(gear):
    def draw(sizes):
        tf.random.set_seed(1)
        h = written(lambda x: (tf.random.uniform(tf.shape(x)), tf.random.shuffle(x)), ((None,), "float32"))
        with using(gear=gear):
            return [h([np.arange(n, dtype=np.float32)]) for n in sizes]

    long_then_long, short_then_long = draw([5, 5])[1], draw([3, 5])[1]
    assert not np.array_equal(long_then_long[0], short_then_long[0])
    tf.random.set_seed(1)
    apart = [tf.random.uniform([3], seed=0), tf.random.uniform([5], seed=0)]
    np.testing.assert_array_equal(short_then_long[0], apart[1])


@GEARS
def test_a_generator_goes_on_inside_graphs(gear):
    generator = tf.random.Generator.from_seed(8)
    f = written(lambda: (generator.normal([2]), generator.uniform([3])))
    with using(gear=gear):
        first, second = f([]), f([])
    check("generator/traced0_normal", first[0])
    check("generator/traced1_uniform", GOLDEN["generator/traced1_uniform"])
    alone = tf.random.Generator.from_seed(8)
    for value in (*first, *second):
        drawn = alone.normal([2]) if value.shape == (2,) else alone.uniform([3])
        np.testing.assert_allclose(value, drawn, rtol=2e-6)
    assert generator.state.numpy().tolist() == alone.state.numpy().tolist()


@GEARS
def test_a_vae_draws_noise_of_the_batchs_size_and_differentiates_through_it(gear):
    tf.random.set_seed(3)

    def sample(mean, log_variance):
        noise = tf.random.normal([tf.shape(mean)[0], 4])
        with tf.GradientTape() as tape:
            tape.watch(log_variance)
            z = mean + log_variance * noise
        return z, noise, tape.gradient(z, log_variance)

    f = written(sample, ((None, 4), "float32"), ((None, 4), "float32"))
    with using(gear=gear):
        z, noise, gradient = f([np.zeros((6, 4), np.float32), np.ones((6, 4), np.float32)])
        again = f([np.zeros((6, 4), np.float32), np.ones((6, 4), np.float32)])
    np.testing.assert_array_equal(z, noise)
    np.testing.assert_array_equal(gradient, noise)
    assert not np.array_equal(noise, again[1])


def test_scale_and_place_are_differentiable():
    mean, deviation = tf.constant([1.0, 2.0]), tf.constant(3.0)
    tf.random.set_seed(0)
    with tf.GradientTape() as tape:
        tape.watch([mean, deviation])
        drawn = tf.random.normal([5, 2], mean, deviation)
    by_mean, by_deviation = tape.gradient(drawn, [mean, deviation])
    np.testing.assert_array_equal(by_mean, [5.0, 5.0])
    np.testing.assert_allclose(by_deviation, np.sum((drawn.numpy() - [1.0, 2.0]) / 3), rtol=1e-5)


def test_without_any_seed_numbers_differ():
    tf.random.set_seed(None)
    assert not np.array_equal(tf.random.uniform([4]), tf.random.uniform([4]))
    f = written(lambda: (tf.random.uniform([4]), tf.random.uniform([4])))
    first, second = f([])
    assert not np.array_equal(first, second)


def test_seeds_are_paired_as_tensorflow_pairs_them():
    v1 = tf.compat.v1
    tf.random.set_seed(None)
    assert v1.get_seed(None) == (None, None)
    assert v1.get_seed(2**31) == (87654321, 1)
    tf.random.set_seed(0)
    assert v1.get_seed(0) == (0, 2**31 - 1)
    graph = Graph()
    with graph.as_default():
        assert v1.get_seed(None) == (None, None)
        v1.set_random_seed(5)
        assert [v1.get_seed(None), v1.get_seed(9), v1.get_seed(None)] == [(5, 0), (5, 9), (5, 1)]
    inner = FuncGraph("inner", outer=graph)
    with inner.as_default():
        assert v1.get_seed(None) == (5, 0)


def test_keras_seeds_are_drawn_only_after_they_were_set():
    assert random_seed.keras_seed() is None
    random_seed.set_keras_seed(7)
    drawn = [random_seed.keras_seed() for _ in range(2)]
    random_seed.set_keras_seed(7)
    assert drawn == [random_seed.keras_seed() for _ in range(2)]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: tf.random.uniform([2], dtype=tf.int32), ValueError, "maxval"),
        (lambda: tf.random.uniform([2], dtype=tf.bool), ValueError, "bool"),
        (lambda: tf.random.uniform([2], 5, 5, dtype=tf.int32), tf.errors.InvalidArgumentError, "minval < maxval"),
        (lambda: tf.random.uniform([2], [1, 2], 5, dtype=tf.int32), tf.errors.InvalidArgumentError, "scalar"),
        (lambda: tf.random.normal([2], dtype=tf.int32), ValueError, "floating"),
        (lambda: tf.random.categorical(tf.zeros([3]), 2), tf.errors.InvalidArgumentError, "matrix"),
        (lambda: tf.random.categorical(tf.zeros([3, 2]), 2, dtype=tf.float32), ValueError, "int32 and int64"),
        (lambda: tf.random.stateless_uniform([2], [1, 2], alg="threefry"), ValueError, "philox"),
        (lambda: tf.random.stateless_uniform([2], [1.0, 2.0]), tf.errors.InvalidArgumentError, "two integers"),
        (lambda: tf.random.stateless_gamma([3], [1, 2], [1.0, 2.0]), tf.errors.InvalidArgumentError, "end with"),
        (lambda: tf.random.Generator.from_seed(1, alg="threefry"), ValueError, "philox"),
        (lambda: tf.random.Generator(state=[1, 2], alg="philox"), ValueError, r"\[3\]"),
        (lambda: tf.random.Generator(), ValueError, "from_seed"),
    ],
)
def test_mistakes_are_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("size", [0, 1])
def test_small_things_can_be_shuffled(size):
    assert tf.random.shuffle(tf.zeros([size, 2])).shape == (size, 2)


@GEARS
@pytest.mark.parametrize("sampler", ["uniform_candidate_sampler", "log_uniform_candidate_sampler"])
@pytest.mark.parametrize("unique", [True, False])
def test_candidates_are_drawn_alike_in_both_gears(gear, sampler, unique):
    tf.random.set_seed(5)
    draw = getattr(tf.random, sampler)
    f = written(lambda true: draw(true, 1, 6, unique, 50, seed=3), ((None, 1), "int64"))
    parts = ("sampled_candidates", "true_expected_count", "sampled_expected_count")
    with using(gear=gear):
        for run in range(2):
            for part, value in zip(parts, f([np.array([[3], [7], [0]])]), strict=True):
                check(f"candidates/{sampler}_{unique}_{run}_{part}", value)


@GEARS
def test_a_candidate_out_of_range_is_refused(gear):
    f = written(lambda true: tf.random.log_uniform_candidate_sampler(true, 1, 2, True, 9), ((None, 1), "int64"))
    with using(gear=gear), pytest.raises(tf.errors.InvalidArgumentError, match=r"\[0, 9\)"):
        f([np.array([[9]])])


def test_true_classes_have_as_many_columns_as_is_said():
    true = tf.constant([[1, 2]], tf.int64)
    for call in (
        lambda n: tf.random.all_candidate_sampler(true, n, 3, True),
        lambda n: tf.nn.compute_accidental_hits(true, tf.constant([1, 3], tf.int64), n),
    ):
        assert len(call(2)) == 3
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"must have 1 columns; received shape \[1, 2\]"):
            call(1)


@pytest.mark.parametrize("draw", ["generator", "seeded op"])
def test_no_two_threads_draw_the_same_numbers(draw, monkeypatch):
    generator = tf.random.Generator.from_seed(1)

    def slowly(self):
        value = read(self)
        time.sleep(0.001)  # another thread's turn, before the state moves on
        return value

    def one(_):
        return float(generator.uniform([]) if draw == "generator" else tf.random.uniform([], seed=3))

    tf.random.set_seed(5)
    kind = tf.Variable if draw == "generator" else Cell
    read = kind.array
    monkeypatch.setattr(kind, "array", slowly)
    with ThreadPoolExecutor(2) as pool:
        drawn = list(pool.map(one, range(12)))
    assert len(set(drawn)) == 12
