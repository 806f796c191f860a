"""`tf.io.parse_example` of the Examples in batches that stand ready as tensors, and of one Example at a time."""

import ten_features
from common import Row, faster, main, tensorflow
from passes import seconds

PLAIN, FEWER = "tenfold without native code", 20  # which takes so much longer that it gets so many fewer Examples
COUNTS = {  # Examples, Examples in a call
    "batch_32": (ten_features.COUNT // 5, 32),
    "batch_1024": (ten_features.COUNT, 1024),
    "at_once": (ten_features.COUNT, ten_features.COUNT),
    "single": (ten_features.COUNT // 100, 0),
}
PEERS = {"TensorFlow": faster(1.5), "tf.function": None, PLAIN: None}
ROWS = {
    "batch_32": Row("tf.io.parse_example, batch 32, an Example of ten features", "us", PEERS),
    "batch_1024": Row("tf.io.parse_example, batch 1024, an Example", "us", PEERS),
    "at_once": Row("tf.io.parse_example, all 100,000 at once, an Example", "us", PEERS),
    "single": Row("tf.io.parse_single_example", "us", {**PEERS, "TensorFlow": None}),
}


def measure(side):
    """Seconds an Example."""
    tf = tensorflow(side)
    parse, parse_single = calls(tf, ten_features.specification(tf), compiled=side == "tf.function")
    records = ten_features.records()
    found = {}
    for name, (count, batch) in COUNTS.items():
        chosen = records[: max(1, count // FEWER) if side == PLAIN else count]
        inputs = [chosen[at : at + batch] for at in range(0, len(chosen), batch)] if batch else chosen
        took = timed(parse if batch else parse_single, [tf.constant(one) for one in inputs])
        found[name] = took if isinstance(took, str) else took / len(chosen)
    return found


def calls(tf, features, compiled):
    """Parsing of a batch and of a single Example: called eagerly, or in a `tf.function` each."""

    def parse(serialized):
        return tf.io.parse_example(serialized, features)

    def parse_single(serialized):
        return tf.io.parse_single_example(serialized, features)

    if not compiled:
        return parse, parse_single
    strings = tf.TensorSpec([None], tf.string), tf.TensorSpec([], tf.string)
    return [tf.function(f, input_signature=[s]) for f, s in zip((parse, parse_single), strings)]


def timed(parse, tensors):
    """Seconds of parsing them all, after one that warms up."""

    def work():
        for serialized in tensors:
            parse(serialized)

    return seconds(work, before=lambda: parse(tensors[-1]))


if __name__ == "__main__":
    main(measure, "protobuf")
