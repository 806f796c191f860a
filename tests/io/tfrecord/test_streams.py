"""What may come over a file while records are written to it: kills, a full disk, forks, other writers."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.core.base import errors
from tenfold.io.tfrecord.framing import frame
from tenfold.io.tfrecord.reader import records
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are mapped on Linux")

START = """
import os, resource, signal, sys, traceback
from tenfold.core.base import errors
from tenfold.io.tfrecord.framing import frame
from tenfold.io.tfrecord.reader import records
from tenfold.io.tfrecord.writer import TFRecordWriter
def read(path):
    found = []
    try:
        for record in records(path): found.append(record)
    except errors.DataLossError as wrong:
        assert "truncated record" in str(wrong), wrong
    return found
def run(name, path, program):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        exec(program, {**globals(), "path": path})
        wrong = "fine"
    except Exception:
        wrong = traceback.format_exc()
    with open(path + ".said", "w") as file: file.write(wrong)
    os._exit(0)
"""

KILLS = """
sizes = [0, 5, 100, 175, 3000, 30_000, 70_000]
for count in (0, 1, 32, 33, 34, 400):
    os.path.exists(path) and os.unlink(path)
    child = os.fork()
    if not child:
        writer = TFRecordWriter(path)
        for i in range(count): writer.write(b"%5d" % i + bytes(sizes[i % 7]))
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert read(path) == [b"%5d" % i + bytes(sizes[i % 7]) for i in range(count)], count
"""

FULL = """
limit = 500_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for size in (100, 3000, 40_000, 70_000):
    os.path.exists(path) and os.unlink(path)
    writer, done = TFRecordWriter(path), 0
    try:
        while True:
            writer.write(b"%7d" % done + bytes(size))
            done += 1
    except errors.ResourceExhaustedError as wrong:
        assert path in str(wrong) and "File too large" in str(wrong)
    assert (done + 1) * (size + 23) > limit >= done * (size + 23), (done, size)
    for again in range(10_000):  # smaller ones may find a place
        try: writer.write(b"")
        except errors.ResourceExhaustedError: break
    assert [r for r in read(path) if r] == [b"%7d" % i + bytes(size) for i in range(done)]
    writer.close()
    assert os.path.getsize(path) == done * (size + 23) + again * 16
"""

CUT = """
import faulthandler
for before in (False, True):
    if before: faulthandler.enable()  # whose handler is asked first, and ours then
    writer = TFRecordWriter(path)
    for i in range(1000): writer.write(b"record")
    os.truncate(path, 0)
    try:
        for i in range(1000): writer.write(b"record")
        writer.flush()
        raise SystemExit("nobody noticed")
    except errors.DataLossError as wrong:
        assert path in str(wrong) and "has made the file shorter" in str(wrong), wrong
    try: writer.close()
    except errors.DataLossError: pass
    assert os.path.getsize(path) == 0
    if not before:
        with TFRecordWriter(path) as writer: writer.write(b"again")
        assert read(path) == [b"again"]
"""

OTHER_SIGNALS = """
import mmap
with TFRecordWriter(path) as writer:
    for i in range(1000): writer.write(b"record")
file = open(path, "r+b")
map = mmap.mmap(file.fileno(), 0)
os.truncate(path, 0)
child = os.fork()
if not child:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    map[0]
    os._exit(0)
assert os.waitpid(child, 0)[1] == signal.SIGBUS
"""

FORK = """
for kind in ("", "GZIP"):
    writer = TFRecordWriter(path, kind)
    for i in range(100): writer.write(b"parent")
    child = os.fork()
    if not child:
        for call in (lambda: writer.write(b"child"), lambda: writer.write(bytes(100_000)), writer.flush):
            try: call()
            except errors.FailedPreconditionError as wrong: assert "before this process was forked" in str(wrong)
            else: os._exit(1)
        writer.close()
        del writer
        sys.exit(0)  # with all that is done at a program's end
    assert os.waitpid(child, 0)[1] == 0
    for i in range(100): writer.write(b"parent")
    writer.close()
    assert list(records(path, kind)) == [b"parent"] * 200
"""

OPEN = """
for kind in ("", "GZIP"):
    child = os.fork()
    if not child:
        writer = TFRecordWriter(path, kind)
        for i in range(100): writer.write(b"x")
        sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert list(records(path, kind)) == [b"x"] * 100
"""

PROGRAMS = {
    "a kill loses nothing that was written": KILLS,
    "a file that may not grow": FULL,
    "forked processes leave the file alone": FORK,
    "a writer that the program did not close": OPEN,
    "a file that somebody cuts": CUT,
    "other bus errors end the process": OTHER_SIGNALS,
}
OF_MAPPINGS = list(PROGRAMS)[4:]


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """A function that gives what became of each program, natively or not; all are forked from one process."""

    @functools.cache
    def run(native):
        folder = tmp_path_factory.mktemp("streams")
        names = [name for name in PROGRAMS if name not in OF_MAPPINGS or (native and library.available())]
        calls = [f"run({name!r}, {str(folder / name)!r}, {PROGRAMS[name]!r})" for name in names]
        environment = {**os.environ, **({} if native else {"TENFOLD_NATIVE": "0"})}
        subprocess.run([sys.executable, "-c", "\n".join([START, *calls])], check=True, env=environment)
        return {name: (folder / f"{name}.said").read_text(encoding="utf-8") for name in names}

    return run


@pytest.mark.parametrize("native", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(said, name, native):
    if name in OF_MAPPINGS and not (native and library.available()):
        pytest.skip("nothing is mapped")
    assert said(native)[name] == "fine"


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "x.tfrecord")


def test_another_writer_of_the_path(path):
    first = tf.io.TFRecordWriter(path)
    for _ in range(1000):
        first.write(b"first")
    os.chmod(path, 0o604)
    with tf.io.TFRecordWriter(path) as second:
        for i in range(1000):
            second.write(b"second %d" % i)
            first.write(b"first")
    first.close()
    assert list(records(path)) == [b"second %d" % i for i in range(1000)]
    assert os.stat(path).st_mode & 0o777 == 0o604


def test_a_link_leads_to_the_file_that_is_replaced(path, tmp_path):
    link = str(tmp_path / "link")
    os.symlink(path, link)
    with tf.io.TFRecordWriter(link) as first:
        first.write(b"first")
        with tf.io.TFRecordWriter(link) as second:
            second.write(b"second")
    assert os.path.islink(link) and Path(path).read_bytes() == frame(b"second")


def test_errors_name_the_path(path):
    with pytest.raises(errors.FailedPreconditionError, match=r"x\.tfrecord/no; Not a directory"):
        Path(path).touch()
        tf.io.TFRecordWriter(f"{path}/no")
