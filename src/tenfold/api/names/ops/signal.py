"""Names of the ops in `ops/signal/`."""

_SIGNAL_ONLY = "rfft rfft2d rfft3d irfft irfft2d irfft3d fftshift ifftshift"

NAMES = {
    "ops.signal.audio": {name: f"audio.{name}" for name in ("decode_wav", "encode_wav")},
    "ops.signal.fourier": {
        **{name: f"signal.{name}" for name in _SIGNAL_ONLY.split()},
        **{name: f"signal.{name}" for name in "fft ifft fft2d ifft2d fft3d ifft3d".split()},
    },
    "ops.signal.fourier_nd": {name: f"signal.{name}" for name in "fftnd ifftnd rfftnd irfftnd".split()},
    "ops.signal.frames": {
        name: f"signal.{name}" for name in "frame overlap_and_add stft inverse_stft inverse_stft_window_fn".split()
    },
    "ops.signal.windows": {
        name: f"signal.{name}"
        for name in "hann_window hamming_window kaiser_window kaiser_bessel_derived_window vorbis_window".split()
    },
    "ops.signal.cosine": {name: f"signal.{name}" for name in "dct idct mdct inverse_mdct".split()},
    "ops.signal.mel": {
        name: f"signal.{name}" for name in "linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms".split()
    },
}

V1 = {
    "ops.signal.fourier": {
        name: f"spectral.{name}" if name.startswith(("r", "ir")) else f"spectral.{name} {name}"
        for name in "fft ifft fft2d ifft2d fft3d ifft3d rfft rfft2d rfft3d irfft irfft2d irfft3d".split()
    },
    "ops.signal.cosine": {"dct": "spectral.dct", "idct": "spectral.idct"},
}
