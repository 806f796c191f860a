"""The mel scale of pitch, as the Hidden Markov Toolkit defines it: mel = 1127 ln(1 + f / 700)."""

import numpy as np

from tenfold.core.calls.attrs import Dtype, Float, Size
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.shaping import known_shape
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.scoped import scoped
from tenfold.ops.signal.cosine import dct, weights
from tenfold.ops.signal.windows import floating


def mel(hertz):
    return 1127 * np.log1p(hertz / 700)


@op(
    infer=lambda *, bins, frequencies, dtype, **_: Spec((frequencies, bins), dtype),
    gradient=None,
    type="Pad",
    label="linear_to_mel_weight_matrix",
    graphdef=COMPOSED,
)
def _mel_weights(*, bins: Size, frequencies: Size, rate: Float, lower: Float, upper: Float, dtype: Dtype):
    if rate <= 0:
        raise ValueError(f"sample_rate must be positive; received {rate}")
    hertz = mel(np.linspace(0.0, rate / 2, frequencies)[1:, None])
    edges = np.linspace(mel(lower), mel(upper), bins + 2)
    left, center, right = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.maximum(0.0, np.minimum((hertz - left) / (center - left), (right - hertz) / (right - center)))
    return np.pad(triangles, [(1, 0), (0, 0)]).astype(dtype.numpy)


def linear_to_mel_weight_matrix(
    num_mel_bins=20,
    num_spectrogram_bins=129,
    sample_rate=8000,
    lower_edge_hertz=125.0,
    upper_edge_hertz=3800.0,
    dtype=dtypes.float32,
    name=None,
):
    """The matrix (num_spectrogram_bins, num_mel_bins) that sums linear frequency bins into overlapping triangles.

    Args:
      num_mel_bins: number of triangles.
      num_spectrogram_bins: bins of the spectrogram, from 0 Hz to half the sample rate.
      sample_rate: samples per second; may be a tensor.
      lower_edge_hertz, upper_edge_hertz: where the first triangle begins and the last one ends.
      dtype: floating point.

    Raises:
      ValueError: no bins, or edges that are negative, in the wrong order or beyond half the sample rate.
    """
    if num_mel_bins <= 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {num_mel_bins}")
    if not 0.0 <= lower_edge_hertz < upper_edge_hertz:
        raise ValueError(
            f"Expected 0 <= lower_edge_hertz < upper_edge_hertz; got {lower_edge_hertz} and {upper_edge_hertz}."
        )
    if not isinstance(sample_rate, Tensor) and upper_edge_hertz > sample_rate / 2:
        raise ValueError(
            f"upper_edge_hertz must not be larger than half the sample rate, {sample_rate / 2}; got {upper_edge_hertz}."
        )
    return _mel_weights(
        bins=num_mel_bins,
        frequencies=num_spectrogram_bins,
        rate=sample_rate,
        lower=lower_edge_hertz,
        upper=upper_edge_hertz,
        dtype=floating(dtype),
        name=name,
    )


@scoped("mfccs_from_log_mel_spectrograms", "mul_1")
def mfccs_from_log_mel_spectrograms(log_mel_spectrograms, name=None):
    """Mel-frequency cepstral coefficients of (..., mel bins): the DCT-II, scaled by 1 / sqrt(2 * mel bins)."""
    x = convert(log_mel_spectrograms)
    n = known_shape(x)[-1]
    return multiply(dct(x), weights(n=n, first=0.5**0.5, rest=0.5**0.5, power=-0.5, dtype=x.dtype), name=name)
