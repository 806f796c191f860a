"""A folder is private when nobody else can have written into it, or put another in its place."""

import os
import stat

import pytest

from tenfold.runtime import private_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX's users and modes")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "home" / ".cache" / "tenfold"
    private_folder.make(folder)
    return folder


def test_what_is_made_is_this_users_alone(folder):
    for made in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert private_folder.objection(folder) is None


@pytest.mark.parametrize("above", [0, 1, 2], ids=["itself", "above", "further above"])
def test_a_folder_on_the_way_that_others_may_write_into(folder, above):
    place = [folder, *folder.parents][above]
    place.chmod(0o777)
    assert private_folder.objection(folder) == f"others may write into {place} (mode 0777)"
    with pytest.raises(PermissionError, match="others may write"):
        private_folder.make(folder)


def test_a_sticky_folder_above_is_safe_but_not_to_live_in(folder):
    folder.parent.chmod(0o1777)  # as /tmp is
    assert private_folder.objection(folder) is None
    assert "others may write" in private_folder.objection(folder.parent)


def test_links_are_followed_to_what_they_lead_through(folder, tmp_path):
    shared = tmp_path / "shared"
    private_folder.make(shared / "inside")
    link = folder / "link"
    link.symlink_to("../../../shared/inside")
    assert private_folder.objection(link) is None
    shared.chmod(0o777)
    assert private_folder.objection(link) == f"others may write into {shared} (mode 0777)"


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root gives files away")
def test_what_another_user_owns(folder):
    for place, said in ((folder.parent, "belongs to user 12345"), (folder, "belongs to user 12345, not to 0")):
        os.chown(place, 12345, -1)
        assert private_folder.objection(folder) == f"{place} {said}"
        os.chown(place, 0, -1)
    link = folder / "link"
    link.symlink_to(folder)
    os.chown(link, 12345, -1, follow_symlinks=False)
    assert private_folder.objection(link) == f"{link} belongs to user 12345"


def test_files_that_came_before_the_folder_was_private_are_not_read(folder):
    file = folder / "file"
    file.write_bytes(b"data")
    file.chmod(0o600)
    assert private_folder.read(file) == b"data"
    file.chmod(0o666)
    with pytest.raises(PermissionError, match="another user"):
        private_folder.read(file)
    (folder / "link").symlink_to(file)
    with pytest.raises(OSError):
        private_folder.read(folder / "link")


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "program", 0o600)
    with pytest.raises(PermissionError, match="program is no file"):
        private_folder.read(folder / "program")
