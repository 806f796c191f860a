"""Recurrent layers and their cells, under check and to be recorded."""

import numpy as np
from layer_cases import Case, numbers

X = numbers(2, 4, 3)
MASK = np.array([[True, False, True, False], [False, True, True, True]])
STEP = [numbers(2, 3), numbers(2, 2)]


def layer(name, units=2, inputs=X, mask=None, keeps="dropped", case=None, **arguments):
    """A case of a layer called `name`."""
    make = lambda k: getattr(k.layers, name)(units, **arguments)  # noqa: E731
    keeps = "kept" if arguments.get("return_sequences") else keeps
    return Case(make, inputs, mask=mask, keeps=keeps, unknown="batch", **case or {})


def begun(n):
    """Inputs and `n` initial states."""
    return [X, *[numbers(2, 2) * (i + 1) / 2 for i in range(n)]]


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
    "SimpleRNN options": layer("SimpleRNN", **OPTIONS),
    "LSTM": layer("LSTM"),
    "LSTM all": layer("LSTM", **ALL),
    "LSTM masked": layer("LSTM", mask=MASK, **ALL),
    "LSTM masked, last output": layer("LSTM", mask=MASK[:, ::-1]),
    "LSTM masked, backwards": layer("LSTM", mask=MASK, go_backwards=True, **ALL),
    "LSTM zeros for masked": layer("LSTM", mask=MASK, zero_output_for_mask=True, case={"saves": False}, **ALL),
    "LSTM initial state": layer("LSTM", inputs=begun(2), mask=[MASK, None, None], **ALL),
    "LSTM hard": layer("LSTM", recurrent_activation="hard_sigmoid", activation="relu", **ALL),
    "LSTM softmax": layer("LSTM", activation="softmax"),
    "LSTM no bias": layer("LSTM", use_bias=False, implementation=1),
    "LSTM unrolled": layer("LSTM", unroll=True, mask=MASK, return_sequences=True),
    "LSTM time major": layer(
        "LSTM", time_major=True, inputs=X.transpose(1, 0, 2), case={"checks": False, "trains": False}, **ALL
    ),
    "LSTM options": layer("LSTM", unit_forget_bias=False, **OPTIONS),
    "GRU": layer("GRU"),
    "GRU all": layer("GRU", mask=MASK, **ALL),
    "GRU reset before": layer("GRU", reset_after=False, mask=MASK, **ALL),
    "GRU hard": layer("GRU", recurrent_activation="hard_sigmoid", activation="softsign", return_sequences=True),
    "GRU no bias, backwards": layer("GRU", use_bias=False, go_backwards=True, return_sequences=True),
    "GRU initial state": layer("GRU", inputs=begun(1), reset_after=False, **ALL),
    "GRU options": layer("GRU", **OPTIONS),
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
