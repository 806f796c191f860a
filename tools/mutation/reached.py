"""A plugin of pytest that writes down which functions of the package each test runs, and how long it takes.

    PYTHONPATH=tools/mutation python -m pytest -p reached -n 2

Each process appends lines {"test", "seconds", "functions"} to a file of its own in the folder TENFOLD_REACHED. Calls
are seen in all threads of the process, not in processes that a test starts.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

FOLDER = Path(os.environ["TENFOLD_REACHED"])
PACKAGE = str(Path(__file__).resolve().parents[2] / "src" / "tenfold") + os.sep


class Seen:
    """The functions that ran since `fresh`; `names` keeps the name of a code object, None for those of others."""

    def __init__(self) -> None:
        self.names: dict[CodeType, str | None] = {}
        self.codes: set[CodeType] = set()

    def called(self, frame: FrameType, event: str, _: Any) -> None:
        self.codes.add(frame.f_code)

    def fresh(self) -> None:
        self.codes = set()

    def functions(self) -> list[str]:
        return sorted({name for code in list(self.codes) if (name := self._name(code)) is not None})

    def _name(self, code: CodeType) -> str | None:
        if code not in self.names:
            ours = code.co_filename.startswith(PACKAGE)
            place = code.co_filename.removeprefix(PACKAGE).replace(os.sep, "/")
            self.names[code] = f"{place}:{code.co_qualname}" if ours else None
        return self.names[code]


SEEN = Seen()


def pytest_sessionstart() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    threading.settrace(SEEN.called)
    sys.settrace(SEEN.called)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    SEEN.fresh()
    sys.settrace(SEEN.called)  # a test may have taken it off
    begin = time.process_time()
    try:
        return (yield)
    finally:
        line = {
            "test": item.nodeid,
            "seconds": round(time.process_time() - begin, 3),
            "functions": SEEN.functions(),
        }
        with open(FOLDER / f"{os.getpid()}.jsonl", "a", encoding="utf-8") as f:
            f.write(json.dumps(line) + "\n")
