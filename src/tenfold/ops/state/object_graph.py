"""The graph of objects that checkpoints and saved models walk, and the values in it by their paths.

A value is known by the shortest way to the object that keeps it: "layer-0/kernel/.ATTRIBUTES/VARIABLE_VALUE"; what an
optimizer keeps for a variable, by the ways to both: "v/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE". Paths
and escapes are TensorFlow's.
"""

from typing import NamedTuple

from tenfold.core.base.trackable import Trackable, children

ATTRIBUTES, SLOT = ".ATTRIBUTES", ".OPTIMIZER_SLOT"


def paths(root):
    """[(path, node)] of `root` and all nodes below: nearest first, each once, under the first way that leads to it."""
    found, seen = [("", root)], {id(root)}
    for path, node in found:  # which grows meanwhile
        for name, child in children(node).items():
            if id(child) not in seen:
                seen.add(id(child))
                found.append((f"{path}/{escaped(name)}" if path else escaped(name), child))
    return found


def escaped(name):
    """A name as a path has it."""
    return name.replace(".", "..").replace("/", ".S")


def keepers(root):
    """[(path, object)] of all that may keep values: the nodes, and what optimizers among them keep at others."""
    found = [(path, node) for path, node in paths(root) if isinstance(node, Trackable)]
    where = {id(node): path for path, node in found}
    for path, node in list(found):
        for owner, name, variable in node._slot_values():
            if id(owner) in where:
                found.append((f"{where[id(owner)]}/{SLOT}/{path}/{escaped(name)}", variable))
    return found


def saved(root):
    """{path: variable, tensor or array} of all values that `root` leads to."""
    return {
        f"{path}/{ATTRIBUTES}/{escaped(key)}": value
        for path, keeper in keepers(root)
        for key, value in keeper._saved_values().items()
    }


class Restored(NamedTuple):
    """What `restore` did: paths that got no value, paths of values that had no place, and in a graph the operations."""

    missing: list
    unused: list
    operations: list


def restore(root, values, partial=False):
    """Give what `root` leads to the values that stand under its paths; all of them, or none.

    Args:
      values: {path: array or tensor}.
      partial: let paths without a value, and values without a path, be.

    Returns: `Restored`.

    Raises:
      ValueError: a value does not fit, or (unless `partial`) is missing or has no place. Nothing has been changed.
    """
    found, missing, unused = [], [], dict.fromkeys(values)
    for path, keeper in keepers(root):
        names = {key: f"{path}/{ATTRIBUTES}/{escaped(key)}" for key in keeper._saved_values()}
        absent = [name for name in names.values() if name not in values]
        missing += absent
        if names and not absent:
            found.append((keeper, {key: values[name] for key, name in names.items()}))
            for name in names.values():
                unused.pop(name, None)
    if not partial and (missing or unused):
        raise ValueError(f"Not all values could be restored. Without a value: {missing}. Without a place: {[*unused]}.")
    return Restored(missing, [*unused], restore_each(found))


def restore_each(found):
    """Give each of some objects its values: [(object, {key: array or tensor})]; all of them, or none.

    Returns: what the assignments gave, in a graph the operations to run.

    Raises:
      ValueError: a value does not fit. Nothing has been changed.
    """
    changes = [keeper._restoring(values) for keeper, values in found]
    return [change() for change in changes]
