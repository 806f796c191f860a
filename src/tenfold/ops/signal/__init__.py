"""Signals: Fourier and cosine transforms, frames, windows, the mel scale, WAV files."""
