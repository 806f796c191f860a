"""A model file is written whole or not at all, where its name leads to, and with the rights that the old one had."""

import os
import resource
import signal
import stat
import tarfile
import zipfile

import pytest
from programs import keras

from tenfold.keras.utils.archive import extract_archive

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, modes and limits are POSIX's")


def model():
    return keras.Sequential([keras.layers.Dense(100, input_shape=(100,))])


@pytest.mark.parametrize("write", ["save", "save_weights"])
def test_a_full_disk_is_an_error_of_the_system_that_names_the_file(write, tmp_path):
    path = tmp_path / "m.h5"
    path.write_bytes(b"old")
    handled, limit = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limit[1]))
        with pytest.raises(OSError, match="cannot write, File too large: .*m.h5"):
            getattr(model(), write)(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handled)
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["m.h5"]


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "1.h5").write_bytes(b"old")
    os.symlink("runs/1.h5", tmp_path / "latest.h5")
    model().save(tmp_path / "latest.h5")
    assert os.readlink(tmp_path / "latest.h5") == "runs/1.h5"
    assert keras.models.load_model(tmp_path / "runs" / "1.h5").count_params() == 10100


def test_a_file_that_only_its_user_may_read_stays_so(tmp_path):
    model().save(tmp_path / "m.h5")
    (tmp_path / "m.h5").chmod(0o600)
    model().save(tmp_path / "m.h5")
    assert stat.S_IMODE((tmp_path / "m.h5").stat().st_mode) == 0o600


def encrypted(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "x" * 100)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)


def cut(path):
    (path.parent / "text").write_bytes(os.urandom(20_000))
    with tarfile.open(path, "w:gz") as archive:
        archive.add(path.parent / "text", "text")
    path.write_bytes(path.read_bytes()[:10_000])


@pytest.mark.parametrize("damage", [encrypted, cut])
def test_an_archive_that_cannot_be_unpacked_is_named_and_leaves_nothing(damage, tmp_path):
    damage(tmp_path / "archive")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="archive.* cannot be unpacked"):
        extract_archive(tmp_path / "archive", tmp_path / "folder")
    assert not os.listdir(tmp_path / "folder")
