"""Vocabularies: the number of each word, in one pass, and the counts that a vocabulary is made of."""

from collections import Counter

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Int
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.strings.arrays import flat, packed
from tenfold.ops.strings.hashing import fingerprints, siphashes

_MISSING = -(1 << 62)  # no number that an entry has


@op(infer=lambda keys, **_: Spec(keys.shape, dtypes.int64), host=True, gradient=None)
def vocabulary_index(keys: Free, *, entries, first: Int, places: Int, salt, as_text: Bool):
    """The number of each key in `entries`; of a key that is not there, one of `places` numbers from `first` on.

    Args:
      places: with 1 all such keys have the number `first`; with more they are hashed to them; with 0 there are none.
      as_text: hash integers too as text, by FarmHash, or with a `salt` (two integers) by SipHash; else they go by their
        remainder.

    Raises:
      FailedPreconditionError: there is no vocabulary yet.
      InvalidArgumentError: a key is not there, and `places` is 0.
    """
    if not entries.values:
        raise errors.FailedPreconditionError(
            "Table not initialized: no vocabulary. Call the layer's `adapt` or `set_vocabulary`, or give `vocabulary`."
        )
    found, words = entries.values.get, flat(keys)
    if places == 1:
        return packed([found(word, first) for word in words], np.int64, np.shape(keys))
    numbers = packed([found(word, _MISSING) for word in words], np.int64, (len(words),))
    missing = np.flatnonzero(numbers == _MISSING)
    if len(missing):
        numbers[missing] = first + _hashed([words[i] for i in missing.tolist()], places, salt, as_text)
    return numbers.reshape(np.shape(keys))


def _hashed(unknown, places, salt, as_text):
    """Which of `places` each unknown key has."""
    is_text = isinstance(unknown[0], bytes)
    if not places:
        shown = " ".join(f'"{w.decode(errors="replace")}"' if is_text else str(w) for w in unknown)
        raise errors.InvalidArgumentError(
            f"When `num_oov_indices=0` all inputs should be in vocabulary, found OOV values [{shown:.300}], consider "
            "setting `num_oov_indices=1`."
        )
    if not (is_text or as_text):
        return np.array(unknown) % places
    words = unknown if is_text else [str(w).encode() for w in unknown]
    hashes = fingerprints(words) if salt is None else siphashes(words, salt)
    return (hashes % np.uint64(places)).astype(np.int64)


class WordCounts:
    """How often words have come (`words`), in how many of the `number` rows (`rows`)."""

    def __init__(self):
        self.words, self.rows, self.number = Counter(), Counter(), 0

    def clear(self):
        self.__init__()


@op(infer=lambda words, *_, **__: (), host=True, effect=True, gradient=None)
def count_words(words: Free, row: Free, number: Free, *, counts, by_row: Bool):
    """Add words to `counts`.

    Args:
      words, row: vectors: words, and the row that each is in, which counts for `by_row` alone.
      number: how many rows there are.
    """
    words = flat(words)
    counts.words.update(words)
    if by_row:
        counts.rows.update([word for _, word in set(zip(row.tolist(), words))])
        counts.number += int(number)
    return ()
