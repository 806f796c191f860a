"""The user's signature under the configuration of a model: a program of this user's defined the code in it.

It is an HMAC-SHA256 of the configuration's text and of the Python version whose byte code it holds, with a key that
lies in the user's own configuration folder and that nobody else can read. Where that folder is not the user's alone
(see `runtime.private_folder`) there is no key, and nothing is signed or trusted.
"""

import hashlib
import hmac
import importlib.util
import logging
import os
import pathlib
import secrets
import stat
import sys
import tempfile

from tenfold.runtime import private_folder

log = logging.getLogger("tenfold")
KEY = "model-signing.key"
_SIZE = 32


def sign(text):
    """The signature of a text, as hexadecimal digits; None where there is no key that is the user's alone."""
    key = _key(make=True)
    return _signature(key, text) if key is not None else None


def is_valid(text, signature):
    """Whether `sign` gave this user `signature` for the text, in a Python of this version."""
    key = _key(make=False)
    if key is None or not isinstance(signature, (str, bytes)):
        return False
    given = signature.encode() if isinstance(signature, str) else signature
    return hmac.compare_digest(_signature(key, text).encode(), given)


def _signature(key, text):
    python = f"{sys.implementation.name} {sys.version_info[:2]} {importlib.util.MAGIC_NUMBER.hex()}"
    said = b"\0".join([b"tenfold model configuration", python.encode(), text.encode()])
    return hmac.new(key, said, hashlib.sha256).hexdigest()


def key_folder():
    """The folder of the key: `tenfold` in XDG_CONFIG_HOME or `~/.config` (Windows: in APPDATA)."""
    base = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".config")
    if not os.path.isabs(base):
        raise FileNotFoundError("this user has no home folder")
    return pathlib.Path(base) / "tenfold"


def _key(make):
    try:
        folder = key_folder()
        if make:
            private_folder.make(folder)
            _make_key(folder)
        elif said := private_folder.objection(folder):
            raise PermissionError(said)
        return _read(folder / KEY)
    except OSError as error:
        log.debug("no key to sign models with: %s", error)
        return None


def _make_key(folder):
    """Write a new key unless there is one. Of two processes that do so at once, both use the key that came first."""
    if os.path.lexists(folder / KEY):
        return
    number, aside = tempfile.mkstemp(dir=folder)  # mode 0600
    try:
        with open(number, "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
            file.flush()
            os.fsync(number)
        os.link(aside, folder / KEY)  # all at once, and never over another
    except FileExistsError:
        pass
    finally:
        os.unlink(aside)


def _read(path):
    with open(os.open(path, os.O_RDONLY | private_folder.NOT_FOLLOWED), "rb") as file:
        found = os.fstat(file.fileno())
        key = file.read(_SIZE + 1) if stat.S_ISREG(found.st_mode) else b""
    if len(key) != _SIZE:
        raise PermissionError(f"{path} is not a key of {_SIZE} bytes")
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
        raise PermissionError(f"{path} is not this user's alone (mode {stat.S_IMODE(found.st_mode):04o})")
    return key
