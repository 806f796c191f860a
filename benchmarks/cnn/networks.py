"""The three convolution networks that are trained, for Keras and for PyTorch, with data and the work of a step.

`cnn_fashion` is bound by memory, `cnn_mnist` is the tutorials' two layers of 5x5, `cnn_cats` the four blocks that tell
cats from dogs. PyTorch's run as its users run them on a CPU: channels last, fused optimizers, eager.
"""

from dataclasses import dataclass

from common import SMOKE


@dataclass(frozen=True)
class Network:
    """A plain convolution network: blocks of convolution, relu and 2x2 max pooling, then Dense layers.

    Attributes:
      title: what the table calls it.
      image: (height, width, channels).
      blocks: (filters, size of the kernel) of each convolution.
      dense: units of each Dense layer between the blocks and the last one.
      classes: units of the last layer; 1 is a question of yes or no.
      batch: images in a step.
      steps: how many steps are timed together; enough for what begins and ends an epoch to count little.
      padding, dropout: "same" or "valid"; the rate before the last layer.
    """

    title: str
    image: tuple[int, int, int]
    blocks: tuple[tuple[int, int], ...]
    dense: tuple[int, ...]
    classes: int
    batch: int
    steps: int
    padding: str = "valid"
    dropout: float = 0.0

    def layers(self):
        """(pixels of its result, filters, kernel, input channels) of each convolution; last, the features left."""
        size, channels = self.image[0], self.image[2]
        for filters, kernel in self.blocks:
            size = size if self.padding == "same" else size - kernel + 1
            yield size * size, filters, kernel, channels
            size, channels = size // 2, filters
        yield size * size * channels

    def features(self) -> int:
        """How many numbers of an image reach the first Dense layer."""
        return [*self.layers()][-1]

    def work(self) -> float:
        """Floating-point operations of a step's convolutions and products: forward, and once more for each gradient.

        The first layer has no gradient of its input.
        """
        *convolutions, features = self.layers()
        forward = [pixels * filters * kernel**2 * depth for pixels, filters, kernel, depth in convolutions]
        widths = [features, *self.dense, self.classes]
        forward += [a * b for a, b in zip(widths, widths[1:])]
        return 2.0 * self.batch * (3 * sum(forward) - forward[0])


NETWORKS = {
    "cnn_fashion": Network("28x28 CNN, conv64", (28, 28, 1), ((64, 3),), (), 10, 32, 60, padding="same"),
    "cnn_mnist": Network(
        "28x28 CNN, conv32-conv64-dense1024", (28, 28, 1), ((32, 5), (64, 5)), (1024,), 10, 64, 30, dropout=0.5
    ),
    "cnn_cats": Network(
        "150x150 CNN, conv32-64-128-128-dense512",
        (150, 150, 3),
        ((32, 3), (64, 3), (128, 3), (128, 3)),
        (512,),
        1,
        20,
        6,
    ),
}


def in_keras(keras, network, logits=False):
    """The network as a Sequential model, not compiled; `logits` without the last activation."""
    layers = keras.layers
    stack = [layers.Input(shape=network.image)]
    for filters, kernel in network.blocks:
        stack += [layers.Conv2D(filters, kernel, padding=network.padding, activation="relu"), layers.MaxPooling2D(2)]
    stack += [layers.Flatten(), *[layers.Dense(units, activation="relu") for units in network.dense]]
    if network.dropout:
        stack.append(layers.Dropout(network.dropout))
    last = None if logits else "sigmoid" if network.classes == 1 else "softmax"
    return keras.Sequential([*stack, layers.Dense(network.classes, activation=last)])


def compiled(keras, network):
    """The network as a compiled Keras model."""
    model = in_keras(keras, network)
    if network.classes == 1:
        model.compile(keras.optimizers.RMSprop(1e-4), "binary_crossentropy", metrics=["accuracy"])
    else:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def batches(network, steps):
    """Noise and labels for `steps` steps: (images, height, width, channels) float32 and (images,), or (images, 1)."""
    import numpy as np

    rng, count = np.random.default_rng(0), network.batch * (2 if SMOKE else steps)
    labels = rng.integers(0, 2, (count, 1)) if network.classes == 1 else rng.integers(0, 10, count)
    return rng.random((count, *network.image), dtype=np.float32), labels


def in_torch(torch, network):
    """A function that trains the PyTorch network one step on one batch in memory, which is always the same."""
    nn, last = torch.nn, torch.channels_last
    stack, channels = [], network.image[2]
    for filters, kernel in network.blocks:
        padding = kernel // 2 if network.padding == "same" else 0
        stack += [nn.Conv2d(channels, filters, kernel, padding=padding), nn.ReLU(), nn.MaxPool2d(2)]
        channels = filters
    widths = [network.features(), *network.dense]
    stack.append(nn.Flatten())
    for a, b in zip(widths, widths[1:]):
        stack += [nn.Linear(a, b), nn.ReLU()]
    stack += [nn.Dropout(network.dropout)] if network.dropout else []
    model = nn.Sequential(*stack, nn.Linear(widths[-1], network.classes)).to(memory_format=last)
    x, y = batches(network, 1)
    x = torch.from_numpy(x[: network.batch]).permute(0, 3, 1, 2).to(memory_format=last)
    y = torch.from_numpy(y[: network.batch])
    return _torch_step(torch, model, x, y.float() if network.classes == 1 else y)


def _torch_step(torch, model, x, y):
    binary = y.ndim == 2
    loss = torch.nn.functional.binary_cross_entropy_with_logits if binary else torch.nn.functional.cross_entropy
    parameters = model.parameters()
    optimizer = torch.optim.RMSprop(parameters, lr=1e-4) if binary else torch.optim.Adam(parameters, fused=True)

    def step():
        optimizer.zero_grad()
        cost = loss(model(x), y)
        cost.backward()
        optimizer.step()
        return cost

    return step
