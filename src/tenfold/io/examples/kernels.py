"""The codecs behind the ops of `ops/bytes/parsing` and `decode_json_example`."""

import numpy as np
from google.protobuf import json_format

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.io import messages
from tenfold.io.examples import native, plain, sequences
from tenfold.ops.bytes.json_example import _decode_json_example
from tenfold.ops.bytes.parsing.examples import _parse_examples
from tenfold.ops.bytes.parsing.sequences import _parse_sequences
from tenfold.ops.bytes.parsing.wanted import Wanted
from tenfold.ops.strings.arrays import mapped


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
    return mapped(_example_of_json, json_examples)


def _example_of_json(text: bytes) -> bytes:
    if not text.lstrip().startswith(b"{"):  # for which protobuf takes other values too
        raise InvalidArgumentError(f"Error while parsing JSON: expected an object, {{...}}; received {text[:60]!r}")
    try:
        return json_format.Parse(text, messages.Example()).SerializeToString()
    except (json_format.ParseError, UnicodeDecodeError, RecursionError) as e:
        raise InvalidArgumentError(f"Error while parsing JSON: {e}; received {text[:60]!r}") from None
