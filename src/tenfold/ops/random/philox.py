"""Philox 4x32-10: random words from a counter, and the uniform numbers TensorFlow's CPU kernels make of them.

A block of four 32-bit words is a pure function of a 64-bit key and a 128-bit counter, so a stream can be entered
anywhere and both gears give the same numbers. Everything here takes the array namespace `xp` (NumPy or jax.numpy)
first; keys and counters are Python ints or, under jax.numpy, uint64 scalars and tracers. Counts and dtypes are static.

Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC11).
"""

from typing import Any, NamedTuple

import numpy as np

Array = Any
Integer = Any  # a Python int, or a uint64 scalar or tracer

_LOW32 = 0xFFFFFFFF
_LOW64 = 0xFFFFFFFFFFFFFFFF
_STATELESS_KEY = 0x02461E293EC8F720
_RESERVED_BLOCKS = 256  # that TensorFlow sets aside for each output element
_FEW_BLOCKS = 12  # below this many blocks Python's integers beat NumPy's per-call cost
_CHUNK = 1 << 13  # blocks per pass under NumPy: the temporaries then stay in the cache


class Stream(NamedTuple):
    """Where a sequence of random words begins: `key`, and the `low` and `high` halves of the counter, 64 bits each."""

    key: Integer
    low: Integer
    high: Integer

    def skip(self, blocks: Integer) -> "Stream":
        """The stream `blocks` blocks (of four words) further on; the counter carries at 64 bits and wraps at 128."""
        if isinstance(self.low, int) and isinstance(self.high, int) and isinstance(blocks, int):
            counter = (self.high << 64 | self.low) + blocks
            return Stream(self.key, counter & _LOW64, counter >> 64 & _LOW64)
        blocks = blocks.astype(np.uint64) if hasattr(blocks, "astype") else np.asarray(blocks & _LOW64, np.uint64)
        low = self.low + blocks
        return Stream(self.key, low, self.high + (low < blocks))


def op_stream(seed: int, op_seed: int, blocks: Integer = 0) -> Stream:
    """The stream of a stateful op with the two seeds of `tf.compat.v1.get_seed`, once `blocks` have been consumed."""
    return Stream(seed & _LOW64, blocks, op_seed & _LOW64)


def stateless_stream(xp: Any, seed: Array) -> Stream:
    """The stream of a `tf.random.stateless_*` op: its integer `seed`, shape [2], is scrambled by one Philox block."""
    if xp is np:
        low, high = (int(part) & _LOW64 for part in np.asarray(seed).tolist())
    else:
        low, high = (seed[i].astype(np.uint64) for i in range(2))
    mix = _philox(low & _LOW32, low >> 32, high & _LOW32, high >> 32, _STATELESS_KEY & _LOW32, _STATELESS_KEY >> 32)
    return Stream(mix[0] | mix[1] << 32, 0, mix[2] | mix[3] << 32)


def stateless_uniforms(seeds: Array) -> Array:
    """The first float64 in [0, 1) of the stateless stream of each of `seeds`, uint64, shape [n, 2] (below 2^32)."""
    low, high = seeds[:, 0], seeds[:, 1]
    none = np.zeros_like(low)
    mix = _philox(low, none, high, none, _STATELESS_KEY & _LOW32, _STATELESS_KEY >> 32)
    words = _philox(none, none, mix[2], mix[3], mix[0], mix[1])
    return unit_float64(np, np.stack(words[:2], -1).astype(np.uint32))[:, 0]


def generator_stream(xp: Any, state: Array) -> Stream:
    """The stream a `tf.random.Generator` stands at: its int64 `state`, shape [3], is (low, high, key)."""
    if xp is np:
        low, high, key = (int(part) & _LOW64 for part in np.asarray(state).tolist())
    else:
        low, high, key = (state[i].astype(np.uint64) for i in range(3))
    return Stream(key, low, high)


def generator_state(xp: Any, stream: Stream) -> Array:
    """The int64 state, shape [3], of a `tf.random.Generator` that stands at `stream`."""
    parts = stream.low, stream.high, stream.key
    words = np.array(parts, np.uint64) if xp is np else xp.stack([_uint64(xp, part) for part in parts])
    return words.view(np.int64)


def reserved_blocks(elements: int) -> int:
    """Blocks set aside by uniform, normal, truncated normal, gamma and Poisson ops that made `elements` numbers."""
    return _RESERVED_BLOCKS * elements


def _uint64(xp: Any, value: Integer) -> Array:
    return xp.asarray(np.uint64(value) if isinstance(value, int) else value)


def _philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Ten rounds on words held in 64-bit integers: Python ints, NumPy arrays (few temporaries) or JAX tracers."""
    for _ in range(10):
        product0 = 0xD2511F53 * c0
        product1 = 0xCD9E8D57 * c2
        c0 = product1 >> 32
        c0 ^= c1
        c0 ^= k0
        c2 = product0 >> 32
        c2 ^= c3
        c2 ^= k1
        product0 &= _LOW32
        product1 &= _LOW32
        c1, c3 = product1, product0
        k0 = (k0 + 0x9E3779B9) & _LOW32
        k1 = (k1 + 0xBB67AE85) & _LOW32
    return c0, c1, c2, c3


def _blocks(xp: Any, stream: Stream, offsets: Array) -> Array:
    """The blocks at `offsets` (uint64, shape [n]) from the stream's beginning: uint32, shape [n, 4]."""
    low = _uint64(xp, stream.low) + offsets
    high = stream.high
    if not isinstance(stream.low, int) or stream.low > _LOW64 >> 1:
        high = _uint64(xp, high) + (low < offsets)  # near the top of the low half the addition may carry
    words = _philox(low & _LOW32, low >> 32, high & _LOW32, high >> 32, stream.key & _LOW32, stream.key >> 32)
    if xp is np:
        return np.stack(words, -1).astype(np.uint32)
    pairs = xp.stack([words[0] | words[1] << 32, words[2] | words[3] << 32], -1)  # XLA computes all words for each
    return pairs.view(np.uint32)  # of those that are stacked, and loops that choose among two of them as vectors


def random_words(xp: Any, stream: Stream, count: int) -> Array:
    """The first `count` words of the stream: uint32, shape [count]."""
    blocks = -(-count // 4)
    if xp is not np:
        return _blocks(xp, stream, xp.arange(blocks, dtype=np.uint64)).reshape(-1)[:count]
    if blocks <= _FEW_BLOCKS:
        return np.array([word for i in range(blocks) for word in _one_block(stream.skip(i))][:count], np.uint32)
    starts = range(0, blocks, _CHUNK)
    parts = [_blocks(np, stream, np.arange(i, min(i + _CHUNK, blocks), dtype=np.uint64)) for i in starts]
    return (parts[0] if len(parts) == 1 else np.concatenate(parts)).reshape(-1)[:count]


def _one_block(stream: Stream) -> tuple[int, int, int, int]:
    key, low, high = stream
    return _philox(low & _LOW32, low >> 32, high & _LOW32, high >> 32, key & _LOW32, key >> 32)


def word_windows(xp: Any, stream: Stream, starts: Array, blocks: int) -> Array:
    """The `blocks` blocks from each of `starts` (uint64 block offsets, shape [n]) on: uint32, [n, 4 * blocks]."""
    offsets = starts[:, None] + xp.arange(blocks, dtype=np.uint64)
    return _blocks(xp, stream, offsets.reshape(-1)).reshape(-1, 4 * blocks)


def unit_float32(words: Array) -> Array:
    """float32 in [0, 1) from uint32 words: their low 23 bits become the mantissa."""
    return (words & 0x7FFFFF | 0x3F800000).view(np.float32) - np.float32(1)


def unit_float64(xp: Any, words: Array) -> Array:
    """float64 in [0, 1), each from two uint32 words along the last axis: 20 bits of the first, all of the second."""
    pairs = words.reshape(*words.shape[:-1], -1, 2).astype(np.uint64)
    return ((pairs[..., 0] & 0xFFFFF) << 32 | pairs[..., 1] | 0x3FF << 52).view(np.float64) - 1.0


def uniform(xp: Any, stream: Stream, count: int, dtype: Any) -> Array:
    """`count` numbers in [0, 1) of a floating dtype (float16, bfloat16, float32 or float64)."""
    dtype = np.dtype(dtype)
    if dtype == np.float32:
        return unit_float32(random_words(xp, stream, count))
    if dtype == np.float64:
        return unit_float64(xp, random_words(xp, stream, 2 * count))
    mantissa, one = (0x3FF, 15 << 10) if dtype == np.float16 else (0x7F, 127 << 7)
    words = random_words(xp, stream, count).astype(np.uint16)
    return (words & mantissa | one).view(dtype) - dtype.type(1)


def full_range_int(xp: Any, stream: Stream, count: int, dtype: Any) -> Array:
    """`count` integers over the whole range of `dtype` (int32, int64, uint32 or uint64)."""
    dtype = np.dtype(dtype)
    if dtype.itemsize == 4:
        return random_words(xp, stream, count).view(dtype)
    pairs = random_words(xp, stream, 2 * count).reshape(-1, 2).astype(np.uint64)
    return (pairs[:, 0] | pairs[:, 1] << 32).view(dtype)


def uniform_int(xp: Any, stream: Stream, count: int, low: Integer, high: Integer, dtype: Any) -> Array:
    """`count` integers in [low, high) of `dtype` (int32 or int64): bits modulo the span, so very slightly biased.

    `low` and `high` are ints or, under jax.numpy, scalars of `dtype`; the caller has checked that low < high.
    """
    dtype = np.dtype(dtype)
    unsigned = np.dtype(f"u{dtype.itemsize}")
    if xp is np or (isinstance(low, int) and isinstance(high, int)):
        modulus = (1 << 8 * dtype.itemsize) - 1
        low, span = unsigned.type(int(low) & modulus), unsigned.type((int(high) - int(low)) & modulus)
    else:
        low = xp.asarray(low, dtype).astype(unsigned)
        span = xp.asarray(high, dtype).astype(unsigned) - low
    bits = full_range_int(xp, stream, count, unsigned)
    return (bits % span + low).view(dtype)
