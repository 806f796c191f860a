"""The codecs behind the ops of `ops/bytes/parsing` and `decode_json_example`."""

import json
import re
from typing import Any

import numpy as np
from google.protobuf import json_format

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.io import messages
from tenfold.io.examples import native, plain, sequences
from tenfold.ops.bytes.json_example import _decode_json_example
from tenfold.ops.bytes.parsing.examples import _parse_examples
from tenfold.ops.bytes.parsing.sequences import _parse_sequences
from tenfold.ops.bytes.parsing.wanted import Wanted
from tenfold.ops.strings.arrays import packed, strings_in

_WORD = "[A-Za-z0-9+/_-]"  # of either alphabet (RFC 4648); the padding may be missing
_BASE64 = re.compile(f"(?:{_WORD}{{4}})*(?:{_WORD}{{2}}(?:==)?|{_WORD}{{3}}=?)?")


@_parse_examples.kernel("numpy")
def parse_examples(
    serialized: np.ndarray, names: np.ndarray, *defaults: np.ndarray, wanted: Wanted
) -> tuple[np.ndarray, ...]:
    return (native if native.here() else plain).parsed(serialized, names, defaults, wanted)


@_parse_sequences.kernel("numpy")
def parse_sequences(
    serialized: np.ndarray, names: np.ndarray, *defaults: np.ndarray, context: Wanted, lists: Wanted
) -> tuple[np.ndarray, ...]:
    return sequences.parsed(serialized, names, defaults, context, lists)


@_decode_json_example.kernel("numpy")
def decode_json_example(json_examples: np.ndarray) -> np.ndarray:
    strings = strings_in(json_examples, "json_examples")
    return packed([_example_of_json(s) for s in strings], object, np.shape(json_examples))


def _example_of_json(text: bytes) -> bytes:
    try:
        message = json_format.Parse(text, messages.Example())
        _check_strictly(json.loads(text.decode()))
    except (json_format.ParseError, ValueError, RecursionError) as e:
        raise InvalidArgumentError(f"Error while parsing JSON: {e}; received {text[:60]!r}") from None
    return message.SerializeToString()


def _check_strictly(document: Any) -> None:
    """ValueError for what protobuf reads though it is none: empty lists as messages, and strings as base64."""
    for name, feature in _part(_part(document, "features"), "feature").items():
        for string in _part(feature, "bytesList", "bytes_list").get("value") or ():
            if not _BASE64.fullmatch(string):
                raise ValueError(f"a value of {name!r} is no base64: {string[:60]!r}")
        for kind in feature:
            _part(feature, kind)


def _part(whole: Any, *names: str) -> dict[str, Any]:
    """The object that stands in another one under one of the names; an empty one for none, and for null."""
    if not isinstance(whole, dict):
        raise ValueError(f"expected an object, {{...}}; received {whole!r:.60}")
    found: Any = next((whole[name] for name in names if whole.get(name) is not None), {})
    if not isinstance(found, dict):
        raise ValueError(f"{names[0]}: expected an object, {{...}}; received {found!r:.60}")
    return found
