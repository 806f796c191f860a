"""Words made numbers by a hash: no vocabulary, and now and then one number for two words (Weinberger et al., 2009)."""

import hashlib
from collections.abc import Callable, Iterable

from tenfold.keras.preprocessing.text.words import FILTERS, text_to_word_sequence
from tenfold.keras.utils.arguments import real_number


def hashing_trick(
    text: str,
    n: int,
    hash_function: str | Callable[[str], int] | None = None,
    filters: Iterable[str] = FILTERS,
    lower: bool = True,
    split: str | None = " ",
    analyzer: Callable[[str], Iterable[str]] | None = None,
) -> list[int]:
    """A number from 1 to n - 1 for each word of a text; 0 stands for no word.

    Args:
      text: the text.
      n: one more than the largest number; at least 2.
      hash_function: a function of a word that gives a whole number, "md5", which gives the same numbers in every
        process, or None for Python's `hash`, which does not.
      filters, lower, split: see `text_to_word_sequence`.
      analyzer: a function of the text that gives its words; instead of the three.

    Returns:
      A list of numbers.
    """
    if real_number(n, "n") < 2:
        raise ValueError(f"`n` must be at least 2: numbers of words go from 1 to n - 1. Received: n={n!r}")
    number = hash if hash_function is None else md5 if hash_function == "md5" else hash_function
    if not callable(number):
        raise TypeError(f"`hash_function` must be 'md5', None or a function of a word. Received: {hash_function!r}")
    words = text_to_word_sequence(text, filters, lower, split) if analyzer is None else analyzer(text)
    return [number(word) % (n - 1) + 1 for word in words]


def one_hot(
    input_text: str,
    n: int,
    filters: Iterable[str] = FILTERS,
    lower: bool = True,
    split: str | None = " ",
    analyzer: Callable[[str], Iterable[str]] | None = None,
) -> list[int]:
    """`hashing_trick` with Python's `hash`, whose numbers are others in each process unless PYTHONHASHSEED is set.

    Despite its name it gives a number for each word, not a row of zeros and a one.
    """
    return hashing_trick(input_text, n, hash, filters, lower, split, analyzer)


def md5(word: str) -> int:
    """The MD5 of a word in UTF-8, as a number."""
    return int(hashlib.md5(word.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest(), 16)
