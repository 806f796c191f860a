"""What checkpoints and saved models see of an object: its children by name, and the values it keeps itself.

Objects and names make a graph. Its nodes are `Trackable`s (variables, modules, tables, layers, models, optimizers...)
and the lists, dicts and tuples among their attributes. Names and order are TensorFlow's, so that its files fit;
`ops.state.object_graph` walks it.
"""

from collections import OrderedDict

from tenfold.core.base.types import Any, Callable, Iterable, Value

VALUE = "VARIABLE_VALUE"  # the key of an object's only value


class Trackable:
    """Base of all that keeps values, or leads to what does.

    Attributes:
      _untracked: names of attributes that lead nowhere.
    """

    __slots__ = ()
    _untracked: frozenset[str] = frozenset()

    def _trackable_children(self) -> dict[str, Any]:
        """{name: child}: by default the attributes that are nodes, in the order of their first assignment."""
        return {k: v for k, v in list(vars(self).items()) if is_node(v) and k not in self._untracked}

    def _saved_values(self) -> dict[str, Any]:
        """{key: variable, tensor or array}: the values that this object keeps itself, and no child of it."""
        return {}

    def _restoring(self, values: dict[str, Any]) -> Callable[[], Any]:
        """A function of no arguments that makes these the values; called once all others have been found to fit.

        Args:
          values: {key: array or tensor}, for each key of `_saved_values`.

        Raises:
          ValueError: they do not fit. Nothing has been changed.
        """
        raise NotImplementedError(f"{type(self).__name__} saves values and must implement `_restoring(values)`.")

    def _slot_values(self) -> Iterable[tuple[Any, str, Any]]:
        """(object, name of the slot, variable) for what an optimizer keeps at objects that are not its own."""
        return ()


def is_node(value: Value) -> bool:
    """Whether a value is a node of the graph; a tuple is one if something in it is."""
    if isinstance(value, tuple):
        return any(map(is_node, value))
    return isinstance(value, Trackable) or type(value) in (list, dict, OrderedDict)


def children(node: Value) -> dict[str, Any]:
    """{name: child} of a node: a Trackable says so itself; items go by key, by field and by index.

    Raises:
      ValueError: something to save stands in a dict under a key that is no string.
    """
    if isinstance(node, Trackable):
        return node._trackable_children()
    if isinstance(node, dict):
        found = {key: value for key, value in list(node.items()) if is_node(value)}
        if not all(isinstance(key, str) for key in found):
            raise ValueError(
                f"Unable to save the object {node!r}: the dictionary contains a non-string key which maps to a "
                "trackable object or mutable data structure. Give it a string for a key."
            )
        return found
    fields = getattr(node, "_fields", None)
    names = [(str(i),) if fields is None else (fields[i], str(i)) for i in range(len(node))]
    return {name: value for these, value in zip(names, node) for name in these if is_node(value)}
