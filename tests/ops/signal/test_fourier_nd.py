"""Transforms over any axes against NumPy's: TensorFlow has no kernel for them on a CPU."""

import numpy as np
import pytest

import tenfold as tf

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 3, 4, 5)).astype("float32")
Z = (X + 1j * RNG.normal(size=X.shape)).astype("complex64")
CHOSEN = [{}, {"axes": [1, -1]}, {"axes": [0, 1, 2, 3]}, {"fft_length": [2, 6]}, {"fft_length": [5, 2], "axes": [2, 0]}]
PAIRS = {"fftnd": ("fftn", Z), "ifftnd": ("ifftn", Z), "rfftnd": ("rfftn", X), "irfftnd": ("irfftn", Z)}


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
@pytest.mark.parametrize("name", PAIRS)
def test_values(name, norm):
    theirs, x = PAIRS[name]
    for chosen in CHOSEN:
        lengths = chosen.get("fft_length")
        axes = chosen.get("axes") or tuple(range(-len(lengths or x.shape), 0))
        want = getattr(np.fft, theirs)(x, lengths, axes, norm)
        got = getattr(tf.signal, name)(x, norm=norm, **chosen)
        np.testing.assert_allclose(got, want.astype(got.dtype.as_numpy_dtype), rtol=1e-4, atol=1e-4)


def test_graphs_and_gradients():
    x = tf.constant(X)
    traced = tf.function(lambda x: tf.signal.irfftnd(tf.signal.rfftnd(x, axes=[1, 2]), [3, 4], [1, 2]))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = traced(x)
    np.testing.assert_allclose(y, X, atol=1e-5)
    np.testing.assert_allclose(tape.gradient(y, x), np.ones_like(X), atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"axes": [0, 0]}, "different axes"),
        ({"axes": [0], "fft_length": [1, 2]}, "a length for each"),
        ({"norm": "half"}, "norm must be"),
    ],
)
def test_what_is_no_transform_is_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        tf.signal.fftnd(Z, **arguments)
