"""Record the models of keras_saving_programs.py as tf_keras saves them, and what they do afterwards.

    python record_keras_saving.py           writes keras_hdf5/NAME.h5, NAME_weights.h5 and saving.json beside this file
    python record_keras_saving.py FOLDER    loads FOLDER/NAME.h5, written by Tenfold, and prints what the models do

Run with an interpreter that has TensorFlow and tf_keras.
"""

import json
import os
import sys

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import tensorflow as tf
import tf_keras as keras
from keras_saving_programs import MODELS, OPS, doubled, observed, op_model, started

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras_hdf5")


def record():
    found = {}
    for name, make in MODELS.items():
        keras.backend.clear_session()
        model, x, y = started(make, keras)
        model.save(os.path.join(HERE, f"{name}.h5"), save_format="h5")
        model.save_weights(os.path.join(HERE, f"{name}_weights.h5"))
        found[name] = observed(model, x, y)
    found["ops"] = {}
    for expression in OPS:
        keras.backend.clear_session()
        model, out = op_model(expression, tf, keras)
        found["ops"][expression] = [model.to_json(), out]
    with open(os.path.join(HERE, "saving.json"), "w") as file:
        json.dump(found, file)


def read(folder):
    found = {}
    for name, make in MODELS.items():
        keras.backend.clear_session()
        model = keras.models.load_model(os.path.join(folder, f"{name}.h5"), custom_objects={"doubled": doubled})
        twin, x, y = make(keras)
        twin.load_weights(os.path.join(folder, f"{name}_weights.h5"))
        assert all((a == b).all() for a, b in zip(twin.get_weights(), model.get_weights(), strict=True))
        found[name] = observed(model, x, y)
    print(json.dumps(found))


if __name__ == "__main__":
    read(sys.argv[1]) if len(sys.argv) > 1 else record()
