"""What a layer owns: variables and layers among its attributes, in order of assignment, and what follows from them.

Both are looked for once and kept until they change. Setting an attribute drops what is known of its owner (see
`Changing`). Lists and dicts change without a word, so what they held is compared with what they hold.
"""

import itertools
import operator

from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.context import CALL
from tenfold.keras.utils.per_class import per_class

# attributes that hold no children
HIDDEN = frozenset(
    "_inbound_nodes inbound_nodes _losses _callable_losses _symbolic_losses _compiled_trainable "
    "_changes _steps _copied_first _made_with".split()
)
LISTS = ("_trainable_weights", "_non_trainable_weights", "_metrics")  # what `add_weight` and `add_metric` have made
_is_trained = operator.attrgetter("trainable")
_DEEP = 50  # so many owners below one may stand in a row, each inside the one before
_join = itertools.chain.from_iterable


class Tracked:
    """Base of owners: room for what is known of each (which is nobody's attribute, so no copy or pickle has it)."""

    __slots__ = ("_parts", "_tree")


_get_parts, _set_parts = Tracked._parts.__get__, Tracked._parts.__set__
_get_tree, _set_tree = Tracked._tree.__get__, Tracked._tree.__set__


def forget(owner):
    """What is known of `owner` holds no longer. To be called after the change, or another thread might see the old."""
    _set_parts(owner, None)
    _set_tree(owner, None)


class TRAINABLE:
    """Since when no owner has been frozen or thawed: a moment, another object after each."""

    since = object()


def trained_otherwise():
    """An owner has been frozen or thawed: what there is stays, the lists made of it do not. To be called after that."""
    TRAINABLE.since = object()


class Parts:
    """What one owner has directly.

    Attributes:
      owners, variables: those among its attributes, also inside lists, tuples and dicts, each once; without what
        `add_weight` and `add_metric` have listed.
      members: the owners, and among them modules that are none: their variables count, what is in them does not.
      groups: the members as they stand in the attributes: each alone, or in a list with all, variables too, that one
        container has.
      containers: the lists and dicts in which they were looked for.
      contents: what these held, one after the other. (It is kept alive, so that nothing else can have its identity.)
    """

    __slots__ = "complete containers contents groups members owners seen sizes trained variables".split()

    def __init__(self):
        self.owners, self.members, self.variables, self.groups = [], [], [], []
        self.containers, self.contents, self.sizes, self.seen = [], [], [], set()
        self.complete = False

    def look(self, owner):
        found, kinds, unseen = {}, owner._part_kinds, owner._unseen
        attributes = vars(owner)
        listed = [attributes.get(name, ()) for name in LISTS]
        for values in listed:
            self._hold(values)
        for name, value in list(attributes.items()):
            if isinstance(value, kinds) and name not in unseen:
                group = {}
                self._collect(value, kinds, group)
                if isinstance(value, (list, tuple, dict)):
                    self.groups.append([*group.values()])
                elif not isinstance(value, Variable):
                    self.groups.append(value)
                for key, part in group.items():
                    found.setdefault(key, part)
        known = set(map(id, _join(listed)))
        for part in found.values():
            if not isinstance(part, Variable):
                self.members.append(part)
            elif id(part) not in known:
                self.variables.append(part)
        self.owners = [part for part in self.members if isinstance(part, Tracked)]
        self.trained = [*map(_is_trained, self.variables)]
        self.complete = True

    def _collect(self, value, kinds, found):
        if not isinstance(value, (list, tuple, dict)):
            found.setdefault(id(value), value)
            return
        for part in value if isinstance(value, tuple) else self._hold(value):
            if isinstance(part, kinds):
                self._collect(part, kinds, found)

    def _hold(self, container):
        """The contents of a list or dict, remembered; none where they have been looked at before."""
        if id(container) in self.seen:
            return ()
        self.seen.add(id(container))
        if not isinstance(container, dict):
            return self._remember(container)
        return _by_key(self._remember(container), self._remember(dict.values(container)))

    def _remember(self, container):
        held = tuple(container)
        self.containers.append(container)
        self.sizes.append(len(held))
        self.contents += held
        return held

    def hold(self):
        """Whether lists and dicts, and which variables are trained, are as they were."""
        return self.complete and _are_as_before(
            self.containers, self.sizes, self.contents, self.variables, self.trained
        )


def _by_key(keys, values):
    """What a dict holds in the order of its keys, as Keras lists it; as it is where keys have no order."""
    try:
        return [value for _, value in sorted(zip(keys, values), key=operator.itemgetter(0))]
    except TypeError:
        return values


def _are_as_before(containers, sizes, contents, variables, trained):
    try:
        return (
            [*map(len, containers)] == sizes
            and all(map(operator.is_, _join(containers), contents))
            and [*map(_is_trained, variables)] == trained
        )
    except RuntimeError:  # a dict that another thread is adding to
        return False


def parts(owner):
    """The `Parts` of `owner` as they are now."""
    try:
        found = _get_parts(owner)
    except AttributeError:
        found = None
    if found is None or not found.hold():
        found = Parts()
        _set_parts(owner, found)  # before it looks: whatever is set from now on drops it again
        found.look(owner)
    return found


class Tree:
    """What there is below an owner.

    Attributes:
      own: the owner's `Parts`. (The owner itself is not among what its tree keeps alive.)
      below: the owners below, each once, depth first; `parts` are theirs.
      facts: what has been worked out from them whatever is trainable, see `kept`.
      is_plain: whether this package alone says which weights there are, and no class or module of somebody else's.
    """

    def __init__(self, root):
        self.own, self.below, self.parts, self.facts = parts(root), [], [], {}
        self._listed = TRAINABLE.since, {}
        todo, seen = root._sublayers()[::-1], {id(root)}
        while todo:
            owner = todo.pop()
            if id(owner) not in seen:
                seen.add(id(owner))
                self.below.append(owner)
                self.parts.append(parts(owner))
                todo += owner._sublayers()[::-1]
        every = [self.own, *self.parts]
        classes = {type(root), *map(type, self.below)}
        self.is_plain = all(map(_is_plain, classes)) and all([len(p.members) == len(p.owners) for p in every])
        self.containers, self.sizes, self.contents, self.variables, self.trained = [
            [*_join([getattr(p, name) for p in every])]
            for name in ("containers", "sizes", "contents", "variables", "trained")
        ]

    def kept(self, key, work_out):
        """What `work_out()` gave the first time; while a step is traced it is asked anew, see `of_tree`."""
        if CALL.reads:
            return work_out()
        found = self.facts.get(key)
        if found is None:
            found = self.facts[key] = work_out()
        return found

    def lists(self):
        """What has been worked out by what is trainable now, see `of_tree`. What is worked out next belongs into this
        very dict, taken before: where an owner is frozen meanwhile, the next one to ask gets an empty one."""
        since, lists = self._listed
        if since is not TRAINABLE.since:
            self._listed = _, lists = TRAINABLE.since, {}
        return lists


def tree(owner):
    """The `Tree` of `owner` as it is now. Where nothing has changed that costs a comparison, and no walk."""
    try:
        found = _get_tree(owner)
    except AttributeError:
        found = None
    if (
        found is None
        or _get_parts(owner) is not found.own
        or [*map(_get_parts, found.below)] != found.parts
        or not _are_as_before(found.containers, found.sizes, found.contents, found.variables, found.trained)
    ):
        found = Tree(owner)
        _set_tree(owner, found)
    return found


class known(property):
    """A property that depends on nothing but what owners have."""


class of_tree(known):
    """A property whose list is worked out once for a tree; whoever reads it gets a list of his own.

    While a step is traced it is worked out anew, so that the step sees what is read for it.
    """

    def __get__(self, owner, cls=None):
        if owner is None:
            return self
        if CALL.reads:
            return self.fget(owner)
        found = tree(owner)
        since, lists = found._listed
        if since is not TRAINABLE.since:
            lists = found.lists()
        listed = lists.get(self)
        if listed is None:
            if len(found.below) >= _DEEP and found.is_plain and not CALL.inside_out:
                self._inside_out(found.below)
            listed = self.fget(owner)
            if found.is_plain:
                lists[self] = tuple(listed)
        return [*listed]

    def _inside_out(self, owners):
        """Work the list out for the innermost owner first, so that none has far to go: Python's stack is not deep."""
        CALL.inside_out = True
        try:
            for owner in reversed(owners):
                getattr(owner, self.fget.__name__)
        finally:
            CALL.inside_out = False


@per_class
def _is_plain(cls):
    """Whether a class does not say for itself which weights it has."""
    names = ("trainable", "trainable_weights", "non_trainable_weights", "weights")
    return all([isinstance(getattr(cls, name), known) for name in names])


def children(owner, kinds, skip=()):
    """Objects of `kinds` among the attributes of `owner`, also inside lists, tuples and dicts; each once."""
    found, holders = {}, (kinds, list, tuple, dict)
    for name, value in list(vars(owner).items()):
        if isinstance(value, holders) and name not in HIDDEN and name not in skip:
            Parts()._collect(value, holders, found)
    return list(found.values())


def unique(items):
    """`items` in order, each object once."""
    return list(dict(zip(map(id, items), items)).values())
