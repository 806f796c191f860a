"""Names of layers of sound."""

NAMES = {
    "keras.layers.audio.mel_spectrogram": {
        "MelSpectrogram": "keras.layers.MelSpectrogram",
    },
    "keras.layers.audio.stft_spectrogram": {
        "STFTSpectrogram": "keras.layers.STFTSpectrogram",
    },
}
