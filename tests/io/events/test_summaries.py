"""Summaries equal those that TensorFlow 2.21 and TensorBoard wrote, as messages; PNG files by their pixels."""

import event_programs as programs
import numpy as np
import program_of_events as program
import pytest
from event_programs import with_pixels

import tenfold as tf
from tenfold.compat import v1
from tenfold.io import messages
from tenfold.io.events import histograms, old_summaries, summaries


def by_tag(framed, path):
    """{tag: the values of its event}"""
    found = {}
    for event in framed(path):
        for value in event.summary.value:
            found.setdefault(value.tag.split("/")[0], []).append(value)
    return found


@pytest.fixture(scope="module")
def new(framed, golden):
    return by_tag(framed, golden("new.tfevents"))


@pytest.fixture(scope="module")
def old(framed, golden):
    return by_tag(framed, golden("old.tfevents"))


def values(summary):
    return [with_pixels(value) for value in summary.value]


@pytest.mark.parametrize("tag", programs.NEW)
def test_new(tag, new):
    assert values(program.new(tag, *programs.NEW[tag])) == [with_pixels(value) for value in new[tag][:1]]


@pytest.mark.parametrize("tag", programs.OLD)
def test_old(tag, old):
    assert values(program.old(tag, *programs.OLD[tag])) == [with_pixels(value) for value in old.get(tag, [])]


def test_any_tensor(new):
    longs = tf.constant([1, 2], tf.int64)
    assert summaries.tensor("longs", longs).value[0] == new["longs"][1]
    named = messages.SummaryMetadata(display_name="C")
    assert summaries.tensor("complex", tf.constant([1 + 2j]), named).value[0] == new["complex"][0]


@pytest.mark.parametrize("tag", programs.NEW_ERRORS)
def test_what_new_ones_refuse(tag, recorded):
    with pytest.raises(Exception) as raised:
        program.new("x", *programs.NEW_ERRORS[tag])
    assert type(raised.value).__name__ == recorded["errors"][f"new {tag}"]


@pytest.mark.parametrize("tag", programs.OLD_ERRORS)
def test_what_old_ones_refuse(tag, recorded):
    with pytest.raises(Exception) as raised:
        program.old("x", *programs.OLD_ERRORS[tag])
    assert type(raised.value).__name__ == recorded["errors"][f"old {tag}"]


def test_what_only_tenfold_refuses():
    with pytest.raises(tf.errors.InvalidArgumentError, match="0 x 2 pixels"):
        summaries.image("x", np.zeros((1, 0, 2, 1)))  # TensorFlow's process ends there
    with pytest.raises(tf.errors.InvalidArgumentError, match="bad_color must be uint8 of 3"):
        old_summaries.image("x", np.zeros((1, 2, 2, 3), "float32"), bad_color=np.array([1], np.uint8))
    with pytest.raises(TypeError, match="complex64"):
        old_summaries.histogram("x", np.zeros(2, "complex64"))
    with pytest.raises(tf.errors.UnimplementedError, match="Cast complex64"):
        summaries.histogram("x", np.zeros(2, "complex64"))


def test_none_is_as_many_buckets_as_there_are_by_default():
    assert summaries.histogram("x", [1, 2], None) == summaries.histogram("x", [1, 2], buckets=30)


def test_histogram_of_the_largest_floats():
    most = np.finfo("float64").max
    proto = histograms.histogram_proto(np.array([most, -most]))  # TensorFlow's process ends there
    assert list(proto.bucket_limit) == [-most, -9.920775621859783e19, 9.920775621859783e19, most]
    assert list(proto.bucket) == [0, 1, 0, 1] and proto.sum == 0 and proto.num == 2
    assert histograms.histogram_proto(np.array([most, most])).sum == np.inf


def test_sums_of_many_values_go_from_one_to_the_next():
    tenths = np.full(200_000, 0.1)
    total = 0.0
    for tenth in tenths.tolist():
        total += tenth
    assert histograms.histogram_proto(tenths).sum == total


def test_bad_color():
    picture = np.array([np.nan, 1, 2, 1], "float32").reshape(1, 2, 2, 1)
    (value,) = values(old_summaries.image("x", picture, bad_color=np.array([7, 9], np.uint8)))
    assert value.image.encoded_image_string == bytes([7, 127, 255, 127])


def test_a_graph_that_is_written_gets_nothing():
    with v1.Graph().as_default() as graph:
        ours = [program.new(tag, *case) for tag, case in programs.NEW.items()]
        ours += [program.old(tag, *case) for tag, case in programs.OLD.items()]
    assert not graph.get_operations()
    assert values(ours[0]) == values(program.new("number", *programs.NEW["number"]))


def test_tensors_and_variables():
    for half in (tf.Variable(0.5), tf.constant(0.5), np.float32(0.5)):
        assert summaries.scalar("x", half) == summaries.scalar("x", 0.5)
    assert summaries.text("x", tf.constant(["a"])) == summaries.text("x", ["a"]) == old_summaries.text("x", ["a"])
    data = tf.random.uniform([2, 3, 4, 3])
    assert values(summaries.image("x", data)) == values(summaries.image("x", data.numpy()))


def test_plugins_of_graphs():
    for summary, plugin in (
        (summaries.keras_model("x", "{}"), "graph_keras_model"),
        (summaries.run_metadata("x", messages.RunMetadata()), "graph_run_metadata"),
        (summaries.run_metadata_graph("x", messages.RunMetadata()), "graph_run_metadata_graph"),
    ):
        (value,) = summary.value
        assert value.metadata.plugin_data.plugin_name == plugin and value.metadata.plugin_data.content == b"1"
        assert value.tensor.string_val == [b"{}" if plugin == "graph_keras_model" else b""]
        assert value.tensor.HasField("tensor_shape")
