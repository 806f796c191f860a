"""Which TensorFlow a program was written for, read off the names it uses.

Three eras behave differently (see the table in `api/`): "1.15" (graphs by default, the v1 namespace under bare `tf.*`),
"2.15" (eager, Keras 2; the default) and "3" (Keras 3). A program says which by its own names: `tf.placeholder` exists
only in TensorFlow 1, `tf.random.set_seed` only in TensorFlow 2, `keras.ops` only in Keras 3. Names reached through
`tf.compat.v1` say nothing: TensorFlow 2 has them there too. Nor do names that the program can do without.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from tenfold.api.era import DEFAULT, checked
from tenfold.compat import names_used
from tenfold.compat.names_used import Use
from tenfold.compat.v1_names import V1_MODULES, V1_ONLY
from tenfold.compat.v2_names import KERAS2_ONLY, KERAS3_ONLY, V2_ONLY

VARIABLE = "TENFOLD_ERA"
CALLED = {"1.15": "TensorFlow 1", "2.15": "TensorFlow 2", "3": "Keras 3"}


@dataclass(frozen=True)
class Verdict:
    """An era, and what decided it.

    Attributes:
        era: "1.15", "2.15" or "3".
        because: "tf.set_random_seed, line 4"; "" where nothing speaks against the default.
        against: the same of a name that speaks for TensorFlow 1 and was overruled; "" where there is none.
    """

    era: str = DEFAULT
    because: str = ""
    against: str = ""

    def __str__(self):
        """What the user is told: one line, "" where there is nothing to say."""
        if not self.because:
            return ""
        other = "1.15" if self.against else DEFAULT
        although = f", though {self.against}, is TensorFlow 1's" if self.against else ""
        return f"{CALLED[self.era]} because of {self.because}{although}; --era {other} overrides"


def era_of(program: str | Path) -> Verdict:
    """The era of the program at this path, the files beside it that it imports included.

    `TENFOLD_ERA` in the environment goes before what is read.
    """
    if named := asked_for():
        return Verdict(named)
    files = list(names_used.read(Path(program)))
    for file, text, tree in files:
        if tree is None and (line := _python2(text)):
            return Verdict("1.15", f"Python 2's print, {_place(file, line)}")
    return _verdict([(file, tree) for file, _, tree in files if tree is not None])


def asked_for() -> str | None:
    """The era the environment variable TENFOLD_ERA names; None where unset or empty. ValueError for an unknown one."""
    named = os.environ.get(VARIABLE)
    return checked(named) if named else None


def _verdict(files):
    scopes, assigned = [], set()
    for file, tree in files:
        reader = names_used.Reader(file)
        reader.visit(tree)
        scopes += reader.scopes
        assigned |= reader.assigned
    uses = [use for use in names_used.reached(scopes) if use.path not in assigned]
    uses.sort(key=lambda use: (use.file != "", use.file, use.line))
    first = _shown(next((use for use in uses if not use.guarded and _is_v1(use.path)), None))
    third = _shown(next((use for use in uses if _is_keras3(use.path)), None))
    if third:
        return Verdict("3", third, first)
    second = _shown(next((use for use in uses if _is_v2(use.path)), None))
    if first and second:
        return Verdict("2.15", second, first)
    return Verdict("1.15", first) if first else Verdict()


def _is_v1(path: str) -> bool:
    return path.startswith(V1_MODULES) or _within(path, "tensorflow", V1_ONLY)


def _is_v2(path: str) -> bool:
    return _within(path, "tensorflow", V2_ONLY) or _of_keras(path, KERAS2_ONLY)


def _is_keras3(path: str) -> bool:
    return _of_keras(path, KERAS3_ONLY)


def _of_keras(path: str, table: frozenset[str]) -> bool:
    return any(_within(path, root, table) for root in ("tensorflow.keras", "keras"))


def _within(path: str, root: str, table: frozenset[str]) -> bool:
    """Whether the name below `root`, or a namespace that holds it, is a row of the table."""
    if not path.startswith(root + "."):
        return False
    parts = path.removeprefix(root + ".").split(".")
    return any(".".join(parts[:n]) in table for n in range(1, len(parts) + 1))


def _shown(use: Use | None) -> str:
    """ "tf.train.Saver, line 4", or "" for None."""
    if use is None:
        return ""
    name = use.path if use.path.startswith(V1_MODULES) else use.path.replace("tensorflow.", "tf.", 1)
    return f"{name}, {_place(use.file, use.line)}"


def _place(file: str, line: int) -> str:
    return f"{file} line {line}" if file else f"line {line}"


def _python2(source: str) -> int:
    """The line of the first print statement; 0 where there is none. A `tensorflow` program that has one is older than
    TensorFlow 2, which never ran on Python 2."""
    starts = ("print '", 'print "')
    lines = (n for n, line in enumerate(source.splitlines(), 1) if line.strip().startswith(starts))
    return next(lines, 0) if "tensorflow" in source else 0
