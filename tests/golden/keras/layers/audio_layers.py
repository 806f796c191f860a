"""Layers of the family `audio`."""

import numpy as np
from layer_cases import Case, numbers

SIGNALS = numbers(2, 40)
STEREO = numbers(2, 40, 2)


def _mel():
    small = {"fft_length": 16, "sequence_stride": 4, "num_mel_bins": 5}

    def of(inputs=SIGNALS, checks=False, **options):
        make = lambda k: k.layers.MelSpectrogram(**{**small, **options})  # noqa: E731
        return Case(make, inputs, trains=False, unknown="batch", xla=False, checks=checks, rtol=1e-4)

    yield "MelSpectrogram", of(checks=True)
    yield "MelSpectrogram powers", of(power_to_db=False, mag_exp=1.0, sequence_length=10, window="hamming")
    yield "MelSpectrogram range", of(SIGNALS[0], min_freq=300.0, max_freq=3000.0, sampling_rate=8000, window=None)
    levels = {"top_db": 20.0, "min_power": 0.1, "ref_power": 2.0, "window": np.arange(1.0, 17.0, dtype="float32")}
    yield "MelSpectrogram levels", of(SIGNALS * np.float32([[1], [1e-3]]), **levels)


def _stft():
    def of(mode="log", inputs=STEREO, checks=False, **options):
        make = lambda k: k.layers.STFTSpectrogram(mode, frame_length=8, **options)  # noqa: E731
        numbered = mode in ("log", "magnitude", "angle")  # the first kernels' sin(pi t) is 1e-7 in Keras, 0 here
        return Case(make, inputs, weights=numbered, unknown="batch", checks=checks, rtol=1e-4)

    yield "STFTSpectrogram", of(checks=True)
    for mode in ("magnitude", "psd", "real", "imag", "stft"):
        yield f"STFTSpectrogram {mode}", of(mode, scaling="spectrum")
    yield "STFTSpectrogram angle", of("angle", inputs=STEREO[:, :, :1], window=np.arange(1.0, 9.0, dtype="float32"))
    yield "STFTSpectrogram same", of("magnitude", padding="same", frame_step=3, fft_length=16, scaling=None)
    yield "STFTSpectrogram maps", of("stft", expand_dims=True, window="hamming", periodic=True)
    yield "STFTSpectrogram silence", of(inputs=STEREO * 0)


KERAS3_CASES = {**dict(_mel()), **dict(_stft())}
