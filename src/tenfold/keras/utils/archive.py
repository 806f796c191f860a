"""Unpacking tar and zip archives without ever leaving the folder they are unpacked into."""

import os
import shutil
import tarfile
import tempfile
import warnings
import zipfile
import zlib

_FORMATS = {"tar": tarfile.is_tarfile, "zip": zipfile.is_zipfile}


def extract_archive(path, folder, archive_format="auto"):
    """Unpack the archive at `path` into `folder`.

    Args:
        path: the archive.
        folder: where to put its content; existing files of the same names are replaced.
        archive_format: "auto" (tar, then zip), "tar", "zip", a list of these, or None for nothing.

    Returns:
        The set of names that the archive put at the top of `folder`; None where no format fits.

    Members whose path or link leads out of the folder are skipped with a warning. The content is unpacked aside and
    moved into place when it is complete.

    Raises:
        OSError: the archive is damaged or encrypted, or there is no place for its content.
    """
    if archive_format is None or archive_format == "auto":
        archive_format = [] if archive_format is None else ["tar", "zip"]
    for name in [archive_format] if isinstance(archive_format, str) else archive_format:
        if name not in _FORMATS:
            raise ValueError(
                f"archive_format must be 'auto', 'tar', 'zip', a list of these or None. Received: {name!r}"
            )
        if _FORMATS[name](path):
            try:
                return _unpack(path, folder, name)
            except (EOFError, RuntimeError, tarfile.TarError, zipfile.BadZipFile, zlib.error) as error:
                raise OSError(f"The archive {path} cannot be unpacked; is it damaged, or encrypted? {error}") from error
    return None


def _unpack(path, folder, name):
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder) as aside:
        if name == "tar":
            with tarfile.open(path) as archive:
                archive.extractall(aside, filter=_safe_member)  # noqa: S202  the filter keeps it inside
        else:
            with zipfile.ZipFile(path) as archive:
                archive.extractall(aside)  # noqa: S202  zipfile itself drops "..", drives and leading slashes
        top = set(os.listdir(aside))
        for entry in top:
            _move(os.path.join(aside, entry), os.path.join(folder, entry))
    return top


def _safe_member(member, folder):
    """tarfile's data filter, which refuses what leads outside; None skips the member."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError as error:
        warnings.warn(f"Skipping invalid path during archive extraction: '{member.name}' ({error}).", stacklevel=2)
        return None


def _move(source, target):
    """Move `source` to `target`; folders that exist on both sides are merged, files are replaced."""
    if not (os.path.isdir(source) and os.path.isdir(target)) or os.path.islink(source) or os.path.islink(target):
        if os.path.isdir(target) and not os.path.islink(target):
            shutil.rmtree(target)
        os.replace(source, target)
        return
    for entry in os.listdir(source):
        _move(os.path.join(source, entry), os.path.join(target, entry))
