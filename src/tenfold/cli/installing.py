"""The command that installs an extra of this very Tenfold: from the checkout that it runs from, if it does."""

import importlib.metadata
import json
import shlex
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import tenfold


def install_command(extra: str) -> str:
    """What to type for `extra` ("xla"): `pip install -e '/home/me/tenfold[xla]'`, or by name where pip had it from
    an index, which then has it still."""
    folder, editable = checkout()
    what = shlex.quote(f"{folder or 'tenfold'}[{extra}]")
    return f"pip install {'-e ' if editable else ''}{what}"


def checkout() -> tuple[Path | None, bool]:
    """The source folder that this Tenfold runs from or was installed from, and whether edits there take effect."""
    folder = Path(tenfold.__file__).resolve().parents[2]
    if (folder / "pyproject.toml").is_file():
        return folder, True
    given = _installed_from()
    return (given, False) if given and (given / "pyproject.toml").is_file() else (None, False)


def _installed_from() -> Path | None:
    """The folder that pip was given; None where it was not given one."""
    try:
        told = json.loads(importlib.metadata.distribution("tenfold").read_text("direct_url.json") or "{}")
    except importlib.metadata.PackageNotFoundError:
        return None
    url = urlsplit(told.get("url", ""))
    return Path(url2pathname(url.path)) if url.scheme == "file" and "dir_info" in told else None
