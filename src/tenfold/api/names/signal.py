"""Names of signal processing."""

_SIGNAL_ONLY = "rfft rfft2d rfft3d irfft irfft2d irfft3d fftshift ifftshift"

NAMES = {
    "ops.fourier": {
        **{name: f"signal.{name}" for name in _SIGNAL_ONLY.split()},
        **{name: f"signal.{name}" for name in "fft ifft fft2d ifft2d fft3d ifft3d".split()},
    },
    "ops.frames": {
        name: f"signal.{name}" for name in "frame overlap_and_add stft inverse_stft inverse_stft_window_fn".split()
    },
    "ops.signal_windows": {
        name: f"signal.{name}"
        for name in "hann_window hamming_window kaiser_window kaiser_bessel_derived_window vorbis_window".split()
    },
    "ops.cosine": {name: f"signal.{name}" for name in "dct idct mdct inverse_mdct".split()},
    "ops.mel": {
        name: f"signal.{name}" for name in "linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms".split()
    },
}

V1 = {
    "ops.fourier": {
        name: f"spectral.{name}" if name.startswith(("r", "ir")) else f"spectral.{name} {name}"
        for name in "fft ifft fft2d ifft2d fft3d ifft3d rfft rfft2d rfft3d irfft irfft2d irfft3d".split()
    },
    "ops.cosine": {"dct": "spectral.dct", "idct": "spectral.idct"},
}
