"""Half types in linear algebra, NaN in decompositions, and tensors without elements, as TensorFlow has them."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using

A, B = [[4.0, 1.0], [1.0, 3.0]], [[1.0], [2.0]]
LINALG = {
    "inv": lambda a, b: tf.linalg.inv(a),
    "det": lambda a, b: tf.linalg.det(a),
    "slogdet": lambda a, b: list(tf.linalg.slogdet(a)),
    "logdet": lambda a, b: tf.linalg.logdet(a),
    "cholesky": lambda a, b: tf.linalg.cholesky(a),
    "solve": tf.linalg.solve,
    "triangular_solve": tf.linalg.triangular_solve,
    "lstsq": tf.linalg.lstsq,
    "qr": lambda a, b: list(tf.linalg.qr(a)),
    "lu": lambda a, b: tf.linalg.lu(a)[0],
    "svd": lambda a, b: tf.linalg.svd(a, compute_uv=False),
    "eigh": lambda a, b: tf.linalg.eigh(a)[0],
    "eigvalsh": lambda a, b: tf.linalg.eigvalsh(a),
    "expm": lambda a, b: tf.linalg.expm(a / 4),
    "pinv": lambda a, b: tf.linalg.pinv(a),
    "norm": lambda a, b: tf.norm(a, 2, (0, 1)),
    "tridiagonal_solve": lambda a, b: tf.linalg.tridiagonal_solve([[1, 0], [2, 3], [0, 1]] * b[0, 0], b),
}


def both_gears(function, *arrays):
    """What `function` gives as a graph in first gear and in second."""
    graph = tf.function(function)
    for gear in ("first", "second"):
        with using(gear=gear):
            yield tf.nest.flatten(graph(*arrays))


COMPOSED = "logdet lstsq pinv norm tridiagonal_solve".split()  # of the others, which are compiled


def check_halves(found, wanted, dtype):
    assert {t.dtype for t in found} == {dtype}
    for ours, theirs in zip(found, wanted):
        np.testing.assert_allclose(abs(tf.cast(ours, tf.float32).numpy()), abs(theirs), rtol=0.05, atol=0.05)


@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16])
def test_linear_algebra_gives_half_types_back(dtype):
    for function in LINALG.values():
        wanted = tf.nest.flatten(function(tf.constant(A), tf.constant(B)))
        check_halves(tf.nest.flatten(function(tf.cast(A, dtype), tf.cast(B, dtype))), wanted, dtype)


def test_linear_algebra_gives_half_types_back_in_both_gears():
    def all_of_them(a, b):
        return [function(a, b) for name, function in LINALG.items() if name not in COMPOSED]

    wanted = tf.nest.flatten(all_of_them(tf.constant(A), tf.constant(B)))
    for found in both_gears(all_of_them, tf.cast(A, tf.bfloat16), tf.cast(B, tf.bfloat16)):
        check_halves(found, wanted, tf.bfloat16)


def test_gradients_of_half_types_are_half_types():
    for dtype in (tf.float16, tf.bfloat16):
        a, b = tf.cast(A, dtype), tf.cast(B, dtype)
        for name in "inv det cholesky solve qr svd eigh expm".split():
            with tf.GradientTape() as tape:
                tape.watch(a)
                y = tf.nest.flatten(LINALG[name](a, b))[0]
            assert tape.gradient(y, a).dtype is dtype, name


NAN_LOW, NAN_HIGH = [[1.0, 1.0], [np.nan, 2.0]], [[1.0, np.nan], [1.0, 2.0]]


def test_eigenvalues_of_nan_are_an_error_where_nan_is_read():
    for function in (tf.linalg.eigvalsh, lambda x: tf.linalg.eigh(x)[0]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="eigen decomposition was not successful"):
            function(tf.constant(NAN_LOW))
        for gear in ("first", "second"):
            with using(gear=gear), pytest.raises(tf.errors.InvalidArgumentError, match="holds NaN"):
                tf.function(function)(tf.constant(NAN_LOW))
        np.testing.assert_allclose(function(tf.constant(NAN_HIGH)), [0.381966, 2.618034], rtol=1e-5)


def test_singular_values_of_nan_are_nan():
    whole = np.array(A, np.float32)
    batch = tf.constant(np.array([A, NAN_HIGH, [[np.inf, 1], [1, 2]]], np.float32))
    s, u, v = tf.linalg.svd(batch)
    for part, alone in zip((s, u, v), np.linalg.svd(whole)[1::-1]):
        assert np.isnan(part[1:]).all()
        np.testing.assert_allclose(part[0], alone, rtol=1e-5)
    np.testing.assert_allclose(s, tf.linalg.svd(batch, compute_uv=False))
    with np.errstate(invalid="ignore"):
        for function in (tf.linalg.pinv, tf.linalg.expm, lambda x: list(tf.linalg.slogdet(x))):
            assert np.isnan(function(tf.constant(NAN_LOW))).all()
    assert tf.linalg.matrix_rank(tf.constant(NAN_LOW)) == 0
    with pytest.raises(tf.errors.InvalidArgumentError, match="not invertible"):
        tf.linalg.lu(tf.constant([[np.nan, 1.0], [1.0, 2.0]]))


# dimensions, the shape asked for, and the one that TensorFlow 2.21 gives
EMPTY = [
    ((0, 3), [0, -1], (0, 3)),
    ((0, 3), [-1], (0,)),
    ((2, 0), [-1, 0], (2, 0)),
    ((0,), [5, -1], (5, 0)),
    ((0,), [-1, 5], (0, 5)),
    ((0,), [2, -1, 0], (2, 0, 0)),
    ((3, 0, 2), [0, -1], (0, 6)),
    ((3, 0, 2), [-1, 2, 0], (3, 2, 0)),
    ((0,), [0, 0, -1], (0, 0, 1)),
    ((4, 0), [-1, 0, 2], (2, 0, 2)),
    ((0, 3), [-1, 0], (3, 0)),
    ((0, 0), [-1, 0], (1, 0)),
    ((4, 0, 3), [2, -1, 0], (2, 6, 0)),
]


def test_reshape_of_nothing():
    @tf.function(input_signature=[tf.TensorSpec(d, tf.float32) for d, _, _ in EMPTY])
    def known(*tensors):
        found = [tf.reshape(x, asked) for x, (_, asked, _) in zip(tensors, EMPTY)]
        assert all(y.shape.is_compatible_with(wanted) for y, (_, _, wanted) in zip(found, EMPTY))
        return found

    @tf.function(input_signature=[tf.TensorSpec([None] * len(d), tf.float32) for d, _, _ in EMPTY])
    def unknown(*tensors):
        return [tf.reshape(x, asked) for x, (_, asked, _) in zip(tensors, EMPTY)]

    tensors, wanted = [tf.zeros(d) for d, _, _ in EMPTY], [w for _, _, w in EMPTY]
    assert [tuple(tf.reshape(x, asked).shape) for x, (_, asked, _) in zip(tensors, EMPTY)] == wanted
    for gear in ("first", "second"):
        with using(gear=gear):
            assert [tuple(y.shape) for y in known(*tensors)] == wanted
            assert [tuple(y.shape) for y in unknown(*tensors)] == wanted
    for asked in ([0, -1], [-1, -1]):
        with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
            tf.reshape(tf.zeros([4]), asked)


def test_transforms_take_lists_and_arrays_of_real_numbers():
    for values in ([1.0, 2.0], [1, 2], np.array([1.0, 2.0]), np.float32([1, 2])):
        np.testing.assert_allclose(tf.signal.fft(values), [3, -1])
        np.testing.assert_allclose(tf.signal.ifft(values), [1.5, -0.5])
        np.testing.assert_allclose(tf.signal.rfft(values), [3, -1])
        np.testing.assert_allclose(tf.signal.irfft(values), [1.5, -0.5])
        assert tf.signal.fft2d([values]).dtype is tf.signal.ifft3d([[values]]).dtype is tf.complex64
    with pytest.raises(tf.errors.InvalidArgumentError, match="complex64"):  # a tensor has its dtype, here and there
        tf.signal.fft(tf.constant([1.0, 2.0]))


def test_colours_of_one_pixel():
    pixel = tf.constant([0.2, 0.4, 0.6])
    for name in "rgb_to_hsv hsv_to_rgb rgb_to_yiq yiq_to_rgb rgb_to_yuv yuv_to_rgb rgb_to_grayscale".split():
        convert = getattr(tf.image, name)
        np.testing.assert_allclose(convert(pixel), convert(pixel[None, None])[0, 0], rtol=1e-6)
    for name in "rgb_to_yiq yiq_to_rgb rgb_to_yuv yuv_to_rgb".split():
        with pytest.raises(TypeError, match="floating point"):
            getattr(tf.image, name)(tf.constant([[1, 2, 3]]))
    with pytest.raises(ValueError, match="at least two-dimensional"):
        tf.image.grayscale_to_rgb(tf.constant([0.5]))
