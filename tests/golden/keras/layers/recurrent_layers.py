"""Recurrent layers and their cells, under check and to be recorded."""

import numpy as np
from layer_cases import Case, numbers

X = numbers(2, 4, 3)
MASK = np.array([[True, False, True, False], [False, True, True, True]])
STEP = [numbers(2, 3), numbers(2, 2)]


def layer(name, units=2, inputs=X, mask=None, keeps="dropped", case=None, **arguments):
    """A case of a layer called `name`; one that nothing is said of is trained, too."""
    make = lambda k: getattr(k.layers, name)(units, **arguments)  # noqa: E731
    keeps = "kept" if arguments.get("return_sequences") else keeps
    trains = not arguments or "kernel_constraint" in arguments
    return Case(make, inputs, trains, mask, keeps=keeps, unknown="batch", **case or {})


def begun(n):
    """Inputs and `n` initial states."""
    return [X, *[numbers(2, 2) * (i + 1) / 2 for i in range(n)]]


def wrapped(wrapper, name, inputs=X, mask=None, inside=None, **arguments):
    """A case of a layer called `name` inside another."""
    keeps = "kept" if "return_sequences" in (inside or {}) else "dropped"
    make = lambda k: getattr(k.layers, wrapper)(getattr(k.layers, name)(2, **inside or {}), **arguments)  # noqa: E731
    return Case(make, inputs, not arguments, mask, keeps=keeps, unknown="batch")


def conv(name, dims, mask=None, **arguments):
    """A case of a layer over images of shape `dims`."""
    make = lambda k: getattr(k.layers, name)(2, 2, **arguments)  # noqa: E731
    keeps, xla = "kept" if mask is not None else "dropped", None if name == "ConvLSTM2D" else False
    return Case(make, numbers(*dims), not arguments, mask, keeps=keeps, unknown="batch", xla=xla)


ALL = {"return_sequences": True, "return_state": True}
OPTIONS = {
    "kernel_regularizer": "l2",
    "recurrent_regularizer": "l1",
    "bias_regularizer": "l2",
    "activity_regularizer": "l2",
    "kernel_constraint": "non_neg",
    "recurrent_constraint": "max_norm",
    "bias_constraint": "unit_norm",
}
CASES = {
    "SimpleRNN": layer("SimpleRNN"),
    "SimpleRNN all": layer("SimpleRNN", mask=MASK, **ALL),
    "SimpleRNN relu, no bias, backwards": layer(
        "SimpleRNN", activation="relu", use_bias=False, go_backwards=True, return_sequences=True
    ),
    "SimpleRNN initial state": layer("SimpleRNN", inputs=begun(1), **ALL),
    "LSTM": layer("LSTM"),
    "LSTM masked": layer("LSTM", mask=MASK, **ALL),
    "LSTM masked, last output": layer("LSTM", mask=MASK[:, ::-1]),
    "SimpleRNN masked, backwards": layer("SimpleRNN", mask=MASK, go_backwards=True, **ALL),
    "LSTM zeros for masked": layer("LSTM", mask=MASK, zero_output_for_mask=True, case={"saves": False}, **ALL),
    "LSTM initial state": layer("LSTM", inputs=begun(2), mask=[MASK, None, None], **ALL),
    "LSTM hard": layer("LSTM", recurrent_activation="hard_sigmoid", activation="relu", **ALL),
    "LSTM softmax": layer("LSTM", activation="softmax"),
    "LSTM no bias": layer("LSTM", use_bias=False, implementation=1),
    "LSTM options": layer("LSTM", unit_forget_bias=False, **OPTIONS),
    "GRU": layer("GRU"),
    "GRU all": layer("GRU", mask=MASK, **ALL),
    "GRU reset before": layer("GRU", reset_after=False, mask=MASK, **ALL),
    "GRU hard": layer("GRU", recurrent_activation="hard_sigmoid", activation="softsign", return_sequences=True),
    "GRU initial state": layer("GRU", inputs=begun(1), reset_after=False, **ALL),
    "Bidirectional": wrapped("Bidirectional", "LSTM"),
    "Bidirectional all": wrapped("Bidirectional", "GRU", mask=MASK, merge_mode="sum", inside=ALL),
    "Bidirectional both": wrapped("Bidirectional", "SimpleRNN", merge_mode=None, inside={"return_sequences": True}),
    "Bidirectional mul": wrapped("Bidirectional", "SimpleRNN", merge_mode="mul"),
    "Bidirectional ave": Case(
        lambda k: k.layers.Bidirectional(
            k.layers.SimpleRNN(2), "ave", backward_layer=k.layers.GRU(2, go_backwards=True)
        ),
        X,
        trains=False,
        unknown="batch",
    ),
    "TimeDistributed": Case(
        lambda k: k.layers.TimeDistributed(k.layers.Dense(2, activation="tanh")),
        X,
        mask=MASK,
        keeps="kept",
        unknown="batch",
    ),
    "TimeDistributed LSTM": Case(
        lambda k: k.layers.TimeDistributed(k.layers.LSTM(2)), numbers(2, 2, 3, 2), keeps="kept", unknown="batch"
    ),
    "ConvLSTM1D": conv("ConvLSTM1D", (2, 3, 4, 2), activation="relu", data_format="channels_last"),
    "ConvLSTM2D": conv("ConvLSTM2D", (2, 2, 4, 3, 2)),
    "ConvLSTM2D all": conv(
        "ConvLSTM2D", (1, 2, 4, 4, 1), strides=2, padding="same", use_bias=False, mask=MASK[:1, :2], **ALL
    ),
    "ConvLSTM2D dilated": conv(
        "ConvLSTM2D", (1, 2, 4, 4, 1), dilation_rate=2, go_backwards=True, unit_forget_bias=False
    ),
    "ConvLSTM3D": conv("ConvLSTM3D", (1, 2, 2, 3, 2, 1), recurrent_activation="sigmoid"),
    "RNN of a cell": Case(
        lambda k: k.layers.RNN(k.layers.GRUCell(2), return_sequences=True), X, mask=MASK, keeps="kept"
    ),
    "RNN of cells": Case(
        lambda k: k.layers.RNN([k.layers.LSTMCell(2), k.layers.SimpleRNNCell(3)], **ALL),
        X,
        keeps="kept",
        checks=False,
        trains=False,
    ),  # fmt: skip
}
