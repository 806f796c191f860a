"""Timelines and run metadata equal TensorFlow's, event by event."""

import json

import profile_programs as programs
import pytest

import tenfold as tf
from tenfold.core.base import recording
from tenfold.core.base.thread import using
from tenfold.io.profiles.timeline import Timeline
from tenfold.runtime import xla


@pytest.mark.parametrize("name", programs.TIMELINES)
def test_timeline(name, recorded):
    devices, options = programs.TIMELINES[name]
    timeline = Timeline(programs.step_stats(tf, devices))
    text = timeline.generate_chrome_trace_format(**options)
    assert json.loads(text) == recorded["timelines"][name]
    assert text.startswith('{\n    "traceEvents": [')
    most = timeline.analyze_step_stats().allocator_maximums
    assert {k: [m.timestamp, m.num_bytes, sorted(m.tensors)] for k, m in most.items()} == recorded["maximums"][name]


def test_an_op_time_that_there_is_not():
    with pytest.raises(ValueError, match="op_time is one of schedule, gpu, all; received 'host'"):
        Timeline(tf.compat.v1.RunMetadata().step_stats).generate_chrome_trace_format(op_time="host")


def test_a_sessions_run(recorded):
    assert programs.session_run(tf) == recorded["session"]
    assert recording.recorder.on is None


@pytest.mark.skipif(not xla.available(), reason="second gear needs JAX")
def test_a_program_of_second_gear_is_one_node():
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        y = tf.nn.relu(tf.constant([1.0, -1.0]), name="y")
        metadata, options = v1.RunMetadata(), v1.RunOptions(trace_level=v1.RunOptions.SOFTWARE_TRACE)
        with using(gear="second"):
            session.run(y, options=options, run_metadata=metadata)
    (stats,) = metadata.step_stats.dev_stats[0].node_stats
    assert stats.timeline_label == "graph = XlaLaunch()" and stats.all_end_rel_nanos > 0
