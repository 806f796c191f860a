"""Programs with recurrent layers whose results are recorded: what dropout drops, and models for HDF5 files."""

import numpy as np

X = np.random.RandomState(0).uniform(-1, 1, (2, 4, 3)).astype("float32")

DROPS = {
    "SimpleRNN": lambda L: L.SimpleRNN(3, dropout=0.4, recurrent_dropout=0.4),
    "LSTM": lambda L: L.LSTM(3, dropout=0.4),
    "LSTM relu": lambda L: L.LSTM(3, activation="relu", dropout=0.4),
    "LSTM 1": lambda L: L.LSTM(3, activation="relu", dropout=0.4, implementation=1),
    "LSTM recurrent": lambda L: L.LSTM(3, dropout=0.3, recurrent_dropout=0.4, return_sequences=True),
    "GRU": lambda L: L.GRU(3, dropout=0.4),
    "GRU recurrent": lambda L: L.GRU(3, dropout=0.3, recurrent_dropout=0.4),
    "GRU before": lambda L: L.GRU(3, dropout=0.3, recurrent_dropout=0.4, reset_after=False),
    "cells": lambda L: L.RNN([L.LSTMCell(3, dropout=0.3), L.GRUCell(3, recurrent_dropout=0.3)]),
    "ConvLSTM1D": lambda L: L.ConvLSTM1D(2, 2, dropout=0.3, recurrent_dropout=0.3),
}


def numbered(weights):
    """Give every weight numbers of its own, the same in every process."""
    for i, weight in enumerate(weights):
        weight.assign(np.random.RandomState(100 + i).uniform(-1.0, 1.0, weight.shape))


def dropped(tf, keras, name):
    """What the layer gives in training, run as Python and in a function, after a seed was set."""
    x, found = X[..., None] if name.startswith("Conv") else X, []
    for wrap in (lambda f: f, tf.function):
        layer = DROPS[name](keras.layers)
        layer.build(x.shape)
        numbered(layer.weights)
        tf.random.set_seed(7)
        found.append(wrap(lambda x: layer(x, training=True))(tf.constant(x)).numpy())  # noqa: B023
    return np.stack(found)


def model(keras):
    """Every kind of recurrent layer in one model."""
    L = keras.layers
    inputs = keras.Input((4,), dtype="int32", name="words")
    x = L.Embedding(5, 3, mask_zero=True)(inputs)
    x, h, c = L.LSTM(2, return_sequences=True, return_state=True)(x)
    x = L.LSTM(2, return_sequences=True)(x, initial_state=[h, c])
    x = L.Bidirectional(L.GRU(2, return_sequences=True, reset_after=False))(x)
    x = L.RNN([L.LSTMCell(2), L.SimpleRNNCell(3)], return_sequences=True)(x)
    x = L.TimeDistributed(L.Dense(2))(x)
    x = L.ConvLSTM1D(2, 1, return_sequences=True)(L.Reshape((4, 2, 1))(x))
    made = keras.Model(inputs, L.SimpleRNN(2)(L.Reshape((4, 4))(x)))
    numbered(made.weights)
    return made


def cudnn_model(keras, layers):
    """The layers that files of cuDNN's weights are for; `layers` has the two that are called after it."""
    L = keras.layers
    inputs = keras.Input((4, 3))
    x = L.Bidirectional(layers.CuDNNLSTM(2, return_sequences=True))(inputs)
    made = keras.Model(inputs, layers.CuDNNGRU(2)(x))
    numbered(made.weights)
    return made


def plain_model(keras):
    """The same with LSTM and GRU."""
    L = keras.layers
    inputs = keras.Input((4, 3))
    x = L.Bidirectional(L.LSTM(2, return_sequences=True))(inputs)
    made = keras.Model(inputs, L.GRU(2)(x))
    numbered(made.weights)
    return made
