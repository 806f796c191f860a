"""Three steps of every optimizer along gradients that are IndexedSlices, run under TensorFlow and here.

`keras(tf)`, `legacy(tf)` and `train(tf)` yield (name, table after each step); optimizers that `tf` lacks are left out.
"""

import numpy as np

STEPS = [
    ([1, 3, 1], [[1.0, -2.0], [0.5, 3.0], [2.0, 0.25]]),
    ([0, 1, 4], [[-1.0, 0.125], [4.0, -0.5], [0.5, 0.5]]),
    ([3, 3, 3], [[0.75, 1.0], [-0.75, 2.0], [0.5, 0.25]]),
]

KERAS = """
SGD(0.1)
SGD(0.1, momentum=0.9)
SGD(0.1, momentum=0.9, nesterov=True)
SGD(0.1, clipnorm=1.0)
SGD(0.1, clipvalue=0.5)
SGD(0.1, global_clipnorm=1.5)
SGD(0.1, weight_decay=0.2)
SGD(0.1, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
Adam(0.1)
Adam(0.1, amsgrad=True)
Adam(0.1, clipnorm=1.0)
AdamW(0.1)
Adamax(0.1)
Nadam(0.1)
RMSprop(0.1)
RMSprop(0.1, momentum=0.9)
RMSprop(0.1, centered=True)
RMSprop(0.1, centered=True, momentum=0.9)
Adagrad(0.1)
Adadelta(1.0)
Ftrl(0.1)
Ftrl(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02, beta=0.1)
Ftrl(0.1, l2_shrinkage_regularization_strength=0.1)
Lion(0.1)
""".strip().splitlines()

LEGACY = """
SGD(0.1)
SGD(0.1, momentum=0.9)
SGD(0.1, momentum=0.9, nesterov=True)
SGD(0.1, clipnorm=1.0)
SGD(0.1, clipvalue=0.5)
SGD(0.1, global_clipnorm=1.5)
Adam(0.1)
Adam(0.1, amsgrad=True)
Adamax(0.1)
Nadam(0.1)
RMSprop(0.1)
RMSprop(0.1, momentum=0.9)
RMSprop(0.1, centered=True)
RMSprop(0.1, centered=True, momentum=0.9)
Adagrad(0.1)
Adadelta(1.0)
Ftrl(0.1)
Ftrl(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02, beta=0.1)
Ftrl(0.1, l2_shrinkage_regularization_strength=0.1)
""".strip().splitlines()

TRAIN = """
GradientDescentOptimizer(0.1)
MomentumOptimizer(0.1, 0.9)
MomentumOptimizer(0.1, 0.9, use_nesterov=True)
AdamOptimizer(0.1)
RMSPropOptimizer(0.1)
RMSPropOptimizer(0.1, momentum=0.9)
RMSPropOptimizer(0.1, centered=True)
AdagradOptimizer(0.1)
AdadeltaOptimizer(1.0)
FtrlOptimizer(0.1)
FtrlOptimizer(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.02)
FtrlOptimizer(0.1, l2_shrinkage_regularization_strength=0.1)
ProximalGradientDescentOptimizer(0.1, l1_regularization_strength=0.01)
ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.01)
""".strip().splitlines()


def keras(tf):
    return _of(tf, tf.keras.optimizers, KERAS, "")


def legacy(tf):
    return _of(tf, tf.keras.optimizers.legacy, LEGACY, "legacy.")


def train(tf):
    return _of(tf, getattr(tf.compat.v1, "train", None), TRAIN, "train.")


def _of(tf, classes, texts, prefix):
    for text in texts:
        name = text.split("(")[0]
        if hasattr(classes, name):
            yield prefix + text, _tables(tf, eval(text, {name: getattr(classes, name)}))


def table(tf):
    return tf.Variable(np.arange(10, dtype=np.float32).reshape(5, 2) / 4 - 1)


def gradients(tf):
    """The gradients of the steps."""
    dims = tf.constant([5, 2])
    return [tf.IndexedSlices(tf.constant(rows), tf.constant(ids), dims) for ids, rows in STEPS]


def _tables(tf, optimizer):
    w, found = table(tf), []
    for gradient in gradients(tf):
        optimizer.apply_gradients([(gradient, w)])
        found.append(np.round(w.numpy().astype(float), 6).tolist())
    return found
