"""`tf.io.decode_json_example`: Examples as JSON. `tenfold.io.examples` has the codec."""

from tenfold.core.calls.op import op
from tenfold.core.values.convert import convert
from tenfold.ops.bytes.codecs import missing
from tenfold.ops.infer import elementwise


@op(infer=elementwise, host=True, gradient=None, type="DecodeJSONExample")
def _decode_json_example(json_examples):
    """Each as a serialised Example."""
    return missing("tf.train.Example")


def decode_json_example(json_examples, name=None):
    """Examples written as JSON (protobuf.dev, "ProtoJSON Format") as serialised `tf.train.Example` messages.

    Args:
      json_examples: strings of any shape.

    Returns strings of that shape.

    Raises:
      InvalidArgumentError: one is no JSON, or no Example.
    """
    return _decode_json_example(convert(json_examples), name=name)
