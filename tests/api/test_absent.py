"""The table of names that are not here: it has every public name that is missing, and no other."""

import re
from functools import cache
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.api import namespaces
from tenfold.api.absent import lookup
from tenfold.api.absent.companions import COMPANIONS

RECORDED = Path(__file__).parents[2] / "tools" / "data" / "names"
ROOTS = {"v1": tf.compat.v1, "v2": tf}
VERSIONS = {
    "tensorflow-1.15": "v1",
    "tensorflow-2.15": "v2",
    "tensorflow-2.21": "v2",
    "tensorflow-2.21-v1": "v1",
    "keras-2.3.1": "v2",
    "keras-2.15": "v2",
    "keras-3": "v2",
}
UNRECORDED = (
    "raw_ops",
    "user_ops",
    "contrib",
    "examples",
    "nn.seq2seq",
    "train.SummaryWriter",
    "summary.merge_all_summaries",
)
NUMPYS = set("sum mean max min prod any all std var concatenate dot array".split())  # that programs try, and nobody had


@cache
def recorded(file):
    """Names below `tf` of one version."""
    lines = (RECORDED / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    spaces = (line.partition(": ") for line in lines if not line.startswith("#"))
    return {f"{space}.{name}".removeprefix("tf.") for space, _, names in spaces for name in names.split()}


@cache
def there(version, name):
    value = ROOTS[version]
    for part in name.split("."):
        value = getattr(value, part, None)
        if value is None:
            return part == "newaxis"
    return True


@pytest.mark.parametrize("file", VERSIONS)
def test_every_public_name_is_there_or_on_the_table(file):
    version = VERSIONS[file]
    missing = [name for name in recorded(file) if not there(version, name)]
    assert not [name for name in missing if not namespaces.where_it_went(version, name)]
    assert len(recorded(file)) > 500


def test_what_is_there_is_not_on_the_table():
    first, second = (
        {name for file, of in VERSIONS.items() if of == version for name in recorded(file)} for version in ("v1", "v2")
    )
    idle = []
    for name, (kind, clause) in lookup.rows().items():
        below = {
            version: {n for n in names if _is_below(n, name)} for version, names in (("v1", first), ("v2", second))
        }
        if kind == "elsewhere":  # of TensorFlow 1's names, those that are missing under `tf`
            below["v2"] |= below["v1"]
        needed = any(not there(version, known) for version, names in below.items() for known in names)
        if not needed and name not in NUMPYS and not name.startswith(UNRECORDED):
            idle.append((name, clause))
    assert not idle


def _is_below(name, space):
    return name == space or name.startswith(space + ".")


def test_what_a_clause_offers_is_there():
    for kind, (clauses, _) in lookup.KINDS.items():
        for clause in [*clauses, *(COMPANIONS.values() if kind == "planned" else ())]:
            offered = re.findall(r"\btf((?:\.\w+)+)", clause)
            assert not [n for n in offered if not there("v2", n[1:]) and not n.startswith((".contrib", ".Session"))], (
                clause
            )


def test_a_name_has_one_row():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup, "KINDS", {**lookup.KINDS, "other": ({"again": "train.{Saver}"}, "{}")})
        with pytest.raises(ValueError, match="train.Saver is in the table twice"):
            lookup.rows.__wrapped__()


def test_rows_are_for_what_is_below_them_too():
    assert lookup.row_of("tpu.experimental.embedding.Adagrad")[0] == "left out"
    assert lookup.row_of("keras.applications.vgg16.VGG16")[0] == "planned"
    assert lookup.row_of("keras.backend.epsilonn") is None and lookup.row_of("kerass") is None
