"""Functions made of several ops stand in a graph as TensorFlow's do: a scope around their ops, the result named so."""

import functools

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor


def by_type(node):
    """Says of a result that it is named after the op that gives it."""
    return node.type


def scoped(scope, result="", closed_by=None, type=None):
    """Decorator of a function: the nodes that it writes into a graph get the scope `name`/, its argument of that name.

    Args:
      scope: the name of the scope where the caller gives no `name`.
      result: the name of the result in the scope; "" where TensorFlow gives it the scope's own name. A function is
        asked with the result's node. None for a function that names its results itself: it finds the scope in
        its argument `name`, from which `within` makes their names.
      closed_by: an op that TensorFlow puts behind the result.
      type: TensorFlow's op, where it has one for what several do here; or a function that says so of the result's node.
    """

    def decorate(function):
        code = function.__code__
        parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        at = parameters.index("name") if "name" in parameters else len(parameters)

        @functools.wraps(function)
        def call(*args, **kwargs):
            graph = STATE.graph
            if graph is None:
                return function(*args, **kwargs)
            name = args[at] if len(args) > at else kwargs.pop("name", None)
            with graph.name_scope(scope if name is None or isinstance(name, str) and not name else name) as whole:
                called = graph.unique_name(result) if result and isinstance(result, str) else whole[:-1]
                inner = whole if result is None else None
                if len(args) > at:
                    args = (*args[:at], inner, *args[at + 1 :])
                elif at < len(parameters):
                    kwargs["name"] = inner
                out = function(*args, **kwargs)
                out = closed_by(out) if closed_by else out
            node = _node_of(out)
            if result is not None and node is not None and node.name.startswith(whole):
                ends = type(node) if callable(type) else type
                node.name = f"{whole}{result(node)}".removesuffix("/") if callable(result) else called
                node.ends = ends
            return out

        return call

    return decorate


def _node_of(out):
    """The node of a tensor, of the values of a sparse or ragged one, or of the first of several results."""
    out = out[0] if isinstance(out, tuple) and out else out
    values = getattr(out, "flat_values", None) if hasattr(out, "flat_values") else getattr(out, "values", out)
    return values.node if isinstance(values, SymbolicTensor) else out if isinstance(out, Node) else None


def within(scope, part):
    """The whole name of `part` in the scope that a `scoped` function finds in its `name`."""
    return scope and f"{scope}{part}/"
