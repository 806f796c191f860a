"""Skip-grams: pairs of words that stand near each other, and pairs drawn at random (Mikolov et al., 2013)."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tenfold.keras.utils.arguments import real_number, whole_number

_EULER = 0.577  # Euler and Mascheroni's constant, as Keras rounds it
_MOST = 10_000_000  # of the seed that is drawn


def skipgrams(
    sequence: Sequence[Any],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Sequence[float] | None = None,
    seed: Any = None,
) -> tuple[list[list[Any]], list[Any]]:
    """Pairs [word, word near it], labelled 1, and pairs [word, word drawn at random], labelled 0.

    Args:
      sequence: numbers of words; 0 is none, and has no pairs.
      vocabulary_size: words are drawn from 1 to vocabulary_size - 1.
      window_size: how far from a word its neighbours may be.
      negative_samples: how many random pairs there are for a pair of neighbours; 0 for none.
      shuffle: whether the pairs are put in random order.
      categorical: labels are [0, 1] and [1, 0] rather than 1 and 0.
      sampling_table: the probability with which each word keeps its pairs; see `make_sampling_table`.
      seed: of the order. Words are drawn, and kept, by Python's `random` as the program seeded it; after a shuffle that
        one is seeded with `seed`, as in Keras.

    Returns:
      (pairs, labels): lists.
    """
    window = whole_number(window_size, "window_size", least=0)
    real_number(negative_samples, "negative_samples")
    couples = [[word, other] for word, other in _neighbours(sequence, window, sampling_table)]
    drawn = max(int(len(couples) * negative_samples), 0)
    if drawn and real_number(vocabulary_size, "vocabulary_size") < 2:
        raise ValueError(
            f"`vocabulary_size` must be at least 2, so that there are words to draw. Received: {vocabulary_size!r}"
        )
    labels: list[Any] = [[0, 1] if categorical else 1 for _ in couples]
    if negative_samples > 0:
        words = [word for word, _ in couples]
        random.shuffle(words)
        most = int(vocabulary_size) - 1
        couples += [[words[i % len(words)], random.randint(1, most)] for i in range(drawn)]
        labels += [[1, 0] if categorical else 0 for _ in range(drawn)]
    if shuffle:
        seed = random.randint(0, _MOST) if seed is None else seed
        for pairs in (couples, labels):
            random.seed(seed)
            random.shuffle(pairs)
    return couples, labels


def _neighbours(sequence: Sequence[Any], window: int, table: Sequence[float] | None) -> Iterator[tuple[Any, Any]]:
    """(word, word near it) of each word that is one, and that the table keeps."""
    for i, word in enumerate(sequence):
        if not word or table is not None and _kept(table, word) < random.random():
            continue
        for j in range(max(0, i - window), min(len(sequence), i + window + 1)):
            if j != i and sequence[j]:
                yield word, sequence[j]


def _kept(table: Sequence[float], word: int) -> float:
    if not 0 <= word < len(table):
        raise ValueError(
            f"`sampling_table` must have a probability for each word. Received: {len(table)} of them, and the word "
            f"{word!r}; make_sampling_table(vocabulary_size) has enough."
        )
    return table[word]


def make_sampling_table(size: int, sampling_factor: float = 1e-05) -> np.ndarray:
    """The probability with which a word keeps its pairs, by its rank: min(1, sqrt(factor / frequency)).

    Frequencies are taken to follow Zipf's law: 1 / (rank * (log(rank) + gamma) + 1/2 - 1 / (12 * rank)), in which the
    sum of the first 1 / n is approximated. Number 0, which is no word, is given that of number 1.

    Args:
      size: number of words, 0 counted.
      sampling_factor: the smaller, the fewer pairs of frequent words are kept.

    Returns:
      float64 array of shape (size,).
    """
    if real_number(size, "size") != int(size) or size < 1:
        raise ValueError(f"`size` must be a whole number of at least 1. Received: size={size!r}")
    if not real_number(sampling_factor, "sampling_factor") > 0:
        raise ValueError(f"`sampling_factor` must be above 0. Received: sampling_factor={sampling_factor!r}")
    rank = np.maximum(np.arange(int(size)), 1)
    inverse = rank * (np.log(rank) + _EULER) + 0.5 - 1.0 / (12.0 * rank)
    return np.minimum(1.0, np.sqrt(sampling_factor * inverse))
