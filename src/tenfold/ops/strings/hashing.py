"""Hashes of strings that give TensorFlow's numbers: FarmHash (fast), SipHash (strong) and its own older one.

The first two are written for a string, which is bytes, and for many of one length at once: then `s` is a matrix with
a column of bytes for each string, and all words are vectors of 64-bit integers, which wrap by themselves.
"""

import functools
import struct

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.attrs import Size
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.infer import elementwise_as
from tenfold.ops.strings.arrays import of_strings, strings_in

MASK = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def _u64(s, at):
    return int.from_bytes(s[at : at + 8], "little") if type(s) is bytes else _words(s[at : at + 8])


def _u32(s, at):
    return int.from_bytes(s[at : at + 4], "little") if type(s) is bytes else _words(s[at : at + 4])


def _words(columns):
    """The integers that columns of bytes are."""
    return np.ascontiguousarray(columns.T).view(f"<u{len(columns)}")[:, 0].astype(np.uint64)


def _rotate(v, by):
    """To the right."""
    return (v >> by | v << (64 - by)) & MASK


def _mix(v):
    return v ^ v >> 47


def _join(u, v, mul):
    """FarmHash's HashLen16."""
    a = _mix((u ^ v) * mul & MASK)
    return _mix((v ^ a) * mul & MASK) * mul & MASK


def fingerprint64(s):
    """FarmHash's Fingerprint64 of bytes (Pike and Alakuijala's FarmHash, variant "na")."""
    n = len(s)
    if n <= 16:
        return _up_to_16(s, n)
    if n <= 32:
        return _up_to_32(s, n)
    return _up_to_64(s, n) if n <= 64 else _long(s, n)


def _up_to_16(s, n):
    mul = K2 + n * 2
    if n >= 8:
        a, b = _u64(s, 0) + K2 & MASK, _u64(s, n - 8)
        return _join(_rotate(b, 37) * mul + a & MASK, (_rotate(a, 25) + b) * mul & MASK, mul)
    if n >= 4:
        return _join(n + (_u32(s, 0) << 3), _u32(s, n - 4), mul)
    if n:
        first, middle, last = (int(s[i]) if type(s) is bytes else s[i].astype(np.uint64) for i in (0, n >> 1, n - 1))
        y, z = first + (middle << 8), n + (last << 2)
        return _mix(y * K2 & MASK ^ z * K0 & MASK) * K2 & MASK
    return K2 if type(s) is bytes else np.full(s.shape[1], K2, np.uint64)


def _up_to_32(s, n):
    mul = K2 + n * 2
    a, b, c, d = _u64(s, 0) * K1 & MASK, _u64(s, 8), _u64(s, n - 8) * mul & MASK, _u64(s, n - 16) * K2 & MASK
    return _join(_rotate(a + b & MASK, 43) + _rotate(c, 30) + d & MASK, a + _rotate(b + K2 & MASK, 18) + c & MASK, mul)


def _up_to_64(s, n):
    mul = K2 + n * 2
    a, b, c, d = _u64(s, 0) * K2 & MASK, _u64(s, 8), _u64(s, n - 8) * mul & MASK, _u64(s, n - 16) * K2 & MASK
    y = _rotate(a + b & MASK, 43) + _rotate(c, 30) + d & MASK
    z = _join(y, a + _rotate(b + K2 & MASK, 18) + c & MASK, mul)
    e, f = _u64(s, 16) * mul & MASK, _u64(s, 24)
    g, h = (y + _u64(s, n - 32)) * mul & MASK, (z + _u64(s, n - 24)) * mul & MASK
    return _join(_rotate(e + f & MASK, 43) + _rotate(g, 30) + h & MASK, e + _rotate(f + a & MASK, 18) + g & MASK, mul)


def _weak(s, at, a, b):
    """32 bytes and two seeds to two words."""
    w, x, y, z = (_u64(s, at + i) for i in (0, 8, 16, 24))
    a = a + w & MASK
    b = _rotate(b + a + z & MASK, 21)
    c = a
    a = a + x + y & MASK
    return a + z & MASK, b + _rotate(a, 44) + c & MASK


def _long(s, n):
    x, y = 81, 81 * K1 + 113 & MASK
    z = _mix(y * K2 + 113 & MASK) * K2 & MASK
    v, w = (0, 0), (0, 0)
    x = (x * K2 & MASK) + _u64(s, 0) & MASK
    end = (n - 1) // 64 * 64
    last = end + (n - 1 & 63) - 63
    for at in range(0, end, 64):
        x, y, z, v, w = _round(s, at, x, y, z, v, w, K1, 1)
    mul = K1 + ((z & 0xFF) << 1) & MASK
    w = w[0] + (n - 1 & 63) & MASK, w[1]
    v = v[0] + w[0] & MASK, v[1]
    w = w[0] + v[0] & MASK, w[1]
    x, y, z, v, w = _round(s, last, x, y, z, v, w, mul, 9)
    return _join(_join(v[0], w[0], mul) + _mix(y) * K0 + z & MASK, _join(v[1], w[1], mul) + x & MASK, mul)


def _round(s, at, x, y, z, v, w, mul, nine):
    """One block of 64 bytes."""
    x = _rotate(x + y + v[0] + _u64(s, at + 8) & MASK, 37) * mul & MASK
    y = _rotate(y + v[1] + _u64(s, at + 48) & MASK, 42) * mul & MASK
    x ^= w[1] * nine & MASK
    y = y + v[0] * nine + _u64(s, at + 40) & MASK
    z = _rotate(z + w[0] & MASK, 33) * mul & MASK
    v = _weak(s, at, v[1] * mul & MASK, x + w[0] & MASK)
    w = _weak(s, at + 32, z + w[1] & MASK, y + _u64(s, at + 16) & MASK)
    return z, y, x, v, w


def hash64(s, seed=0xDECAFCAFFE):
    """TensorFlow's older Hash64 (MurmurHash64A's mixing)."""
    m, n = 0xC6A4A7935BD1E995, len(s)
    h = seed ^ n * m & MASK
    for at in range(0, n - 7, 8):
        k = _u64(s, at) * m & MASK
        h = (h ^ (k ^ k >> 47) * m & MASK) * m & MASK
    if n % 8:
        h = (h ^ int.from_bytes(s[n - n % 8 :], "little")) * m & MASK
    h = (h ^ h >> 47) * m & MASK
    return h ^ h >> 47


def siphash(s, key):
    """SipHash-2-4 (Aumasson and Bernstein 2012) of bytes under a key of two 64-bit integers."""
    a, b = (k & MASK for k in key)
    return _sip(struct.unpack(f"<{len(s) // 8 + 1}Q", s + bytes(-(len(s) + 1) % 8) + bytes([len(s) & 0xFF])), a, b)


def _sip(words, a, b):
    v = [a ^ 0x736F6D6570736575, b ^ 0x646F72616E646F6D, a ^ 0x6C7967656E657261, b ^ 0x7465646279746573]
    for word in words:
        v[3] = v[3] ^ word
        _sip_rounds(v, 2)
        v[0] = v[0] ^ word
    v[2] = v[2] ^ 0xFF
    _sip_rounds(v, 4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _sip_rounds(v, rounds):
    a, b, c, d = v
    for _ in range(rounds):
        a, c = a + b & MASK, c + d & MASK
        b, d = _rotate(b, 64 - 13) ^ a, _rotate(d, 64 - 16) ^ c
        a = _rotate(a, 32)
        c, a = c + b & MASK, a + d & MASK
        b, d = _rotate(b, 64 - 17) ^ c, _rotate(d, 64 - 21) ^ a
        c = _rotate(c, 32)
    v[:] = a, b, c, d


def fingerprints(strings):
    """`fingerprint64` of a list of bytes, uint64."""
    return _by_length(strings, fingerprint64, fingerprint64)


def siphashes(strings, key):
    """`siphash` of a list of bytes under one key, uint64."""
    a, b = (k & MASK for k in key)

    def of_columns(s):
        padding = np.zeros((-(len(s) + 1) % 8 + 1, s.shape[1]), np.uint8)
        padding[-1] = len(s) & 0xFF
        padded = np.concatenate([s, padding])
        return _sip([_u64(padded, at) for at in range(0, len(padded), 8)], a, b)

    return _by_length(strings, lambda s: siphash(s, key), of_columns)


_MANY = 16  # strings of one length from which on NumPy is faster than Python


def _by_length(strings, of_one, of_columns):
    """A hash of each of many strings; those of one length are hashed together."""
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    out, order = np.empty(len(strings), np.uint64), np.argsort(lengths, kind="stable")
    ends = np.cumsum(np.bincount(lengths))
    for n in np.unique(lengths).tolist():
        same = order[ends[n - 1] if n else 0 : ends[n]]
        members = [strings[i] for i in same.tolist()]
        if len(same) < _MANY:
            out[same] = np.array([of_one(s) for s in members], np.uint64)
        else:
            out[same] = of_columns(np.frombuffer(b"".join(members), np.uint8).reshape(len(same), n).T)
    return out


def _older(strings):
    return np.array([hash64(s) for s in strings], np.uint64)


def _bucket_type(_, attrs):
    suffix = {fingerprints: "Fast", _older: ""}.get(attrs["hashed"], "Strong")
    return f"StringToHashBucket{suffix}"


@op(infer=elementwise_as(dtypes.int64), host=True, gradient=None, type=_bucket_type)
def _bucket(input, *, num_buckets: Size.as_fixed(), hashed):
    numbers = hashed(strings_in(input, "input")) % np.uint64(num_buckets)
    return numbers.astype(np.int64).reshape(np.shape(input))


def infer_fingerprint(data):
    return Spec((None if not data.shape else data.shape[0], 8), dtypes.uint8)


@op(infer=infer_fingerprint, host=True, gradient=None, type="Fingerprint")
def _fingerprint(data: Free):
    rows = np.ascontiguousarray(data)
    if rows.dtype == object:
        rows = fingerprints(strings_in(rows, "data")).astype("<u8").reshape(rows.shape)
        if rows.ndim == 1:
            return rows.view(np.uint8).reshape(-1, 8)
    return fingerprints([row.tobytes() for row in rows]).astype("<u8").view(np.uint8).reshape(-1, 8)


def fingerprint(data, method="farmhash64", name=None):
    """FarmHash's 64-bit fingerprint of each row, as 8 bytes, the lowest first.

    Args:
      data: (n, ...) of any dtype. Of several strings in a row the fingerprints' bytes are hashed again.
      method: "farmhash64".

    Returns: (n, 8) uint8.
    """
    if method not in ("farmhash64", b"farmhash64"):
        raise InvalidArgumentError(f"Unsupported fingerprint method: {method}; there is 'farmhash64'.")
    data = convert(data)
    if data._dims == ():
        raise InvalidArgumentError("`data` should have at least one dimension: []; give [data].")
    return _fingerprint(data, name=name)


@of_strings
def to_hash_bucket_fast(input, num_buckets, name=None):
    """Each string's FarmHash fingerprint modulo `num_buckets`, int64."""
    return _bucket(input, num_buckets, fingerprints, name=name)


@of_strings
def to_hash_bucket_strong(input, num_buckets, key, name=None):
    """Each string's keyed hash (SipHash) modulo `num_buckets`, int64. `key`: two integers."""
    if len(key) != 2:
        raise ValueError(f"Key must have 2 elements; received {key}.")
    return _bucket(input, num_buckets, functools.partial(siphashes, key=tuple(key)), name=name)


@of_strings
def to_hash_bucket(input, num_buckets, name=None):
    """Each string's hash modulo `num_buckets`, int64; prefer `to_hash_bucket_fast`."""
    return _bucket(input, num_buckets, _older, name=name)


def string_to_hash_bucket(string_tensor=None, num_buckets=None, name=None, input=None):
    """TensorFlow 1's `to_hash_bucket`."""
    return to_hash_bucket(string_tensor if input is None else input, num_buckets, name)
