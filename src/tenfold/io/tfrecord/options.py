"""How records are compressed: `tf.io.TFRecordOptions` and TensorFlow 1's constants."""

import zlib
from typing import Any, ClassVar

from tenfold.core.base import errors

_GZIP = 16  # added to window_bits: RFC 1952's header around the stream instead of RFC 1950's
_FLUSHES = (zlib.Z_NO_FLUSH, zlib.Z_PARTIAL_FLUSH, zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH, zlib.Z_BLOCK)


class TFRecordCompressionType:
    """The kinds of compression, as TensorFlow 1 numbers them."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


class TFRecordOptions:
    """How a TFRecord file is compressed.

    Args:
      compression_type: "GZIP" (RFC 1952), "ZLIB" (RFC 1950), "" or None for none; a `TFRecordCompressionType`; or other
        options, of which the kind is taken.

    What follows are zlib's own settings; they are used by writers of compressed files, and None stands for the default.
      flush_mode: zlib's flush after every input buffer: Z_NO_FLUSH (default), Z_PARTIAL_FLUSH, Z_SYNC_FLUSH,
        Z_FULL_FLUSH or Z_BLOCK.
      input_buffer_size: bytes of records that are collected before they are compressed; default 262,144.
      output_buffer_size: bytes of compressed data that are collected before they are written; default 262,144.
      window_bits: 9 to 15 for a zlib stream, 25 to 31 for a gzip stream, -9 to -15 for a bare one: whatever
        `compression_type` says. Default: 15 or 31, as that says.
      compression_level: 0 to 9; default -1: zlib's own, 6.
      compression_method: 8, deflate, is the only one that there is.
      mem_level: 1 to 9; default 9.
      compression_strategy: 0 (default) to 4, zlib's Z_DEFAULT_STRATEGY to Z_FIXED.

    Raises:
      ValueError: another kind of compression. What zlib refuses is refused by the writer, with InvalidArgumentError.
    """

    compression_type_map: ClassVar[dict[Any, str]] = {
        TFRecordCompressionType.ZLIB: "ZLIB",
        TFRecordCompressionType.GZIP: "GZIP",
        TFRecordCompressionType.NONE: "",
    }

    def __init__(
        self,
        compression_type: Any = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:
        self.get_compression_type_string(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """ "", "ZLIB" or "GZIP", of options or of whatever their `compression_type` may be. ValueError for others."""
        if not options:
            return ""
        if isinstance(options, TFRecordOptions):
            return cls.get_compression_type_string(options.compression_type)
        if isinstance(options, int | str) and options in cls.compression_type_map:
            return cls.compression_type_map[options]
        if isinstance(options, str) and options in cls.compression_type_map.values():
            return options
        raise ValueError(f'Not a valid compression_type: "{options}"; expected "", "ZLIB", "GZIP" or their numbers.')


class Deflating:
    """What a writer of a compressed file does, of its options. InvalidArgumentError for what zlib refuses."""

    def __init__(self, options: TFRecordOptions, kind: str) -> None:
        self.flush_mode = _among(_FLUSHES, "flush_mode", options.flush_mode, 0)
        self.input_buffer_size = _at_least(0, "input_buffer_size", options.input_buffer_size, 1 << 18)
        self.output_buffer_size = _at_least(2, "output_buffer_size", options.output_buffer_size, 1 << 18)
        bits = _at_least(-15, "window_bits", options.window_bits, 15 + (_GZIP if kind == "GZIP" else 0))
        level = _among(range(-1, 10), "compression_level", options.compression_level, -1)
        method = _among((zlib.DEFLATED,), "compression_method", options.compression_method, zlib.DEFLATED)
        memory = _among(range(1, 10), "mem_level", options.mem_level, 9)
        strategy = _among(range(5), "compression_strategy", options.compression_strategy, 0)
        try:
            self.stream = zlib.compressobj(level, method, bits, memory, strategy)
        except ValueError as wrong:
            raise errors.InvalidArgumentError(f"TFRecordOptions: window_bits={bits}: {wrong}.") from None


def _integer(name: str, value: Any, default: int) -> int:
    if value is None:
        return default
    if isinstance(value, int):
        return value
    raise TypeError(f"TFRecordOptions takes an integer as {name}; received {value!r}.")


def _at_least(least: int, name: str, value: Any, default: int) -> int:
    given = _integer(name, value, default)
    if given < least:
        raise errors.InvalidArgumentError(f"TFRecordOptions: {name} must be {least} or more; received {given}.")
    return given


def _among(valid: Any, name: str, value: Any, default: int) -> int:
    given = _integer(name, value, default)
    if given not in valid:
        raise errors.InvalidArgumentError(f"TFRecordOptions: {name} is one of {list(valid)}; received {given}.")
    return given
