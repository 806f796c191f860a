"""How a traced step notices that the layers it was traced from have changed.

A trace holds what the attributes of layers were when it read them. So while a step is traced, its layers are watched:
`Reads` notes which attributes are read. Every attribute set later moves a clock on; a step looks at its notes again
only when the clock has moved, so that steps of a model that stands still cost one comparison.
"""

import abc
import functools
import itertools
import operator

from tenfold.keras.layers.base.context import CALL

_MISSING = object()
_PLAIN = (int, float, str, bool, bytes, type(None))  # equal ones are the same


class CLOCK:
    """When the last attribute was set: a number that only grows."""

    now = 0
    tick = itertools.count(1).__next__


class Changing:
    """Base of layers and optimizers: remembers when each of its attributes was last set from outside.

    What a layer sets in its own `call`, or a step that runs eagerly on its model, are results and no changes.
    """

    _results = frozenset()  # attributes that carry results from one call to the next
    _noted = frozenset()  # attributes with lists and dicts that the class changes itself, and says so

    def __setattr__(self, name, value):
        own = self.__dict__
        old = own.get(name, _MISSING)
        super().__setattr__(name, value)
        if old is value or old is _MISSING and "_changes" not in own:
            return
        if not (type(value) in _PLAIN and type(old) is type(value) and old == value):
            self._note_change(name)
            if type(old) not in _PLAIN and old is not _MISSING:
                self._give_up(name, old, value)

    def __delattr__(self, name):
        old = self.__dict__.get(name, _MISSING)
        super().__delattr__(name)
        self._note_change(name)
        self._give_up(name, old, None)

    def _give_up(self, name, old, new):
        """Called when `new` has replaced the attribute's value `old`."""

    def _note_change(self, name):
        changes = self.__dict__.get("_changes")  # made when a step is first traced from it: before, none can be stale
        if changes is not None and not CALL.depth and not CALL.stepping and name not in self._results:
            CLOCK.now = when = changes[name] = CLOCK.tick()
            for reads in CALL.reads:
                reads.changed_here[id(self), name] = when


class Reads:
    """What a step has read of `Changing` objects, and whether it still holds.

    As a context it watches `parts` for the length of a block. (Python calls no hook for a plain read, so meanwhile the
    parts belong to a subclass of their class that has one.)

    Attributes:
      seen: the clock when the notes were last known to hold.
      changed_here: (identity of a part, name) -> when the traced Python itself has last set it, as it builds.
      but: names that do not matter.
      broken_by: (part, name) of the attribute that has changed, once one has.
    """

    broken_by = None

    def __init__(self, but=()):
        self.seen, self.but = CLOCK.now, frozenset(but)
        self._names, self._containers, self._parts, self._watched = {}, {}, tuple, []
        self.changed_here = {}

    def watching(self, parts):
        """Itself, to be entered; `parts()` are the parts."""
        self._parts = parts
        return self

    def _watch(self, part):
        vars(part).setdefault("_changes", {})
        if id(part) not in self._names:
            self._names[id(part)] = part, set()
        watched = _watched_class(type(part))
        if watched is None:  # its class cannot be stood in for: any change counts
            self._names[id(part)] = part, None
        else:
            self._watched.append((part, type(part)))
            object.__setattr__(part, "__class__", watched)

    def __enter__(self):
        if not self._names:
            self.seen = CLOCK.now
        try:
            CALL.reads = (*CALL.reads, self)
            for part in self._parts():
                self._watch(part)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        CALL.reads = tuple([r for r in CALL.reads if r is not self])
        for part, cls in reversed(self._watched):
            object.__setattr__(part, "__class__", cls)
        self._watched.clear()
        for part in self._parts():  # those made meanwhile have not been watched: any change counts
            vars(part).setdefault("_changes", {})
            self._names.setdefault(id(part), (part, None))
        self._remember_containers()

    def note(self, part, name):
        found = self._names.get(id(part))
        if found is not None and found[1] is not None:
            found[1].add(name)

    def _remember_containers(self):
        """Lists and dicts change without being set, so their contents are kept and compared."""
        found = {}
        for part, names in self._names.values():
            for name, value in list(vars(part).items()):
                if (names is None or name in names) and name not in part._noted:
                    for container in _containers(value):
                        found[id(container)] = container, len(container), tuple(_contents(container))
        self._containers = found

    def hold(self):
        """Whether what was read is unchanged, lists and dicts included."""
        for container, size, before in self._containers.values():
            if len(container) != size or not all(map(operator.is_, _contents(container), before)):
                return False
        return CLOCK.now == self.seen or not self.changed()

    def changed(self):
        """Whether an attribute that was read has been set since; to be asked where the clock has moved at all."""
        now = CLOCK.now
        for part, names in list(self._names.values()):  # another thread may be tracing
            for name, when in list(vars(part).get("_changes", {}).items()):
                if when <= self.seen or name in self.but or self.changed_here.get((id(part), name)) == when:
                    continue
                if names is None or name in names:
                    self.broken_by = part, name
                    return True
        self.seen = now
        return False


def _watched_class(cls):
    """The subclass of `cls` whose instances tell the traces of their thread what is read; None where a class that
    reacts to being subclassed forbids it."""
    found = cls.__dict__.get("_watched_class")
    if found is None:
        if type(cls) not in (type, abc.ABCMeta) or any("__init_subclass__" in vars(c) for c in cls.__mro__[:-1]):
            return None
        names = {"__getattribute__": _noting(cls.__getattribute__), "__slots__": (), "__doc__": cls.__doc__}
        names |= {"__module__": cls.__module__, "__qualname__": cls.__qualname__}
        found = _equal_to_plain(type(cls))(cls.__name__, (cls,), names)
        found._watched_class = found
        cls._watched_class = found
    return found


@functools.cache
def _equal_to_plain(metaclass):
    """The class of watched classes. These equal the ones they stand in for, as a `call` may ask for a layer's type."""
    same = lambda cls, other: other is cls or other is cls.__mro__[1]  # noqa: E731
    return type("_Watched", (metaclass,), {"__eq__": same, "__hash__": lambda cls: metaclass.__hash__(cls.__mro__[1])})


def _noting(plain):
    def __getattribute__(self, name):
        for reads in CALL.reads:
            reads.note(self, name)
        return plain(self, name) if name != "__class__" else type(self).__mro__[1]

    return __getattribute__


def _containers(value):
    """`value`, if it is a list or dict, and the lists and dicts inside."""
    if isinstance(value, (list, dict, tuple)):
        if not isinstance(value, tuple):
            yield value
        for part in value.values() if isinstance(value, dict) else value:
            if isinstance(part, (list, dict, tuple)):
                yield from _containers(part)


def _contents(container):
    return itertools.chain(container, container.values()) if isinstance(container, dict) else container
