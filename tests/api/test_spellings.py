"""Old spellings of arguments are accepted; names that are gone say where they went."""

import pytest

import tenfold as tf
from tenfold.api.absent.renamed import RENAMED

v1 = tf.compat.v1
X = [[1.0, 2.0], [3.0, 4.0]]

SPELLINGS = {
    "keep_dims": (lambda: tf.reduce_mean(X, axis=1, keep_dims=True), lambda: tf.reduce_mean(X, axis=1, keepdims=True)),
    "reduction_indices": (lambda: tf.reduce_sum(X, reduction_indices=0), lambda: tf.reduce_sum(X, axis=0)),
    "reduction_indices by v1": (lambda: v1.reduce_max(X, reduction_indices=[1]), lambda: tf.reduce_max(X, axis=[1])),
    "dim": (lambda: tf.nn.softmax(X, dim=0), lambda: tf.nn.softmax(X, axis=0)),
    "dim of expand_dims": (lambda: v1.expand_dims(X, dim=0), lambda: tf.expand_dims(X, 0)),
    "dimension": (lambda: v1.argmax(X, dimension=0), lambda: tf.argmax(X, 0)),
    "squeeze_dims": (lambda: v1.squeeze([X], squeeze_dims=[0]), lambda: tf.squeeze([X], [0])),
}


@pytest.mark.parametrize("old", SPELLINGS)
def test_old_arguments(old):
    got, expected = (call() for call in SPELLINGS[old])
    assert got.shape == expected.shape and bool(tf.reduce_all(got == expected))


def test_old_and_new_together_are_refused():
    with pytest.raises(TypeError, match="keep_?dims"):
        tf.reduce_sum(X, keepdims=True, keep_dims=False)


def found(root, name):
    for part in name.split("."):
        root = getattr(root, part)
    return root


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_renamed_name_says_its_new_one(old, new):
    found(tf, new)
    with pytest.raises(AttributeError) as caught:
        found(tf, old)
    assert f"TensorFlow 2 calls it tf.{new}" in str(caught.value)


MESSAGES = {
    "nn.reluu": "module 'tenfold.nn' has no attribute 'reluu': did you mean 'relu'?",
    "keras.layers.Danse": "did you mean 'Dense'?",
    "GradientTap": "did you mean 'GradientTape'?",
    "random_normal": "TensorFlow 2 calls it tf.random.normal",
    "placeholder": "it is TensorFlow 1's: use tf.compat.v1.placeholder",
    "to_float": r"use tf.cast\(x, tf.float32\)",
    "contrib.rnn.BasicLSTMCell": "tf.contrib ended with TensorFlow 1.15",
    "keras.layers.Adam": "it is tf.keras.optimizers.Adam",
    "relu": "it is tf.nn.relu",
    "sum": "NumPy's sum is tf.reduce_sum",
    "keras.applications.VGG16": "planned: known architectures; until then build",
    "tpu.experimental": "Tenfold leaves it out: there are no TPUs here",
    "data.Datasett": "did you mean 'Dataset'",
    "train.Checkpoint": "planned: checkpoints of objects; until then model.save_weights",
    "losses.MeanSquareError": "did you mean '(MeanSquaredError|mean_squared_error)'?",
}


@pytest.mark.parametrize("name", MESSAGES)
def test_what_a_missing_name_says(name):
    with pytest.raises(AttributeError, match=MESSAGES[name]):
        found(tf, name)


def test_what_a_missing_name_says_in_version_one():
    for name, words in {
        "contrib.layers.xavier_initializer": "GlorotUniform for xavier_initializer",
        "contrib.rnn.GRUCell": "recurrent nets; until then",
        "train.AdamOptimizer": "tf.keras.optimizers",
        "plceholder": "did you mean 'placeholder'",
    }.items():
        with pytest.raises(AttributeError, match=words):
            found(v1, name)
