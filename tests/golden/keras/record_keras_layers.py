"""Record what the layers of keras_layer_programs.py compute in tf_keras.

Run with an interpreter that has TensorFlow and tf_keras:  python record_keras_layers.py
It writes keras_layers.npz beside this file.
"""

import os

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np
import tf_keras as keras
from keras_layer_programs import LAYERS, run_layer

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    arrays = {}
    for name, case in LAYERS.items():
        keras.backend.clear_session()
        arrays.update({f"{name}: {what}": value for what, value in run_layer(keras, case).items()})
        config = case.make(keras).get_config()
        arrays[f"{name}: config"] = np.array(sorted(config))
    np.savez_compressed(os.path.join(HERE, "keras_layers.npz"), **arrays)


if __name__ == "__main__":
    main()
