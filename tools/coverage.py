#!/usr/bin/env python3
"""How much of TensorFlow's API Tenfold has: by namespace, and weighed by what programs use.

    python tools/coverage.py [USAGE.tsv] [--least 3] [--write docs/coverage.md]

USAGE.tsv: lines "programs<TAB>name", as in "583<TAB>tf.reduce_mean"; default ../shared/api_usage.tsv, left out where
there is none. --least: count a name that so many programs use. Every name falls in one class: keras, v1 (TensorFlow 2
has dropped it), internal (`tensorflow.python...`), noise (no name of TensorFlow's), one of `CLASSES`, or core. Why a
name is missing, the table in `tenfold.api.absent` says. TensorFlow's and Keras's own names are in tools/data/names, see
record_public_names.py.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from tested_names import untested  # noqa: E402  (beside this file)

import tenfold  # noqa: E402
from tenfold.api import namespaces as tables  # noqa: E402
from tenfold.api.absent import lookup  # noqa: E402
from tenfold.api.absent.renamed import RENAMED  # noqa: E402
from tenfold.compat.finder import Finder  # noqa: E402
from tenfold.compat.v1_names import V1_ONLY  # noqa: E402

DATA = ROOT / "tools" / "data" / "names"
USAGE = ROOT.parent / "shared" / "api_usage.tsv"
KERAS = ("keras.", "tf.keras.", "tf.python.keras.")
KERAS_ALIASES = ("tf.losses.", "tf.metrics.", "tf.optimizers.", "tf.initializers.")
V1_SPACES = ("tf.contrib", "tf.examples", "tf.compat.v1", "tf.app")
OURS_TOO = ("tf.compat.as_", "tf.compat.v2.", "tf.version.")  # public, though not in the recorded lists
COUNTED = "not keras, data, v1"
CLASSES = {  # class -> what falls in it, and what is below that; of two the longer
    "data": "tf.data tf.experimental.Optional tf.OptionalSpec",
    "files": "tf.saved_model tf.train tf.__internal__ tf.summary tf.profiler",
    "graphs": "tf.autograph tf.queue tf.graph_util tf.import_graph_def tf.CriticalSection",
    "devices": "tf.distribute tf.tpu tf.experimental.dtensor tf.DeviceSpec tf.config.experimental_connect_to_cluster "
    "tf.config.experimental_connect_to_host tf.config.experimental.ClusterDeviceFilters",
    "estimator": "tf.estimator tf.feature_column",
    "other": "tf.io.decode_proto tf.io.encode_proto tf.lite tf.mlir tf.xla tf.experimental.tensorrt tf.sysconfig "
    "tf.load_library tf.load_op_library tf.raw_ops tf.quantization tf.experimental.numpy tf.experimental.dlpack "
    "tf.dtypes.experimental",
}
FILES = {1: ("tensorflow-2.21-v1", "tensorflow-1.15"), 2: ("tensorflow-2.21",)}  # versions that an API's names are of
KERAS_FILES = ("keras-2.3.1", "keras-2.15", "keras-3")


@dataclass(frozen=True)
class Use:
    """A name, how many programs use it, its class, and what looking for it raised ("" where it is there)."""

    name: str
    programs: int
    kind: str
    absent: str


@cache
def recorded(file: str) -> frozenset[str]:
    """The public names of one version: "tensorflow-1.15", "keras-3"."""
    lines = (line.partition(": ") for line in _lines(DATA / f"{file}.txt"))
    return frozenset(f"{space}.{member}" for space, _, members in lines for member in members.split())


@cache
def public_names(version: int) -> frozenset[str]:
    """Every public name of the v2 API (2), or what TensorFlow 1 and `tf.compat.v1` have besides (1); not Keras's."""
    names = frozenset[str]().union(*map(recorded, FILES[version]))
    known = public_names(2) if version == 1 else frozenset()
    return frozenset(name for name in names - known if not name.startswith("tf.keras."))


@cache
def keras_names() -> frozenset[str]:
    """Every public name of any of the recorded Keras."""
    return frozenset[str]().union(*map(recorded, KERAS_FILES))


@cache
def namespaces(version: int) -> frozenset[str]:
    """`tf.math` where there is a `tf.math.abs`; those above it too."""
    parts = (name.split(".") for name in public_names(version))
    return frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def reason(name: str) -> str:
    """Why a missing name is missing, in the words of the table in `tenfold.api.absent`."""
    below = name.removeprefix("tf.")
    versions = ("v2", "v1") if name in public_names(2) else ("v1", "v2")
    return next(filter(None, (tables.where_it_went(version, below) for version in versions)), "?")


def _listed_class(name: str) -> str | None:
    """The class of `CLASSES` that a name is in."""
    found = [
        (len(prefix), kind)
        for kind, prefixes in CLASSES.items()
        for prefix in prefixes.split()
        if name == prefix or name.startswith(prefix + ".")
    ]
    return max(found)[1] if found else None


def class_of(name: str) -> str:
    """The class that a used name falls in."""
    if name.startswith("tf.flags"):
        name = "tf.app" + name[2:]
    if name.startswith(KERAS) or name.startswith(KERAS_ALIASES) and _is_public(name, 2):
        return "keras"
    if name.startswith("tf.python."):
        return "internal"
    listed = _listed_class(name)
    if _is_public(name, 2) or name == "tf.__version__" or name.startswith(OURS_TOO):
        return listed or "core"
    if _is_public(name, 1) or name.startswith(V1_SPACES) or {name.removeprefix("tf.")} & _OF_V1:
        return "estimator" if listed == "estimator" else "v1"
    return listed if listed and name.count(".") > 1 else "noise"


_OF_V1 = RENAMED.keys() | lookup.rows().keys() | V1_ONLY


def _is_public(name: str, version: int) -> bool:
    return name in public_names(version) or name in namespaces(version)


def find(name: str, kind: str) -> Any:
    """What Tenfold has under a public name. AttributeError or ModuleNotFoundError where it has none."""
    if kind == "internal" or name.startswith(KERAS):
        return _find_imported("tensorflow." + name[3:] if name.startswith("tf.") else name)
    value = tenfold.compat.v1 if kind == "v1" else tenfold
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    return value


def _find_imported(path: str) -> Any:
    """A name in a source tree of TensorFlow's or Keras's: the longest module path there is, then attributes."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = Finder().resolve(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            value = getattr(value, part)
        return value
    raise ModuleNotFoundError(path)


@cache
def absent(name: str, kind: str) -> str:
    """An empty text where Tenfold has the name; else what looking for it raised."""
    try:
        find(name, kind)
    except (AttributeError, ImportError) as error:
        return str(error) or type(error).__name__
    return ""


def read_usage(path: Path, least: int) -> list[Use]:
    """The table's names that at least `least` programs use."""
    uses = []
    for line in _lines(path):
        programs, _, name = line.partition("\t")
        if int(programs) >= least:
            kind = class_of(name)
            uses.append(Use(name, int(programs), kind, absent(name, kind)))
    return uses


def percentages(uses: list[Use]) -> list[tuple[str, int, int, float]]:
    """(class, names there, names, % of uses there) of each class, and of all that TensorFlow 2 has outside Keras."""
    groups = defaultdict(list)
    for use in uses:
        groups[use.kind].append(use)
        if use.kind not in ("keras", "data", "v1", "noise"):
            groups[COUNTED].append(use)
    rows = []
    for kind, group in sorted(groups.items(), key=lambda item: -len(item[1])):
        there = [use for use in group if not use.absent]
        weight = 100 * sum(use.programs for use in there) / sum(use.programs for use in group)
        rows.append((kind, len(there), len(group), weight))
    return rows


def page(uses: list[Use], least: int) -> str:
    """docs/coverage.md."""
    text = [
        "# What of TensorFlow's API is there",
        "",
        "Written by `python tools/coverage.py --write docs/coverage.md`. Only presence is counted here: that what is",
        "there gives TensorFlow's values, `tests/` shows.",
        "",
    ]
    ours = _by_namespace(public_names(2), "core", "By namespace (the public names of the v2 API)")
    keras = _by_namespace(keras_names(), "keras", "By namespace of Keras (the public names of 2.3.1, 2.15 and 3)")
    return "\n".join([*text, *_by_use(uses, least), *ours, "", *keras]) + "\n"


def _by_use(uses: list[Use], least: int) -> Iterator[str]:
    if uses:
        yield from (f"## By what public programs use (names in {least} programs or more)", "")
        yield from ("| class | names there | of | by use |", "| --- | ---: | ---: | ---: |")
        yield from (f"| {kind} | {there} | {of} | {weight:.1f} % |" for kind, there, of, weight in percentages(uses))
        yield from ("", "The names of these classes, Keras's and TensorFlow 1's aside, that are missing:", "")
        for kind in sorted({use.kind for use in uses} - {"keras", "v1", "noise"}):
            missing = [use.name for use in uses if use.kind == kind and use.absent]
            if missing:
                yield f"- {kind}: {_with_reasons(missing, whole=True)}"
        yield ""
        yield from _without_values([use.name for use in uses if use.kind == "keras"])


def _without_values(names: list[str]) -> Iterator[str]:
    """Keras's names that are there, without a test that calls them and compares a recorded value."""
    left = untested(names, lambda name: find(name, "keras"))
    yield "Names of Keras's that are there, but that no test compares with a recorded value (`tools/tested_names.py`):"
    yield (" ".join(f"`{name}`" for name in left) or "none") + "."
    yield ""


def _by_namespace(names: frozenset[str], kind: str, title: str) -> Iterator[str]:
    yield from (f"## {title}", "", "| namespace | there | of | missing |", "| --- | ---: | ---: | --- |")
    spaces = defaultdict(list)
    for name in sorted(names):
        spaces[name.rpartition(".")[0]].append(name)
    for space, members in sorted(spaces.items()):
        missing = [name for name in members if absent(name, kind)]
        yield f"| `{space}` | {len(members) - len(missing)} | {len(members)} | {_with_reasons(missing)} |"


def _with_reasons(missing: list[str], whole: bool = False) -> str:
    """Missing names by their reason, at most 40 of each."""
    by_reason = defaultdict(list)
    for name in missing:
        by_reason[reason(name)].append(name if whole else name.rpartition(".")[2])
    cells = []
    for why, names in sorted(by_reason.items(), key=lambda item: len(item[1])):
        more = f" and {len(names) - 40} more" if len(names) > 40 else ""
        cells.append(" ".join(f"`{name}`" for name in names[:40]) + f"{more} ({why})")
    return "; ".join(cells)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("usage", nargs="?", type=Path, default=USAGE)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(argv)
    uses = read_usage(given.usage, given.least) if given.usage.exists() else []
    for kind, there, of, weight in percentages(uses):
        print(f"{kind:20} {there:4} of {of:4} names {100 * there / of:6.1f} %   by use {weight:6.1f} %")
    for use in uses:
        if use.absent and use.kind != "noise":
            print(f"{use.programs:5} {use.kind:10} {use.name:55} {use.absent}")
    if given.write:
        given.write.write_text(page(uses, given.least), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
