"""What layers own is kept, not looked for each time, and still is what a fresh walk over all attributes finds."""

import collections
import copy
import pickle
import random
import threading
import weakref

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.keras.layers.base import tracking

Dense = keras.layers.Dense
X = np.ones((2, 3), np.float32)


class Holder(keras.layers.Layer):
    """A layer with whatever attributes it is given."""

    def call(self, x):
        return x


class HolderModel(keras.Model):
    """A model of one's own, the same."""

    def call(self, x):
        return x


class Box(tf.Module):
    """A module that is no layer."""

    def __init__(self):
        super().__init__(name="box")
        self.variable = tf.Variable(1.0)
        self.inside = Dense(1)


# the walk that the package used to make whenever it was asked, as plainly as it can be written

HIDDEN = {"inbound_nodes", "_losses", "_callable_losses", "_changes", "_steps", "_compiled_trainable", "_made_with"}
HIDDEN |= {"_trainable_weights", "_non_trainable_weights", "_metrics", "_stack", "_calls", "_tip", "_input_layer"}
HIDDEN |= set("_graph_layers _nodes _wired _also _nested_inputs _nested_outputs inputs outputs".split())
HOLDERS = (list, tuple, dict)


def leaves(value):
    if isinstance(value, dict):
        try:
            value = [value[key] for key in sorted(value)]
        except TypeError:
            value = list(value.values())
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, (list, tuple)) else [value]


def unique(items):
    return list({id(item): item for item in items}.values())


def attributes(owner, kind):
    found = [leaf for name, value in vars(owner).items() if name not in HIDDEN for leaf in leaves(value)]
    return unique([leaf for leaf in found if isinstance(leaf, kind)])


def inside(owner, kind=keras.layers.Layer):
    found = attributes(owner, kind)
    if isinstance(owner, keras.Sequential):
        return [*owner._stack, *[m for m in found if isinstance(m, keras.metrics.Metric)]]
    return unique([*(getattr(owner, "_graph_layers", None) or ()), *found])


def below(owner):
    return [owner, *[layer for part in inside(owner) for layer in below(part)]]


def own(owner, trainable):
    made = owner._trainable_weights if trainable else owner._non_trainable_weights
    listed = set(map(id, owner._trainable_weights + owner._non_trainable_weights))
    loose = [v for v in attributes(owner, tf.Variable) if v.trainable is trainable and id(v) not in listed]
    return sorted([*made, *loose], key=lambda v: v._key)


def with_weights(owner):
    keeps = isinstance(owner, (keras.Model, keras.metrics.Metric)) and not isinstance(owner, keras.Sequential)
    return [part for part in inside(owner, tf.Module) if keeps or not isinstance(part, keras.metrics.Metric)]


def groups(model):
    """Parts alone, and lists of what a container among the attributes has: for each, its variables come in one go."""
    if isinstance(model, keras.Sequential):
        return with_weights(model)
    found = [*getattr(model, "_graph_layers", [])]
    for value in [value for name, value in vars(model).items() if name not in HIDDEN]:
        if isinstance(value, HOLDERS):
            found.append([part for part in leaves(value) if isinstance(part, (tf.Module, tf.Variable))])
        elif isinstance(value, tf.Module):
            found.append(value)
    return found


def of_group(group, of_part, is_listed):
    """The variables of a group; `is_listed` says which of those that stand in a container itself."""
    if not isinstance(group, list):
        return of_part(group)
    inner = [w for part in group if not isinstance(part, tf.Variable) for w in of_part(part)]
    return inner + [v for v in group if isinstance(v, tf.Variable) and is_listed(v)]


def trained(owner):
    if not isinstance(owner, keras.layers.Layer):
        return list(owner.trainable_variables)
    if not owner._trainable or isinstance(owner, keras.metrics.Metric):
        return []
    if isinstance(owner, keras.Model):
        return unique([w for group in groups(owner) for w in trained_of(group)] + own(owner, True))
    return unique(own(owner, True) + [w for part in inside(owner, tf.Module) for w in trained(part)])


def trained_of(group):
    return of_group(group, trained, lambda v: v.trainable)


def fixed_of(group):
    return of_group(group, fixed, lambda v: not v.trainable)


def every_of(group):
    return trained_of(group) + fixed_of(group) if isinstance(group, list) else every(group)


def fixed(owner):
    if not isinstance(owner, keras.layers.Layer):
        return list(owner.non_trainable_variables)
    frozen = [] if owner._trainable else own(owner, True)
    if isinstance(owner, keras.Model):
        parts = [w for group in groups(owner) for w in (fixed_of(group) if owner._trainable else every_of(group))]
        return unique(frozen + parts + own(owner, False))
    parts = [w for part in with_weights(owner) for w in (fixed(part) if owner._trainable else every(part))]
    return unique(frozen + own(owner, False) + parts)


def every(owner):
    if not isinstance(owner, keras.layers.Layer):
        return list(owner.variables)
    if isinstance(owner, keras.Model):
        parts = [w for group in groups(owner) for w in every_of(group)]
        return unique(parts + own(owner, True) + own(owner, False))
    return unique(trained(owner) + fixed(owner))


def metrics(owner):
    is_metric = lambda layer: isinstance(layer, keras.metrics.Metric)  # noqa: E731
    found = [owner] if is_metric(owner) else []
    for layer in unique(below(owner)):
        found += [part for part in inside(layer) if is_metric(part)] + layer._metrics
    return unique(found)


def regularized(owner):
    return [
        w
        for layer in unique(below(owner))
        for w in own(layer, True) + own(layer, False)
        if getattr(w, "_regularizer", None)
    ]


def check(owner):
    expected = {
        "trainable_weights": trained(owner),
        "non_trainable_weights": fixed(owner),
        "weights": every(owner),
        "metrics": metrics(owner),
        "_flatten_layers": unique(below(owner)),
    }
    for name, fresh in expected.items():
        kept = getattr(owner, name)
        kept = kept() if callable(kept) else kept
        assert list(map(id, kept)) == list(map(id, fresh)), (owner, name, kept, fresh)
    kept = tracking.tree(owner).kept("regularized", owner._regularized).values()
    assert [id(w) for found in kept for w in found] == list(map(id, regularized(owner)))


# all the ways in which what a layer owns may change


class Mutations:
    """A tree of holders, levels over levels, and random changes of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.levels = [[self.leaf() for _ in range(6)]]
        for _ in range(3):
            self.levels.append([self.random.choice([Holder, HolderModel])() for _ in range(2)])
        self.steps = [getattr(self, name) for name in dir(self) if name.startswith("do_")]

    def leaf(self):
        kind = self.random.randrange(8)
        if kind == 0:
            return tf.Variable(1.0, trainable=self.random.random() < 0.5)
        if kind == 1:
            return keras.metrics.Mean()
        if kind == 2:
            return Box()
        if kind == 3:
            return keras.Sequential([Dense(3, kernel_regularizer="l2", input_shape=(3,)), Dense(1)])
        if kind == 4:
            inputs = keras.Input((3,))
            return keras.Model(inputs, Dense(2)(keras.layers.BatchNormalization()(inputs)))
        layer = Dense(1)
        if kind == 5:
            layer.build((None, 3))
        return layer

    def holder(self):
        level = self.random.randrange(1, len(self.levels))
        return level, self.random.choice(self.levels[level])

    def part(self, level):
        """Something for a holder of that level: old (and so shared) or new."""
        if self.random.random() < 0.2:
            self.levels[0].append(self.leaf())
            return self.levels[0][-1]
        return self.random.choice(self.levels[self.random.randrange(level)])

    def container(self, level, depth=2):
        parts = [self.part(level) for _ in range(self.random.randrange(3))]
        if depth and self.random.random() < 0.5:
            parts.append(self.container(level, depth - 1))
        kind = self.random.randrange(4)
        if kind == 0:
            return parts
        if kind == 1:
            return tuple(parts)
        keys = self.random.sample("vwxyz", len(parts))
        return (dict if kind == 2 else collections.OrderedDict)(zip(keys, parts))

    def containers(self, value):
        """The lists and dicts of a value, at any depth."""
        if isinstance(value, (list, dict)):
            yield value
        if isinstance(value, (list, tuple, dict)):
            for part in value.values() if isinstance(value, dict) else value:
                yield from self.containers(part)

    def some(self, kind):
        level, holder = self.holder()
        held = [vars(holder)[name] for name in "abcde" if name in vars(holder)]
        found = [c for value in held for c in self.containers(value) if isinstance(c, kind)]
        return level, self.random.choice(found) if found else kind()

    def do_set(self):
        level, holder = self.holder()
        value = self.random.choice([self.part, self.part, self.container, self.container, lambda level: None])(level)
        setattr(holder, self.random.choice("abcde"), value)

    do_set_again = do_set

    def do_delete(self):
        _, holder = self.holder()
        names = [name for name in "abcde" if name in vars(holder)]
        if names:
            delattr(holder, self.random.choice(names))

    def do_remove_and_add_again(self):
        _, holder = self.holder()
        if "a" in vars(holder):
            value = holder.a
            del holder.a
            check(holder)
            holder.a = value

    def do_change_a_list(self):
        level, found = self.some(list)
        part = self.part(level)
        self.random.choice(
            [
                lambda: found.append(part),
                lambda: found.insert(0, part),
                lambda: found.extend([part, self.container(level)]),
                lambda: found.pop() if found else None,
                lambda: found.reverse(),
                lambda: found.clear(),
                lambda: found.__setitem__(slice(0, 1), [part]),
                lambda: found.__iadd__([part]),
            ]
        )()

    do_change_a_list_again = do_change_a_list

    def do_change_a_dict(self):
        level, found = self.some(dict)
        part, key = self.part(level), self.random.choice("vwxyz")
        self.random.choice(
            [
                lambda: found.__setitem__(key, part),
                lambda: found.update({key: part, "u": self.container(level)}),
                lambda: found.pop(key, None),
                lambda: found.__setitem__(self.random.choice("vwxyz"), found.pop(next(iter(found)))) if found else None,
                lambda: found.clear(),
            ]
        )()

    def do_toggle(self):
        layers = [part for level in self.levels for part in level if isinstance(part, keras.layers.Layer)]
        layer = self.random.choice(layers)
        layer.trainable = not layer.trainable

    def do_build_late(self):
        for part in self.levels[0]:
            if isinstance(part, Dense) and not part.built:
                part.build((None, 3))
                return

    def do_add_a_weight(self):
        _, holder = self.holder()
        holder.add_weight("w", (1,), trainable=self.random.random() < 0.5, regularizer="l1")

    def do_take_a_weight_away(self):
        _, holder = self.holder()
        if holder._trainable_weights:
            holder._trainable_weights.pop(0)

    def do_add_a_metric(self):
        _, holder = self.holder()
        holder.add_metric(tf.constant(1.0), name=self.random.choice("mn"))

    def do_change_a_sequential(self):
        for part in self.levels[0]:
            if isinstance(part, keras.Sequential):
                if self.random.random() < 0.5 or len(part.layers) < 2:
                    part.add(Dense(2, input_shape=(3,)))
                else:
                    part.pop()

    def do_change_a_variable(self):
        for part in self.levels[0]:
            if isinstance(part, tf.Variable):
                part.trainable = not part.trainable
                return

    def do_copy(self):
        copied = self.random.choice([copy.deepcopy, copy.copy, lambda t: pickle.loads(pickle.dumps(t))])
        index = self.random.randrange(2)
        top = self.levels[-1][index]
        self.levels[-1][index] = copied(top)
        check(top)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_kept_is_what_a_fresh_walk_finds_after_any_change(seed):
    tree = Mutations(seed)
    for _ in range(60):
        tree.random.choice(tree.steps)()
        level, holder = tree.holder()
        check(holder)
    for level in tree.levels[1:]:
        for holder in level:
            check(holder)


def nested():
    """(model, a list that its middle layer has)."""
    model, middle, held = HolderModel(), Holder(), [Dense(1)]
    model.middle, middle.held = middle, held
    held[0].build((None, 3))
    return model, held


def test_nothing_is_looked_for_twice(monkeypatch):
    model, held = nested()
    model.weights, model.trainable_weights, model.metrics, model.losses  # noqa: B018
    looked = []
    look = tracking.Parts.look
    monkeypatch.setattr(tracking.Parts, "look", lambda self, owner: looked.append(owner) or look(self, owner))
    for _ in range(3):
        model.weights, model.trainable_weights, model.non_trainable_weights, model.metrics, model.losses  # noqa: B018
        model.note, model.middle.count, held[0].units = "text", 3, 5  # no parts
    assert looked == []
    held.append(Dense(2))
    assert model._flatten_layers()[-1] is held[1]
    assert looked == [model.middle, held[1]]  # and nobody else


def test_who_freezes_a_layer_has_nothing_looked_for_again(monkeypatch):
    model, held = nested()
    check(model)
    tree = tracking.tree(model)
    monkeypatch.setattr(tracking.Parts, "look", lambda *_: pytest.fail("looked for again"))
    for layer in (held[0], model.middle, model):
        for trainable in (False, True):
            layer.trainable = trainable
            assert len(model.trainable_weights) == len(model.middle.trainable_weights) == 2 * trainable
            assert len(model.non_trainable_weights) == 2 * (not trainable)
    assert tracking.tree(model) is tree
    monkeypatch.undo()
    check(model)


@pytest.mark.parametrize("times", [1, 2])
def test_a_list_that_is_worked_out_while_another_thread_freezes_is_not_kept(monkeypatch, times):
    model, held = nested()
    for _ in range(times - 1):
        held[0].trainable = not held[0].trainable
    wanted, own = len(model.trainable_weights), Dense._own_weights

    def meanwhile(layer, trainable):
        found = own(layer, trainable)
        monkeypatch.undo()
        thread = threading.Thread(target=setattr, args=(held[0], "trainable", not held[0].trainable))
        thread.start()
        thread.join()
        return found

    held[0].trainable = not held[0].trainable
    held[0].trainable = not held[0].trainable
    monkeypatch.setattr(Dense, "_own_weights", meanwhile)
    model.weights  # noqa: B018  the one that is overtaken
    assert len(model.trainable_weights) == 2 - wanted
    check(model)


def test_a_list_is_the_caller_s_own():
    model, _ = nested()
    model.weights.clear(), model.trainable_weights.clear(), model.metrics.append(1), model.layers.clear()
    check(model)
    assert len(model.weights) == 2 and len(model.layers) == 1


def test_a_class_that_says_itself_which_weights_it_has_is_asked_each_time():
    class Own(keras.layers.Layer):
        shown = True

        @property
        def trainable_weights(self):
            return super().trainable_weights if self.shown else []

    model, layer = HolderModel(), Own()
    model.layer, layer.variable = layer, tf.Variable(1.0)
    assert len(model.trainable_weights) == len(model.weights) == 1
    layer.shown = False
    assert model.trainable_weights == []


def test_a_module_inside_counts_with_its_variables_of_the_day():
    """As in tf_keras: what it holds counts, and its layers are none of the layer's."""
    model, box = HolderModel(), Box()
    model.parts = [box]
    assert list(map(id, model.weights)) == [id(box.variable)] and model.layers == []
    box.inside.build((None, 2))
    assert len(model.trainable_variables) == 3
    box.more = tf.Variable(1.0, trainable=False)
    assert len(model.weights) == 4 and model.non_trainable_weights[0] is box.more


def test_objects_of_no_kind_and_sets_hide_what_they_hold():
    class Plain:
        pass

    layer, plain = Holder(), Plain()
    plain.inside = [Dense(1)]
    layer.plain, layer.many, layer.hidden = plain, [plain], {plain.inside[0]}
    assert layer._flatten_layers(include_self=False) == []


def test_lists_that_hold_themselves_are_walked_once():
    layer, circle = Holder(), [Dense(1)]
    circle.append({"again": circle})
    layer.circle = circle
    assert layer._flatten_layers(include_self=False) == circle[:1]


def test_a_failed_build_takes_its_weights_back():
    class Fails(Holder):
        def build(self, shape):
            self.kernel = self.add_weight("kernel", (1,))
            self.inner = Dense(1)
            assert len(self.weights) == 1 and len(self._flatten_layers()) == 2
            raise ArithmeticError

    layer = Fails()
    assert layer.weights == []
    with pytest.raises(ArithmeticError):
        layer(X)
    assert layer.weights == [] and layer._flatten_layers() == [layer]


def test_what_is_kept_does_not_keep_its_owner_alive():
    layer = Dense(1)
    layer.build((None, 3))
    assert len(layer.weights) == 2
    gone = weakref.ref(layer)
    del layer
    assert gone() is None


def test_a_getattr_of_one_s_own_is_not_asked():
    class Wraps(Holder):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def __getattr__(self, name):
            return getattr(vars(self)["inner"], name)

    inner = Dense(1)
    inner.build((None, 3))
    assert len(inner.weights) == 2
    wrapper = Wraps(inner)
    assert wrapper._flatten_layers() == [wrapper, inner] and len(wrapper.weights) == 2


def test_threads_that_change_a_layer_and_threads_that_ask_agree_in_the_end():
    model, held = nested()
    done, wrong = threading.Event(), []

    def ask():
        while not done.is_set():
            layers = model._flatten_layers()
            if not 2 <= len(layers) <= 5 or len(model.weights) != 2 or len(set(map(id, layers))) < len(layers):
                wrong.append(layers)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(60):
        model.middle.held = held = [*held]
        held.append(Dense(1))
        model.middle.other = {"a": Dense(1)}
        held.pop()
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong
    check(model)
