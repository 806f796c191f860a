"""What is known of a public name that is not here. Read only when a program asks for one."""

import functools
import re

from tenfold.api.absent.elsewhere import ELSEWHERE
from tenfold.api.absent.left_out import LEFT_OUT
from tenfold.api.absent.planned import PLANNED
from tenfold.api.absent.renamed import RENAMED

KINDS = {
    "elsewhere": (ELSEWHERE, "{}"),
    "planned": (PLANNED, "not in this version of Tenfold, but planned: {}"),
    "left out": (LEFT_OUT, "Tenfold leaves it out: {}"),
}


@functools.cache
def rows():
    """Name below `tf` -> (kind, clause), of every row of the three tables."""
    found = {}
    for kind, (clauses, _) in KINDS.items():
        for clause, names in clauses.items():
            for name in expanded(names):
                if name in found:
                    raise ValueError(f"{name} is in the table twice: {found[name]}, {(kind, clause)}")
                found[name] = kind, clause
    return found


def expanded(names):
    """ "queue train.{batch Saver}" -> "queue", "train.batch", "train.Saver"."""
    for space, group, name in re.findall(r"([\w.]+)\.\{([^}]*)\}|([\w.]+)", names):
        yield from (f"{space}.{member}" for member in group.split()) if group else (name,)


def row_of(name):
    """(kind, clause) of the row for a name or for what is above it; None where there is none."""
    while name:
        if name in rows():
            return rows()[name]
        name = name.rpartition(".")[0]
    return None


def said_of(row):
    """A row's clause, in a sentence that says of which kind it is."""
    kind, clause = row
    return KINDS[kind][1].format(clause if kind != "planned" else clause.replace("; ", "; until then ", 1))


def where_it_went(name, version, table):
    """The clause for a public name (below `tf.`) that is not there; None if nothing is known of it.

    Args:
      name: "random_normal", "contrib.rnn.BasicLSTMCell".
      version: "v1" or "v2", of the API that was asked.
      table: a function from a version to its names, among which the other one's may be.
    """
    if name in RENAMED and version == "v2":
        return f"TensorFlow 2 calls it tf.{RENAMED[name]}"
    row = rows().get(name)
    if version == "v2" and not row and (name in table("v1") or _is_namespace(name, table("v1"))):
        return f"it is TensorFlow 1's: use tf.compat.v1.{name}"
    row = row or row_of(name)
    return said_of(row) if row else None


def below(prefix):
    """The names that the tables have directly under a namespace, "train."."""
    names = [*RENAMED, *rows()]
    return {n[len(prefix) :].partition(".")[0] for n in names if n.startswith(prefix)}


def _is_namespace(name, names):
    return any(known.startswith(name + ".") for known in names)
