"""The autoencoders that are trained, and the two networks of a DCGAN, as books have them.

`ae_conv` encodes 28x28 images by convolutions and pooling and decodes them by upsampling (batch 256); `ae_convT` does
by transposed convolutions (batch 128); `sae` is a stack of dense layers (batch 32). A step of `dcgan` makes images,
trains the discriminator on them and as many real ones, and the generator by what the discriminator says (batch 32).
"""

from dataclasses import dataclass

from common import SMOKE

FIRST = 50  # steps of a first epoch
CODINGS = 100  # numbers that a DCGAN makes an image of


@dataclass(frozen=True)
class Training:
    """What is trained: what the table calls it, images in a step, and how many steps are timed together."""

    title: str
    batch: int
    steps: int


TRAININGS = {
    "ae_conv": Training("28x28 autoencoder, upsampling", 256, 20),
    "ae_convT": Training("28x28 autoencoder, transposed convolutions", 128, 30),
    "dcgan": Training("DCGAN on 28x28, both networks", 32, 30),
    "sae": Training("28x28 autoencoder, dense 100-30-100", 32, 300),
}


def trained(keras, name):
    """A function that trains for a number of steps. The model is built, and data are in memory, for TRAININGS[name]."""
    import numpy as np

    training = TRAININGS[name]
    count = training.batch * (2 if SMOKE else max(training.steps, FIRST))
    images = np.random.default_rng(0).random((count, 28, 28, *([] if name == "sae" else [1])), dtype=np.float32)
    if name == "dcgan":
        return _dcgan(keras, images, training.batch)
    model = {"ae_conv": _upsampling, "ae_convT": _transposed, "sae": _dense}[name](keras)

    def train(steps):
        x = images[: steps * training.batch]
        model.fit(x, x, batch_size=training.batch, epochs=1, verbose=0)

    return train


def _upsampling(keras):
    layers, stack = keras.layers, [keras.layers.Input(shape=(28, 28, 1))]
    for filters in (16, 8, 4):
        stack.append(layers.Conv2D(filters, 3, activation="relu", padding="same"))
        stack.append(layers.MaxPooling2D(2, padding="same"))
    for filters, padding in ((4, "same"), (8, "same"), (16, "valid")):
        stack.append(layers.Conv2D(filters, 3, activation="relu", padding=padding))
        stack.append(layers.UpSampling2D(2))
    model = keras.Sequential([*stack, layers.Conv2D(1, 3, activation="sigmoid", padding="same")])
    model.compile("adadelta", "binary_crossentropy")
    return model


def _transposed(keras):
    layers, stack = keras.layers, [keras.layers.Input(shape=(28, 28, 1))]
    for filters in (16, 32, 64):
        stack += [layers.Conv2D(filters, 3, activation="relu", padding="same"), layers.MaxPooling2D(2)]
    stack.append(layers.Conv2DTranspose(32, 3, strides=2, activation="relu"))
    stack.append(layers.Conv2DTranspose(16, 3, strides=2, activation="relu", padding="same"))
    stack.append(layers.Conv2DTranspose(1, 3, strides=2, activation="sigmoid", padding="same"))
    model = keras.Sequential(stack)
    model.compile("adam", "mse")
    return model


def _dense(keras):
    layers = keras.layers
    stack = [layers.Input(shape=(28, 28)), layers.Flatten()]
    stack += [layers.Dense(units, activation="selu") for units in (100, 30, 100)]
    model = keras.Sequential([*stack, layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28))])
    model.compile(keras.optimizers.SGD(1.5), "binary_crossentropy")
    return model


def _dcgan(keras, images, batch):
    import numpy as np

    generator, discriminator = _generator(keras), _discriminator(keras)
    gan = keras.Sequential([keras.layers.Input(shape=(CODINGS,)), generator, discriminator])
    discriminator.compile("rmsprop", "binary_crossentropy")
    discriminator.trainable = False
    gan.compile("rmsprop", "binary_crossentropy")
    rng, label = np.random.default_rng(1), np.repeat(np.float32([[0], [1]]), batch, 0)

    def train(steps):
        for i in range(steps):
            noise = rng.normal(size=(2, batch, CODINGS)).astype(np.float32)
            real = images[i * batch :][:batch]
            discriminator.trainable = True
            discriminator.train_on_batch(np.concatenate([generator.predict_on_batch(noise[0]), real]), label)
            discriminator.trainable = False
            gan.train_on_batch(noise[1], label[batch:])

    return train


def _generator(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input(shape=(CODINGS,)),
            layers.Dense(7 * 7 * 128),
            layers.Reshape([7, 7, 128]),
            layers.BatchNormalization(),
            layers.Conv2DTranspose(64, 5, strides=2, padding="same", activation="selu"),
            layers.BatchNormalization(),
            layers.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh"),
        ]
    )


def _discriminator(keras):
    layers, stack = keras.layers, [keras.layers.Input(shape=(28, 28, 1))]
    for filters in (64, 128):
        stack += [layers.Conv2D(filters, 5, strides=2, padding="same"), layers.LeakyReLU(0.2), layers.Dropout(0.4)]
    return keras.Sequential([*stack, layers.Flatten(), layers.Dense(1, activation="sigmoid")])
