"""Running tests against a copy of the tree that has one fault in it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from operators import Mutant

LEFT_OUT = shutil.ignore_patterns(".*", "out", "build", "dist", "__pycache__", "*.egg-info")
FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)
BROKEN = ("errors during collection", "error during collection", "ImportError while loading conftest", "no collectors")


@dataclass(frozen=True)
class Outcome:
    """ "killed", "survived" or "timeout"; `by`: the test that failed, where it has a name."""

    verdict: str
    by: str = ""


class Copy:
    """A copy of the tree at `root` in the folder `place`, and the tests run in it."""

    def __init__(self, root: Path, place: Path) -> None:
        self.tree = place / "tree"
        shutil.copytree(root, self.tree, ignore=LEFT_OUT)
        self.environment = {**os.environ, "PYTHONPATH": str(self.tree / "src"), "TENFOLD_CACHE": str(place / "cache")}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # thousands of files need not be compiled each time

    def collected(self, folders: list[str]) -> set[str]:
        """The names of the tests there are."""
        code, text = self._pytest(["--collect-only", "--quiet", "-o", "addopts=--import-mode=importlib", *folders], 600)
        names = {line for line in text.splitlines() if "::" in line}
        if code or not names:
            raise RuntimeError(f"the tests cannot be collected:\n{text[-2000:]}")
        return names

    def tried(self, mutant: Mutant, tests: list[str], limit: float) -> Outcome:
        """Run `tests` with the fault in place."""
        file = self.tree / "src" / "tenfold" / mutant.path
        good = file.read_bytes()
        self._put(file, mutant.applied(good))
        try:
            return self._outcome(*self._pytest(["-x", "--tb=no", "-rfE", *tests], limit))
        finally:
            self._put(file, good)

    def failing(self, tests: list[str], limit: float) -> list[str]:
        """Those of `tests` that fail with no fault in place: what they say of a mutant counts for nothing."""
        code, text = self._pytest(["--tb=no", "-rfE", *tests], limit)
        return FAILED.findall(text) if code in (0, 1) else tests

    def _outcome(self, code: int | None, text: str) -> Outcome:
        if code == 0:
            return Outcome("survived")
        if code is None:
            return Outcome("timeout")
        by = FAILED.search(text)
        if code < 0 or by or any(sign in text for sign in BROKEN):  # below 0: the process was ended by a signal
            return Outcome("killed", by.group(1) if by else "")
        raise RuntimeError(f"pytest ended with {code}, and no test failed:\n{text[-2000:]}")

    def _put(self, file: Path, content: bytes) -> None:
        """Other content for a file, and no bytecode of what it held."""
        file.write_bytes(content)
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()

    def _pytest(self, arguments: list[str], limit: float) -> tuple[int | None, str]:
        """The exit status, None where it ran past `limit` seconds, and what it printed."""
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        process = subprocess.Popen(
            command, cwd=self.tree, env=self.environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            text, _ = process.communicate(timeout=limit)
            return process.returncode, text
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """End what tests started and left, and the process itself."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
