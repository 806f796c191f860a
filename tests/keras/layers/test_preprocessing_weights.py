"""Vocabularies that layers have learned, among the values of `get_weights`, as in tf_keras."""

import numpy as np
import pytest

from tenfold import keras

L = keras.layers
WORDS = np.array([["a b"], ["b c"], ["b d"]])


def classifier(adapts):
    texts = L.TextVectorization(output_sequence_length=3)
    if adapts:
        texts.adapt(WORDS)
    return keras.Sequential([keras.Input((1,), dtype="string"), texts, L.Embedding(8, 2)])


def test_a_vocabulary_goes_where_weights_go():
    model = classifier(True)
    for other in (classifier(False), keras.models.clone_model(model)):
        other.set_weights(model.get_weights())
        np.testing.assert_array_equal(other.predict(WORDS, verbose=0), model.predict(WORDS, verbose=0))
    assert len(model.weights) == 1


def test_it_is_the_tokens_in_their_order():
    strings, numbers, fixed = L.StringLookup(), L.IntegerLookup(mask_token=0), L.StringLookup(vocabulary=["a"])
    assert [v.tolist() for v in strings.get_weights()] == [[]]
    strings.adapt(WORDS)
    numbers.adapt(np.array([[1, 2], [2, 3]]))
    assert [v.tolist() for v in strings.get_weights()] == [[b"b d", b"b c", b"a b"]]
    assert [v.tolist() for v in numbers.get_weights()] == [[2, 3, 1]]
    assert fixed.get_weights() == []


def test_documents_are_weighed_as_before():
    layers = [L.TextVectorization(output_mode="tf_idf") for _ in range(2)]
    layers[0].adapt(WORDS)
    layers[1].set_weights(layers[0].get_weights())
    np.testing.assert_array_equal(layers[1](WORDS), layers[0](WORDS))


def test_a_list_without_vocabularies_leaves_them():
    model = classifier(True)
    model.set_weights([np.ones((8, 2))])
    assert model.layers[0].get_vocabulary() == ["", "[UNK]", "b", "d", "c", "a"]


@pytest.mark.parametrize("tokens", [["b", "b"], [1.5, 2.5]])
def test_what_is_no_vocabulary_changes_nothing(tokens):
    model = classifier(True)
    before = model.get_weights()
    with pytest.raises(ValueError, match="string_lookup"):
        model.set_weights([np.ones((8, 2)), tokens])
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
