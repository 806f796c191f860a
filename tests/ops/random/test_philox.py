"""The array functions behind the random ops against TensorFlow 2.21's numbers, under NumPy and under jax.jit."""

import math
import pathlib
import random

import ml_dtypes
import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.random import gamma_gradient as gradients
from tenfold.ops.random import orders, samplers
from tenfold.ops.random import philox as bits
from tenfold.testing.quick import compiled_call

GOLDEN = np.load(pathlib.Path(__file__).parents[2] / "golden" / "random.npz")
F16, F32, F64, BF16 = np.float16, np.float32, np.float64, ml_dtypes.bfloat16
LOGITS = np.array([[0.1, 2.0, -1.0, 0.5], [1.0, -np.inf, 1.0, 3.0], [5.0, 0.0, 0.0, 0.0]], F32)


def loop_of(xp):
    return samplers.python_loop if xp is np else pytest.importorskip("jax").lax.fori_loop


def uniform(count, dtype=F32):
    return lambda xp, stream: bits.uniform(xp, stream, count, dtype)


def between(count, low, high, dtype):
    return lambda xp, stream: bits.uniform(xp, stream, count, dtype) * dtype(high - low) + dtype(low)


def integers(count, low, high, dtype):
    return lambda xp, stream: bits.uniform_int(xp, stream, count, low, high, dtype)


def full(count, dtype):
    return lambda xp, stream: bits.full_range_int(xp, stream, count, dtype)


def normal(count, dtype=F32, mean=0.0, stddev=1.0):
    return lambda xp, stream: samplers.normal(xp, stream, count, dtype) * dtype(stddev) + dtype(mean)


def truncated(count, dtype=F32, mean=0.0, stddev=1.0):
    return lambda xp, stream: samplers.truncated_normal(xp, stream, count, dtype) * dtype(stddev) + dtype(mean)


def gamma(samples, alpha, beta=1.0, dtype=F32):
    def draw(xp, stream):
        drawn = samplers.gamma(xp, stream, xp.asarray(alpha, dtype), samples, dtype, loop_of(xp))
        scaled = drawn / xp.asarray(beta, dtype)
        return xp.maximum(np.finfo(dtype).tiny, scaled)

    return draw


def poisson(samples, rate, dtype=F32):
    return lambda xp, stream: samplers.poisson(xp, stream, xp.asarray(rate, F32), samples, dtype)


def binomial(samples, counts, probs):
    return lambda xp, stream: samplers.binomial(
        xp, stream, xp.asarray(counts, F32), xp.asarray(probs, F32), samples, np.int32
    )


def categorical(logits, samples, dtype=np.int64):
    return lambda xp, stream: samplers.categorical(xp, stream, xp.asarray(logits), samples, dtype)


def shuffle(n):
    return lambda xp, stream: orders.permutation(xp, stream, n, loop_of(xp)).astype(np.int32)


def shuffle_rows(xp, stream):
    return xp.arange(24, dtype=np.int32).reshape(8, 3)[orders.permutation(xp, stream, 8, loop_of(xp))]


# in the order in which the recorded programs call them: each eager call draws one op seed
EAGER = {
    "eager_uniform": {
        "first": uniform(3),
        "second": uniform(3),
        "matrix": between(6, -1, 3, F32),
        "scalar": uniform(1),
        "empty": uniform(0),
        "long": uniform(4099),
        "float16": uniform(33, F16),
        "float16_range": between(9, -2, 5, F16),
        "bfloat16": uniform(33, BF16),
        "bfloat16_range": between(9, -2, 5, BF16),
        "float64": uniform(33, F64),
        "float64_range": between(9, -2, 5, F64),
        "int32": integers(101, -5, 7, np.int32),
        "int32_wide": integers(9, -(2**31), 2**31 - 1, np.int32),
        "int64": integers(101, 3, 10**15, np.int64),
        "int64_wide": integers(9, -(2**62), 2**62, np.int64),
        "again": uniform(3),
    },
    "eager_normal": {
        "first": normal(3),
        "second": normal(6, F32, 1.5, 0.5),
        "long": normal(1001),
        "truncated": truncated(5),
        "truncated_long": truncated(2003, F32, 1.0, 2.0),
        "float16": normal(33, F16),
        "truncated_float16": truncated(301, F16),
        "bfloat16": normal(33, BF16),
        "truncated_bfloat16": truncated(301, BF16),
        "float64": normal(33, F64),
        "truncated_float64": truncated(301, F64),
    },
    "eager_others": {
        "gamma": gamma(50, [0.3, 1.0, 2.5, 40.0]),
        "gamma_beta": gamma(7, [0.5] * 3 + [3.0] * 3, [1.0, 2.0, 3.0] * 2),
        "gamma_float64": gamma(80, [0.7], 1.0, F64),
        "gamma_tiny": gamma(40, [0.001]),
        "poisson": poisson(60, [0.0, 0.4, 3.0, 9.9, 10.0, 200.0]),
        "poisson_float64": poisson(15, [4.0], F64),
        "poisson_int32": poisson(30, [2.0, 30.0], np.int32),
        "categorical": categorical(LOGITS, 7),
        "categorical_int32": categorical(LOGITS.astype(F64), 6, np.int32),
        "categorical_one": categorical(np.zeros((6, 30), F32), 1),
        "shuffle": shuffle(50),
        "shuffle_rows": shuffle_rows,
        "shuffle_one": shuffle(1),
        "after": uniform(2),
    },
}

STATELESS = {
    "uniform": uniform(5),
    "range": between(6, -1, 4, F32),
    "float64": uniform(5, F64),
    "float16": uniform(5, F16),
    "int32": integers(9, -3, 50, np.int32),
    "int64": integers(9, -3, 2**40, np.int64),
    "full_int32": full(3, np.int32),
    "full_int64": full(3, np.int64),
    "full_uint32": full(3, np.uint32),
    "full_uint64": full(3, np.uint64),
    "normal": normal(7, F32, 1.0, 3.0),
    "truncated": truncated(77),
    "gamma": gamma(20, [0.5, 1.0, 3.0], 2.0),
    "poisson": poisson(20, [4.0, 50.0], np.int32),
    "poisson_float": poisson(20, [4.0, 50.0]),
    "binomial": binomial(40, [10.0, 100.0, 40.0, 0.0, 7.0], [0.8, 0.3, 0.5, 0.5, 1.0]),
    "categorical": categorical(np.zeros((2, 5), F32), 6),
    "shuffle": shuffle(20),
}

EXACT = {f"eager_uniform/{name}" for name in ("first", "second", "long", "float16", "bfloat16", "float64", "again")}
EXACT |= {f"traced/f{run}_0" for run in range(3)} | {"generator/from_state"}

# blocks consumed by the op's first run, and the op, in graphs seeded with 42: see `traced` and `graph`
RERUN = {
    "uniform": ("traced/f{}_0", 0, 3 * 256, uniform(3)),
    "normal": ("traced/f{}_3", 2, 4 * 256, normal(4)),
    "truncated": ("traced/f{}_4", 3, 5 * 256, truncated(5)),
    "shuffle": ("traced/f{}_5", 4, orders.permutation_blocks(9), shuffle(9)),
    "gamma": ("traced/g{}_0", 0, bits.reserved_blocks(4), gamma(2, [0.5, 3.0])),
    "poisson": ("traced/g{}_1", 1, bits.reserved_blocks(4), poisson(4, [7.0])),
    "categorical": ("traced/g{}_2", 2, samplers.categorical_blocks(2, 5), categorical(np.zeros((2, 8), F32), 5)),
}


def eager_cases():
    for program, calls in EAGER.items():
        op_seeds = random.Random(42)
        for name, call in calls.items():
            yield pytest.param(f"{program}/{name}", op_seeds.randint(0, 2**31 - 1), call, id=f"{program}-{name}")


def numpy_gear(call, make_stream, *inputs):
    return call(np, make_stream(np, *inputs))


def xla_gear(call, make_stream, *inputs):
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        return np.asarray(compiled_call(lambda *traced: call(jax.numpy, make_stream(jax.numpy, *traced)), *inputs))


GEARS = pytest.mark.parametrize("gear", [numpy_gear, xla_gear])


def check(name, got):
    """Whole numbers and unscaled uniforms bit for bit, what went through arithmetic to rounding."""
    want = GOLDEN[name]
    got = np.asarray(got).reshape(want.shape)
    if got.dtype == BF16:
        want = want.view(BF16)
    assert got.dtype == want.dtype
    if got.dtype.kind in "iu" or name in EXACT:
        np.testing.assert_array_equal(got, want)
    else:
        rounding = {2: 1e-2 if got.dtype == BF16 else 2e-3}.get(got.dtype.itemsize, 2e-6)
        np.testing.assert_allclose(got.astype(F64), want.astype(F64), rtol=rounding, atol=rounding)


@GEARS
@pytest.mark.parametrize(("name", "op_seed", "call"), list(eager_cases()))
def test_eager_ops_draw_tensorflows_numbers(gear, name, op_seed, call):
    check(
        name,
        gear(call, lambda xp, blocks: bits.op_stream(42, op_seed, blocks), 0 if gear is numpy_gear else np.uint64(0)),
    )


SEEDS = [
    (numpy_gear, (1, 2)),
    (numpy_gear, (-7, 2**31 - 1)),
    (numpy_gear, (2**40, -(2**50))),
    (xla_gear, (-7, 2**31 - 1)),
]


@pytest.mark.parametrize(("gear", "seed"), SEEDS)
@pytest.mark.parametrize("name", STATELESS)
def test_stateless_ops_draw_tensorflows_numbers(gear, seed, name):
    check(f"stateless/{seed[0]}_{name}", gear(STATELESS[name], bits.stateless_stream, np.array(seed)))


@GEARS
@pytest.mark.parametrize("op", RERUN)
def test_ops_that_run_again_go_on_where_tensorflow_goes_on(gear, op):
    name, op_seed, skipped, call = RERUN[op]
    for run in range(3):
        blocks = run * skipped if gear is numpy_gear else np.uint64(run * skipped)
        check(name.format(run), gear(call, lambda xp, blocks: bits.op_stream(42, op_seed, blocks), blocks))


@GEARS
def test_generator_state_is_a_stream_that_carries(gear):
    call = uniform(9)
    check("generator/from_state", gear(call, bits.generator_stream, np.array([-1, 4, 9])))
    moved = bits.generator_stream(np, np.array([-1, 4, 9])).skip(2)
    assert bits.generator_state(np, moved).tolist() == [1, 5, 9]
    skipped = gear(lambda xp, s: bits.generator_state(xp, s.skip(2)), bits.generator_stream, np.array([-1, -1, 9]))
    assert np.asarray(skipped).tolist() == [1, 0, 9]


@GEARS
def test_gamma_samples_move_with_alpha_as_tensorflows(gear):
    alpha, sample = GOLDEN["gamma_gradient/alpha"], GOLDEN["gamma_gradient/sample"]
    got = gear(
        lambda xp, inputs: gradients.gamma_sample_gradient(xp, *inputs, loop_of(xp)),
        lambda xp, *inputs: inputs,
        alpha,
        sample,
    )
    np.testing.assert_allclose(got, GOLDEN["gamma_gradient/gradient"], rtol=2e-4, atol=1e-30)


def test_gamma_gradient_is_the_slope_of_the_quantile():
    special = pytest.importorskip("scipy.special")
    alpha = np.array([0.02, 0.3, 1.0, 2.5, 70.0, 900.0])[:, None]
    share = np.array([1e-3, 0.2, 0.5, 0.9, 0.9999])
    step = 1e-5 * alpha
    slope = special.gammaincinv(alpha + step, share) - special.gammaincinv(alpha - step, share)
    sample = special.gammaincinv(alpha, share)
    got = gradients.gamma_sample_gradient(np, np.broadcast_to(alpha, sample.shape), sample)
    np.testing.assert_allclose(got, slope / (2 * step), rtol=1e-5, atol=1e-12)


def test_draws_move_with_alpha_as_their_samples_do():
    alpha, beta, dy = np.array([0.3, 2.5], F32), np.array([2.0, 0.5], F32), np.arange(1, 7, dtype=F32).reshape(3, 2)
    given = tf.constant(alpha)
    with tf.GradientTape() as tape:
        tape.watch(given)
        drawn = tf.random.stateless_gamma([3, 2], [1, 2], given, beta=beta)
    slope = gradients.gamma_sample_gradient(np, np.broadcast_to(alpha, (3, 2)), drawn.numpy() * beta)
    got = tape.gradient(drawn, given, output_gradients=dy)
    np.testing.assert_allclose(got, (dy * slope / beta).sum(0), rtol=1e-5)


def test_index_shuffle_is_tensorflows_permutation():
    assert orders.index_shuffle(np.arange(10), [1, 2], 9).tolist() == GOLDEN["stateless/index_shuffle"].tolist()
    wide = orders.index_shuffle(np.arange(20), [5, 9], 99999)
    assert wide.tolist() == GOLDEN["stateless/index_shuffle_wide"].tolist()
    assert sorted(orders.index_shuffle(np.arange(1000), [3, -1], 999).tolist()) == list(range(1000))


def test_words_do_not_depend_on_how_many_are_asked_for():
    stream = bits.op_stream(7, 2**31 - 5, 11)
    many = bits.random_words(np, stream, 4 * 8192 + 9)
    for count in (1, 4, 49, 4 * 8192 + 1):
        np.testing.assert_array_equal(bits.random_words(np, stream, count), many[:count])
    np.testing.assert_array_equal(bits.random_words(np, stream.skip(8000), 777), many[32000:32777])


@pytest.mark.parametrize("dtype", [F32, F64])
def test_samplers_have_the_moments_they_should(dtype):
    stream = bits.op_stream(3, 4)
    n = 40000
    normals = samplers.normal(np, stream, n, dtype)
    assert abs(normals.mean()) < 0.02 and abs(normals.std() - 1) < 0.02
    cut = samplers.truncated_normal(np, stream, n, dtype)
    assert np.abs(cut).max() < 2 and abs(cut.std() - 0.8796) < 0.02
    for alpha in (0.4, 1.0, 6.0):
        drawn = samplers.gamma(np, stream, np.array([alpha]), n, dtype)
        assert abs(drawn.mean() / alpha - 1) < 0.05 and abs(drawn.var() / alpha - 1) < 0.08
    for rate in (0.5, 9.0, 12.0, 90.0):
        drawn = samplers.poisson(np, stream, np.array([rate]), n, dtype)
        assert abs(drawn.mean() / rate - 1) < 0.03 and abs(drawn.var() / rate - 1) < 0.05


def test_samplers_answer_impossible_parameters_with_nan():
    stream = bits.op_stream(3, 4)
    assert np.isnan(samplers.gamma(np, stream, np.array([np.nan, -1.0]), 2, F32)).all()
    assert np.isnan(samplers.poisson(np, stream, np.array([np.nan, -1.0, np.inf]), 2, F32)).all()
    assert np.isnan(samplers.binomial(np, stream, np.array([3.0]), np.array([np.nan]), 2, F32)).all()


def variance_scaling(scale, mode, uniformly, shape):
    """tf_keras's rule for the spread of an initializer: the limit of a uniform, the deviation of a truncated normal."""
    receptive = int(np.prod(shape[:-2]))
    fan_in, fan_out = shape[-2] * receptive, shape[-1] * receptive
    scale /= max(1.0, {"in": fan_in, "avg": (fan_in + fan_out) / 2}[mode])
    limit = F32(math.sqrt(3 * scale) if uniformly else math.sqrt(scale) / 0.87962566103423978)
    count = int(np.prod(shape))

    def draw(xp, stream):
        if uniformly:
            return bits.uniform(xp, stream, count, F32) * (limit + limit) - limit
        return samplers.truncated_normal(xp, stream, count, F32) * limit

    return draw


KERAS_INITIALIZERS = {
    "GlorotUniform": variance_scaling(1.0, "avg", True, (4, 3)),
    "GlorotNormal": variance_scaling(1.0, "avg", False, (4, 3)),
    "HeUniform": variance_scaling(2.0, "in", True, (4, 3)),
    "HeNormal": variance_scaling(2.0, "in", False, (4, 3)),
    "LecunUniform": variance_scaling(1.0, "in", True, (4, 3)),
    "LecunNormal": variance_scaling(1.0, "in", False, (4, 3)),
    "Orthogonal": None,  # the QR of a normal matrix: checked where there is a QR
    "RandomUniform": between(12, -0.05, 0.05, F32),
    "RandomNormal": normal(12, F32, 0.0, 0.05),
    "TruncatedNormal": truncated(12, F32, 0.0, 0.05),
}


def test_keras_initializers_draw_a_stateless_seed_each():
    """After `set_random_seed(s)` an unseeded initializer's first call draws its seed from random.Random(s)."""
    draws = random.Random(7)
    for name, call in KERAS_INITIALIZERS.items():
        seed = draws.randint(1, 10**9)
        if call is not None:
            check(f"keras_initializers/{name}", call(np, bits.stateless_stream(np, (seed, 0))))
            check(f"keras_initializers/{name}_seeded", call(np, bits.stateless_stream(np, (5, 0))))
    conv = variance_scaling(1.0, "avg", True, (3, 3, 2, 4))
    check("keras_initializers/conv", conv(np, bits.stateless_stream(np, (draws.randint(1, 10**9), 0))))
    op_seed = random.Random(7).randint(0, 2**31 - 1)
    check("keras_initializers/uniform_op_after", uniform(2)(np, bits.op_stream(7, op_seed)))


def test_keras_dropout_draws_like_any_op():
    """Unseeded, a layer's noise is the op-seed stream; a seeded layer counts its op seed up by one with every call."""
    op_seeds = random.Random(7)

    def noise(call, op_seed=None):
        return call(np, bits.op_stream(7, op_seeds.randint(0, 2**31 - 1) if op_seed is None else op_seed))

    def dropped(name, op_seed=None, rows=15):
        kept = noise(uniform(rows), op_seed) >= F32(0.4)
        kept = np.broadcast_to(kept.reshape(3, -1), (3, 5))
        check(f"keras_dropout/{name}", np.where(kept, F32(1 / (1 - 0.4)), F32(0)))

    dropped("first")
    dropped("second")
    dropped("seeded", 9)
    dropped("seeded_again", 10)
    dropped("other")
    dropped("noise_shape", rows=3)
    op_seeds = random.Random(7)
    check("keras_noise/first", 1 + noise(normal(15, F32, 0.0, 0.5)))
    check("keras_noise/second", 1 + noise(normal(15, F32, 0.0, 0.5)))
