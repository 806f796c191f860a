"""Messages as programs use them: built, printed, compared, copied, pickled, parsed; under every name they go by."""

import copy
import pickle
import subprocess
import sys

import pytest
from google.protobuf import text_format
from google.protobuf.message import DecodeError

import tenfold as tf
from tenfold.api import namespaces
from tenfold.io import messages

v1 = tf.compat.v1


def example():
    return tf.train.Example(
        features=tf.train.Features(
            feature={
                "b": tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2])),
                "a": tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"x\xff"])),
            }
        )
    )


def test_an_example_is_built_printed_and_read_back():
    assert str(tf.train.Feature(float_list=tf.train.FloatList(value=[0.5]))) == "float_list {\n  value: 0.5\n}\n"
    one = example()
    again = tf.train.Example.FromString(one.SerializeToString())
    assert again == one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))
    assert again.features.feature["a"].bytes_list.value == [b"x\xff"] and sorted(again.features.feature) == ["a", "b"]
    again.MergeFromString(tf.train.Example().SerializeToString())
    again.features.feature["c"].float_list.value.extend([1.5])
    assert again != one and again.features.feature["c"].WhichOneof("kind") == "float_list"
    assert not tf.train.Feature().HasField("int64_list") and tf.train.Feature().WhichOneof("kind") is None
    one.features.feature["b"].ClearField("int64_list")
    assert one.features.feature["b"] == tf.train.Feature()


def test_messages_within_messages_are_copied_and_pickled():
    for one in (
        v1.Summary.Value(tag="a", image=v1.Summary.Image(height=3)),
        v1.ConfigProto.Experimental(executor_type="x"),
        v1.GPUOptions.Experimental.VirtualDevices(memory_limit_mb=[1.5]),
        messages.TensorShapeProto.Dim(size=-1),
    ):
        for again in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
            assert again == one and type(again) is type(one) and again is not one


def test_what_a_message_holds_is_pickled_where_nobody_named_its_class():
    code = """
import pickle
from tenfold.io import messages
event = messages.Event(summary={"value": [{"tag": "a", "simple_value": 1}]})
for part in (event, event.summary, event.summary.value[0]):
    assert pickle.loads(pickle.dumps(part)) == part
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_options_of_sessions_nest_and_refuse_what_they_do_not_have():
    config = v1.ConfigProto(allow_soft_placement=True, gpu_options=v1.GPUOptions(per_process_gpu_memory_fraction=0.25))
    config.gpu_options.allow_growth = True
    config.device_count["GPU"] = 0
    config.graph_options.optimizer_options.global_jit_level = v1.OptimizerOptions.ON_1
    assert str(config.gpu_options) == "per_process_gpu_memory_fraction: 0.25\nallow_growth: true\n"
    with pytest.raises(AttributeError, match='Protocol message ConfigProto has no "allow_growth" field'):
        config.allow_growth = True
    with pytest.raises(ValueError, match="alow_soft_placement"):
        v1.ConfigProto(alow_soft_placement=True)
    with v1.Session(config=config, graph=tf.Graph()) as session:
        assert session.config is config
    with pytest.raises(TypeError, match="config must be a tf.compat.v1.ConfigProto, but got 'dict'"):
        v1.Session(config={"allow_soft_placement": True}, graph=tf.Graph())


def test_options_of_runs_are_messages():
    with tf.Graph().as_default(), v1.Session() as session:
        one = tf.constant(1.0)
        options = {"options": v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE), "run_metadata": v1.RunMetadata()}
        for run in (lambda **given: session.run(one, **given), session.make_callable(one, accept_options=True)):
            assert run(**options) == 1
            with pytest.raises(TypeError, match="options must be a tf.compat.v1.RunOptions, but got 'int'"):
                run(options=3)
            with pytest.raises(TypeError, match="run_metadata must be a .*RunMetadata, but got 'RunOptions'"):
                run(run_metadata=options["options"])
            with pytest.raises(TypeError, match="optins"):
                run(optins=3)


@pytest.mark.parametrize("data", [b"zzz", b"\n\xff", b"\x0a\x05abc"])
def test_bad_bytes_are_a_decode_error(data):
    with pytest.raises(DecodeError):
        tf.train.Example.FromString(data)
    with pytest.raises(DecodeError):
        tf.train.Example().ParseFromString(data)


def test_values_of_another_type_are_refused():
    for build in (
        lambda: tf.train.Int64List(value=[1.5]),
        lambda: tf.train.BytesList(value=["a"]),
        lambda: tf.train.FloatList(value=["a"]),
        lambda: v1.ConfigProto(allow_soft_placement="yes"),
    ):
        with pytest.raises(TypeError):
            build()


def test_deep_nesting_is_an_error_and_no_crash():
    with pytest.raises(DecodeError):
        messages.StructuredValue.FromString(_nested(500))
    assert messages.StructuredValue.FromString(_nested(20))


def _nested(depth):
    data = b""
    for _ in range(depth):
        inner = b"\x0a" + _length(data) + data  # ListValue.values = 1
        data = b"\x9a\x03" + _length(inner) + inner  # StructuredValue.list_value = 51
    return data


def _length(data):
    n, out = len(data), bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*out, n])


def test_programs_parse_text_with_protobufs_own_functions():
    graph = text_format.Parse(
        'node { name: "a" op: "Const" attr { key: "T" value { type: DT_INT32 } } }', v1.GraphDef()
    )
    assert graph.node[0].attr["T"].type == tf.int32.as_datatype_enum == messages.DT_INT32
    assert text_format.MessageToString(graph).startswith('node {\n  name: "a"\n')


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_every_public_message_says_what_it_is(version):
    rows = {n: t for n, t in namespaces.table(version).items() if t.startswith("tenfold.io.messages:")}
    assert len(rows) > 10
    for target in rows.values():
        message = getattr(messages, target.partition(":")[2])
        assert f"The message tensorflow.{message.DESCRIPTOR.name}, of: " in message.__doc__


def test_names_of_the_first_version():
    assert v1.summary.Summary is v1.Summary is messages.Summary and v1.train.Example is tf.train.Example
    assert v1.SummaryMetadata.PluginData(plugin_name="scalars").plugin_name == "scalars"
    assert v1.train.SaverDef.V2 == 2 and v1.SessionLog.START == 1 and v1.RunOptions.FULL_TRACE == 3
    assert not hasattr(tf, "GraphDef")


@pytest.mark.parametrize("dims", [[], [2], [1, None, 3], None])
def test_shapes_become_messages_and_come_back(dims):
    """As programs do that read graphs: `tf.TensorShape(node.attr["shape"].shape)`."""
    shape = tf.TensorShape(dims)
    message = shape.as_proto()
    assert isinstance(message, messages.TensorShapeProto) and message.unknown_rank == (dims is None)
    assert [d.size for d in message.dim] == [-1 if d is None else d for d in dims or []]
    assert repr(tf.TensorShape(message)) == repr(tf.TensorSpec(message).shape) == repr(shape)


def test_shapes_of_tensors_messages():
    assert tf.TensorShape(tf.make_tensor_proto([1, 2]).tensor_shape).as_list() == [2]
    with pytest.raises(ValueError, match="-2"):
        tf.TensorShape(messages.TensorShapeProto(dim=[messages.TensorShapeProto.Dim(size=-2)]))
