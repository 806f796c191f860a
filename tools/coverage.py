#!/usr/bin/env python3
"""How much of TensorFlow's API Tenfold has: by namespace, and weighed by what programs use.

    python tools/coverage.py [USAGE.tsv] [--least 3] [--write docs/coverage.md]

USAGE.tsv: lines "programs<TAB>name", as in "583<TAB>tf.reduce_mean"; default ../shared/api_usage.tsv, left out where there
is none. --least: count a name that this many programs use. Every name falls in one class: keras, v1 (TensorFlow 2 has
dropped it), internal (`tensorflow.python...`), noise (no name of TensorFlow's), one of those that
tools/data/coverage_reasons.txt lists, or core. The names of TensorFlow are in tools/data, see record_tf_names.py.
"""

import argparse
import fnmatch
import importlib
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tools" / "data"
USAGE = ROOT.parent / "shared" / "api_usage.tsv"
KERAS_ALIASES = ("tf.losses.", "tf.metrics.", "tf.optimizers.", "tf.initializers.")
V1_SPACES = ("tf.contrib", "tf.examples", "tf.compat.v1")
SYNONYMS = {"tf.flags": "tf.app.flags", "tf.autodiff.GradientTape": "tf.GradientTape"}
UNEXPLAINED = "not there yet"


@cache
def public_names(version: int) -> frozenset[str]:
    """Every public name of the v2 API (2), or what `tf.compat.v1` has besides (1)."""
    names = set()
    for line in (DATA / f"tf{version}_names.txt").read_text(encoding="utf-8").splitlines():
        space, colon, members = line.partition(": ")
        if colon and not line.startswith("#"):
            names |= {f"{space}.{member}" for member in members.split()}
    return frozenset(names)


@cache
def namespaces(version: int) -> frozenset[str]:
    """`tf.math` where there is a `tf.math.abs`; ancestors too."""
    parts = (name.split(".") for name in public_names(version))
    return frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))


@cache
def reasons() -> tuple[tuple[str, str, str], ...]:
    """(prefix, class, reason) rows of coverage_reasons.txt, the longest prefix first."""
    rows = []
    for line in (DATA / "coverage_reasons.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and " = " in line:
            left, reason = line.split(" = ")
            kind, prefixes = left.split(":")
            rows += [(prefix, kind, reason) for prefix in prefixes.split()]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def planned(name: str) -> tuple[str, str] | None:
    """(class, reason) of a name that coverage_reasons.txt speaks of."""
    for prefix, kind, reason in reasons():
        if name == prefix or name.startswith(prefix + ".") or "*" in prefix and fnmatch.fnmatchcase(name, prefix):
            return kind, reason
    return None


def is_public(name: str, version: int) -> bool:
    return name in public_names(version) or name in namespaces(version)


def class_of(name: str) -> str:
    """The class a used name falls in."""
    for old, new in SYNONYMS.items():
        if name == old or name.startswith(old + "."):
            name = new + name[len(old) :]
    if name.startswith(("keras.", "tf.keras.", "tf.python.keras")) or name.startswith(KERAS_ALIASES) and is_public(name, 2):
        return "keras"
    if name.startswith("tf.python."):
        return "internal"
    if name.startswith(("tf.compat.as_", "tf.compat.v2.", "tf.version.", "tf.__version__")) or is_public(name, 2):
        whole = name.count(".") == 1 or not name.startswith("tf.__version__.")
        return planned(name)[0] if planned(name) else "core" if whole else "noise"
    if is_public(name, 1) or name.startswith(V1_SPACES) or removed(name):
        return "v1"
    early = planned(name)
    return early[0] if early and name.count(".") > 1 else "noise"


def removed(name: str) -> bool:
    """Whether TensorFlow once had it: names that Tenfold's own tables of old names know."""
    sys.path.insert(0, str(ROOT / "src"))
    from tenfold.api.moved import MOVED
    from tenfold.compat.v1_names import V1_ONLY

    return name.removeprefix("tf.") in MOVED or name.removeprefix("tf.") in V1_ONLY


@cache
def absent(name: str, kind: str) -> str:
    """"" where Tenfold has the name; else what looking for it raised."""
    try:
        find(name, kind)
    except (AttributeError, ImportError) as error:
        return str(error) or type(error).__name__
    return ""


def find(name: str, kind: str):
    """What Tenfold has under a public name. AttributeError or ModuleNotFoundError where it has none."""
    import tenfold
    from tenfold.compat.finder import Finder

    if kind == "internal" or name.startswith(("keras.", "tf.keras.")):
        return _inside(name.replace("tf.", "tensorflow.", 1) if name.startswith("tf.") else name, Finder())
    value = tenfold.compat.v1 if kind == "v1" else tenfold
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    return value


def _inside(path: str, finder):
    """A name in a source tree of TensorFlow's or Keras's: the longest module path there is, then attributes."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = finder.resolve(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            value = getattr(value, part)
        return value
    raise ModuleNotFoundError(path)


@dataclass(frozen=True)
class Use:
    """A name, how many programs use it, its class, and why it is not there ("" where it is)."""

    name: str
    programs: int
    kind: str
    absent: str


def read_usage(path: Path, least: int) -> list[Use]:
    """The table's names that at least `least` programs use."""
    uses = []
    for line in path.read_text(encoding="utf-8").splitlines():
        programs, _, name = line.partition("\t")
        if int(programs) >= least:
            kind = class_of(name)
            uses.append(Use(name, int(programs), kind, absent(name, kind)))
    return uses


def percentages(uses: list[Use]) -> list[tuple[str, int, int, float]]:
    """(class, names there, names, % of uses there) for each class, and for what TensorFlow 2 alone has."""
    groups = defaultdict(list)
    for use in uses:
        groups[use.kind].append(use)
        if use.kind not in ("keras", "data", "v1", "noise"):
            groups["not keras, data, v1"].append(use)
    rows = []
    for kind, group in sorted(groups.items(), key=lambda item: -len(item[1])):
        there = [use for use in group if not use.absent]
        weight = sum(use.programs for use in there) / sum(use.programs for use in group)
        rows.append((kind, len(there), len(group), 100 * weight))
    return rows


def reason_for(name: str) -> str:
    row = planned(name)
    return row[1] if row else UNEXPLAINED


def page(uses: list[Use], least: int) -> str:
    """docs/coverage.md."""
    text = ["# What of TensorFlow's API is there", "", "Written by `python tools/coverage.py --write docs/coverage.md`.", ""]
    if uses:
        text += [f"## By what programs use (names that {least} programs or more use)", ""]
        text += ["| class | names there | of | by use |", "| --- | ---: | ---: | ---: |"]
        text += [f"| {kind} | {there} | {of} | {weight:.1f} % |" for kind, there, of, weight in percentages(uses)]
        text += ["", "Missing in class core: " + (", ".join(f"`{u.name}`" for u in uses if u.absent and u.kind == "core") or "none") + ".", ""]
    text += ["## By namespace (TensorFlow 2's public names)", "", "| namespace | there | of | missing |", "| --- | ---: | ---: | --- |"]
    spaces = defaultdict(list)
    for name in sorted(public_names(2)):
        spaces[name.rpartition(".")[0]].append(name)
    for space, names in sorted(spaces.items()):
        missing = [name for name in names if absent(name, "core")]
        text.append(f"| `{space}` | {len(names) - len(missing)} | {len(names)} | {_missing_cell(missing)} |")
    return "\n".join(text) + "\n"


def _missing_cell(missing: list[str]) -> str:
    """Missing names by their reason; the names are left out where a whole lot shares one."""
    by_reason = defaultdict(list)
    for name in missing:
        by_reason[reason_for(name)].append(name.rpartition(".")[2])
    cells = []
    for reason, names in sorted(by_reason.items(), key=lambda item: len(item[1])):
        shown = " ".join(f"`{n}`" for n in names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
        cells.append(f"{shown} ({reason})")
    return "; ".join(cells)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("usage", nargs="?", type=Path, default=USAGE)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(argv)
    sys.path.insert(0, str(ROOT / "src"))
    importlib.import_module("tenfold")
    uses = read_usage(given.usage, given.least) if given.usage.exists() else []
    for kind, there, of, weight in percentages(uses):
        print(f"{kind:20} {there:4} of {of:4} names {100 * there / of:6.1f} %   by use {weight:6.1f} %")
    for use in uses:
        if use.absent and use.kind != "noise":
            print(f"{use.programs:5} {use.kind:10} {use.name:55} {use.absent[:110]}")
    if given.write:
        given.write.write_text(page(uses, given.least), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
