"""Files read and written by ops, and strings that hold something else: raw numbers, base64, compressed data."""

import base64
import binascii
import errno
import glob
import os
import re
import zlib

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Dtype, Int, word
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.bytes.whole_file import FULL, whole_file
from tenfold.ops.infer import elementwise
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.strings.arrays import packed, raw, string_in, strings_in, text

DECOMPRESSED = 1 << 28  # bytes that a string may be decompressed to

_PIECE = 1 << 16  # bytes that are decompressed at a time
_NOT_ZERO = re.compile(rb"[^\0]|\Z")


def file_errors(path):
    """`with file_errors(path):` raises what the system complains of as TensorFlow's classes."""
    return _FileErrors(path)


class _FileErrors:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, OSError):
            raise _class_of(error)(f"{self.path}; {error.strerror or error}") from None
        if isinstance(error, ValueError) and "\0" in os.fsdecode(self.path):
            raise errors.InvalidArgumentError(f"{self.path!r}: no file's name has a NUL character.") from None


def _class_of(error):
    for kind, found in (
        (FileNotFoundError, errors.NotFoundError),
        (NotADirectoryError, errors.FailedPreconditionError),
        (IsADirectoryError, errors.FailedPreconditionError),
        (FileExistsError, errors.AlreadyExistsError),
        (PermissionError, errors.PermissionDeniedError),
    ):
        if isinstance(error, kind):
            return found
    return _BY_NUMBER.get(error.errno, errors.UnknownError)


def make_folders(path):
    """Make a folder and those above it, where they are missing. NotADirectoryError where a file is on the way."""
    try:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path) from None


_BY_NUMBER = {
    errno.ENOTEMPTY: errors.FailedPreconditionError,
    errno.EINVAL: errors.InvalidArgumentError,
    errno.ENAMETOOLONG: errors.InvalidArgumentError,
    errno.EBUSY: errors.FailedPreconditionError,
    errno.EXDEV: errors.UnimplementedError,
    errno.EROFS: errors.PermissionDeniedError,
    getattr(errno, "ETXTBSY", errno.EBUSY): errors.FailedPreconditionError,
    errno.EMFILE: errors.ResourceExhaustedError,  # files open at once
    errno.ENFILE: errors.ResourceExhaustedError,
    **dict.fromkeys(FULL, errors.ResourceExhaustedError),
}


def _check_rank(most, **inputs):
    for name, spec in inputs.items():
        if spec.shape is not None and len(spec.shape) > most:
            raise ValueError(f"{name}: shape must be rank {most} but is rank {len(spec.shape)}: {list(spec.shape)}.")


def infer_read(filename):
    _check_rank(0, filename=filename)
    return Spec((), dtypes.string)


@op(infer=infer_read, host=True, outside=True, gradient=None)
def read_file(filename):
    """The content of a file as a scalar string. NotFoundError where there is none."""
    path = text(string_in(filename, "filename"))
    with file_errors(path), open(path, "rb") as file:
        return np.array(file.read(), object)


def infer_write(filename, contents):
    _check_rank(0, filename=filename, contents=contents)
    return ()


@op(infer=infer_write, effect=True, host=True, outside=True, gradient=None)
def _write_file(filename, contents):
    path, content = text(string_in(filename, "filename")), string_in(contents, "contents")
    with file_errors(path):
        with whole_file(path) as file:
            file.write(content)
    return ()


def write_file(filename, contents, name=None):
    """Write a scalar string to a file, whole or not at all; folders on the way are made."""
    done = _write_file(convert(filename), convert(contents), name=name)
    return None if done == () and isinstance(done, tuple) else done


def names_like(pattern):
    """Names that match a glob pattern, sorted; those looked for here begin with "./", as TensorFlow gives them."""
    before = re.split(r"[*?[\\]", pattern, maxsplit=1)[0]
    here = before != pattern and not os.path.dirname(before)
    return sorted(glob.glob(os.path.join(".", pattern) if here else pattern, include_hidden=True))


def infer_matching(pattern):
    _check_rank(1, pattern=pattern)
    return Spec((None,), dtypes.string)


@op(infer=infer_matching, host=True, outside=True, gradient=None)
def matching_files(pattern):
    """The names of files that match one of the glob patterns, sorted; what matches two of them is named twice."""
    if np.ndim(pattern) > 1:
        raise errors.InvalidArgumentError(f"pattern: expected a scalar or vector, got shape {list(np.shape(pattern))}.")
    found = sorted(f for p in strings_in(pattern, "pattern") for f in names_like(text(p)))
    return packed([raw(f) for f in found], object, (len(found),))


def match_filenames_once(pattern, name=None):
    """The names of files that match the glob patterns."""
    return matching_files(convert(pattern), name=name)


def infer_raw(input_bytes, *, out_type, fixed_length, **_):
    if fixed_length is not None and (fixed_length < 0 or fixed_length % out_type.size):
        raise ValueError(
            f"fixed_length must be a multiple of {out_type.size}, the size of {out_type.name}; received {fixed_length}."
        )
    each = None if fixed_length is None else fixed_length // out_type.size
    return Spec(None if input_bytes.shape is None else (*input_bytes.shape, each), out_type)


@op(
    infer=infer_raw,
    host=True,
    gradient=None,
    type=lambda _, attrs: "DecodeRaw" if attrs["fixed_length"] is None else "DecodePaddedRaw",
)
def _decode_raw(input_bytes, *, out_type: Dtype, little_endian: Bool, fixed_length: Int):
    strings, size = strings_in(input_bytes, "input_bytes"), out_type.size
    if fixed_length is not None:
        if fixed_length <= 0 or fixed_length % size:
            raise errors.InvalidArgumentError(
                f"fixed_length ({fixed_length}) must be a multiple of the size of out_type ({size})"
            )
        strings = [s[:fixed_length].ljust(fixed_length, b"\0") for s in strings]
    lengths = {len(s) for s in strings}
    if len(lengths) > 1:
        raise errors.InvalidArgumentError(
            f"DecodeRaw requires input strings to all be the same size; received {sorted(lengths)} bytes."
        )
    if strings and len(strings[0]) % size:
        raise errors.InvalidArgumentError(
            f"Input to DecodeRaw has length {len(strings[0])}, not a multiple of {size}, the size of {out_type.name}"
        )
    data = np.frombuffer(b"".join(strings), np.uint8)
    if not little_endian and size > 1:
        step = size // 2 if out_type.is_complex else size
        data = np.ascontiguousarray(data.reshape(-1, step)[:, ::-1]).reshape(-1)
    length = len(strings[0]) if strings else fixed_length or 0
    return data.view(out_type.numpy).copy().reshape(*np.shape(input_bytes), length // size)


def decode_raw(input_bytes, out_type, little_endian=True, fixed_length=None, name=None):
    """The bytes of each string as numbers: one dimension more.

    Args:
      input_bytes: strings of one length.
      out_type: any numeric dtype or bool.
      little_endian: the bytes' order.
      fixed_length: bytes to use of each string, zeros filling up what is shorter.
    """
    if dtypes.as_dtype(out_type) is dtypes.string:
        raise errors.InvalidArgumentError("decode_raw makes numbers or bools of bytes; received out_type=string.")
    return _decode_raw(convert(input_bytes), out_type, little_endian, fixed_length, name=name)


def decode_raw_v1(input_bytes=None, out_type=None, little_endian=True, name=None, bytes=None):
    """TensorFlow 1's `decode_raw`. ValueError without strings or `out_type`, and with strings in both arguments."""
    if (input_bytes is None) is (bytes is None):
        raise ValueError("decode_raw takes strings as input_bytes, or as bytes, which is its old name.")
    if out_type is None:
        raise ValueError("decode_raw needs out_type, the dtype of the numbers.")
    return decode_raw(input_bytes if bytes is None else bytes, out_type, little_endian, None, name)


@op(infer=elementwise, host=True, gradient=None)
def encode_base64(input, *, pad: Bool = False):
    """Each string in web-safe base64 (- and _), with `=` at the end if `pad`."""
    encoded = [base64.urlsafe_b64encode(s) for s in strings_in(input, "input")]
    return packed(encoded if pad else [s.rstrip(b"=") for s in encoded], object, np.shape(input))


@op(infer=elementwise, host=True, gradient=None)
def decode_base64(input):
    """Each string decoded from web-safe base64, padded or not."""
    return packed([_from_base64(s) for s in strings_in(input, "input")], object, np.shape(input))


def _from_base64(string):
    bare = string.rstrip(b"=")
    if not re.fullmatch(rb"[A-Za-z0-9_-]*", bare) or len(bare) % 4 == 1:
        raise errors.InvalidArgumentError("Invalid character found in base64.")
    try:
        return base64.urlsafe_b64decode(bare + b"=" * (-len(bare) % 4))
    except binascii.Error as e:
        raise errors.InvalidArgumentError(f"Invalid base64: {e}") from None


@op(infer=lambda bytes, **_: bytes, host=True, gradient=None, type="DecodeCompressed")
def _decompress(bytes, *, kind):
    strings, decompressed = strings_in(bytes, "bytes"), {"": lambda s: s, "ZLIB": _inflated, "GZIP": _gunzipped}[kind]
    return packed([decompressed(s) for s in strings], object, np.shape(bytes))


def _inflated(string):
    return _decompressed(string, 0, zlib.MAX_WBITS, DECOMPRESSED)[0]


def _gunzipped(string):
    """All members, one after the other; zeros may follow them (RFC 1952, and what tapes made of it)."""
    found, at, room = [], 0, DECOMPRESSED
    while at < len(string):
        member, at = _decompressed(string, at, zlib.MAX_WBITS + 16, room)
        found.append(member)
        room -= len(member)
        at = _NOT_ZERO.search(string, at).start()
    return b"".join(found)


def _decompressed(string, at, form, room):
    """The content of the stream at `at`, at most `room` bytes, and where it ends. `form`: zlib's number of a format."""
    stream, found = zlib.decompressobj(form), []
    try:
        while not stream.eof and at < len(string) and room >= 0:  # a piece at a time: zlib copies what it does not need
            piece = stream.unconsumed_tail or string[at : at + _PIECE]
            found.append(stream.decompress(piece, room + 1))
            at += len(piece) - len(stream.unconsumed_tail) - len(stream.unused_data)
            room -= len(found[-1])
    except zlib.error as e:
        raise errors.DataLossError(f"inflate() failed: {e}") from None
    if room < 0:
        raise errors.ResourceExhaustedError(
            f"{len(string):,} compressed bytes hold more than {DECOMPRESSED:,}, the most that one string is "
            "decompressed to. Is it meant to be as large? Python's zlib and gzip read it in parts."
        )
    if not stream.eof:
        raise errors.DataLossError(f"inflate() failed: the compressed data ends too early, after {len(string)} bytes")
    return b"".join(found), at


def decode_compressed(bytes, compression_type="", name=None):
    """Each string decompressed.

    Args:
      bytes: strings; a RaggedTensor of them gives one.
      compression_type: "", which None stands for, "ZLIB" or "GZIP".

    Raises:
      DataLossError: what is not compressed so, or damaged.
      ResourceExhaustedError: a string that holds more than DECOMPRESSED bytes: few can stand for any number.
    """
    if isinstance(bytes, RaggedTensor):
        return bytes.with_flat_values(decode_compressed(bytes.flat_values, compression_type, name))
    compression_type = "" if compression_type is None else compression_type
    compression_type = word("compression_type", compression_type, ("", "ZLIB", "GZIP"), errors.InvalidArgumentError)
    return _decompress(convert(bytes), compression_type, name=name)
