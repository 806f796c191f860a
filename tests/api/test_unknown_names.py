"""The words for a public name that is not there."""

import pickle

import pytest

from tenfold.api.unknown_names import unknown_attribute


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("RandomFlp", "did you mean 'RandomFlip'?"),
        ("random_flip", "did you mean 'RandomFlip'?"),
        ("dense", "did you mean 'Dense'?"),
        ("CuDNNLSTM", "module 'tf.keras.layers' has no attribute 'CuDNNLSTM': use tf.keras.layers.LSTM"),
    ],
)
def test_unknown_attribute_offers_a_cure(name, words):
    known = ["Dense", "RandomFlip", "RandomZoom", "LSTM"]
    moved = {"CuDNNLSTM": "use tf.keras.layers.LSTM"}
    error = unknown_attribute("tf.keras.layers", name, known, moved)
    assert isinstance(error, AttributeError)
    assert words in str(error) and f"module 'tf.keras.layers' has no attribute '{name}'" in str(error)


def test_unknown_attribute_with_nothing_near():
    assert str(unknown_attribute("tf", "zzzz", ["add"])) == "module 'tf' has no attribute 'zzzz'"


def test_the_error_pickles():
    error = pickle.loads(pickle.dumps(unknown_attribute("tf", "ad", ["add"])))
    assert "did you mean 'add'" in str(error)
