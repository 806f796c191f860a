"""Names of recurrent layers and their cells."""


def _layers(*names):
    return {name: f"keras.layers.{name}" for name in names}


NAMES = {
    "keras.layers.recurrent.rnn": _layers("RNN"),
    "keras.layers.recurrent.simple_rnn": _layers("SimpleRNN"),
    "keras.layers.recurrent.lstm": _layers("LSTM"),
    "keras.layers.recurrent.gru": _layers("GRU"),
    "keras.layers.recurrent.simple_rnn_cell": _layers("SimpleRNNCell"),
    "keras.layers.recurrent.lstm_cell": _layers("LSTMCell"),
    "keras.layers.recurrent.gru_cell": _layers("GRUCell"),
    "keras.layers.recurrent.stacked_cells": _layers("StackedRNNCells"),
    "keras.layers.recurrent.bidirectional": _layers("Bidirectional"),
    "keras.layers.recurrent.time_distributed": _layers("TimeDistributed"),
    "keras.layers.recurrent.conv_lstm_cell": _layers("ConvLSTM2DCell"),
    "keras.layers.recurrent.conv_rnn": _layers("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    "keras.layers.recurrent.loop": {"rnn": "keras.backend.rnn"},
}
