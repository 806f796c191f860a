"""Records what TensorFlow 2.21 makes of `tensor_programs`, into tensors.json beside this file.

Run it with a Python that has it: python tests/golden/io/record_tensors.py

"made" and "serialized" hold the bytes of messages (as latin-1 text) or the name of the class raised; "read" what
`tf.io.parse_tensor` gives: [dtype, shape, bytes or strings], or "raises".
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import numpy as np  # noqa: E402
import tensor_programs as programs  # noqa: E402
import tensorflow as tf  # noqa: E402
from google.protobuf import text_format  # noqa: E402
from tensorflow.core.framework.tensor_pb2 import TensorProto  # noqa: E402

FILE = pathlib.Path(__file__).with_name("tensors.json")


def message(expression):
    try:
        value = eval(expression, {"tf": tf, "np": np})
    except Exception as e:  # whatever TensorFlow raises is what is recorded
        return {"raises": type(e).__name__}
    data = value.SerializeToString() if isinstance(value, TensorProto) else value.numpy()
    return data.decode("latin1")


def read(text):
    proto = text_format.Parse(text, TensorProto())
    try:
        tensor = tf.io.parse_tensor(proto.SerializeToString(), tf.as_dtype(proto.dtype).base_dtype)
    except (tf.errors.InvalidArgumentError, TypeError):
        return "raises"
    array = tensor.numpy()
    content = [s.decode("latin1") for s in array.reshape(-1)] if tensor.dtype == tf.string else array.tobytes()
    return [tensor.dtype.name, list(array.shape), content.decode("latin1") if isinstance(content, bytes) else content]


def main():
    found = {
        "made": {e: message(e) for e in programs.MADE},
        "serialized": {e: message(e) for e in programs.SERIALIZED},
        "read": {t: read(t) for t in programs.READ},
    }
    lines = [
        f"{json.dumps(part)}: {{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in of.items()) + "\n}"
        for part, of in found.items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{FILE.name}: {sum(map(len, found.values()))} from TensorFlow {tf.__version__}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
