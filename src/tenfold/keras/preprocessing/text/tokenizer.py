"""`Tokenizer`: counts the words of texts, numbers them by how often they came, and makes numbers of texts."""

import json
import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, repeat
from typing import Any

import numpy as np

from tenfold.keras.preprocessing.text.counting import Counts, Lookup, blocks
from tenfold.keras.preprocessing.text.matrices import checked_mode, inverse_frequencies, matrix
from tenfold.keras.preprocessing.text.words import FILTERS, Cutter, checked
from tenfold.keras.utils.arguments import real_number, refuse_unknown
from tenfold.keras.utils.by_era import by_era

_JSON = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")


class Tokenizer:
    """Numbers words from 1 on, the most frequent first, those as frequent as each other as they came; 0 is no word.

    Args:
      num_words: only words with numbers below it are kept in sequences; None (or 0) keeps all. Words are counted and
        numbered all the same.
      filters, lower, split: how texts are cut into words; see `text_to_word_sequence`.
      char_level: whether each character is a word; `filters` and `split` have no part in it then.
      oov_token: a word that stands for those that are unknown or cut off by `num_words`, and has number 1; None: they
        are left out. (Before Keras 2.2.1 and TensorFlow 1.11 it had the last number, for the unknown alone.)
      analyzer: a function of a text that gives its words, instead of `filters` and `split`. No configuration holds it.
      document_count: how many texts were seen before.

    A text is a string, or a list of strings: its words. Where texts are expected, a string stands for its characters.

    Attributes:
      word_counts: {word: how often it came}, in the order in which words came first.
      word_docs: {word: how many texts have it}.
      word_index: {word: number}.
      index_word: {number: word}.
      index_docs: {number: how many texts have it}.
      document_count: how many texts were seen.
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: Iterable[str] = FILTERS,
        lower: bool = True,
        split: str | None = " ",
        char_level: bool = False,
        oov_token: Any = None,
        analyzer: Callable[[str], Iterable[str]] | None = None,
        **kwargs: Any,
    ):
        if "nb_words" in kwargs:  # Keras 1's
            num_words = kwargs.pop("nb_words")
        document_count = kwargs.pop("document_count", 0)
        refuse_unknown("Tokenizer", kwargs, Tokenizer.__init__, names=("document_count",))
        if analyzer is not None and not callable(analyzer):
            raise TypeError(f"`analyzer` must be a function of a text. Received: {analyzer!r}")
        self.word_counts: dict[Any, int] = OrderedDict()
        self.word_docs: dict[Any, int] = defaultdict(int)
        self.filters, self.split, self.lower = filters, split, lower
        self.num_words = real_number(num_words, "num_words", optional=True)
        self.document_count = real_number(document_count, "document_count")
        self.char_level, self.oov_token = char_level, oov_token
        self.index_docs: dict[Any, int] = defaultdict(int)
        self.word_index: dict[Any, int] = {}
        self.index_word: dict[int, Any] = {}
        self.analyzer = analyzer

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take in what another version of Keras pickled: what it did not have is as it is by default."""
        state = dict(state)
        if "nb_words" in state:
            state["num_words"] = state.pop("nb_words")
        self.__init__()  # type: ignore[misc]
        self.__dict__.update(state)
        if "index_word" not in state:
            self.index_word = {i: word for word, i in self.word_index.items()}

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of texts, and number all that came so far anew.

        Args:
          texts: strings, or lists of words; also a generator. A text that is none raises TypeError, and leaves what
            was learned as it was.
        """
        with Counts() as counts:
            for block in blocks(_texts(texts)):
                cutter = self._cutter(block)
                if cutter is None or not counts.of_texts(block, cutter):
                    counts.of_words(self._words(block, cutter))
            counts.settle()
        self.document_count += counts.texts
        _add(self.word_counts, counts.words)
        _add(self.word_docs, counts.having)
        self._number()

    def _number(self) -> None:
        words = sorted(self.word_counts, key=self.word_counts.__getitem__, reverse=True)
        if self.oov_token is not None:
            first = by_era("Tokenizer.oov_is_first")
            words = [self.oov_token, *words] if first else [*words, *{self.oov_token} - self.word_counts.keys()]
        self.word_index = dict(zip(words, count(1)))
        self.index_word = {i: word for word, i in self.word_index.items()}
        for word, documents in self.word_docs.items():
            self.index_docs[self.word_index[word]] = documents

    def fit_on_sequences(self, sequences: Iterable[Iterable[int]]) -> None:
        """Count in how many sequences of numbers each number is; what `sequences_to_matrix` needs for "tfidf"."""
        sequences = list(sequences)
        having = Counter(chain.from_iterable(map(set, map(_listed, sequences))))
        self.document_count += len(sequences)
        _add(self.index_docs, having)

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """A list of numbers for each text: of the words that are known, and below `num_words`."""
        found: list[list[int]] = []
        with self._lookup() as lookup:
            for block in blocks(_texts(texts)):
                cutter = self._cutter(block)
                numbers = None if cutter is None else lookup.of_texts(block, cutter)
                found += self._sequences(self._words(block, cutter)) if numbers is None else numbers
        return found

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """The same, a text at a time."""
        yield from self._sequences(map(self._words_of, _texts(texts)))

    def _sequences(self, texts: Iterable[Iterable[Any]]) -> Iterator[list[int]]:
        number: Any = self.word_index.get
        limit = self._limit()
        if self.oov_token is None:
            if limit == math.inf:
                return ([i for i in map(number, words) if i is not None] for words in texts)
            return ([i for i in map(number, words, repeat(limit)) if i < limit] for words in texts)
        unknown: Any = number(self.oov_token)
        if limit == math.inf:
            return (list(map(number, words, repeat(unknown))) for words in texts)
        if not by_era("Tokenizer.oov_is_first"):
            known = ([i for i in map(number, words, repeat(-1)) if i < limit] for words in texts)
            return ([unknown if i == -1 else i for i in sequence] for sequence in known)
        return ([i if i < limit else unknown for i in map(number, words, repeat(limit))] for words in texts)

    def _lookup(self) -> Lookup:
        unknown = None if self.oov_token is None else self.word_index.get(self.oov_token, "")
        return Lookup(self.word_index, self._limit(), unknown, unknown if by_era("Tokenizer.oov_is_first") else None)

    def _limit(self) -> Any:
        return self.num_words or math.inf

    def _cutter(self, texts: list[Any]) -> Cutter | None:
        """What cuts these texts into words; None where some have words already, or other ways to get them."""
        if self.char_level or self.analyzer is not None or not all(isinstance(text, str) for text in texts):
            return None
        return Cutter(self.filters, self.lower, self.split)

    def _words(self, texts: list[Any], cutter: Cutter | None) -> Iterator[Iterable[Any]]:
        """The words of each text."""
        return map(self._words_of, texts) if cutter is None else cutter.each(texts)

    def _words_of(self, text: Any) -> Iterable[Any]:
        if isinstance(text, list):
            return [checked(word).lower() for word in text] if self.lower else text
        if self.char_level:
            return checked(text).lower() if self.lower else checked(text)
        if self.analyzer is not None:
            return list(self.analyzer(text))
        return Cutter(self.filters, self.lower, self.split)(checked(text))

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """A text for each sequence of numbers: the words that have them, with spaces between."""
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences: Iterable[Iterable[int]]) -> Iterator[str]:
        """The same, a sequence at a time."""
        limit, unknown = self._limit(), self.oov_token
        if self.oov_token in self.word_index:
            unknown = self.index_word.get(self.word_index[self.oov_token], unknown)
        known_oov = self.oov_token is not None
        for sequence in sequences:
            words = []
            for i in _listed(sequence):
                word = self.index_word.get(i)
                if word is not None and i < limit:
                    words.append(word)
                elif known_oov:
                    words.append(unknown)
            yield " ".join(map(str, words))

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> np.ndarray:
        """`sequences_to_matrix` of the texts' sequences."""
        checked_mode(mode)
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Iterable[Iterable[int]], mode: str = "binary") -> np.ndarray:
        """A row for each sequence of numbers, with a column for each number below `num_words` (or for all).

        Args:
          sequences: lists of numbers.
          mode: "binary" (1 where the sequence has the number), "count", "freq" (count / length of the sequence) or
            "tfidf": (1 + log(count)) * log(1 + texts / (1 + texts that have the number)), of the texts seen.

        Returns:
          float64 array of shape (sequences, columns).

        Raises:
          ValueError: an unknown mode, no `num_words` and no texts seen, or "tfidf" and no texts seen.
        """
        if checked_mode(mode) == "tfidf" and not self.document_count:
            raise ValueError("Fit the Tokenizer on some data before using tfidf mode: fit_on_texts counts the words.")
        if not self.num_words and not self.word_index:
            raise ValueError("Specify a dimension (`num_words` argument), or fit on some text data first.")
        columns = math.ceil(self.num_words) if self.num_words else len(self.word_index) + 1
        idf = inverse_frequencies(columns, self.document_count, self.index_docs) if mode == "tfidf" else None
        return matrix(list(sequences), columns, mode, idf)

    def get_config(self) -> dict[str, Any]:
        """What `to_json` writes: arguments, and what was learned, each dictionary as JSON. No `analyzer`."""
        names = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        return {
            **{name: getattr(self, name) for name in names},
            **{name: json.dumps(getattr(self, name)) for name in _JSON},
        }

    def to_json(self, **kwargs: Any) -> str:
        """The Tokenizer as JSON, for `tokenizer_from_json`. `kwargs` are those of `json.dumps`."""
        return json.dumps({"class_name": type(self).__name__, "config": self.get_config()}, **kwargs)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The Tokenizer that `to_json` wrote. ValueError where the JSON is that of something else."""
    try:
        found = json.loads(json_string)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"This is no JSON, as `tokenizer.to_json()` gives it: {error}. Received: {json_string!r}"
        ) from None
    config = dict(found["config"]) if isinstance(found, dict) and isinstance(found.get("config"), dict) else {}
    missing = [name for name in _JSON if name not in config]
    if missing:
        raise ValueError(
            f"This is not the JSON of a Tokenizer, as `tokenizer.to_json()` gives it: it has no {', '.join(missing)}. "
            f"Received: {json_string[:60]!r}"
        )
    learned = {name: json.loads(config.pop(name)) for name in _JSON}
    tokenizer = Tokenizer(**config)
    for name, value in learned.items():
        setattr(tokenizer, name, {int(k): v for k, v in value.items()} if name.startswith("index_") else value)
    return tokenizer


def _texts(texts: Iterable[Any]) -> Iterator[Any]:
    if not hasattr(texts, "__iter__") or getattr(texts, "shape", None) == ():
        raise TypeError(f"`texts` must be a list of texts, or another iterable of them. Received: {texts!r}")
    return iter(texts)


def _listed(sequence: Any) -> Any:
    """A sequence of numbers, as Python's where it is an array or a tensor."""
    if not hasattr(sequence, "__iter__"):
        raise TypeError(
            f"A sequence must be a list of numbers of words. Received: {sequence!r}; one alone goes in as [sequence]."
        )
    return np.asarray(sequence).tolist() if hasattr(sequence, "__array__") else sequence


def _add(to: dict[Any, int], counts: dict[Any, int]) -> None:
    for key, number in counts.items():
        to[key] = to.get(key, 0) + number
