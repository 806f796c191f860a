"""Random orders: the swaps of `tf.random.shuffle`, and a permutation computed index by index.

Same conventions as `random_bits`: the array namespace `xp` first, then the stream.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.ops.random.philox import Array, Stream, random_words
from tenfold.ops.random.samplers import python_loop


def permutation(xp: Any, stream: Stream, n: int, fori_loop: Callable = python_loop) -> Array:
    """The order, int64 of shape [n], in which `tf.random.shuffle` takes n rows: Fisher and Yates' swaps from the front.

    Under jax.numpy pass `jax.lax.fori_loop`: the swaps follow one another and are otherwise written out one by one.
    """
    if n < 2:
        return xp.arange(n, dtype=np.int64)
    draws = random_words(xp, stream, n - 1) % xp.arange(n, 1, -1, dtype=np.uint32)
    if xp is np:
        order = list(range(n))
        for i, ahead in enumerate(draws.tolist()):
            j = i + ahead
            order[i], order[j] = order[j], order[i]
        return np.array(order, np.int64)

    def swap(i: Any, order: Array) -> Array:
        j = i + draws[i].astype(np.int64)
        return order.at[i].set(order[j]).at[j].set(order[i])

    return fori_loop(0, n - 1, swap, xp.arange(n, dtype=np.int64))


def permutation_blocks(n: int) -> int:
    """Blocks that `permutation` sets aside: a word for each row but the last."""
    return -(-max(n - 1, 0) // 4)


_SIMON_CONSTANT = 0xFFFFFFFC ^ 1  # the schedule's constant and the first bit of its sequence
_PADDING = 498247692  # the first of the cipher's three key words; the seed gives the others


def index_shuffle(index: Array, seed: Array, max_index: int) -> Array:
    """Where `index` (whole numbers in [0, max_index]) goes in the permutation of [0, max_index] that `seed` names.

    `seed`: two words, or three, which are the cipher's whole key.

    NumPy only: four rounds of the Simon cipher (Beaulieu et al., 2013), walked until the result lies in range.
    """
    value = np.asarray(index, np.uint64)
    if max_index == 0:
        return np.zeros_like(value)
    bits = (int(max_index) - 1).bit_length()
    width = max(bits + bits % 2, 16) // 2
    words = [int(part) & 0xFFFFFFFF for part in seed]
    keys = _simon_keys(words if len(words) == 3 else [_PADDING, *words], width)
    value = _simon(value, keys, width)
    while (outside := value > max_index).any():
        value = np.where(outside, _simon(value, keys, width), value)
    return value


def _rotate_left(x: Any, by: int, width: int) -> Any:
    return (x << by | x >> (width - by)) & ((1 << width) - 1)


def _simon_keys(words: list[int], width: int) -> list[int]:
    mask = (1 << width) - 1
    first, second, third = (word & mask for word in words)
    turned = _rotate_left(third, width - 3, width) ^ _rotate_left(third, width - 4, width)
    return [first, second, third, (_SIMON_CONSTANT & mask) ^ first ^ turned]


def _simon(value: Array, keys: list[int], width: int) -> Array:
    left, right = value >> width, value & ((1 << width) - 1)
    for even, odd in (keys[:2], keys[2:]):
        left = left ^ _simon_mix(right, width) ^ even
        right = right ^ _simon_mix(left, width) ^ odd
    return left << width | right


def _simon_mix(x: Array, width: int) -> Array:
    return _rotate_left(x, 1, width) & _rotate_left(x, 8, width) ^ _rotate_left(x, 2, width)
