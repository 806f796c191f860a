"""`tf.io.parse_example` of the Examples in batches that stand ready as tensors, and of one Example at a time."""

import ten_features
from common import Row, faster, main, tensorflow
from passes import seconds

PLAIN = "tenfold without native code"
COUNTS = {  # Examples, Examples in a call
    "batch_32": (ten_features.COUNT // 5, 32),
    "batch_1024": (ten_features.COUNT, 1024),
    "at_once": (ten_features.COUNT, ten_features.COUNT),
    "single": (ten_features.COUNT // 100, 0),
}
PEERS = {"TensorFlow": faster(1.5), "tf.function": None, PLAIN: None}
ROWS = {
    "batch_32": Row("tf.io.parse_example, 20,000 Examples in batches of 32", "ms", PEERS),
    "batch_1024": Row("tf.io.parse_example, 100,000 Examples in batches of 1024", "ms", PEERS),
    "at_once": Row("tf.io.parse_example, 100,000 Examples in one batch", "ms", PEERS),
    "single": Row("tf.io.parse_single_example, 1,000 Examples", "ms", {**PEERS, "TensorFlow": None}),
}


def measure(side):
    tf = tensorflow(side)
    parse, parse_single = calls(tf, ten_features.specification(tf), compiled=side == "tf.function")
    records = ten_features.records()
    found = {}
    for name, (count, batch) in COUNTS.items():
        chosen = records[:count]
        inputs = [chosen[at : at + batch] for at in range(0, count, batch)] if batch else chosen
        tensors = [tf.constant(one) for one in inputs]
        found[name] = timed(parse if batch else parse_single, tensors, passes=1 if side == PLAIN else 3)
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


def timed(parse, tensors, passes):
    """Seconds of parsing them all, after one that warms up."""

    def work():
        for serialized in tensors:
            parse(serialized)

    return seconds(work, passes, before=lambda: parse(tensors[-1]))


if __name__ == "__main__":
    main(measure, "protobuf")
