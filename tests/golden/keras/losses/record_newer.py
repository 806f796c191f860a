"""Records what `newer_programs` give under Keras 3.15 on TensorFlow into newer_programs.json, beside this one.

Run it with a Python that has TensorFlow and Keras 3: python tests/golden/keras/losses/record_newer.py
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import newer_programs
import tensorflow as tf
from recording import record

record(newer_programs, tf, keras)
