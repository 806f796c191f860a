"""Functions of strings that are given something else: TensorFlow's class of error, and what was received."""

import numpy as np
import pytest

import tenfold as tf

S = tf.strings
FUNCTIONS = {
    "lower": S.lower,
    "upper": S.upper,
    "length": S.length,
    "substr": lambda x: S.substr(x, 0, 1),
    "regex_full_match": lambda x: S.regex_full_match(x, "a"),
    "regex_replace": lambda x: S.regex_replace(x, "a", "b"),
    "join": lambda x: S.join([x, x]),
    "unicode_transcode": lambda x: S.unicode_transcode(x, "UTF-8", "UTF-16-BE"),
    "to_hash_bucket": lambda x: S.to_hash_bucket(x, 3),
    "to_hash_bucket_fast": lambda x: S.to_hash_bucket_fast(x, 3),
    "to_hash_bucket_strong": lambda x: S.to_hash_bucket_strong(x, 3, [1, 2]),
    "to_number": S.to_number,
    "split": S.split,
    "ngrams": lambda x: S.ngrams(x, 1),
    "bytes_split": S.bytes_split,
    "unicode_split": lambda x: S.unicode_split(x, "UTF-8"),
}
CONVERTED = ("split", "ngrams", "bytes_split")  # ValueError in TensorFlow too: they convert the tensor themselves


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numbers_are_refused(name):
    function = FUNCTIONS[name]
    refused = ValueError if name in CONVERTED else tf.errors.InvalidArgumentError
    for tensor in (tf.constant([1, 2]), tf.Variable([1.0])):
        with pytest.raises(refused, match=f"expected a string tensor; received one of dtype {tensor.dtype.name}"):
            function(tensor)
    if name != "join":
        with pytest.raises(refused, match="expected a string tensor"):
            function(tf.ragged.constant([[1], [2, 3]]))
    with pytest.raises(TypeError, match=r"Cannot convert \[1, 2\] to EagerTensor of dtype string"):
        function([1, 2])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_empty_list_holds_no_strings(name):
    for empty in ([], np.zeros((0,))):
        assert FUNCTIONS[name](empty).shape.as_list()[0] == 0


def test_patterns_are_strings():
    with pytest.raises(ValueError, match="pattern: expected a string tensor"):
        S.regex_replace(["a"], tf.constant(1), "b")
    with pytest.raises(tf.errors.InvalidArgumentError, match="received one of dtype int32"):
        S.strip(tf.constant([1]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="received one of dtype int32"):
        S.reduce_join(tf.constant([1]))


@pytest.mark.parametrize("pattern", ["[ab]", "[[:punct:]]", "[^a]", "[a]b", r"[\pL]", "[]a]"])
def test_brackets_are_taken_out_as_any_pattern_is(pattern):
    text = "a]b,é!ab"
    one_by_one = S.regex_replace(S.regex_replace(text, pattern, "<>"), "<>", "")
    assert S.regex_replace(text, pattern, "").numpy() == one_by_one.numpy()


def test_hashes_of_many_strings_are_those_of_each():
    strings = [bytes((i * 7 + j) % 256 for j in range(n)) for n in range(0, 140, 3) for i in range(20)]
    for function in (FUNCTIONS["to_hash_bucket_fast"], FUNCTIONS["to_hash_bucket_strong"]):
        together = function(np.array(strings, object)).numpy().tolist()
        assert together == [function(s).numpy() for s in strings]
