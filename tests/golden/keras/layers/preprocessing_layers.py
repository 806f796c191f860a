"""Layers of the family `preprocessing`, where they give dense numbers."""

import numpy as np
from layer_cases import Case, numbers, whole_numbers

WORDS = np.array([["a", "b", "q"], ["", "a", "zebra"]])
TEXTS = np.array(["A b, c!", "b it's z", "", "c  c-c"])
VOCABULARY = ["a", "b", "c"]
DATA = np.random.RandomState(0).gamma(2.0, size=(90, 3)).astype("float32")


def _of(layer, inputs, checks=False, **arguments):
    """A case of a layer without numbers of its own."""
    options = {name: arguments.pop(name) for name in ("adapt", "unknown", "call", "keeps") if name in arguments}
    make = lambda k: getattr(k.layers, layer)(**arguments)  # noqa: E731
    return Case(make, inputs, trains=False, weights=False, policies=False, checks=checks, **options)


def _lookups():
    modes = ("one_hot", "multi_hot", "count")
    yield "StringLookup", _of("StringLookup", WORDS, True, vocabulary=VOCABULARY)
    yield "StringLookup mask", _of("StringLookup", WORDS, vocabulary=VOCABULARY, mask_token="", num_oov_indices=3)
    for mode in modes:
        inputs = WORDS[:, 2:] if mode == "one_hot" else WORDS
        yield (
            f"StringLookup {mode}",
            _of("StringLookup", inputs, vocabulary=VOCABULARY, mask_token="", output_mode=mode),
        )
    padded = {"max_tokens": 6, "pad_to_max_tokens": True}
    yield "StringLookup padded", _of("StringLookup", WORDS, vocabulary=VOCABULARY, output_mode="count", **padded)
    weighed = {"output_mode": "tf_idf", "idf_weights": [0.1, 0.2, 0.6], "vocabulary": VOCABULARY}
    yield "StringLookup tf_idf", _of("StringLookup", WORDS, True, **weighed)
    yield "StringLookup tf_idf padded", _of("StringLookup", WORDS[0], **weighed, **padded)
    whole = whole_numbers(3, 4, below=9, dtype="int64") - 1
    yield "IntegerLookup", _of("IntegerLookup", whole, True, vocabulary=[5, 2], mask_token=0)
    yield "IntegerLookup places", _of("IntegerLookup", whole, vocabulary=[5, 2], num_oov_indices=3)
    yield "IntegerLookup count", _of("IntegerLookup", whole, vocabulary=[5, 2], output_mode="count")


def _texts():
    yield "TextVectorization", _of("TextVectorization", TEXTS[:, None], True, vocabulary=VOCABULARY, unknown="batch")
    yield "TextVectorization length", _of("TextVectorization", TEXTS, vocabulary=VOCABULARY, output_sequence_length=4)
    for plain in (None, "lower", "strip_punctuation"):
        yield f"TextVectorization {plain}", _of("TextVectorization", TEXTS, vocabulary=VOCABULARY, standardize=plain)
    yield "TextVectorization characters", _of("TextVectorization", TEXTS, vocabulary=VOCABULARY, split="character")
    yield "TextVectorization whole", _of("TextVectorization", WORDS, vocabulary=VOCABULARY, split=None)
    cut = {"split": None, "output_sequence_length": 2}
    yield "TextVectorization whole, cut", _of("TextVectorization", WORDS, vocabulary=VOCABULARY, **cut)
    runs = {"vocabulary": ["a b", "c", "b c"], "ngrams": 2}
    yield "TextVectorization ngrams", _of("TextVectorization", TEXTS, **runs)
    yield "TextVectorization ngrams, counted", _of("TextVectorization", TEXTS, **runs, output_mode="count")
    yield "TextVectorization multi_hot", _of("TextVectorization", TEXTS, vocabulary=VOCABULARY, output_mode="multi_hot")


def _hashes():
    long = np.array([["w" * n] for n in (1, 9, 20, 40, 90)])
    yield "Hashing", _of("Hashing", long, True, num_bins=1000)
    yield "Hashing salt", _of("Hashing", long, num_bins=1000, salt=[133, 137])
    yield "Hashing mask", _of("Hashing", WORDS, num_bins=7, mask_value="", salt=3)
    yield "Hashing numbers", _of("Hashing", whole_numbers(2, 3, below=10**6), num_bins=100, output_mode="count")
    pair = [long, np.arange(5, dtype="int64")[:, None] - 2]
    yield "HashedCrossing", _of("HashedCrossing", pair, True, num_bins=1000, keeps=None, unknown="batch")
    yield "HashedCrossing rows", _of("HashedCrossing", [*pair, long], num_bins=7, output_mode="one_hot")


def _bins():
    ends = {"bin_boundaries": [-0.5, 0.0, 0.5]}
    yield "Discretization", _of("Discretization", numbers(3, 4), True, **ends)
    yield "Discretization of integers", _of("Discretization", whole_numbers(3, 4, below=3) - 1, **ends)
    for mode in ("one_hot", "multi_hot", "count"):
        inputs = numbers(3, 1) if mode == "one_hot" else numbers(3, 4)
        yield f"Discretization {mode}", _of("Discretization", inputs, **ends, output_mode=mode)
    whole = whole_numbers(3, 4, below=5)
    yield "CategoryEncoding", _of("CategoryEncoding", whole, True, num_tokens=5)
    yield "CategoryEncoding one_hot", _of("CategoryEncoding", whole[:, 0], num_tokens=5, output_mode="one_hot")
    count = {"num_tokens": 5, "output_mode": "count"}
    yield "CategoryEncoding count", _of("CategoryEncoding", whole, **count)
    yield "CategoryEncoding weights", _of("CategoryEncoding", whole, **count, call={"count_weights": numbers(3, 4)})


def _normalized():
    fixed = {"mean": [1.0, 2.0, 3.0], "variance": [4.0, 1.0, 0.25]}
    options = dict(trains=False, weights=False, unknown="batch")
    layer = lambda **arguments: lambda k: k.layers.Normalization(**arguments)  # noqa: E731
    yield "Normalization", Case(layer(), DATA[:4], adapt=DATA, **options)
    yield "Normalization all axes", Case(layer(axis=None), DATA[:4], adapt=DATA, checks=False, **options)
    images = numbers(5, 2, 3)
    yield "Normalization two axes", Case(layer(axis=(1, 2)), images, adapt=images, checks=False, **options)
    yield "Normalization fixed", Case(layer(**fixed), DATA[:4], checks=False, **options)
    yield "Normalization invert", Case(layer(**fixed, invert=True), DATA[:4], **options)


CASES = {
    "Rescaling": Case(lambda k: k.layers.Rescaling(1 / 255), numbers(2, 3, low=0, high=255), trains=False),
    "Rescaling offset": Case(lambda k: k.layers.Rescaling(2.0, offset=-1.0), numbers(2, 3), trains=False),
    **dict(_lookups()),
    **dict(_texts()),
    **dict(_hashes()),
    **dict(_bins()),
    **dict(_normalized()),
}


def _only_keras3():
    unknown = {"vocabulary": VOCABULARY, "num_oov_indices": 4}
    yield "StringLookup salt", _of("StringLookup", WORDS, **unknown, salt=[1, 2])
    numbers_of = {"vocabulary": [12, 36], "num_oov_indices": 3, "oov_method": "farmhash"}
    yield "IntegerLookup farmhash", _of("IntegerLookup", np.array([[12, 5, 6, 7]]), **numbers_of)
    yield "IntegerLookup farmhash salt", _of("IntegerLookup", np.array([[12, 5, 6, 7]]), **numbers_of, salt=[1, 2])


KERAS3_CASES = dict(_only_keras3())
