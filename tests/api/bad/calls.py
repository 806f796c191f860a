"""Good calls, and the places in them where a bad argument can stand.

A good call is a case (`tenfold.testing.cases`): an expression in terms of `tf` and its inputs. `places` gives the same
expression with one argument of one call replaced by BAD, an element of a list that is one included, and with one more
argument for each parameter that the call does not name.
"""

import ast
import copy
import hashlib
import inspect
from dataclasses import dataclass, field

import numpy as np

BAD = "BAD"
VARIABLE = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


@dataclass(frozen=True)
class Place:
    """One argument of a good call.

    Attributes:
      key: names it among those of its family: the expression with BAD in it, and a digest where inputs differ.
      source: that expression.
      good: source of what BAD stands for; None for a parameter that the good call leaves alone.
      case: the good call.
    """

    key: str
    source: str
    good: str | None
    case: object = field(compare=False)


def places(case, wanted, find, seen):
    """The Places of `case`: those of calls of the functions `wanted` (of all, where None), and those in no set `seen`.

    Args:
      find: gives what a dotted name after `tf.` leads to, for its signature.
      seen: (v1, function, parameter) of the places there are; added to.
    """
    tree = ast.parse(case.expression, mode="eval")
    for number, node in enumerate(ast.walk(tree)):
        if not isinstance(node, ast.Call) or isinstance(node.func, ast.Call):
            continue
        name = _called(node)
        if name.startswith(("_", "np.", "lambda", "list", "next", "zip")):  # the harness's own, NumPy's and Python's
            continue
        if wanted is None or name in wanted:
            function = find(name)
            if function is None and wanted is None and name.partition(".")[0] in case.plain:
                continue  # not here yet
            if (
                function is not None and name.partition(".")[0] in case.plain
            ):  # a method of an input, whichever class it is of
                name = f"{function.__module__}.{getattr(function, '__qualname__', type(function).__qualname__)}"
            for label, target in _arguments(node, function):
                if (case.v1, name, label) not in seen:
                    seen.add((case.v1, name, label))
                    yield _place(case, tree, number, label, target)


def _called(node):
    """The name of what a Call calls, without `tf.`; of a method, or of what a call gave, the text."""
    text = ast.unparse(node.func)
    return text.removeprefix("tf.")


def _arguments(node, function):
    """(label, how to find what it stands for) of each argument that is there, and of each that could be."""
    names, open_ = parameters(function)
    for i, argument in enumerate(node.args):
        if not isinstance(argument, ast.Starred):
            label = names[i] if i < len(names) else str(i)
            yield from _within(label, argument, ("args", i))
    given = {k.arg for k in node.keywords} | set(names[: len(node.args)])
    for i, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield from _within(keyword.arg, keyword.value, ("keywords", i))
    if not any(isinstance(a, ast.Starred) for a in node.args) and None not in given:
        yield from ((name, None) for name in open_ if name not in given)


def _within(label, argument, way):
    yield label, (*way, None)
    if isinstance(argument, (ast.List, ast.Tuple)):
        for i in range(min(2, len(argument.elts))):
            if not isinstance(argument.elts[i], ast.Starred):
                yield f"{label}[{i}]", (*way, i)


def parameters(function):
    """(names that may be given by position, all that may be given by name) of a callable."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [], []
    found = [p for p in found if p.kind not in VARIABLE]
    placed = [p.name for p in found if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    return placed, [p.name for p in found if p.kind is not inspect.Parameter.POSITIONAL_ONLY]


def _place(case, tree, number, label, target):
    new = copy.deepcopy(tree)
    node = list(ast.walk(new))[number]
    bad, good = ast.Name(BAD, ast.Load()), None
    if target is None:
        node.keywords.append(ast.keyword(label, bad))
    else:
        kind, i, element = target
        holder, attribute = (node.args, None) if kind == "args" else (node.keywords[i], "value")
        old = holder[i] if attribute is None else holder.value
        if element is not None:
            elements, old = old.elts, old.elts[element]
            elements[element] = bad
        elif attribute is None:
            holder[i] = bad
        else:
            holder.value = bad
        good = ast.unparse(old)
    source = ast.unparse(new)
    digest = hashlib.sha1(f"{case.key}".encode(), usedforsecurity=False).hexdigest()[:6]
    return Place(f"{source} {digest}", source, good, case)


def made_of(case, tf):
    """Inputs that are no arrays; those that `made` makes are new ones."""
    return {n: v(tf) if getattr(v, "makes_input", False) else v for n, v in case.plain.items()}


def made(function):
    """Decorator: an input of a case that `function(tf)` makes anew for each call: a model, a file."""
    function.makes_input = True
    return function


class Caller:
    """Calls a place of a case with one bad argument after the other."""

    def __init__(self, tf, place):
        self.case, self.tf, self.place = place.case, tf, place
        self.module = tf.compat.v1 if place.case.v1 else tf
        self.code = compile(place.source, "<call>", "eval")

    def inputs(self):
        """What the expression refers to, variables made anew."""
        tf, tensors = self.tf, {n: self.tf.constant(a) for n, a in self.case.tensors.items()}
        made = made_of(self.case, tf)
        return {"tf": self.module, "np": np, **made, **tensors}

    def good(self):
        """The good argument; None where there is none, or where it depends on what is called."""
        if self.place.good is None:
            return None
        try:
            return eval(self.place.good, self.inputs())  # noqa: S307  the test's own
        except NameError:
            return None

    def call(self, bad, inputs=None):
        return eval(self.code, {**(inputs or self.inputs()), BAD: bad})  # noqa: S307
