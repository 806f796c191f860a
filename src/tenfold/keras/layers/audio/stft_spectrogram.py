"""STFTSpectrogram: the short-time Fourier transform as a convolution, whose kernels may be trained."""

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels
from tenfold.keras.layers.preprocessing.image_layer import one_of
from tenfold.keras.utils.arguments import whole_number
from tenfold.ops.arrays.basics import cast, concat, reshape, shape, transpose
from tenfold.ops.conv.convolution import conv1d
from tenfold.ops.math.arithmetic import square
from tenfold.ops.math.elementwise import log, sqrt
from tenfold.ops.math.powers import atan2, maximum
from tenfold.ops.signal.frames import enclosing_power_of_two
from tenfold.ops.signal.windows import hamming_window, hann_window

MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")
_WINDOWS = {"hann": hann_window, "hamming": hamming_window}
_LEAST_POWER = 1e-7
_KEPT = "mode frame_length frame_step fft_length window periodic scaling padding data_format expand_dims".split()


class STFTSpectrogram(Layer):
    """The spectrum of each frame of a signal: inner products with w cos(2 pi f t / n) and -w sin(2 pi f t / n).

    Args:
      mode: "real", "imag", "stft" (these two after each other), "magnitude" |z|, "log" ln |z| (|z|^2 is at least
        1e-7 in both), "angle" of z, or "psd" |z|^2, twice that of frequencies between the first and the last.
      frame_length: samples of a frame.
      frame_step: samples from one frame to the next, by default half of `frame_length`.
      fft_length: n, by default the smallest power of two that holds a frame.
      window: w: "hann", "hamming", a vector of `frame_length` numbers, or None for ones.
      periodic: whether the named window repeats itself.
      scaling: "density", w / |w|, "spectrum", w / sum(w), or None.
      padding: "valid", or "same" with zeros at both ends so that there is a frame for every step.
      expand_dims: whether frequencies get an axis of their own.
      data_format: "channels_last" or "channels_first".

    Shapes: (batch, time, channels) -> (batch, frames, channels * frequencies), frequencies = fft_length // 2 + 1, or
    (batch, frames, frequencies, channels) with `expand_dims`; with "channels_first" the channels come second. Kernels,
    the same for all channels: (frame_length, 1, frequencies).
    """

    def __init__(
        self,
        mode="log",
        frame_length=256,
        frame_step=None,
        fft_length=None,
        window="hann",
        periodic=False,
        scaling="density",
        padding="valid",
        expand_dims=False,
        data_format=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        name = type(self).__name__
        self.mode = one_of(mode, MODES, "mode", name)
        self.scaling = one_of(scaling, ("density", "spectrum", None), "scaling", name)
        self.padding = one_of(padding, ("valid", "same"), "padding", name)
        self.frame_length = whole_number(frame_length, "frame_length")
        self.frame_step, self.fft_length = frame_step, fft_length
        self._step = max(self.frame_length // 2, 1) if frame_step is None else whole_number(frame_step, "frame_step")
        self._transform = (
            enclosing_power_of_two(frame_length) if fft_length is None else whole_number(fft_length, "fft_length")
        )
        if self._step > self.frame_length:
            raise ValueError(
                "`frame_step` should be a positive integer not greater than `frame_length`. Received "
                f"frame_step={frame_step}, frame_length={frame_length}"
            )
        if self._transform < self.frame_length:
            raise ValueError(
                "`fft_length` should be not less than `frame_length`. Received "
                f"fft_length={fft_length}, frame_length={frame_length}"
            )
        self.window, self.periodic, self.expand_dims = window, periodic, expand_dims
        self.data_format = channels(data_format)
        self._weighing = self._scaled_window()
        self.input_spec = InputSpec(ndim=3)

    def _scaled_window(self):
        """w, a NumPy array of float64."""
        n = self.frame_length
        if self.window is None:
            w = np.ones(n)
        elif isinstance(self.window, str):
            if self.window not in _WINDOWS:
                raise ValueError(f"Invalid window name {self.window!r}: it must be 'hann' or 'hamming'.")
            w = _WINDOWS[self.window](n, periodic=self.periodic, dtype="float64").numpy()
        else:
            w = np.asarray(convert(self.window), "float64")
            if w.shape != (n,):
                raise ValueError(
                    f"The shape of `window` must be equal to [frame_length]. Received: window shape={w.shape}"
                )
        if self.scaling is None:
            return w
        return w / (np.sqrt(np.sum(w * w)) if self.scaling == "density" else np.sum(w))

    def build(self, input_shape=None):
        angles = 2 * np.pi / self._transform * np.outer(np.arange(self.frame_length), np.arange(self._frequencies))
        window = self._weighing[:, None]
        self.real_kernel = self._kernel("real_kernel", window * np.cos(angles), self.mode != "imag")
        self.imag_kernel = self._kernel("imag_kernel", window * -np.sin(angles), self.mode != "real")
        self.built = True

    def _kernel(self, name, values, is_used):
        def initial(shape, dtype, **_):
            return cast(convert(values[:, None]), dtype)

        return self.add_weight(name, (len(values), 1, self._frequencies), initializer=initial) if is_used else None

    @property
    def _frequencies(self):
        return self._transform // 2 + 1

    def call(self, inputs):
        if not inputs.dtype.is_floating:
            raise TypeError(f"Invalid input type. Expected floating point signals. Received: {inputs.dtype.name}")
        is_first = self.data_format == "channels_first"
        signals = inputs if is_first else transpose(inputs, [0, 2, 1])
        dims = shape(signals)
        signals = reshape(signals, [-1, dims[2], 1])
        parts = [
            None if kernel is None else conv1d(signals, convert(kernel), self._step, self.padding.upper())
            for kernel in (self.real_kernel, self.imag_kernel)
        ]
        found = self._of_parts(*parts)
        found = reshape(found, [dims[0], -1 if signals.shape[0] is None else dims[1], *shape(found)[1:]])
        return self._laid_out(found, is_first)

    def _of_parts(self, real, imag):
        """What `mode` asks for, [signals, frames, frequencies]."""
        if self.mode in ("real", "imag"):
            return real if imag is None else imag
        if self.mode == "stft":
            return concat([real, imag], 2)
        if self.mode == "angle":
            return atan2(imag, real)
        power = square(real) + square(imag)
        if self.mode == "psd":
            twice = np.full(self._frequencies, 2.0)
            twice[[0, -1]] = 1.0
            return power * convert(twice.astype(power.dtype.numpy))
        magnitude = sqrt(maximum(power, _LEAST_POWER))
        return log(magnitude) if self.mode == "log" else magnitude

    def _laid_out(self, found, is_first):
        """From [batch, channels, frames, frequencies] to what is asked for."""
        if self.expand_dims:
            return found if is_first else transpose(found, [0, 2, 3, 1])
        n, c, frames, f = (shape(found)[axis] for axis in range(4))
        if is_first:
            return reshape(transpose(found, [0, 1, 3, 2]), [n, c * f, frames])
        return reshape(transpose(found, [0, 2, 1, 3]), [n, frames, c * f])

    def compute_output_shape(self, input_shape):
        is_first = self.data_format == "channels_first"
        batch, time, c = input_shape if not is_first else (input_shape[0], input_shape[2], input_shape[1])
        if time is not None:
            time = -(-time // self._step) if self.padding == "same" else 1 + (time - self.frame_length) // self._step
        f = self._frequencies * (2 if self.mode == "stft" else 1)
        if self.expand_dims:
            return (batch, c, time, f) if is_first else (batch, time, f, c)
        both = None if c is None else c * f
        return (batch, both, time) if is_first else (batch, time, both)

    def get_config(self):
        return {**super().get_config(), **{name: getattr(self, name) for name in _KEPT}}
