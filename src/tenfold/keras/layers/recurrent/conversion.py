"""Weights of LSTM and GRU in the layout that cuDNN keeps, and back, as Keras converts them when it reads a file."""

import numpy as np


def unit_by_unit(kernel, gates):
    """Each gate's kernel (features, units) with its numbers in rows of features, a row for each unit."""
    return np.hstack([np.ascontiguousarray(k.T).reshape(k.shape) for k in np.hsplit(kernel, gates)])


def by_feature(kernel, gates):
    """The inverse of `unit_by_unit`."""
    return np.hstack([k.reshape(k.shape[::-1]).T for k in np.hsplit(kernel, gates)])


def kind_of(name, bias, units, gates):
    """Which layer of a family a saved bias belongs to; None where its shape is of none."""
    if name == "LSTM":
        return {(4 * units,): "LSTM", (8 * units,): "CuDNNLSTM"}.get(np.shape(bias))
    kinds = {(3 * units,): "GRU(reset_after=False)", (2, 3 * units): "GRU(reset_after=True)", (6 * units,): "CuDNNGRU"}
    return kinds.get(np.shape(bias))


def converted(arrays, source, target, gates):
    """[kernel, recurrent kernel, bias] of a `source` layer as a `target` layer keeps them.

    Raises:
      ValueError: the two compute different things.
    """
    if source is None or source == target:
        return arrays
    if "GRU(reset_after=False)" in (source, target):
        raise ValueError(f"{source} is not compatible with {target}")
    kernel, recurrent, bias = map(np.asarray, arrays)
    turn = by_feature if source.startswith("CuDNN") else unit_by_unit
    return [turn(kernel, gates), turn(recurrent, gates), _bias(bias, source)]


def _bias(bias, source):
    if source == "CuDNNLSTM":
        return np.sum(np.split(bias, 2), 0)
    if source == "LSTM":
        return np.tile(0.5 * bias, 2)
    return bias.reshape(2, -1) if source == "CuDNNGRU" else bias.reshape(-1)
