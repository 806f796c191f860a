"""Record small HDF5 files of Keras 2 (tf_keras): a whole model, and the weights of a nested model.

Run with an interpreter that has tf_keras:  python record_keras_hdf5.py      (writes keras_hdf5/ beside this file)
"""

import json
import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tf_keras as keras

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras_hdf5")


def numbered(model):
    """Give every weight the values 0, 1, 2, ... plus 100 times its place in get_weights()."""
    weights = model.get_weights()
    model.set_weights([np.arange(w.size).reshape(w.shape) + 100.0 * i for i, w in enumerate(weights)])


def whole_model():
    layers = [
        keras.layers.Dense(3, activation="relu", input_shape=(4,)),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(2),
    ]
    model = keras.Sequential(layers, name="mlp")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss, metrics=["accuracy"])
    model.fit(np.ones((2, 4), "float32"), np.array([0, 1]), verbose=0)
    numbered(model)
    return model


def nested_model():
    inner = keras.Sequential([keras.layers.Dense(2, input_shape=(3,)), keras.layers.BatchNormalization()], name="inner")
    inputs = keras.Input((3,), name="x")
    outputs = keras.layers.Dense(1, use_bias=False, name="head")(inner(inputs))
    model = keras.Model(inputs, outputs, name="outer")
    numbered(model)
    return model


def legacy_order(layer):
    return [(w.name, w.numpy().tolist()) for w in layer.trainable_weights + layer.non_trainable_weights]


def main():
    os.makedirs(HERE, exist_ok=True)
    mlp, outer = whole_model(), nested_model()
    mlp.save(os.path.join(HERE, "mlp_model.h5"), save_format="h5")
    outer.save_weights(os.path.join(HERE, "nested_weights.h5"))
    expected = {
        "keras_version": keras.__version__,
        "mlp": [[layer.name, legacy_order(layer)] for layer in mlp.layers],
        "optimizer": [[v.name, v.numpy().tolist()] for v in mlp.optimizer.variables],
        "nested": [[layer.name, legacy_order(layer)] for layer in outer.layers],
    }
    with open(os.path.join(HERE, "expected.json"), "w") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    main()
