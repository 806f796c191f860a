"""How often words come in many texts, and the numbers of theirs: by the native library where there is much to do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np

from tenfold.keras.preprocessing.text import word_table
from tenfold.keras.preprocessing.text.word_table import DROPPED, WordTable
from tenfold.keras.preprocessing.text.words import Cutter

_BLOCK = 1 << 20  # characters that are treated at a time
_MUCH = 20_000  # characters for which a table is made


def blocks(texts: Iterator[Any]) -> Iterator[list[Any]]:
    """The texts, so many at a time as make a block."""
    block: list[Any] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text) if isinstance(text, str) else 100
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


class Counts:
    """Counts words; to be used in a `with`.

    Attributes:
      words: {word: how often it came}, as they came first.
      having: {word: how many texts have it}.
      texts: how many there were.
    """

    def __init__(self) -> None:
        self.words: Counter[Any] = Counter()
        self.having: Counter[Any] = Counter()
        self.texts = 0
        self._table: WordTable | None = None
        self._different = 0  # words in the table

    def __enter__(self) -> "Counts":
        return self

    def __exit__(self, *error: Any) -> None:
        if self._table is not None:
            self._table.__exit__()
            self._table = None

    def of_texts(self, texts: list[str], cutter: Cutter) -> bool:
        """Count the words of texts by a table, if it is worth one and can be. Returns whether that was so."""
        block = _block(texts, cutter, _MUCH)
        if block is None:
            return False
        if self._table is None:
            self._table = WordTable(cutter)
        self._different = self._table.count(block)
        self.texts += len(texts)
        return True

    def of_words(self, texts: Iterable[Iterable[Any]]) -> None:
        """Count words, those of each text together."""
        self.settle()
        texts = list(texts)
        self.words.update(chain.from_iterable(texts))
        self.having.update(chain.from_iterable(map(set, texts)))
        self.texts += len(texts)

    def settle(self) -> None:
        """Take in what the table has counted."""
        if self._table is not None:
            words, counts, having = self._table.counted(self._different)
            self.words.update(dict(zip(words, counts)))
            self.having.update(dict(zip(words, having)))
            self.__exit__()


class Lookup:
    """Looks up the numbers of words; to be used in a `with`.

    Args:
      numbers: {word: number}.
      limit: only words with numbers below it are known.
      unknown: the number of words that have none; None: they are left out.
      cut: the same of words with numbers from `limit` on.
    """

    def __init__(self, numbers: Mapping[Any, Any], limit: float, unknown: Any, cut: Any) -> None:
        self._numbers, self._limit = numbers, limit
        self._unknown: Any = DROPPED if unknown is None else unknown
        self._cut: Any = DROPPED if cut is None else cut
        self._table: WordTable | None = None
        self._fits: bool | None = None  # whether the words and numbers are such as a table holds; None: not looked yet

    def __enter__(self) -> "Lookup":
        return self

    def __exit__(self, *error: Any) -> None:
        if self._table is not None:
            self._table.__exit__()
            self._table = None

    def of_texts(self, texts: list[str], cutter: Cutter) -> list[list[int]] | None:
        """The numbers of each text's words, by a table; None where it is not worth one, or cannot be."""
        block = _block(texts, cutter, min(_MUCH + 4 * len(self._numbers), _BLOCK))
        if block is None:
            return None
        if self._fits is None:
            words, values = map(type, self._numbers), map(type, (*self._numbers.values(), self._unknown))
            self._fits = {*words} <= {str} and {*values} <= {int} and min(self._numbers.values(), default=0) >= 0
        if not self._fits:
            return None
        if self._table is None:
            numbers = np.fromiter(self._numbers.values(), np.int64, len(self._numbers))
            numbers[numbers >= self._limit] = self._cut
            self._table = WordTable(cutter)
            self._table.add(self._numbers, numbers)
        return self._table.numbers(block, len(texts), self._unknown)


def _block(texts: list[str], cutter: Cutter, least: int) -> bytes | None:
    """The texts as one; None where they have less than so many characters, or cannot be treated so."""
    if sum(map(len, texts)) < least or not word_table.available(cutter):
        return None
    return cutter.block(texts)
