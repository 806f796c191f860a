"""Many words counted, or looked up, in one call of the native library: `runtime/native/sources/words.cc`.

A block is bytes of several texts, as `Cutter.block` puts them together.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from tenfold.keras.preprocessing.text.words import Cutter
from tenfold.runtime.native import library

DROPPED = -2  # the number of a word that is left out


class WordTable:
    """A table from words to numbers, outside Python; to be used in a `with`, which frees it."""

    def __init__(self, cutter: Cutter) -> None:
        self._library: Any = library.functions()
        self._table = self._library.tenfold_words(cutter.classes)
        _check(self._table or -1)

    def __enter__(self) -> "WordTable":
        return self

    def __exit__(self, *error: Any) -> None:
        self._library.tenfold_words_end(self._table)
        self._table = None

    def count(self, block: bytes) -> int:
        """Count the words of a block. Returns how many different ones there are by now."""
        return _check(self._library.tenfold_words_count(self._table, block, len(block)))

    def counted(self, size: int) -> tuple[list[str], list[int], list[int]]:
        """The `size` words as they came first, how often each came, and in how many texts."""
        counts, texts, sizes = np.empty((3, size), np.int64)
        total = self._library.tenfold_words_counted(self._table, *(a.ctypes.data for a in (counts, texts, sizes)))
        letters = np.empty(total, np.uint8)
        self._library.tenfold_words_letters(self._table, letters.ctypes.data)
        return _cut(letters.tobytes(), sizes.tolist()), counts.tolist(), texts.tolist()

    def add(self, words: Iterable[str], numbers: np.ndarray) -> None:
        """Give words their numbers, int64."""
        encoded = [word.encode("utf-8", "surrogatepass") for word in words]
        sizes = np.fromiter(map(len, encoded), np.int64, len(encoded))
        letters = b"".join(encoded)
        _check(
            self._library.tenfold_words_add(self._table, letters, sizes.ctypes.data, numbers.ctypes.data, len(encoded))
        )

    def numbers(self, block: bytes, texts: int, unknown: int) -> list[list[int]]:
        """The numbers of the words of each text; `unknown` for those that have none, negative ones left out."""
        found, lengths = np.empty(len(block) // 2 + 1, np.int64), np.empty(texts, np.int64)
        total = self._library.tenfold_words_numbers(
            self._table, block, len(block), unknown, found.ctypes.data, lengths.ctypes.data
        )
        return _cut(found[:total].tolist(), lengths.tolist())


def available(cutter: Cutter) -> bool:
    """Whether words that `cutter` cuts can be counted so: separated by bytes, and with the native library."""
    return cutter.classes is not None and library.available()


def _check(result: int) -> int:
    if result == -1:
        raise MemoryError("There is no memory for a table of the words.")
    return result


def _cut(values: Any, sizes: list[int]) -> list[Any]:
    """`values` in parts of these sizes; bytes become texts."""
    parts, begin = [], 0
    for size in sizes:
        parts.append(values[begin : begin + size])
        begin += size
    return [part.decode("utf-8", "surrogatepass") for part in parts] if isinstance(values, bytes) else parts
