"""TensorFlow 1's face of graphs: looking things up by name, collections, `finalize`, `eval` and `run`.

The core has none of it. `import tenfold` brings this module along, which gives the methods to the core's classes.
"""

import re

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.complaints import described
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.variable import Variable
from tenfold.runtime.sessions.graph_elements import graph_element, operation_named, tensor_named
from tenfold.runtime.sessions.open_sessions import session_of


class OfGraph:
    """What every Graph has: `self` is one."""

    finalized = property(lambda self: self._finalized)
    version = property(lambda self: len(self.nodes))

    def get_operations(self):
        """The operations written so far, in order."""
        return list(self.nodes)

    get_operation_by_name = operation_named
    get_tensor_by_name = tensor_named

    def as_graph_element(self, obj, allow_tensor=True, allow_operation=True):
        """The tensor or operation that a name, tensor, variable or operation stands for.

        Raises:
          ValueError: the name is one of what is not allowed, or neither is.
          TypeError: `obj` is what is not allowed, or none of both.
        """
        if not (allow_tensor or allow_operation):
            raise ValueError("allow_tensor and allow_operation can't both be False.")
        if isinstance(obj, str) and not allow_tensor and ":" in obj:
            raise ValueError(f"Name {obj!r} appears to refer to a Tensor, not a Operation.")
        if isinstance(obj, str) and not allow_operation:
            return self.get_tensor_by_name(obj)
        found = graph_element(self, obj)
        if not allow_tensor and isinstance(found, SymbolicTensor):
            raise TypeError(f"Can not convert a {type(obj).__name__} into a Operation: take its `.op`.")
        if not allow_operation and isinstance(found, Node):
            raise TypeError(f"Can not convert a {type(obj).__name__} into a Tensor: take one of its `.outputs`.")
        if not isinstance(found, (SymbolicTensor, Node)):
            kinds = " or ".join(["Tensor"] * bool(allow_tensor) + ["Operation"] * bool(allow_operation))
            raise TypeError(
                f"Can not convert a {type(obj).__name__} into a {kinds}: {obj!r:.200} is none of a graph's."
            )
        return found

    def add_to_collection(self, name, value):
        """Append `value` to collection `name`."""
        self.collections[name].append(value)

    def add_to_collections(self, names, value):
        """Append `value` to each of the collections."""
        for name in [names] if isinstance(names, str) else names:
            self.collections[name].append(value)

    def get_collection(self, name, scope=None):
        """A copy of collection `name`; with `scope`, the items whose names match that regular expression from the
        start."""
        found = self.collections.get(name, [])
        return [v for v in found if scope is None or re.match(scope, getattr(v, "name", ""))]

    def get_collection_ref(self, name):
        """Collection `name` itself: what is appended to it stays."""
        return self.collections[name]

    def get_all_collection_keys(self):
        """The names of the collections."""
        return list(self.collections)

    def clear_collection(self, name):
        """Forget what collection `name` holds."""
        self.collections.pop(name, None)

    default_session = session_of

    def finalize(self):
        """Let nothing more be written into the graph. (What fetching its variables needs is written before.)"""
        for node in list(self.nodes):
            if node.operation is hooks.assign:
                node.attrs["variable"]._as_graph_element()
        self._finalized = True

    def gradient_override_map(self, op_type_map):
        """NotImplementedError: there are no gradients by op type."""
        raise NotImplementedError(
            "gradient_override_map is not supported: give the forward computation its own gradient with "
            "@tf.custom_gradient instead."
        )


def _session(given, graph):
    """The session in which something of `graph` runs: the one given, or the innermost."""
    if given is None:
        return session_of(graph)
    if not hasattr(given, "run"):
        raise TypeError(f"`session` must be a tf.compat.v1.Session; received {described(given)}.")
    return given


class OfTensor:
    """What every symbolic tensor has."""

    def eval(self, feed_dict=None, session=None):
        """The value in `session` (default: the innermost one)."""
        return _session(session, self.graph).run(self, feed_dict)


class OfOperation:
    """What every operation has."""

    def run(self, feed_dict=None, session=None):
        """Run it in `session` (default: the innermost one)."""
        _session(session, self.graph).run(self, feed_dict)


class OfVariable:
    """What every variable has."""

    def eval(self, session=None):
        """The value in `session` (default: the innermost one); its own, where the variable is eager."""
        return self.numpy() if self.graph is None else self._as_graph_element().eval(session=session)

    def load(self, value, session=None):
        """Set the value in `session`."""
        _session(session, self.graph).load_variable(self, value)


def install(face, cls):
    """Give `cls` what `face` has."""
    for name, value in vars(face).items():
        if not name.startswith("__"):
            setattr(cls, name, value)


install(OfGraph, Graph)
install(OfTensor, SymbolicTensor)
install(OfOperation, Node)
install(OfVariable, Variable)
