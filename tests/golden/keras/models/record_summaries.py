"""Record the summaries of summary_models.py in three layouts: TensorFlow 2.7's, tf_keras's and Keras 3's.

Run with an interpreter that has TensorFlow, tf_keras and Keras 3:  python record_summaries.py
It writes summaries.json beside this file.
"""

import json
import os

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", COLUMNS="200")

import keras as keras3
import tensorflow as tf
import tf_keras as keras2
from summary_models import MODELS, OPTIONS, printed
from tensorflow.python.keras.utils import layer_utils

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    library = {"classic": keras2, "keras2": keras2, "keras3": keras3}
    summary = {
        "classic": layer_utils.print_summary,
        "keras2": lambda model, **options: model.summary(**options),
        "keras3": lambda model, **options: model.summary(**options),
    }
    found = {
        layout: {
            name: [printed(layout, make, options, summary[layout], tf, library[layout]) for options in OPTIONS[layout]]
            for name, make in models.items()
        }
        for layout, models in MODELS.items()
    }
    with open(os.path.join(HERE, "summaries.json"), "w", encoding="utf-8") as file:
        json.dump(found, file, ensure_ascii=False, indent=0)


if __name__ == "__main__":
    main()
