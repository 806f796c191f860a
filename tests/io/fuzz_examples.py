"""Serialised Examples, SequenceExamples and JSON: good ones, and how damaged ones are parsed."""

import numpy as np

import tenfold as tf
from tenfold.io.examples import native

TF = tf.errors.OpError
Feature, Features = tf.train.Feature, tf.train.Features


def ints(*values):
    return Feature(int64_list=tf.train.Int64List(value=values))


def floats(*values):
    return Feature(float_list=tf.train.FloatList(value=values))


def strings(*values):
    return Feature(bytes_list=tf.train.BytesList(value=values))


ALL = {
    "fixed": ints(1, -(2**63)),
    "floats": floats(1.5, -2.5, 3.5),
    "strings": strings(b"x", b"", b"a longer one " * 5),
    "rows": floats(1.0, 2.0, 3.0, 4.0),
    "at": ints(0, 7),
    "values": floats(0.5, 0.25),
    "lengths": ints(1, 2),
    "parts": ints(5, 6, 7),
}
SPEC = {
    "fixed": tf.io.FixedLenFeature([2], tf.int64, [0, 0]),
    "floats": tf.io.VarLenFeature(tf.float32),
    "strings": tf.io.VarLenFeature(tf.string),
    "rows": tf.io.FixedLenSequenceFeature([2], tf.float32, allow_missing=True),
    "sparse": tf.io.SparseFeature("at", "values", tf.float32, 10),
    "ragged": tf.io.RaggedFeature(tf.int64, "parts", [tf.io.RaggedFeature.RowLengths("lengths")]),
    "required": tf.io.FixedLenFeature([], tf.string, b"none"),
}
STEPS = {"floats": tf.io.VarLenFeature(tf.float32), "fixed": tf.io.FixedLenSequenceFeature([2], tf.int64)}
NONE = tf.train.Example().SerializeToString(deterministic=True)


def examples():
    less = {key: ALL[key] for key in ("fixed", "strings", "parts", "lengths")}
    whole = tf.train.Example(features=Features(feature=ALL)).SerializeToString(deterministic=True)
    return [
        {"": data}
        for data in (whole, tf.train.Example(features=Features(feature=less)).SerializeToString(deterministic=True))
    ]


def sequences():
    lists = {key: tf.train.FeatureList(feature=[ALL[key]] * 3) for key in ("floats", "fixed")}
    context = Features(feature={key: ALL[key] for key in ("fixed", "floats", "strings", "parts", "lengths")})
    example = tf.train.SequenceExample(context=context, feature_lists=tf.train.FeatureLists(feature_list=lists))
    return [{"": example.SerializeToString(deterministic=True)}]


def parse_example(data):
    """Natively and by messages, which must find the same."""
    return _in_both_ways(lambda: tf.io.parse_example([data, NONE], SPEC))


def parse_sequence(data):
    context = {key: SPEC[key] for key in ("fixed", "floats", "strings", "ragged")}
    return tf.io.parse_sequence_example([data], context, STEPS)


JSON = b"""{"features": {"feature": {
    "a": {"int64List": {"value": ["1", "-2"]}}, "b": {"floatList": {"value": [1.5, "NaN"]}},
    "c": {"bytesList": {"value": ["AAE="]}}}}}"""


def decode_json(data):
    return tf.io.decode_json_example([data]).numpy()


def _in_both_ways(parse):
    found = _outcome(parse)
    here, native.here = native.here, lambda: False
    try:
        other = _outcome(parse)
    finally:
        native.here = here
    if isinstance(found, Exception):
        assert type(found) is type(other), f"natively {found!r:.300}, by messages {other!r:.300}"
        raise found
    if isinstance(other, Exception):  # of a feature that is not asked for, which is not looked into natively
        raise other
    for mine, others in zip(found, other, strict=True):
        assert mine.dtype == others.dtype and np.array_equal(mine, others, equal_nan=mine.dtype.kind == "f")


def _outcome(parse):
    try:
        return [part.numpy() for part in tf.nest.flatten(parse(), expand_composites=True)]
    except TF as error:
        return error
