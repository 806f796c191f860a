"""A checkpoint takes another's place whole or not at all, and takes nothing else with it."""

import os
import signal

import numpy as np
import pytest

from tenfold.core.base import errors
from tenfold.io import bundle
from tenfold.io.bundle import places


def value(prefix):
    return bundle.Reader(prefix).get_tensor("a").item()


def save(prefix, number, shards=1):
    with bundle.Writer(prefix, shards) as writer:
        for n in range(shards):
            writer.add("ab"[n], np.array(number), shard=n)


def names(folder):
    return sorted(os.listdir(folder))


@pytest.mark.parametrize("base", ["ck", "[x]*", "dürr ?", "ck.index", "-"])
def test_names_alternate(tmp_path, base):
    prefix = str(tmp_path / base)
    for number, data in enumerate(("00000-of-00001", "00001-of-00002", "00000-of-00001")):
        save(prefix, number)
        assert names(tmp_path) == sorted([f"{base}.data-{data}", f"{base}.index"]) and value(prefix) == number
    save(prefix, 7, shards=2)
    assert [name[-14:] for name in names(tmp_path)[:2]] == ["00000-of-00002", "00001-of-00002"] and value(prefix) == 7
    save(prefix, 8)
    assert names(tmp_path) == sorted([f"{base}.data-00000-of-00001", f"{base}.index"]) and value(prefix) == 8


def test_folders_are_made(tmp_path):
    save(tmp_path / "new" / "er" / "ck", 1)
    assert value(tmp_path / "new" / "er" / "ck") == 1


def test_a_save_that_fails_leaves_the_old_one(tmp_path):
    prefix = tmp_path / "ck"
    save(prefix, 1)
    before = names(tmp_path)
    with pytest.raises(errors.UnimplementedError, match="variant"), bundle.Writer(prefix) as writer:
        writer.add("a", np.ones(3))
        writer.add("b", np.array(None), "variant")
    with pytest.raises(KeyboardInterrupt):
        bundle.write(prefix, {"a": lambda: (_ for _ in ()).throw(KeyboardInterrupt)})
    assert names(tmp_path) == before and value(prefix) == 1


def test_a_tensor_that_is_there_in_part_is_in_no_checkpoint(tmp_path, monkeypatch):
    prefix = tmp_path / "ck"
    save(prefix, 1)
    with pytest.raises(errors.FailedPreconditionError, match="not whole"), bundle.Writer(prefix) as writer:
        with monkeypatch.context() as full:
            full.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(errors.ResourceExhaustedError, match="No space left"):
                writer.add("a", np.ones(100_000))
        writer.add("b", np.ones(3))
    assert value(prefix) == 1


def test_names_are_in_utf_8_whatever_those_of_files_are_in(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("latin-1"))
    monkeypatch.setattr(os, "fsdecode", lambda name: name.decode("latin-1") if isinstance(name, bytes) else str(name))
    bundle.write(tmp_path / "ck", {"ü": np.ones(1)})
    assert bundle.Reader(tmp_path / "ck").keys == ["ü"] and "ü".encode() in (tmp_path / "ck.index").read_bytes()


def test_leftovers_go_with_the_next_save_and_nothing_else_does(tmp_path):
    prefix = tmp_path / "ck-1"
    others = ["ck-10.data-00001-of-00002", "ck-1.data-00001-of-00002.txt", "xck-1.data-00000-of-00001", "ck-1.meta"]
    left = ["ck-1.data-00004-of-00005", "ck-1.data-00001-of-00002", f"ck-1.index.{'0f' * 8}.part"]
    for name in others + left:
        (tmp_path / name).write_bytes(b"?")
    save(prefix, 3)
    assert names(tmp_path) == sorted([*others, "ck-1.data-00000-of-00001", "ck-1.index"])


def test_what_stands_beside_an_index_that_cannot_be_read_stays_until_the_new_one_is_there(tmp_path):
    prefix = tmp_path / "ck"
    save(prefix, 1)
    (tmp_path / "ck.index").write_bytes(b"broken")
    with bundle.Writer(prefix) as writer:
        assert "ck.data-00000-of-00001" in names(tmp_path)
        writer.add("a", np.array(2))
    assert names(tmp_path) == ["ck.data-00001-of-00002", "ck.index"] and value(prefix) == 2


def test_two_saves_at_once(tmp_path):
    prefix = tmp_path / "ck"
    save(prefix, 0)
    first, second, third = bundle.Writer(prefix), bundle.Writer(prefix), bundle.Writer(prefix, shards=2)
    for number, writer in enumerate((first, second, third), 1):
        writer.add("a", np.array(number))
    for number, writer in ((2, second), (1, first), (3, third)):
        writer.finish()
        assert value(prefix) == number
    assert len(names(tmp_path)) == 3


def test_another_save_sweeps_an_index_before_it_is_locked(tmp_path, monkeypatch):
    locked, swept = places._locked, []

    def sometimes(descriptor):
        if not swept and (found := list(tmp_path.glob("ck.index.*.part"))):
            swept.append(found[0].unlink())
        return locked(descriptor)

    monkeypatch.setattr(places, "_locked", sometimes)
    save(tmp_path / "ck", 5)
    assert swept and value(tmp_path / "ck") == 5


def test_a_reader_of_before_reads_what_was_there(tmp_path):
    prefix = tmp_path / "ck"
    save(prefix, 1)
    early, late = bundle.Reader(prefix), bundle.Reader(prefix)
    assert early.get_tensor("a") == 1
    save(prefix, 2)
    save(prefix, 3)  # whose data file has the first one's name
    assert early.get_tensor("a") == 1
    with pytest.raises(errors.AbortedError, match="written again"):
        late.get_tensor("a")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_killed_while_saving(tmp_path, monkeypatch):
    """At every write, flush and rename, once: the old checkpoint or the new one, and the next save cleans up."""
    prefix = str(tmp_path / "ck")
    seen = set()
    for moment in range(100):
        save(prefix, 1)
        if not _killed(moment, lambda: save(prefix, 2, shards=2)):
            break
        found = value(prefix)
        assert found in (1, 2)
        seen.add(found)
        save(prefix, 3)
        assert len(names(tmp_path)) == 2 and value(prefix) == 3
    assert seen == {1, 2} and 8 < moment < 99


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_killed_while_merging(tmp_path):
    prefix, old = str(tmp_path / "ck"), str(tmp_path / "old" / "part")
    seen = set()
    for moment in range(100):
        save(prefix, 1)
        save(old, 2)
        if not _killed(moment, lambda: bundle.merge([old], prefix)):
            break
        found = value(prefix)
        seen.add(found)
        assert found == 2 or value(old) == 2
        save(prefix, 3)
        save(old, 4)
        assert len(names(tmp_path)) == 3 and len(names(tmp_path / "old")) == 2 and value(prefix) == 3
    assert seen == {1, 2} and 8 < moment < 99


def _killed(moment, task):
    """Runs `task` in a child that is killed before its system call number `moment`; False if it makes fewer."""
    child = os.fork()
    if child == 0:
        calls = iter(range(moment))
        for name in ("open", "write", "fsync", "link", "replace", "remove"):
            setattr(os, name, _dying(getattr(os, name), calls))
        task()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def _dying(function, calls):
    def call(*args, **kwargs):
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    return call


def test_merging_takes_the_place_of_what_was_there(tmp_path):
    prefix = str(tmp_path / "ck")
    save(prefix, 1)
    for n in (0, 1):
        bundle.write(tmp_path / f"old_{n}" / "part", {"ab"[n]: np.array(5 + n)})
    (tmp_path / "old_1" / "mine").write_text("stays")
    with pytest.raises(errors.InvalidArgumentError, match="'a' is in another"):
        bundle.merge([prefix, str(tmp_path / "old_0" / "part")], str(tmp_path / "both"))
    bundle.merge([str(tmp_path / f"old_{n}" / "part") for n in (0, 1)], prefix)
    assert value(prefix) == 5 and bundle.Reader(prefix).get_tensor("b") == 6
    assert [n for n in names(tmp_path) if n != "old_1"] == [
        "ck.data-00000-of-00002",
        "ck.data-00001-of-00002",
        "ck.index",
    ]
    assert names(tmp_path / "old_1") == ["mine"]


def test_errors_of_the_system(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.FailedPreconditionError, match="ck; Not a directory"):
        bundle.Writer(tmp_path / "file" / "ck")
    gone = tmp_path / "gone"
    with pytest.raises(errors.NotFoundError, match="ck; No such file"), bundle.Writer(gone / "ck") as writer:
        writer.add("a", np.ones(3))
        gone.rename(tmp_path / "elsewhere")
    with pytest.raises(errors.NotFoundError, match="ck.index"):
        bundle.Reader(tmp_path / "ck")
    assert places.current_shards(str(tmp_path / "ck")) is None


@pytest.mark.parametrize("links", [True, False])
def test_a_merge_that_fails_leaves_what_was_there(tmp_path, monkeypatch, links):
    prefix = str(tmp_path / "ck")
    save(prefix, 1)
    old = [str(tmp_path / f"old_{n}") for n in (0, 1)]
    for n, path in enumerate(old):
        bundle.write(path, {"ab"[n]: np.array(5 + n)})
    before = names(tmp_path)
    if links:
        monkeypatch.setattr("tenfold.io.bundle.merging.put_index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bundle.merge(old, prefix)
        assert names(tmp_path) == before and value(old[0]) == 5 and value(prefix) == 1
        monkeypatch.undo()
    else:
        monkeypatch.setattr(os, "link", lambda *_: os.stat("/no/links"))
    bundle.merge(old, prefix)
    assert value(prefix) == 5 and names(tmp_path) == ["ck.data-00000-of-00002", "ck.data-00001-of-00002", "ck.index"]


def test_an_interrupt_after_the_index_is_renamed_harms_nothing(tmp_path, monkeypatch):
    prefix = str(tmp_path / "ck")
    save(prefix, 1)
    real = os.replace

    def interrupted(*paths):
        real(*paths)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(prefix, 2)
    assert value(prefix) == 2 and len(names(tmp_path)) == 2


def test_a_writer_that_is_forgotten_holds_nothing(tmp_path):
    prefix = str(tmp_path / "ck")
    save(prefix, 1)
    writer = bundle.Writer(prefix)
    writer.add("a", np.array(2))
    del writer
    save(prefix, 3)
    assert value(prefix) == 3 and len(names(tmp_path)) == 2
