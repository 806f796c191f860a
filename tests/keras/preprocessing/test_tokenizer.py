"""Tokenizers in programs: failed calls, many texts, pickles of every era, spellings, speed."""

import pickle
import random
import time
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.api import era
from tenfold.compat.finder import Finder
from tenfold.keras.preprocessing.text import counting, word_table

GOLDEN = Path(__file__).parents[2] / "golden" / "keras" / "text"
T = tf.keras.preprocessing.text
TEXTS = ["The cat sat.", "a cat"]


@pytest.fixture
def of_era():
    yield era.set_era
    era.set_era(None)


def fitted(texts=TEXTS, **options):
    tokenizer = T.Tokenizer(**options)
    tokenizer.fit_on_texts(texts)
    return tokenizer


def slowly(texts, lower=True):
    """(word_counts, word_docs) by the definition: character after character."""
    counts, having = {}, {}
    for text in texts:
        text = "".join(" " if c in T.base_filter() else c for c in (text.lower() if lower else text))
        words = [word for word in text.split(" ") if word]
        for word in words:
            counts[word] = counts.get(word, 0) + 1
        for word in set(words):
            having[word] = having.get(word, 0) + 1
    return counts, having


@pytest.fixture(params=["by a table", "in Python", "without native code"])
def way(request, monkeypatch):
    """Of counting and looking up: by a table outside Python also where there is little to do, or by none."""
    monkeypatch.setattr(counting, "_MUCH", {"by a table": 0}.get(request.param, counting._MUCH))
    monkeypatch.setattr(counting, "_BLOCK", 700)
    if request.param == "without native code":
        monkeypatch.setattr(word_table.library, "available", lambda: False)
    return request.param


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("alphabet", ["aB c.\t!", "aβΣ ς.\n", "a\0 b,", "a日é ?\ud800x", "aİi̇ _\u2028\r"])
def test_texts_that_are_cut_together_are_cut_as_each_by_itself(alphabet):
    rng = random.Random(len(alphabet))
    texts = ["".join(rng.choices(alphabet, k=rng.randrange(12))) for _ in range(1200)]
    tokenizer = fitted(texts)
    counts, having = slowly(texts)
    assert list(tokenizer.word_counts.items()) == list(counts.items()) and tokenizer.word_docs == having
    assert tokenizer.document_count == 1200
    tokenizer.num_words, tokenizer.oov_token = rng.choice([(None, None), (9, None), (5, "a"), (None, "a")])
    one_by_one = [tokenizer.texts_to_sequences([text])[0] for text in texts]
    assert tokenizer.texts_to_sequences(texts) == one_by_one == list(tokenizer.texts_to_sequences_generator(texts))
    numbers = [list(map(tokenizer.word_index.get, T.text_to_word_sequence(text))) for text in texts]
    limit, unknown = tokenizer.num_words or 10**9, tokenizer.word_index["a"] if tokenizer.oov_token else None
    cut = [[i if i < limit else unknown for i in row] for row in numbers]
    assert one_by_one == [[i for i in row if i is not None] for row in cut]


@pytest.mark.usefixtures("way")
def test_what_no_table_holds_is_looked_up_all_the_same():
    tokenizer = fitted(["b a", ["b", "c d"], "a"] * 400)
    assert tokenizer.word_counts == {"b": 800, "a": 800, "c d": 400} and tokenizer.document_count == 1200
    assert tokenizer.texts_to_sequences(["a b", "c d"] * 400) == [[2, 1], []] * 400
    for odd in (1.5, "x", -3):
        tokenizer.word_index["a"] = odd
        assert tokenizer.texts_to_sequences(["a b", "c d"] * 400) == [[odd, 1], []] * 400


def test_a_failed_fit_leaves_what_was_learned():
    tokenizer = fitted()
    before = tokenizer.to_json()
    with pytest.raises(TypeError, match=r"Received: nan of type float; .*fillna"):
        tokenizer.fit_on_texts(["dog"] * 600 + [float("nan")])
    with pytest.raises(TypeError, match="must be a list of numbers"):
        tokenizer.fit_on_sequences([[1], 2])
    assert tokenizer.to_json() == before


def test_a_generator_is_asked_for_one_text_at_a_time():
    asked = []
    sequences = fitted().texts_to_sequences_generator(asked.append(text) or text for text in TEXTS)
    assert asked == [] and next(sequences) == [2, 1, 3] and asked == TEXTS[:1]


def test_texts_may_be_tensors_decoded_and_sequences_arrays():
    tokenizer = fitted()
    with pytest.raises(TypeError, match="decode"):
        tokenizer.texts_to_sequences(tf.constant(TEXTS))
    assert tokenizer.sequences_to_texts(tf.constant([[1, 2]])) == ["cat the"]
    assert tokenizer.texts_to_sequences(np.array(TEXTS)) == [[2, 1, 3], [4, 1]]


def test_what_was_read_from_json_learns_on():
    tokenizer = T.tokenizer_from_json(fitted(oov_token="?").to_json())
    tokenizer.fit_on_texts(["new cat"])
    both = fitted([*TEXTS, "new cat"], oov_token="?")
    assert tokenizer.word_index == both.word_index and tokenizer.index_docs == both.index_docs


PLACES = (
    "tf_keras.src.preprocessing.text keras.src.preprocessing.text keras.src.legacy.preprocessing.text "
    "keras.preprocessing.text keras_preprocessing.text tensorflow.python.keras.preprocessing.text "
    "keras.api._v2.keras.preprocessing.text tensorflow.keras.preprocessing.text"
)


class Unpickler(pickle.Unpickler):
    """Finds classes as the import hook does where it is installed."""

    def find_class(self, module, name):
        known = module.split(".")[0] in ("tf_keras", "keras", "keras_preprocessing", "tensorflow")
        return getattr(Finder().resolve(module), name) if known else super().find_class(module, name)


@pytest.mark.parametrize("place", PLACES.split())
def test_pickles_of_every_era_are_read(place, tmp_path):
    recorded = (GOLDEN / "tokenizer.pickle").read_bytes()
    assert recorded.count(b"tf_keras.src.preprocessing.text") == 1
    (tmp_path / "tokenizer.pickle").write_bytes(recorded.replace(b"tf_keras.src.preprocessing.text", place.encode()))
    with (tmp_path / "tokenizer.pickle").open("rb") as file:
        tokenizer = Unpickler(file).load()
    assert type(tokenizer) is T.Tokenizer and tokenizer.word_index["<OOV>"] == 1
    assert tokenizer.texts_to_sequences(["the cat and the mat"]) == [[2, 3, 1, 2, 1]]


def test_pickles_of_before_there_were_such_attributes():
    tokenizer = fitted(num_words=3)
    state = {k: v for k, v in vars(tokenizer).items() if k not in ("oov_token", "index_word", "analyzer", "num_words")}
    old = T.Tokenizer.__new__(T.Tokenizer)
    old.__setstate__({**state, "nb_words": 3})
    assert vars(old) == vars(tokenizer)
    assert vars(pickle.loads(pickle.dumps(tokenizer))) == vars(tokenizer)


def test_the_unknown_word_before_it_was_the_first(of_era):
    of_era("keras-2.2.0")
    tokenizer = fitted(num_words=3, oov_token="?")
    assert tokenizer.word_index == {"cat": 1, "the": 2, "sat": 3, "a": 4, "?": 5}
    assert tokenizer.texts_to_sequences(["the cat sat there"]) == [[2, 1, 5]]  # as keras_preprocessing 1.0.1
    of_era("1.15")
    assert fitted(oov_token="?").word_index["?"] == 1


def test_old_names_lead_here():
    assert Finder().resolve("keras_preprocessing.text") is T
    assert Finder().resolve("tensorflow.python.keras.preprocessing.sequence") is tf.keras.preprocessing.sequence
    assert tf.compat.v1.keras.preprocessing.text.Tokenizer is T.Tokenizer
    assert fitted(nb_words=2).texts_to_sequences(TEXTS) == fitted(num_words=2).texts_to_sequences(TEXTS) == [[1], [1]]
    assert T.one_hot(text="a b", n=50) == T.one_hot("a b", 50)
    with pytest.raises(TypeError, match="did you mean 'num_words'"):
        T.Tokenizer(num_word=3)
    with pytest.raises(TypeError, match="function of a text"):
        T.Tokenizer(analyzer="word")


def test_many_texts_take_no_long():
    """Two megabytes: work for each character in Python, or for each word many times over, would be ten times this."""
    words = [f"word{i}" for i in range(3000)]
    rng = random.Random(1)
    texts = [" ".join(rng.choices(words, k=40)) + "." for _ in range(6000)]
    start = time.process_time()
    tokenizer = fitted(texts, num_words=1000, oov_token="?")
    tokenizer.texts_to_sequences(texts)
    assert time.process_time() - start < 1.5
