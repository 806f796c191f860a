"""Layers with the arguments that matter. The recorder runs them on tf_keras, the tests run them here."""

from collections import namedtuple

import numpy as np

Case = namedtuple("Case", "make inputs trains", defaults=(True,))
RATE = 0.1


def _numbers(*shape, dtype="float32", low=-1.0, high=1.0):
    """The same numbers in every process."""
    return np.random.RandomState(len(shape) + sum(shape)).uniform(low, high, shape).astype(dtype)


def _two(*shape):
    return [_numbers(*shape), _numbers(*shape)[::-1].copy()]


# name -> how to make it, its inputs, and whether a training step is deterministic and moves something
LAYERS = {
    "Dense": Case(lambda k: k.layers.Dense(3), _numbers(4, 5)),
    "Dense relu": Case(lambda k: k.layers.Dense(3, "relu"), _numbers(4, 5)),
    "Dense no bias": Case(lambda k: k.layers.Dense(3, use_bias=False), _numbers(4, 5)),
    "Dense rank 3": Case(lambda k: k.layers.Dense(3, activation="softmax"), _numbers(4, 2, 5)),
    "Dense rank 4": Case(lambda k: k.layers.Dense(2, activation="tanh"), _numbers(2, 3, 2, 5)),
    "Dense float64": Case(lambda k: k.layers.Dense(3, dtype="float64"), _numbers(4, 5)),
    "Dense regularized": Case(
        lambda k: k.layers.Dense(
            3,
            kernel_regularizer=k.regularizers.l2(0.01),
            bias_regularizer=k.regularizers.l1(0.1),
            activity_regularizer=k.regularizers.l1_l2(0.01, 0.02),
        ),
        _numbers(4, 5),
    ),
    "Dense constrained": Case(
        lambda k: k.layers.Dense(3, kernel_constraint=k.constraints.MaxNorm(0.5), bias_constraint="non_neg"),
        _numbers(4, 5),
    ),
    "Flatten": Case(lambda k: k.layers.Flatten(), _numbers(2, 3, 4, 2), False),
    "Flatten rank 1": Case(lambda k: k.layers.Flatten(), _numbers(6), False),
    "Flatten rank 2": Case(lambda k: k.layers.Flatten(), _numbers(2, 3), False),
    "Flatten channels_first": Case(lambda k: k.layers.Flatten("channels_first"), _numbers(2, 3, 4, 2), False),
    "Dropout": Case(lambda k: k.layers.Dropout(0.5, seed=7), _numbers(4, 6), False),
    "Dropout noise_shape": Case(
        lambda k: k.layers.Dropout(0.3, noise_shape=(None, 1, 5), seed=3), _numbers(4, 3, 5), False
    ),
    "Dropout 0": Case(lambda k: k.layers.Dropout(0), _numbers(4, 6), False),
    "Activation relu": Case(lambda k: k.layers.Activation("relu"), _numbers(4, 6), False),
    "Activation softmax": Case(lambda k: k.layers.Activation("softmax"), _numbers(4, 6), False),
    "Activation function": Case(lambda k: k.layers.Activation(k.activations.tanh), _numbers(4, 6), False),
    "Conv2D": Case(lambda k: k.layers.Conv2D(3, 3), _numbers(2, 6, 7, 2)),
    "Conv2D same": Case(lambda k: k.layers.Conv2D(3, (3, 2), padding="SAME", activation="relu"), _numbers(2, 6, 7, 2)),
    "Conv2D strides": Case(lambda k: k.layers.Conv2D(3, 3, strides=2, padding="same"), _numbers(2, 6, 7, 2)),
    "Conv2D two strides": Case(lambda k: k.layers.Conv2D(3, [2, 3], (2, 1), use_bias=False), _numbers(2, 6, 7, 2)),
    "Conv2D dilation": Case(lambda k: k.layers.Conv2D(3, 2, dilation_rate=2), _numbers(2, 6, 7, 2)),
    "Conv2D groups": Case(lambda k: k.layers.Conv2D(4, 3, groups=2), _numbers(2, 6, 7, 4)),
    "Conv2D regularized": Case(
        lambda k: k.layers.Conv2D(
            2, 3, kernel_regularizer="l2", bias_constraint="unit_norm", activity_regularizer="l2"
        ),
        _numbers(2, 6, 7, 2),
    ),
    "MaxPooling2D": Case(lambda k: k.layers.MaxPooling2D(), _numbers(2, 6, 7, 2), False),
    "MaxPooling2D same": Case(lambda k: k.layers.MaxPooling2D((3, 2), 2, "same"), _numbers(2, 6, 7, 2), False),
    "MaxPooling2D strides": Case(lambda k: k.layers.MaxPooling2D(2, strides=(2, 1)), _numbers(2, 6, 7, 2), False),
    "GlobalAveragePooling2D": Case(lambda k: k.layers.GlobalAveragePooling2D(), _numbers(2, 6, 7, 2), False),
    "GlobalAveragePooling2D keepdims": Case(
        lambda k: k.layers.GlobalAveragePooling2D(keepdims=True), _numbers(2, 6, 7, 2), False
    ),
    "GlobalAveragePooling2D channels_first": Case(
        lambda k: k.layers.GlobalAveragePooling2D("channels_first"), _numbers(2, 6, 7, 2), False
    ),
    "BatchNormalization rank 2": Case(lambda k: k.layers.BatchNormalization(), _numbers(6, 3)),
    "BatchNormalization rank 3": Case(lambda k: k.layers.BatchNormalization(momentum=0.9), _numbers(4, 5, 3)),
    "BatchNormalization rank 4": Case(lambda k: k.layers.BatchNormalization(epsilon=0.01), _numbers(2, 3, 4, 3)),
    "BatchNormalization rank 4 axis 1": Case(lambda k: k.layers.BatchNormalization(axis=1), _numbers(2, 3, 4, 3)),
    "BatchNormalization rank 4 axis 2": Case(lambda k: k.layers.BatchNormalization(axis=2), _numbers(2, 3, 4, 3)),
    "BatchNormalization rank 3 axis 1": Case(lambda k: k.layers.BatchNormalization(axis=1), _numbers(4, 5, 3)),
    "BatchNormalization no scale": Case(lambda k: k.layers.BatchNormalization(scale=False), _numbers(2, 3, 4, 3)),
    "BatchNormalization no center": Case(lambda k: k.layers.BatchNormalization(center=False), _numbers(6, 3)),
    "BatchNormalization frozen": Case(lambda k: k.layers.BatchNormalization(trainable=False), _numbers(6, 3), False),
    "BatchNormalization regularized": Case(
        lambda k: k.layers.BatchNormalization(gamma_regularizer="l2", beta_regularizer="l1", beta_constraint="non_neg"),
        _numbers(6, 3),
    ),
    "Reshape": Case(lambda k: k.layers.Reshape((2, 6)), _numbers(2, 3, 4), False),
    "Reshape -1": Case(lambda k: k.layers.Reshape([-1, 3]), _numbers(2, 3, 4), False),
    "Reshape int": Case(lambda k: k.layers.Reshape((12,)), _numbers(2, 3, 4), False),
    "Rescaling": Case(lambda k: k.layers.Rescaling(1 / 255), _numbers(2, 3, low=0, high=255), False),
    "Rescaling offset": Case(lambda k: k.layers.Rescaling(2.0, offset=-1.0), _numbers(2, 3), False),
    "Lambda": Case(lambda k: k.layers.Lambda(lambda x: x * 2 + 1), _numbers(2, 3), False),
    "Lambda arguments": Case(
        lambda k: k.layers.Lambda(lambda x, a, b=1: a * x + b, arguments={"a": 3}), _numbers(2, 3), False
    ),
    "Lambda list": Case(lambda k: k.layers.Lambda(lambda t: t[0] - t[1]), _two(2, 3), False),
    "Lambda training": Case(
        lambda k: k.layers.Lambda(lambda x, training=None: x * 2 if training else x), _numbers(2, 3), False
    ),
    "Add": Case(lambda k: k.layers.Add(), _two(2, 3), False),
    "Add three": Case(lambda k: k.layers.Add(), [*_two(2, 3), _numbers(2, 3)], False),
    "Add broadcast": Case(lambda k: k.layers.Add(), [_numbers(2, 1, 3), _numbers(2, 4, 3)], False),
    "Add ranks": Case(lambda k: k.layers.Add(), [_numbers(2, 3), _numbers(2, 4, 3)], False),
    "Concatenate": Case(lambda k: k.layers.Concatenate(), [_numbers(2, 3), _numbers(2, 4)], False),
    "Concatenate axis 1": Case(lambda k: k.layers.Concatenate(axis=1), [_numbers(2, 3, 4), _numbers(2, 1, 4)], False),
}


def numbered(layer):
    """Give every weight numbers of its own, the same in every process; variances stay positive."""
    values = []
    for i, w in enumerate(layer.weights):
        numbers = np.random.RandomState(100 + i).uniform(-1.0, 1.0, tuple(w.shape))
        values.append(np.abs(numbers) + 0.5 if "variance" in w.name else numbers)
    layer.set_weights(values)


def tail(name):
    """A weight's name without its layer's."""
    return name.rsplit("/", 1)[-1].split(":")[0]


def run_layer(keras, case):
    """What the layer of `case` computes, and what one step of training makes of it."""
    layer, found = case.make(keras), {}
    layer(case.inputs)
    numbered(layer)
    found["inference"] = np.asarray(layer(case.inputs, training=False))
    found["losses"] = np.array([float(v) for v in layer.losses], "float32")
    found["training"] = np.asarray(layer(case.inputs, training=True))
    for i, w in enumerate(layer.weights):
        found[f"after training call {i} {tail(w.name)} {'trainable' if w.trainable else 'fixed'}"] = w.numpy()
    if case.trains:
        found.update(_one_step(keras, layer, case.inputs))
    return found


def _one_step(keras, layer, inputs):
    numbered(layer)
    x = keras.Input(inputs.shape[1:])
    model = keras.Model(x, layer(x))
    model.compile(keras.optimizers.SGD(RATE), "mse")
    target = np.zeros(model(inputs).shape, "float32")
    return {"loss": np.float32(model.train_on_batch(inputs, target))} | {
        f"after step {i}": v for i, v in enumerate(layer.get_weights())
    }
