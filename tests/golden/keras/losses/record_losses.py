"""Records what `loss_programs` and `metric_programs` give under tf_keras 2.21 into JSON files beside this one.

Run it with a Python that has TensorFlow and tf_keras: python tests/golden/keras/losses/record_losses.py
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import loss_programs
import metric_programs
import tensorflow as tf
import tf_keras
from recording import record

for programs in (loss_programs, metric_programs):
    record(programs, tf, tf_keras)
