"""Opening the compiled library: whole, with every function that is called, and compiled from the sources that are here.

A shared library of which the end is missing is not refused by the system: the process ends where it reads there. One
that an older checkout left would know other kernels, or other geometries, and give wrong numbers.
"""

import ctypes
import hashlib
import struct
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).with_name("sources")  # an installed wheel has none
WORD = ctypes.c_void_p  # pointers and int64 alike: a Python integer, or bytes to point to
# Often too short for letting the GIL go and asking for it again: under these names they keep it, with LONG they do not
LAYERS = "tenfold_layer", "tenfold_layer_grads", "tenfold_layer_back"
SHORT = *LAYERS, "tenfold_pixels", "tenfold_jpeg_shape"
LONG = "_long"
FUNCTIONS: tuple[tuple[str, Any, list[Any]], ...] = (  # name, result, arguments
    ("tenfold_run", ctypes.c_char_p, [WORD] * 9),
    ("tenfold_xla", WORD, [WORD]),
    ("tenfold_sources", ctypes.c_char_p, []),
    ("tenfold_instruction_set", ctypes.c_char_p, []),
    ("tenfold_instruction_sets", ctypes.c_char_p, []),
    ("tenfold_use", ctypes.c_char_p, [ctypes.c_char_p]),
    ("tenfold_set_threads", None, [ctypes.c_int64]),
    ("tenfold_threads", ctypes.c_int64, []),
    ("tenfold_flush", ctypes.c_int64, []),
    ("tenfold_set_float_mode", None, [ctypes.c_int64]),
    *[(name, ctypes.c_int64, [WORD, ctypes.c_int64, WORD]) for name in LAYERS],
    ("tenfold_adam_steps", ctypes.c_int64, [WORD, ctypes.c_int64, WORD]),
    ("tenfold_rmsprop_steps", ctypes.c_int64, [WORD, ctypes.c_int64, WORD]),
    ("tenfold_crc32c", ctypes.c_uint32, [ctypes.c_uint32, WORD, ctypes.c_int64]),
    ("tenfold_crc32c_by_tables", ctypes.c_uint32, [ctypes.c_uint32, WORD, ctypes.c_int64]),
    ("tenfold_examples", WORD, [WORD] * 8),
    ("tenfold_examples_numbers", None, [WORD] * 4),
    ("tenfold_examples_strings", ctypes.c_int64, [WORD] * 6),
    ("tenfold_examples_indices", None, [WORD] * 3),
    ("tenfold_examples_splits", None, [WORD] * 4),
    ("tenfold_examples_end", None, [WORD]),
    ("tenfold_record_checksums", ctypes.c_uint64, [WORD, ctypes.c_int64]),
    ("tenfold_records", ctypes.c_int64, [WORD, ctypes.c_int64, WORD, WORD, ctypes.c_int64, WORD]),
    ("tenfold_record_stream", WORD, [ctypes.c_int64]),
    ("tenfold_record_append", ctypes.c_int64, [WORD, WORD, ctypes.c_int64]),
    ("tenfold_record_cut", ctypes.c_int64, [WORD]),
    ("tenfold_record_drop", None, [WORD]),
    ("tenfold_bilinear", ctypes.c_int64, [WORD] * 8),
    ("tenfold_pixels", ctypes.c_int64, [WORD] * 5),
    ("tenfold_affine", None, [WORD] * 4),
    ("tenfold_read_file", ctypes.c_int64, [WORD, WORD, ctypes.c_int64]),
    ("tenfold_jpeg_shape", ctypes.c_int64, [WORD, ctypes.c_int64, WORD]),
    ("tenfold_jpeg", ctypes.c_int64, [WORD, WORD, ctypes.c_int64, WORD, WORD]),
    ("tenfold_jpeg_files", ctypes.c_int64, [*[WORD] * 4, ctypes.c_int64, WORD, ctypes.c_int64, WORD]),
    ("tenfold_shuffle", ctypes.c_int64, [WORD] * 7),
    ("tenfold_words", WORD, [WORD]),
    ("tenfold_words_count", ctypes.c_int64, [WORD, WORD, ctypes.c_int64]),
    ("tenfold_words_counted", ctypes.c_int64, [WORD] * 4),
    ("tenfold_words_letters", None, [WORD] * 2),
    ("tenfold_words_add", ctypes.c_int64, [*[WORD] * 4, ctypes.c_int64]),
    ("tenfold_words_numbers", ctypes.c_int64, [WORD, WORD, ctypes.c_int64, ctypes.c_int64, WORD, WORD]),
    ("tenfold_words_end", None, [WORD]),
)
ELF64 = b"\x7fELF\x02\x01"  # sixty-four bits, the least byte first


def opened(path: Path) -> Any:
    """The library with its functions' types. Raises OSError or AttributeError where it is not what it should be."""
    _check_whole(path)
    library = _declared(ctypes.CDLL(str(path)), ctypes.PyDLL(str(path)))
    if SOURCES.is_dir() and library.tenfold_sources() != sources_digest(SOURCES).encode():
        raise OSError("it was compiled from other sources than stand beside it: `make native` compiles those")
    return library


def sources_digest(folder: Path) -> str:
    """What tells one library's sources from another's; as compiling.py has it, which is not imported here."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".cc", ".h", ".map"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _check_whole(path: Path) -> None:
    """OSError for an ELF file that ends before its table of sections, which linkers write last, does."""
    with path.open("rb") as file:
        head = file.read(64)
    if len(head) == 64 and head.startswith(ELF64):
        start, size, count = (
            struct.unpack_from(kind, head, at)[0] for kind, at in (("<Q", 40), ("<H", 58), ("<H", 60))
        )
        if path.stat().st_size < start + size * count:
            raise OSError("its end is missing")


def _declared(library: Any, holding: Any) -> Any:
    """The library with its functions' types, those of SHORT as `holding` has them too, which does not let the GIL go.

    Raises AttributeError where one is missing.
    """
    for name, result, arguments in FUNCTIONS:
        kept = {name: library} if name not in SHORT else {name + LONG: library, name: holding}
        for key, handle in kept.items():
            function = getattr(handle, name)
            function.restype, function.argtypes = result, arguments
            setattr(library, key, function)
    return library
