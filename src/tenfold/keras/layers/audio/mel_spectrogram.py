"""MelSpectrogram: how loud each pitch is over time."""

import math

from tenfold.core.values.convert import convert
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import check_numbers, whole_number
from tenfold.ops.arrays.basics import cast, expand_dims, squeeze, transpose
from tenfold.ops.arrays.padding import pad
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.elementwise import log
from tenfold.ops.math.powers import maximum, power
from tenfold.ops.math.reduce import reduce_max
from tenfold.ops.signal.fourier import rfft
from tenfold.ops.signal.frames import frame
from tenfold.ops.signal.mel import linear_to_mel_weight_matrix
from tenfold.ops.signal.windows import hamming_window, hann_window

_WINDOWS = {"hann": hann_window, "hamming": hamming_window}
_KEPT = (
    "fft_length sequence_stride sequence_length window sampling_rate num_mel_bins min_freq max_freq power_to_db top_db "
    "mag_exp min_power ref_power"
).split()


class MelSpectrogram(Layer):
    """M^T |STFT(x)|^mag_exp, where M sums frequencies into triangles on the mel scale; in decibels by default.

    The signal is mirrored by half of `fft_length` at both ends, so that frame k lies around sample k * sequence_stride.
    In decibels: 10 log10(S) - 10 log10(ref_power), where S and ref_power are at least `min_power`, and what is more
    than `top_db` below the loudest of the batch is raised to that.

    Args:
      fft_length: samples of a frame.
      sequence_stride: samples from one frame to the next.
      sequence_length: samples of the window, in the middle of the frame; by default all.
      window: "hann", "hamming", a vector of `sequence_length` numbers, or None for none.
      sampling_rate: samples a second.
      num_mel_bins: how many triangles.
      min_freq, max_freq: in hertz: where the first begins and the last ends, by default at half the sampling rate.
      power_to_db: whether the result is in decibels.
      top_db, mag_exp, min_power, ref_power: see above; top_db may be None.

    Shapes: (samples,) -> (num_mel_bins, frames); (batch, samples) -> (batch, num_mel_bins, frames).
    """

    casts_numbers = True

    def __init__(
        self,
        fft_length=2048,
        sequence_stride=512,
        sequence_length=None,
        window="hann",
        sampling_rate=16000,
        num_mel_bins=128,
        min_freq=20.0,
        max_freq=None,
        power_to_db=True,
        top_db=80.0,
        mag_exp=2.0,
        min_power=1e-10,
        ref_power=1.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.fft_length = whole_number(fft_length, "fft_length")
        self.sequence_stride = whole_number(sequence_stride, "sequence_stride")
        self.sequence_length = whole_number(sequence_length or fft_length, "sequence_length")
        if self.fft_length < self.sequence_length:
            raise ValueError(
                "`fft_length` must be greater than or equal to `sequence_length`. Received: "
                f"sequence_length={sequence_length}, fft_length={fft_length}."
            )
        self.num_mel_bins = whole_number(num_mel_bins, "num_mel_bins")
        check_numbers(
            sampling_rate=sampling_rate, min_freq=min_freq, mag_exp=mag_exp, min_power=min_power, ref_power=ref_power
        )
        check_numbers(max_freq=max_freq, top_db=top_db, optional=True)
        self.sampling_rate, self.min_freq = sampling_rate, min_freq
        self.max_freq = max_freq or int(sampling_rate / 2)
        self.power_to_db, self.top_db, self.mag_exp = power_to_db, top_db, mag_exp
        self.min_power, self.ref_power = min_power, ref_power
        self.window = window
        self._frame_window, self._triangles = self._padded_window(), self._mel_triangles()

    def _padded_window(self):
        """The window with zeros around it, [fft_length]; None for none."""
        n = self.sequence_length
        if self.window is None:
            found = hann_window(n) * 0.0 + 1.0
        elif isinstance(self.window, str):
            if self.window not in _WINDOWS:
                raise ValueError(
                    f"If a string is passed to `window`, it must be one of 'hann', 'hamming'. Received: {self.window!r}"
                )
            found = _WINDOWS[self.window](n)
        else:
            found = cast(convert(self.window), "float32")
            if found._dims != (n,):
                raise ValueError(f"`window` must have the shape ({n},) of `sequence_length`. Received: {found.shape}")
        before = (self.fft_length - n) // 2
        return pad(found, [[before, self.fft_length - n - before]])

    def _mel_triangles(self):
        bins = self.fft_length // 2 + 1
        return linear_to_mel_weight_matrix(
            self.num_mel_bins, bins, self.sampling_rate, float(self.min_freq), float(self.max_freq)
        )

    def call(self, inputs):
        rank = inputs.shape.rank
        if rank is None or rank < 1:
            raise ValueError(
                f"Layer {self.name} (MelSpectrogram) expects signals (..., samples). Received shape {inputs.shape}."
            )
        signals, dtype = cast(inputs, "float32"), inputs.dtype
        signals = expand_dims(signals, 0) if rank == 1 else signals
        found = self._decibels(self._powers(signals)) if self.power_to_db else self._powers(signals)
        return cast(squeeze(found, 0) if rank == 1 else found, dtype)

    def _powers(self, signals):
        half = self.fft_length // 2
        ends = [[0, 0]] * (signals.shape.rank - 1) + [[half, half]]
        frames = frame(pad(signals, ends, "REFLECT"), self.fft_length, self.sequence_stride)
        powers = power(abs(rfft(frames * self._frame_window, [self.fft_length])), float(self.mag_exp))
        rank = signals.shape.rank
        return transpose(matmul(powers, self._triangles), [*range(rank - 1), rank, rank - 1])

    def _decibels(self, powers):
        tens = 10 / math.log(10)
        found = tens * log(maximum(powers, self.min_power)) - tens * math.log(max(self.ref_power, self.min_power))
        return found if self.top_db is None else maximum(found, reduce_max(found) - self.top_db)

    def compute_output_shape(self, input_shape):
        *batch, samples = input_shape
        frames = (
            None
            if samples is None
            else 1 + (samples + self.fft_length // 2 * 2 - self.fft_length) // (self.sequence_stride)
        )
        return (*batch, self.num_mel_bins, frames)

    def get_config(self):
        return {**super().get_config(), **{name: getattr(self, name) for name in _KEPT}}
