"""Record what `recurrent_programs.py` gives in tf_keras, and its models as HDF5 files.

Run with an interpreter that has tf_keras:  python record_recurrent.py
It writes recurrent.npz and, in keras_hdf5/, recurrent_model.h5 and recurrent_cudnn.h5.
"""

import os
import tempfile
from pathlib import Path

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np
import tensorflow as tf
import tf_keras as keras
from recurrent_programs import DROPS, X, cudnn_model, dropped, model, plain_model

HERE = Path(__file__).resolve().parent
WORDS = np.array([[1, 2, 0, 3], [0, 4, 2, 0]])


def main():
    arrays = {f"dropped {name}": dropped(tf, keras, name) for name in DROPS}
    keras.backend.clear_session()
    whole, cudnn, plain = model(keras), cudnn_model(keras, tf.compat.v1.keras.layers), plain_model(keras)
    whole.save(HERE / "keras_hdf5" / "recurrent_model.h5", save_format="h5")
    cudnn.save_weights(HERE / "keras_hdf5" / "recurrent_cudnn.h5")
    arrays["predicted"] = whole.predict(WORDS, verbose=0)
    arrays |= {f"weight {i}": np.array(w.name) for i, w in enumerate(whole.weights)}
    file = os.path.join(tempfile.mkdtemp(), "plain.h5")
    plain.save_weights(file)
    cudnn.load_weights(file)
    arrays |= {f"to cudnn {i}": w for i, w in enumerate(cudnn.get_weights())}
    plain.load_weights(HERE / "keras_hdf5" / "recurrent_cudnn.h5")
    arrays["predicted from cudnn"] = plain.predict(X, verbose=0)
    np.savez_compressed(HERE / "recurrent.npz", **arrays)


if __name__ == "__main__":
    main()
