"""Tensors as arrays: made, shaped, cut, joined, padded, gathered, sorted."""
