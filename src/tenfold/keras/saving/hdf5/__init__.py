"""Keras 2's HDF5 files."""
