"""Our messages are TensorFlow's and TensorBoard's: every field's name, number, type, label, oneof and packing."""

import importlib.util
from pathlib import Path

import pytest

from tenfold.io import messages
from tenfold.io.messages import files

GOLDEN = Path(__file__).parents[2] / "golden" / "io"
RECORDED = {line.split()[0]: line for line in (GOLDEN / "messages.txt").read_text().splitlines()}

_spec = importlib.util.spec_from_file_location("message_lines", GOLDEN / "message_lines.py")
message_lines = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(message_lines)


def said_of(name):
    """The lines of one of our messages or enums, by full name."""
    file = files._added(files.names()[name])
    if name in file.enum_types_by_name:
        found = [message_lines.numbers(file.enum_types_by_name[name])]
    else:
        found = message_lines.lines(file.message_types_by_name[name])
    return {line.split()[0]: line for line in found}


OURS = {full: line for name in files.names() for full, line in said_of(name).items()}

# What TensorFlow and TensorBoard have in the same files, and no file that Tenfold reads or writes holds.
LEFT_OUT = """
tensorboard.hparams.AggregationType
tensorboard.hparams.ColParams
tensorboard.hparams.DataType
tensorboard.hparams.GetExperimentRequest
tensorboard.hparams.ListMetricEvalsRequest
tensorboard.hparams.ListSessionGroupsRequest
tensorboard.hparams.ListSessionGroupsResponse
tensorboard.hparams.MetricValue
tensorboard.hparams.Session
tensorboard.hparams.SessionGroup
tensorboard.hparams.SortOrder
tensorflow.BatchingOptions
tensorflow.CallableOptions
tensorflow.DebuggedSourceFile
tensorflow.DebuggedSourceFiles
tensorflow.RequestedExitCode
tensorflow.SerializedDType
tensorflow.TensorConnection
tensorflow.WatchdogConfig
tensorflow.WorkerHealth
tensorflow.WorkerHeartbeatRequest
tensorflow.WorkerHeartbeatResponse
tensorflow.WorkerShutdownMode
tensorflow.data.experimental.DistributedSnapshotMetadata
tensorflow.data.experimental.SnapshotRecord
tensorflow.data.experimental.SnapshotTensorMetadata
tensorflow.data.experimental.TensorMetadata
"""


@pytest.mark.parametrize("name", sorted(OURS))
def test_is_described_as_it_was_recorded(name):
    assert OURS[name] == RECORDED[name]


def test_what_is_left_out_is_named():
    assert set(RECORDED) - set(OURS) == set(LEFT_OUT.split())


def test_a_name_that_no_message_has_is_an_attribute_error():
    with pytest.raises(AttributeError, match="describes no message 'Exampel'"):
        messages.Exampel  # noqa: B018
