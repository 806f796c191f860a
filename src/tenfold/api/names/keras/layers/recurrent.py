"""Names of recurrent layers and their cells."""


def _layers(*names):
    return {name: f"keras.layers.{name}" for name in names}


NAMES = {
    "keras.layers.recurrent.rnn": _layers("RNN"),
    "keras.layers.recurrent.simple_rnn": _layers("SimpleRNN"),
    "keras.layers.recurrent.lstm": _layers("LSTM"),
    "keras.layers.recurrent.gru": _layers("GRU"),
    "keras.layers.recurrent.cells.abstract": _layers("AbstractRNNCell"),
    "keras.layers.recurrent.cells.simple_rnn": _layers("SimpleRNNCell"),
    "keras.layers.recurrent.cells.lstm": _layers("LSTMCell"),
    "keras.layers.recurrent.cells.gru": _layers("GRUCell"),
    "keras.layers.recurrent.cells.stacked": _layers("StackedRNNCells"),
    "keras.layers.recurrent.bidirectional": _layers("Bidirectional"),
    "keras.layers.recurrent.time_distributed": _layers("TimeDistributed"),
    "keras.layers.recurrent.cells.conv_lstm": _layers("ConvLSTM2DCell"),
    "keras.layers.recurrent.conv_rnn": _layers("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    "keras.layers.recurrent.cudnn": _layers("CuDNNLSTM", "CuDNNGRU"),
    "keras.layers.recurrent.loop": {"rnn": "keras.backend.rnn"},
}
