"""The small networks whose steps cost little beside what is done around them, as books have them.

`mlp` classifies 784 numbers by 128 units, with dropout; `sae` is a stack of dense layers, 100-30-100; `vae` encodes 784
numbers by 64 units into two and their variances. All train in batches of 32 by `fit`. A step of `gan` makes 32 images,
trains the discriminator on them and as many real ones, and the generator by what the discriminator says: two
`train_on_batch`, the discriminator `trainable` only in the first, as of `compile`.
"""

from dataclasses import dataclass

from common import SMOKE, keras, tensorflow

BATCH, SIZE, CODINGS = 32, 784, 30


@dataclass(frozen=True)
class Training:
    """What is trained: what the table calls it, and how many steps are timed together."""

    title: str
    steps: int


TRAININGS = {
    "mlp": Training("784-128-dropout-10", 640),
    "sae": Training("autoencoder 784-100-30-100-784", 480),
    "vae": Training("variational autoencoder 784-64-2", 640),
    "gan": Training("GAN, two `train_on_batch`, `trainable` toggled", 100),
}


def data(steps):
    """Images as rows of noise, and their labels: (32 * steps, 784), (32 * steps,)."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.random((BATCH * steps, SIZE), dtype=np.float32), rng.integers(0, 10, BATCH * steps)


def trained(side, name):
    """A function that trains for as many steps as TRAININGS[name] says. The model is built, data are in memory."""
    x, labels = data(2 if SMOKE else TRAININGS[name].steps)
    if side == "PyTorch":
        return _mlp_in_torch(x, labels)
    if name == "gan":
        return _gan(side, x)
    model = {"mlp": mlp, "sae": _dense, "vae": _variational}[name](side)
    y = labels if name == "mlp" else x
    return lambda: model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)


def mlp(side):
    layers = keras(side).layers
    stack = [layers.Input(shape=(SIZE,)), layers.Dense(128, activation="relu"), layers.Dropout(0.2)]
    model = keras(side).Sequential([*stack, layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _dense(side):
    layers = keras(side).layers
    stack = [layers.Input(shape=(SIZE,)), *[layers.Dense(units, activation="selu") for units in (100, 30, 100)]]
    model = keras(side).Sequential([*stack, layers.Dense(SIZE, activation="sigmoid")])
    model.compile(keras(side).optimizers.SGD(1.5), "binary_crossentropy")
    return model


def _variational(side):
    k = keras(side)
    layers, inputs = k.layers, k.layers.Input(shape=(SIZE,))
    hidden = layers.Dense(64, activation="relu")(inputs)
    codes = _sampling(side)([layers.Dense(2)(hidden), layers.Dense(2)(hidden)])
    outputs = layers.Dense(SIZE, activation="sigmoid")(layers.Dense(64, activation="relu")(codes))
    model = k.Model(inputs, outputs)
    model.compile("adam", "binary_crossentropy")
    return model


def _sampling(side):
    """A layer that draws codes of the means and logarithms of variances that it gets, and adds their divergence."""
    k = keras(side)
    if side == "tenfold":
        tf = tensorflow(side)
        exp, mean, square = tf.exp, tf.reduce_mean, tf.square

        def normal(like):
            return tf.random.normal(tf.shape(like))
    else:
        exp, mean, square = k.ops.exp, k.ops.mean, k.ops.square
        seeds = k.random.SeedGenerator(0)

        def normal(like):
            return k.random.normal(k.ops.shape(like), seed=seeds)

    class Sampling(k.layers.Layer):
        def call(self, inputs):
            center, log_variance = inputs
            self.add_loss(-0.5 / SIZE * 2 * mean(1 + log_variance - square(center) - exp(log_variance)))
            return center + exp(0.5 * log_variance) * normal(center)

    return Sampling()


def _gan(side, images):
    import numpy as np

    k = keras(side)
    generator, discriminator = _generator(k), _discriminator(k)
    gan = k.Sequential([k.layers.Input(shape=(CODINGS,)), generator, discriminator])
    discriminator.compile("rmsprop", "binary_crossentropy")
    discriminator.trainable = False
    gan.compile("rmsprop", "binary_crossentropy")
    rng, labels = np.random.default_rng(1), np.repeat(np.float32([[0], [1]]), BATCH, 0)
    numpy = np.asarray if side == "tenfold" else k.ops.convert_to_numpy

    def train():
        for i in range(0, len(images), BATCH):
            noise = rng.normal(size=(2, BATCH, CODINGS)).astype(np.float32)
            made = numpy(generator(noise[0]))
            discriminator.trainable = True
            discriminator.train_on_batch(np.concatenate([made, images[i : i + BATCH]]), labels)
            discriminator.trainable = False
            gan.train_on_batch(noise[1], labels[BATCH:])

    return train


def _generator(k):
    stack = [k.layers.Input(shape=(CODINGS,)), *[k.layers.Dense(units, activation="selu") for units in (100, 150)]]
    return k.Sequential([*stack, k.layers.Dense(SIZE, activation="sigmoid")])


def _discriminator(k):
    stack = [k.layers.Input(shape=(SIZE,)), *[k.layers.Dense(units, activation="selu") for units in (150, 100)]]
    return k.Sequential([*stack, k.layers.Dense(1, activation="sigmoid")])


def _mlp_in_torch(x, labels):
    """The mlp in a loop over batches of tensors in memory, in order."""
    import torch

    nn = torch.nn
    model = nn.Sequential(nn.Linear(SIZE, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
    optimizer, loss = torch.optim.Adam(model.parameters(), fused=True), nn.CrossEntropyLoss()
    batches = list(zip(torch.from_numpy(x).split(BATCH), torch.from_numpy(labels).split(BATCH)))

    def train():
        for a, b in batches:
            optimizer.zero_grad()
            loss(model(a), b).backward()
            optimizer.step()

    return train
