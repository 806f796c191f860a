"""Which tests could see a fault: those that were seen to run its function; where none was, those that name its file.

What runs in processes that tests start is not seen; nor is what a module does while it is imported.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from operators import Mutant

MOST = 200  # tests for one mutant


def seen_tests(folder: Path) -> set[str]:
    """Names of the tests that were watched."""
    return {name for path in folder.glob("*.jsonl") for name in _tests(path)}


def _tests(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["test"]


class Reached:
    """What `reached.py` wrote in `folder`, of the tests that are still there: see `tests_for`."""

    def __init__(self, folder: Path, there: set[str], tree: Path) -> None:
        self.tree, self.there = tree, there
        self.seconds: dict[str, float] = {}
        self.by_function: dict[str, list[str]] = defaultdict(list)
        for path in sorted(folder.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                self._add(**json.loads(line))

    def _add(self, test: str, seconds: float, functions: list[str]) -> None:
        if test in self.there and test not in self.seconds:
            self.seconds[test] = seconds
            for name in functions:
                self.by_function[name].append(test)

    def tests_for(self, mutant: Mutant, budget: float) -> list[str]:
        """Tests that take about `budget` seconds together, the nearest first; a file where its tests were not timed."""
        reaching = self.by_function.get(f"{mutant.path}:{mutant.function}", [])
        chosen, spent = [], 0.0
        for test in self._mixed(mutant.path, reaching):
            if spent + self.seconds[test] <= budget or not chosen:
                chosen.append(test)
                spent += self.seconds[test]
        return chosen[:MOST] or self._naming(mutant.path)[: int(budget) // 2]

    def _mixed(self, path: str, tests: list[str]) -> Iterator[str]:
        """One test of each file in turn, of files that stand nearest first, of each file the quickest first."""
        files: dict[str, list[str]] = defaultdict(list)
        for test in sorted(tests, key=lambda t: self.seconds[t]):
            files[test.partition("::")[0]].append(test)
        near = sorted(files, key=lambda f: (-_nearness(path, f), f))
        for turn in zip_longest(*(files[f] for f in near)):
            yield from filter(None, turn)

    def _naming(self, path: str) -> list[str]:
        """Test files that import the module, or the mirrored folder's."""
        module = path.removesuffix(".py").replace("/", ".")
        package, _, name = module.rpartition(".")
        spellings = (f"tenfold.{module}", f"tenfold.{package} import {name}")
        files = sorted({t.partition("::")[0] for t in self.there})
        naming = [f for f in files if any(s in (self.tree / f).read_text(encoding="utf-8") for s in spellings)]
        mirrored = [f for f in files if f.startswith(f"tests/{Path(path).parent.as_posix()}/")]
        return sorted(naming, key=lambda f: -_nearness(path, f)) or mirrored or ["tests/test_tiny.py"]


def _nearness(path: str, test_file: str) -> int:
    """Twice the folders that a file of the package and one of tests share, and 1 where they are called alike."""
    ours, theirs = path.split("/"), test_file.split("/")[1:]
    shared = len(os.path.commonprefix([ours[:-1], theirs[:-1]]))
    return 2 * shared + (ours[-1].removesuffix(".py") in theirs[-1])
