"""How a traced step notices that the layers it was traced from have changed.

A trace holds what the attributes of layers were when it read them. So while a step is traced, its layers are watched:
`Reads` notes which attributes are read. Every attribute set later moves a clock on; a step looks at its notes again
only when the clock has moved, so that steps of a model that stands still cost one comparison.
"""

import itertools
import operator
import os
import threading

from tenfold.core.base.forks import free_in_child
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
    _part_kinds = ()  # an attribute that holds, or held, one of these changes what `_parts_changed` is told of

    def __setattr__(self, name, value):
        own = self.__dict__
        old = own.get(name, _MISSING)
        super().__setattr__(name, value)
        if old is value:
            return
        if old is not _MISSING or "_changes" in own:
            if not (type(value) in _PLAIN and type(old) is type(value) and old == value):
                self._note_change(name)
                if type(old) not in _PLAIN and old is not _MISSING:
                    self._give_up(name, old, value)
        if type(value) in _PLAIN and (old is _MISSING or type(old) in _PLAIN):  # nearly always, and no parts
            if name == "_trainable" and old is not _MISSING:
                self._trained_otherwise()
        elif isinstance(value, self._part_kinds) or isinstance(old, self._part_kinds):
            self._parts_changed()

    def __delattr__(self, name):
        old = self.__dict__.get(name, _MISSING)
        super().__delattr__(name)
        self._note_change(name)
        self._give_up(name, old, None)
        self._parts_changed()

    def _give_up(self, name, old, new):
        """Called when `new` has replaced the attribute's value `old`."""

    def _parts_changed(self):
        """Called when an attribute has been set or deleted that may hold parts."""

    def _trained_otherwise(self):
        """Called when `_trainable` has changed."""

    def _note_change(self, name):
        changes = self.__dict__.get("_changes")  # made when a step is first traced from it: before, none can be stale
        if changes is not None and not CALL.depth and not CALL.stepping and name not in self._results:
            CLOCK.now = when = changes[name] = CLOCK.tick()
            for reads in CALL.reads:
                reads.changed_here[id(self), name] = when


def _noting(self, name):
    for reads in CALL.reads:
        reads.note(self, name)
    return super(Changing, self).__getattribute__(name)


class _Watch:
    """While any step is being traced, `Changing` tells the traces of each thread what is read. (Python calls no hook
    for a plain read, so meanwhile the class has one; at all other times a read costs nothing.)"""

    lock, traces = free_in_child(threading.Lock()), 0

    @classmethod
    def begin(cls):
        with cls.lock:
            cls.traces += 1
            if cls.traces == 1:
                Changing.__getattribute__ = _noting

    @classmethod
    def end(cls):
        with cls.lock:
            cls.traces -= 1
            if not cls.traces:
                del Changing.__getattribute__

    @classmethod
    def in_child(cls):
        """After a fork, only this thread's traces are left."""
        if cls.traces and not CALL.reads:
            cls.traces = 1
            cls.end()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Watch.in_child)


class Reads:
    """What a step has read of `Changing` objects, and whether it still holds.

    As a context it watches `parts` for the length of a block.

    Attributes:
      seen: the clock when the notes were last known to hold.
      changed_here: (identity of a part, name) -> when the traced Python itself has last set it, as it builds.
      but: names that do not matter.
      broken_by: (part, name) of the attribute that has changed, once one has.
    """

    broken_by = None

    def __init__(self, but=()):
        self.seen, self.but = CLOCK.now, frozenset(but)
        self._names, self._containers, self._parts = {}, {}, tuple
        self.changed_here = {}

    def watching(self, parts):
        """Itself, to be entered; `parts()` are the parts."""
        self._parts = parts
        return self

    def __enter__(self):
        if not self._names:
            self.seen = CLOCK.now
        _Watch.begin()
        CALL.reads = (*CALL.reads, self)
        try:
            for part in self._parts():
                vars(part).setdefault("_changes", {})
                tells = type(part).__getattribute__ is _noting  # else it has a hook of its own: any change counts
                self._names.setdefault(id(part), (part, set() if tells else None))
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        CALL.reads = tuple([r for r in CALL.reads if r is not self])
        _Watch.end()
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
