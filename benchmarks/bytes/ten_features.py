"""100,000 Examples of ten features, made by formula: every side has the same records, byte for byte.

Strings are of 0 to 200 bytes, lists of up to six values; the keys of an Example come in one of a thousand orders, and
one Example in seven lacks one key, another in seven another. Their bytes are laid out here by hand, after the protobuf
encoding (protobuf.dev, "Encoding"): which order a runtime gives to the entries of a map is its own affair.
"""

import random
import struct

from common import SMOKE

COUNT = 300 if SMOKE else 100_000
ORDERS = 1000
MISSING = {3: "label", 5: "ids"}  # by the Example's number modulo 7
BYTES, FLOATS, INTS = "bytes_list", "float_list", "int64_list"  # the kinds of a Feature
LISTS = {BYTES: "BytesList", FLOATS: "FloatList", INTS: "Int64List"}


def examples(count=COUNT):
    """Each Example as {key: (kind, values)}, with its keys in its own order."""
    rng = random.Random(8)
    letters, floats = rng.randbytes(4096), [rng.random() for _ in range(1024)]
    keys = [*features_of(0, 0, letters, floats)]
    orders = [rng.sample(keys, len(keys)) for _ in range(ORDERS)]
    for number in range(count):
        features = features_of(number, rng.getrandbits(60), letters, floats)
        missing = MISSING.get(number % 7)
        yield {key: features[key] for key in orders[number % ORDERS] if key != missing}


def features_of(number, bits, letters, floats):
    """The ten features of an Example, of 60 random `bits`."""
    at = bits & 1023
    return {
        "name": (BYTES, [letters[at : at + (bits >> 10) % 41]]),
        "text": (BYTES, [letters[at + 7 : at + 7 + (bits >> 16) % 201]]),
        "tags": (BYTES, [letters[at + k : at + 9 * k] for k in range(1, 1 + (bits >> 24) % 4)]),
        "height": (INTS, [(bits >> 26) % 4000]),
        "width": (INTS, [(bits >> 38) % 4000]),
        "label": (INTS, [number % 1000]),
        "ids": (INTS, [bits >> shift for shift in range(20, 20 + 5 * ((bits >> 8) % 7), 5)]),
        "weight": (FLOATS, [floats[at]]),
        "embedding": (FLOATS, floats[at % 1000 : at % 1000 + 8]),
        "scores": (FLOATS, floats[at % 500 : at % 500 + (bits >> 5) % 6]),
    }


def specification(tf):
    """What `tf.io.parse_example` is told of them: seven dense features, two of them with defaults, and three sparse."""
    dense, sparse = tf.io.FixedLenFeature, tf.io.VarLenFeature
    return {
        "name": dense([], tf.string),
        "text": dense([], tf.string, default_value=""),
        "tags": sparse(tf.string),
        "height": dense([], tf.int64),
        "width": dense([], tf.int64),
        "label": dense([], tf.int64, default_value=-1),
        "ids": sparse(tf.int64),
        "weight": dense([], tf.float32),
        "embedding": dense([8], tf.float32),
        "scores": sparse(tf.float32),
    }


def message(tf, example):
    """The Example as a program builds it."""
    feature = {
        key: tf.train.Feature(**{kind: getattr(tf.train, LISTS[kind])(value=values)})
        for key, (kind, values) in example.items()
    }
    return tf.train.Example(features=tf.train.Features(feature=feature))


def records(count=COUNT):
    """The Examples' bytes, entries of the map in the order of the keys."""
    return [record(example) for example in examples(count)]


def record(example):
    entries = (field(1, field(1, key.encode()) + field(2, feature_bytes(*feature))) for key, feature in example.items())
    return field(1, b"".join(entries))


def feature_bytes(kind, values):
    if kind == BYTES:
        return field(1, b"".join([field(1, value) for value in values]))
    if kind == FLOATS:
        return field(2, field(1, struct.pack(f"<{len(values)}f", *values)))
    return field(3, field(1, b"".join(map(varint, values))))


def field(number, payload):
    """A field of a length and that many bytes."""
    return bytes((number << 3 | 2,)) + varint(len(payload)) + payload


def varint(value):
    if value < 128:
        return bytes((value,))
    found = []
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes((*found, value))
