"""The recurrent networks that are trained, for Keras and for PyTorch, with data and the work of a step.

`rnn` is the books' stack of SimpleRNN that reads a review, `lstm_small` and `lstm_large` learn the next word, `gru`
learns the next letter with dropout of inputs and of states. PyTorch's run as its users run them on a CPU: its own
layers over whole sequences, fused optimizers, eager; they drop no states, as these layers cannot.
"""

from dataclasses import dataclass

from common import SMOKE


@dataclass(frozen=True)
class Network:
    """Equal recurrent layers between an embedding (or nothing) and one Dense layer.

    Attributes:
      title: what the table calls it.
      kind: "SimpleRNN", "LSTM" or "GRU"; `layers` of them with `units`.
      words: numbers of the vocabulary; the last layer has as many units.
      embedded: length of a word's vector; 0: words come as one-hot vectors.
      time, batch: steps of a sequence, sequences of a training step.
      steps: how many training steps are timed together.
      whole: whether every step of the sequence is answered; otherwise the last one, with yes or no.
      dropout: rate, of inputs and of states.
    """

    title: str
    kind: str
    units: int
    layers: int
    words: int
    embedded: int
    time: int
    batch: int
    steps: int
    whole: bool = True
    dropout: float = 0.0

    def work(self) -> float:
        """Floating-point operations of a training step's products: forward, and once more for each gradient.

        One-hot vectors have no gradient.
        """
        gates = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}[self.kind]
        widths = [self.embedded or self.words, *[self.units] * (self.layers - 1)]
        of_inputs = [gates * self.units * width for width in widths]
        forward = sum(of_inputs) + self.layers * gates * self.units**2
        answers = self.words * self.units if self.whole else self.units / self.time
        first = 0 if self.embedded else of_inputs[0]
        return 2.0 * self.batch * self.time * (3 * (forward + answers) - first)


NETWORKS = {
    "rnn": Network("SimpleRNN 32 x4 on Embedding 10000x32", "SimpleRNN", 32, 4, 10000, 32, 20, 32, 60, whole=False),
    "lstm_small": Network("LSTM 128 x2 on Embedding 2000x64", "LSTM", 128, 2, 2000, 64, 20, 64, 10),
    "lstm_large": Network("LSTM 1024 x2 on Embedding 7001x256", "LSTM", 1024, 2, 7001, 256, 20, 256, 2),
    "gru": Network("GRU 128 x2, dropout of inputs and states", "GRU", 128, 2, 39, 0, 100, 32, 8, dropout=0.2),
}


def in_keras(keras, network, time=None):
    """The network as a Sequential model, not compiled; `time` None leaves the length of sequences open."""
    layers = keras.layers
    if network.embedded:
        stack = [layers.Input(shape=(time,)), layers.Embedding(network.words, network.embedded)]
    else:
        stack = [layers.Input(shape=(time, network.words))]
    dropout = {"dropout": network.dropout, "recurrent_dropout": network.dropout} if network.dropout else {}
    for i in range(network.layers):
        every = network.whole or i < network.layers - 1
        stack.append(getattr(layers, network.kind)(network.units, return_sequences=every, **dropout))
    units, activation = (
        (1, "sigmoid") if not network.whole else (network.words, None if network.embedded else "softmax")
    )
    last = layers.Dense(units, activation=activation)
    return keras.Sequential([*stack, last])


def compiled(keras, network):
    """The network as a compiled Keras model."""
    model = in_keras(keras, network, network.time)
    if network.whole:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=bool(network.embedded))
        model.compile("adam", loss)
    else:
        model.compile("rmsprop", "binary_crossentropy", metrics=["acc"])
    return model


def batches(network, steps):
    """Random words and answers for `steps` steps."""
    import numpy as np

    rng, count = np.random.default_rng(0), network.batch * (1 if SMOKE else steps)
    x = rng.integers(0, network.words, (count, network.time))
    y = rng.integers(0, network.words, x.shape) if network.whole else rng.integers(0, 2, (count, 1))
    return (x if network.embedded else np.eye(network.words, dtype="float32")[x]), y


def in_torch(torch, network):
    """A function that trains the PyTorch network one step on one batch in memory, which is always the same."""
    nn = torch.nn
    kind = getattr(nn, network.kind.replace("SimpleRNN", "RNN"))
    embedding = nn.Embedding(network.words, network.embedded) if network.embedded else nn.Dropout(network.dropout)
    layers = kind(network.embedded or network.words, network.units, network.layers, batch_first=True,
                  dropout=network.dropout)  # fmt: skip
    last = nn.Linear(network.units, network.words if network.whole else 1)
    parameters = [p for part in (embedding, layers, last) for p in part.parameters()]
    optimizer = torch.optim.Adam(parameters, fused=True) if network.whole else torch.optim.RMSprop(parameters)
    x, y = (torch.from_numpy(a[: network.batch]) for a in batches(network, 1))

    def step():
        optimizer.zero_grad()
        out = last(layers(embedding(x))[0] if network.whole else layers(embedding(x))[0][:, -1])
        if network.whole:
            cost = nn.functional.cross_entropy(out.flatten(0, 1), y.flatten())
        else:
            cost = nn.functional.binary_cross_entropy_with_logits(out, y.float())
        cost.backward()
        optimizer.step()
        return cost

    return step
