"""Files are written whole or not at all, where links lead, with the rights they had; what a kill left is removed."""

import errno
import os
import stat
import subprocess
import sys
import threading

import pytest

import tenfold as tf
from tenfold.ops.bytes import whole_file as module
from tenfold.ops.bytes.whole_file import SUFFIX, whole_file

posix = pytest.mark.skipif(os.name == "nt", reason="links, modes, pipes and locks are POSIX's")


def write(path, content, **more):
    with whole_file(path, **more) as file:
        file.write(content)


def test_it_takes_its_place_when_the_block_ends(tmp_path):
    path = tmp_path / "new" / "folder" / "f"
    with whole_file(os.fsencode(path)) as file:
        file.write(b"1")
        assert not path.exists() and os.listdir(path.parent) == ["f" + SUFFIX]
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write(b"2")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"1" and os.listdir(path.parent) == ["f"]
    write(path, b"3")
    assert path.read_bytes() == b"3" and os.listdir(path.parent) == ["f"]


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127, "x" * 243])
def test_names_may_be_as_long_as_the_system_has_them(name, tmp_path):
    write(tmp_path / name, b"1")
    write(tmp_path / name, b"2")
    assert os.listdir(tmp_path) == [name] and (tmp_path / name).read_bytes() == b"2"


@posix
def test_rights_are_handed_down_and_new_files_have_the_usual_ones(tmp_path):
    old = os.umask(0o027)
    try:
        write(tmp_path / "new", b"1")
        write(tmp_path / "mine", b"1", mode=0o600)
    finally:
        os.umask(old)
    assert [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("new", "mine")] == [0o640, 0o600]
    (tmp_path / "new").chmod(0o604)
    with whole_file(tmp_path / "new") as file:  # nobody else reads it before it is there
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o604
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path):
    write(tmp_path / "f", b"1")
    os.chown(tmp_path / "f", 12345, 54321)
    write(tmp_path / "f", b"2")
    found = (tmp_path / "f").stat()
    assert (found.st_uid, found.st_gid) == (12345, 54321)


@posix
def test_links_stay_and_lead_to_the_new_content(tmp_path):
    (tmp_path / "runs").mkdir()
    os.symlink("runs", tmp_path / "folder")
    os.symlink("folder/1", tmp_path / "latest")
    write(tmp_path / "latest", b"1")  # a link to what is not there yet
    write(tmp_path / "latest", b"2")
    assert (tmp_path / "runs" / "1").read_bytes() == b"2" and os.readlink(tmp_path / "latest") == "folder/1"
    assert os.listdir(tmp_path / "runs") == ["1"]
    os.symlink("round", tmp_path / "round")
    with pytest.raises(OSError, match="symbolic links") as error:
        write(tmp_path / "round", b"")
    assert error.value.errno == errno.ELOOP


STRAIGHT = """
import sys
from tenfold.ops.bytes.whole_file import whole_file
with whole_file(sys.argv[1]) as file:
    file.write(b"out")
"""


@posix
def test_pipes_devices_and_open_files_are_written_straight(tmp_path):
    write("/dev/null", b"x" * 100)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write(tmp_path / "pipe", b"through")
    reader.join(5)
    assert read == [b"through"] and os.listdir(tmp_path) == ["pipe"]
    os.symlink("/dev/stdout", tmp_path / "log")
    with open(tmp_path / "shell", "wb") as out:
        subprocess.run([sys.executable, "-c", STRAIGHT, tmp_path / "log"], stdout=out, check=True)
        assert os.path.samestat(os.fstat(out.fileno()), os.stat(tmp_path / "shell")), "the shell's file was replaced"
    assert (tmp_path / "shell").read_bytes() == b"out"


def test_errors_name_the_file(tmp_path, monkeypatch):
    with pytest.raises(IsADirectoryError) as error:
        write(tmp_path, b"")
    assert error.value.filename == str(tmp_path)
    for wrong in (f"{tmp_path}{os.sep}", "."):
        with pytest.raises(IsADirectoryError):
            write(wrong, b"")
    with pytest.raises(FileNotFoundError):
        write("", b"")
    (tmp_path / "f").write_bytes(b"old")
    with pytest.raises(NotADirectoryError):
        write(tmp_path / "f" / "g", b"")
    with pytest.raises(OSError, match=f"{'y' * 256}'$") as error:
        write(tmp_path / ("y" * 256), b"")
    assert error.value.errno == errno.ENAMETOOLONG

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*f'"):
        write(tmp_path / "f", b"new")
    with pytest.raises(tf.errors.ResourceExhaustedError, match="f; No space left"):
        tf.io.write_file(str(tmp_path / "f"), b"new")
    write(tmp_path / "f", b"made again", durable=False)
    assert os.listdir(tmp_path) == ["f"] and (tmp_path / "f").read_bytes() == b"made again"


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError, match="in its folder: '.*f'"):
            write(tmp_path / "f", b"new")
    finally:
        tmp_path.chmod(0o700)


KILLED = """
import os, signal, sys
from tenfold.ops.bytes.whole_file import whole_file
with whole_file(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@posix
def test_what_a_killed_process_left_is_removed_by_the_next_that_writes(tmp_path):
    path = tmp_path / "f"
    write(path, b"old")
    subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    assert sorted(os.listdir(tmp_path)) == ["f", "f" + SUFFIX] and path.read_bytes() == b"old"
    (tmp_path / "g.part").write_bytes(b"somebody's own")
    write(path, b"new")
    assert sorted(os.listdir(tmp_path)) == ["f", "g.part"] and path.read_bytes() == b"new"


@posix
def test_what_is_being_written_is_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "f"
    with whole_file(path) as first:
        first.write(b"first")
        with whole_file(path) as second:
            second.write(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first" and os.listdir(tmp_path) == ["f"]

    def unlocked(*_):
        raise OSError(errno.ENOLCK, "no locks here")

    (tmp_path / ("f" + SUFFIX)).write_bytes(b"whose is it?")
    monkeypatch.setattr(module.fcntl, "flock", unlocked)
    write(path, b"third")
    assert path.read_bytes() == b"third" and sorted(os.listdir(tmp_path)) == ["f", "f" + SUFFIX]


@posix
def test_a_link_that_lies_in_the_way_is_not_followed(tmp_path):
    (tmp_path / "victim").write_bytes(b"precious")
    os.symlink("victim", tmp_path / ("f" + SUFFIX))
    write(tmp_path / "f", b"1")
    assert (tmp_path / "victim").read_bytes() == b"precious" and (tmp_path / "f").read_bytes() == b"1"


@posix
def test_a_forked_child_that_leaves_the_block_leaves_the_file(tmp_path, monkeypatch):
    with whole_file(tmp_path / "f") as file:
        file.write(b"parent's")
        own, pid = module.whole_file(tmp_path / "g"), os.getpid()
        own.__enter__()
        monkeypatch.setattr(os, "getpid", lambda: pid + 1)
        assert not own.__exit__(SystemExit, SystemExit(), None)
        monkeypatch.undo()
        assert os.path.exists(tmp_path / ("g" + SUFFIX))
    assert (tmp_path / "f").read_bytes() == b"parent's"


def test_threads_that_write_one_file_leave_one_of_theirs(tmp_path):
    contents = [bytes([i]) * 100_000 for i in range(8)]

    def write_often(content):
        for _ in range(5):
            write(tmp_path / "f", content, durable=False)

    threads = [threading.Thread(target=write_often, args=(c,)) for c in contents]
    for t in threads:
        t.start()
    while any(t.is_alive() for t in threads):
        if (tmp_path / "f").exists():
            assert (tmp_path / "f").read_bytes() in contents
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts open files")
def test_an_interruption_before_there_is_anything_to_write(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    for name in ("_is_ours", "_is_named"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, interrupted)
            before = len(os.listdir("/proc/self/fd"))
            with pytest.raises(KeyboardInterrupt), whole_file(tmp_path / "x"):
                pass
            assert len(os.listdir("/proc/self/fd")) == before and not list(tmp_path.iterdir())
