"""`get_file`: a file from a URL, kept in Keras's cache, checked against its hash and unpacked on request."""

import atexit
import functools
import hashlib
import os
import shutil
import tempfile
import urllib.error
import warnings
from urllib.parse import urlsplit

from tenfold.keras.utils.archive import extract_archive
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.enqueuers import GeneratorEnqueuer, OrderedEnqueuer, SequenceEnqueuer  # noqa: F401  (as Sequence)
from tenfold.keras.utils.io_utils import path_to_string, print_msg
from tenfold.keras.utils.sequence import PyDataset as Sequence  # noqa: F401  (what Keras 2 has in this module too)
from tenfold.keras.utils.transfer import BROKEN, Transfer
from tenfold.ops.bytes.whole_file import whole_file

TRUST_CACHE = "TENFOLD_TRUST_CACHE"
_BLOCK = 1 << 16


def keras_home() -> str:
    """Keras's folder: the environment variable KERAS_HOME, else `~/.keras`."""
    return os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")


def get_file(
    fname=None,
    origin=None,
    untar=False,
    md5_hash=None,
    file_hash=None,
    cache_subdir="datasets",
    hash_algorithm="auto",
    extract=False,
    archive_format="auto",
    cache_dir=None,
    force_download=False,
):
    """Download a file unless the cache has it.

    Args:
        fname: name of the file in the cache, an absolute path to put it there; None takes the URL's last part.
        origin: URL of the file (http, https, ftp or file).
        untar: unpack a tar archive and return the folder it unpacks to. The archive is kept as `fname` + ".tar.gz".
        md5_hash: expected MD5 hash; an older spelling of `file_hash`.
        file_hash: expected MD5 or SHA-256 hash, in hexadecimal.
        cache_subdir: folder under `cache_dir`, or an absolute path.
        hash_algorithm: "md5", "sha256", or "auto" (by the length of `file_hash`).
        extract: unpack the archive beside the file.
        archive_format: "auto", "tar", "zip", a list of these, or None for no unpacking.
        cache_dir: folder of the cache; None means `keras_home()`.
        force_download: download it, and unpack it, even where the cache has it.

    Returns:
        Path of the file. With `untar`, the path of the folder that holds the archive's content: `fname` without
        ".tar.gz", or the archive's only top folder where that has another name.
        In programs of Keras 3 `untar` and `extract` are the same: the path is that of a new folder in which the archive
        is unpacked. `fname` "a.zip" is unpacked in "a_extracted", "a" in "a" (the archive is kept as "a_archive").

    Raises:
        ValueError: no `origin`, a download that does not match the hash, or an archive of another format.
        OSError: the file is not in the cache and cannot be downloaded.

    A cached file whose hash differs is downloaded anew; with TENFOLD_TRUST_CACHE=1 in the environment it is used as it
    is, with a warning. An interrupted download or extraction leaves nothing behind that looks complete.
    """
    if origin is None:
        raise ValueError('Please specify the "origin" argument (URL of the file to download).')
    if md5_hash is not None and file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    name = path_to_string(fname) or _name_in(origin)
    file_name, folder_name, unpack = _unpacking(name, fname is not None, untar, extract, archive_format)
    folder = _cache_folder(cache_dir, cache_subdir, file_name)
    path = os.path.join(folder, file_name)
    is_new = force_download or not _is_cached(path, file_hash, hash_algorithm)
    if is_new:
        _download(origin, path, file_hash, hash_algorithm)
    if unpack:
        unpacked = os.path.join(folder, folder_name)
        return unpack(path, folder, unpacked) if is_new or not os.path.isdir(unpacked) else unpacked
    if extract:
        extract_archive(path, folder, archive_format)
    return path


def _unpacking(name, is_given, untar, extract, archive_format):
    """Names of the file and of the folder that it is unpacked to, and what does that; the latter two may be None."""
    if (untar or extract) and by_era("get_file.unpacks_in_a_new_folder"):
        return *_names_in_keras_3(name, is_given), functools.partial(_unpack, archive_format=archive_format)
    if untar:
        folder = name.removesuffix(".tar.gz")
        return folder + ".tar.gz", folder, _untar
    return name, None, None


def _names_in_keras_3(name, is_given):
    """Of the archive, and of the folder it is unpacked in."""
    stem = name.removesuffix(".tar.gz") if name.endswith(".tar.gz") else os.path.splitext(name)[0]
    return (name, stem + "_extracted") if is_given and stem != name else (name + "_archive", name)


def _unpack(path, folder, unpacked, archive_format):
    """Unpack into `unpacked`, a folder of its own in `folder`, which is there only once it is complete."""
    if archive_format is None:
        return path
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder) as aside:
        content = os.path.join(aside, "content")
        os.mkdir(content)
        if extract_archive(path, content, archive_format) is None:
            raise ValueError(f"{path} is no archive that archive_format={archive_format!r} can unpack.")
        if os.path.isdir(unpacked):
            shutil.rmtree(unpacked)
        os.replace(content, unpacked)
    return unpacked


def _name_in(origin):
    name = os.path.basename(urlsplit(origin).path)
    if not name:
        raise ValueError(f"Can't parse the file name from the origin provided: '{origin}'. Please specify `fname`.")
    return name


def validate_file(fpath, file_hash, algorithm="auto", chunk_size=_BLOCK):
    """Whether the file's hash is `file_hash`. `algorithm`: "md5", "sha256", or "auto" (by the length of the hash)."""
    digest = hashlib.new(_algorithm(algorithm, file_hash), usedforsecurity=False)
    with open(fpath, "rb") as file:
        while block := file.read(chunk_size):
            digest.update(block)
    return digest.hexdigest() == str(file_hash).lower()


def _algorithm(algorithm, file_hash):
    if algorithm == "auto":
        return "sha256" if len(str(file_hash)) == 64 else "md5"
    if algorithm not in ("md5", "sha256"):
        raise ValueError(f"hash_algorithm must be 'md5', 'sha256' or 'auto'. Received: {algorithm!r}")
    return algorithm


def _cache_folder(cache_dir, cache_subdir, file_name):
    """The cache's folder, made if need be; one of this process where it can neither be written nor has the file."""
    base = os.path.expanduser(path_to_string(cache_dir) or keras_home())
    folder = os.path.join(base, path_to_string(cache_subdir))
    if os.path.exists(os.path.join(folder, file_name)):
        return folder
    reason = "it cannot be written"
    try:
        if base.startswith("~"):
            raise OSError("this user has no home folder")
        os.makedirs(folder, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError as error:
        reason = f"it cannot be made: {error}"
    own = _folder_of_this_process()
    warnings.warn(
        f"The cache folder {folder} is not used, as {reason}. Files are kept in {own} until this process ends. Cure: "
        "name a folder of yours in KERAS_HOME.",
        stacklevel=3,
    )
    folder = os.path.join(own, path_to_string(cache_subdir).lstrip("/"))
    os.makedirs(folder, exist_ok=True)
    return folder


@functools.cache
def _folder_of_this_process():
    """A new folder of mode 0700 whose name nobody can know beforehand, so that nobody can have put files into it."""
    folder, process = tempfile.mkdtemp(prefix="keras-"), os.getpid()
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == process else None)
    return folder


def _is_cached(path, file_hash, hash_algorithm):
    if not os.path.exists(path):
        return False
    if file_hash is None or validate_file(path, file_hash, hash_algorithm):
        return True
    if os.environ.get(TRUST_CACHE) == "1":
        warnings.warn(
            f"{path} does not have the expected hash {file_hash}; it is used all the same because {TRUST_CACHE}=1.",
            stacklevel=3,
        )
        return True
    print_msg(
        f"A local file was found, but it seems to be incomplete or outdated because the {hash_algorithm} file hash "
        f"does not match the original value of {file_hash} so we will re-download the data."
    )
    return False


def _download(origin, path, file_hash, hash_algorithm):
    """Fetch `origin` under a temporary name and give it its own once it is complete and its hash is right."""
    print_msg(f"Downloading data from {origin}")
    with whole_file(path) as file:
        transfer = Transfer(origin, file, None if file_hash is None else _algorithm(hash_algorithm, file_hash))
        try:
            transfer.run()
        except urllib.error.HTTPError as error:
            raise OSError(_offline(origin, path, file_hash, error.code, error.msg)) from error
        except BROKEN as error:
            reason = getattr(error, "reason", error)
            raise OSError(_offline(origin, path, file_hash, getattr(error, "errno", None), reason)) from error
        if file_hash is not None and transfer.digest.hexdigest() != str(file_hash).lower():
            raise ValueError(
                f"Incomplete or corrupted file detected. The {hash_algorithm} file hash does not match the provided "
                f"value of {file_hash}. URL: {origin}"
            )


def _offline(origin, path, file_hash, code, reason):
    cure = f"Where this machine has no access to it, put the file at {path} yourself"
    cure += f" (expected hash: {file_hash}; {TRUST_CACHE}=1 accepts another)." if file_hash else "."
    return (
        f"URL fetch failure on {origin}: {code} -- {reason}\nThe file is not in the cache at {path}. {cure} "
        "KERAS_HOME names another cache folder."
    )


def _untar(path, folder, unpacked):
    """Unpack into `folder`; the folder that holds the content."""
    top = extract_archive(path, folder, "tar")
    if top is None:
        raise ValueError(f"untar=True, but {path} is not a tar archive; use extract=True for a zip file.")
    only = os.path.join(folder, next(iter(top))) if len(top) == 1 else unpacked
    return only if os.path.isdir(only) and not os.path.isdir(unpacked) else unpacked
