"""`tf.Module`: a named container of variables and other modules."""

import functools
import re

from tenfold.core.base.trackable import Trackable
from tenfold.core.values.variable import Variable
from tenfold.ops.scopes import name_scope
from tenfold.ops.state.copying import Copied
from tenfold.ops.structures import nest_walks

_WORD_START = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


def snake_case(name):
    """`DenseBlock2D` as `dense_block2_d`."""
    return _WORD_START.sub(r"_\1", name).lower()


class Module(Copied, Trackable):
    """Base of anything that owns variables; those and sub-modules are found by walking its attributes.

    Args:
      name: a Python identifier; by default the class's name in snake case.
    """

    _TF_MODULE_IGNORED_PROPERTIES = frozenset()

    def __init__(self, name=None):
        name = snake_case(type(self).__name__) if name is None else name
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(
                f"{name!r} is not a valid module name. Module names must be valid Python identifiers "
                "(e.g. a valid class name)."
            )
        self._name = name
        with name_scope(name) as scope:
            self._name_scope = name_scope(scope)

    @property
    def name(self):
        return self._name

    @property
    def name_scope(self):
        """The name scope under which this module's variables and ops go."""
        return self._name_scope

    @property
    def variables(self):
        """All variables of this module and its sub-modules: its own first, by attribute name, then theirs."""
        return tuple(self._flatten(predicate=lambda v: isinstance(v, Variable), expand_composites=True))

    @property
    def trainable_variables(self):
        return tuple(v for v in self.variables if v.trainable)

    @property
    def non_trainable_variables(self):
        return tuple(v for v in self.variables if not v.trainable)

    @property
    def submodules(self):
        """Every module below this one."""
        return tuple(self._flatten(predicate=lambda v: isinstance(v, Module)))

    def _flatten(
        self, recursive=True, predicate=None, attribute_traversal_key=None, with_path=False, expand_composites=False
    ):
        """Leaves of the attributes, in the order of their names, then those of sub-modules; each object once.

        Args:
          predicate: which leaves are given; all by default.
          with_path: give (path, leaf) pairs, a leaf as often as it is found.
        """
        return _walk(
            self,
            recursive,
            predicate or (lambda _: True),
            attribute_traversal_key,
            with_path,
            expand_composites,
            (),
            {id(self)},
        )

    @classmethod
    def with_name_scope(cls, method):
        """Decorator: run `method` inside the module's name scope."""

        @functools.wraps(method)
        def scoped(self, *args, **kwargs):
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped


def _walk(module, recursive, predicate, key, with_path, expand, path, seen):
    below, attributes = [], vars(module)
    for attribute in sorted(attributes, key=key):
        if attribute in module._TF_MODULE_IGNORED_PROPERTIES:
            continue
        for leaf_path, leaf in nest_walks.flatten_with_path(attributes[attribute], expand):
            leaf_path = (attribute, *leaf_path)
            if not with_path:
                if id(leaf) in seen:
                    continue
                seen.add(id(leaf))
            if predicate(leaf):
                yield (path + leaf_path, leaf) if with_path else leaf
            if recursive and isinstance(leaf, Module):
                below.append((path + leaf_path, leaf))
    for below_path, leaf in below:
        yield from _walk(leaf, recursive, predicate, key, with_path, expand, below_path, seen)
