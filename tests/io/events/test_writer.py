"""Event files: their names, their first event, and what is in them whatever becomes of the process or the folder."""

import os
import re
import shutil
import threading
import time

import pytest

import tenfold as tf
from tenfold.io import messages
from tenfold.io.events import summaries
from tenfold.io.events.writer import EventWriter, event, run_metadata


def steps(found):
    return [e.step for e in found if e.HasField("summary")]


def test_names(tmp_path):
    first, second = EventWriter(tmp_path / "a" / "b"), EventWriter(os.fsencode(tmp_path / "a" / "b"), ".x")
    names = sorted(os.listdir(tmp_path / "a" / "b"))
    shape = rf"events\.out\.tfevents\.(\d{{10}})\..+\.{os.getpid()}\.(\d+)"
    seconds, number = re.fullmatch(rf"{shape}\.v2", names[0]).groups()
    _, next_number = re.fullmatch(rf"{shape}\.x", names[1]).groups()
    assert abs(int(seconds) - time.time()) < 60 and int(next_number) == int(number) + 1
    old = EventWriter(tmp_path / "old", ".end", numbered=False)
    assert re.fullmatch(r"events\.out\.tfevents\.\d{10}\.[^/]+\.end", os.path.basename(old.path))
    assert f".{os.getpid()}." not in os.path.basename(old.path)
    for writer in (first, second, old):
        writer.close()


@pytest.mark.parametrize("suffix", ["/x", "../x", "a/b", "\0"])
def test_a_suffix_stays_in_the_folder(tmp_path, suffix):
    with pytest.raises(tf.errors.InvalidArgumentError, match="end of a file's name"):
        EventWriter(tmp_path, suffix)


def test_first_event(tmp_path, framed):
    with EventWriter(tmp_path) as writer:
        pass
    (first,) = framed(writer.path)
    assert first.file_version == "brain.Event:2" and first.wall_time == int(first.wall_time)
    assert first.source_metadata.writer == "tensorflow.core.util.events_writer"


def test_events(tmp_path, framed):
    graph = messages.GraphDef(node=[{"name": "a", "op": "NoOp"}])
    with EventWriter(tmp_path) as writer:
        writer.add_summary(summaries.scalar("loss", 0.5), 3, 12.5)
        writer.add_summary(summaries.scalar("loss", 0.25).SerializeToString(), step=4)
        writer.add(event(5, 13.0, graph_def=graph).SerializeToString())
        writer.add(event(graph_def=graph.SerializeToString(), wall_time=13.0, step=5))
        writer.add(run_metadata(messages.RunMetadata(), "run", 6))
    found = framed(writer.path)[1:]
    assert found[0].wall_time == 12.5 and found[0].summary.value[0].tensor.tensor_content == b"\0\0\0?"
    assert abs(found[1].wall_time - time.time()) < 60 and [e.step for e in found] == [3, 4, 5, 5, 6]
    assert found[2] == found[3] and messages.GraphDef.FromString(found[2].graph_def) == graph
    assert found[4].tagged_run_metadata.tag == "run"


def test_each_event_is_in_the_file_at_once(tmp_path, framed):
    writer = EventWriter(tmp_path)
    for step in range(1, 20):
        writer.add_summary(summaries.scalar("x", step), step)
        assert steps(framed(writer.path)) == list(range(1, step + 1))
    writer.close()


def test_closed_and_opened_again(tmp_path, framed, monkeypatch):
    writer = EventWriter(tmp_path, "", numbered=False)
    writer.add_summary(summaries.scalar("x", 1), 1)
    writer.close()
    writer.close()
    assert writer.closed
    with pytest.raises(tf.errors.FailedPreconditionError, match="closed; reopen"):
        writer.add_summary(summaries.scalar("x", 2), 2)
    first, now = writer.path, time.time()
    monkeypatch.setattr(time, "time", lambda: now + 7)
    writer.reopen()
    writer.add_summary(summaries.scalar("x", 3), 3)
    writer.reopen()  # open: nothing happens
    assert writer.path != first and steps(framed(first)) == [1] and steps(framed(writer.path)) == [3]
    writer.close()


def test_a_file_of_the_same_name_is_gone_on_with(tmp_path, framed, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    writers = [EventWriter(tmp_path, "", numbered=False) for _ in range(2)]
    for step in range(6):
        writers[step % 2].add_summary(summaries.scalar("x", step), step)
    (name,) = os.listdir(tmp_path)
    found = framed(tmp_path / name)
    assert steps(found) == list(range(6)) and [e.HasField("summary") for e in found] == [False, *[True] * 6]
    for writer in writers:
        writer.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be deleted")
def test_a_deleted_folder_is_made_again(tmp_path, framed):
    with EventWriter(tmp_path / "logs") as writer:
        writer.add_summary(summaries.scalar("x", 1), 1)
        shutil.rmtree(tmp_path / "logs")
        writer.add_summary(summaries.scalar("x", 2), 2)
        assert [e.WhichOneof("what") for e in framed(writer.path)] == ["file_version", "summary"]
        shutil.rmtree(tmp_path / "logs")
        writer.flush()
        assert [e.WhichOneof("what") for e in framed(writer.path)] == ["file_version"]


def test_a_relative_folder_stays_where_it_was(tmp_path, framed, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with EventWriter("logs") as writer:
        (tmp_path / "other").mkdir()
        monkeypatch.chdir(tmp_path / "other")
        if os.name != "nt":
            shutil.rmtree(tmp_path / "logs")
        writer.add_summary(summaries.scalar("x", 1), 1)
    assert writer.logdir == "logs" and os.path.dirname(writer.path) == str(tmp_path / "logs")
    assert steps(framed(writer.path)) == [1]


def test_threads_share_a_writer(tmp_path, framed):
    with EventWriter(tmp_path) as writer:
        summary = summaries.text("t", "x" * 5000)
        threads = [
            threading.Thread(target=lambda k=k: [writer.add_summary(summary, 100 * k + i) for i in range(50)])
            for k in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = steps(framed(writer.path))
    assert sorted(found) == [100 * k + i for k in range(4) for i in range(50)]
    assert all([s for s in found if s // 100 == k] == [100 * k + i for i in range(50)] for k in range(4))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_processes_that_fork_share_a_writer(tmp_path, framed):
    with EventWriter(tmp_path) as writer:
        with writer._lock:  # held by the parent's thread: the child's is free
            child = os.fork()
            if not child:
                try:
                    for step in range(100, 150):
                        writer.add_summary(summaries.scalar("x", step), step)
                finally:
                    os._exit(0)
        for step in range(50):
            writer.add_summary(summaries.scalar("x", step), step)
        assert os.waitpid(child, 0)[1] == 0
    assert sorted(steps(framed(writer.path))) == [*range(50), *range(100, 150)]


def test_half_an_event_is_taken_back(tmp_path, framed, monkeypatch):
    write, room = os.write, [30]

    def full(file, data):
        if not room[0]:
            raise OSError(28, "No space left on device")
        taken = write(file, bytes(data[: room[0]]))
        room[0] -= taken
        return taken

    with EventWriter(tmp_path) as writer:
        writer.add_summary(summaries.scalar("x", 1), 1)
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(tf.errors.ResourceExhaustedError, match=r"tfevents.*No space left"):
            writer.add_summary(summaries.scalar("x", 2), 2)
        monkeypatch.undo()
        writer.add_summary(summaries.scalar("x", 3), 3)
    assert steps(framed(writer.path)) == [1, 3]


def test_other_things_are_no_events(tmp_path):
    with EventWriter(tmp_path) as writer:
        for add in (writer.add, writer.add_summary, lambda x: writer.add(event(graph_def=x))):
            with pytest.raises(TypeError, match=r"holds messages .* received 'x'"):
                add("x")


def test_no_place(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((tf.errors.FailedPreconditionError, tf.errors.AlreadyExistsError), match="file"):
        EventWriter(tmp_path / "file")
