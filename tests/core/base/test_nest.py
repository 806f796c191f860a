import types
from collections import Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple

import numpy as np
import pytest

from tenfold.core.base import nest
from tenfold.ops.structures import nest_walks

Point = namedtuple("Point", "x y")
Other = namedtuple("Other", "a b")
Twin = namedtuple("Point", "x y")


class MyList(list):
    pass


class MyTuple(tuple):
    pass


class Pair:
    """A class that says how it nests."""

    def __init__(self, left, right):
        self.left, self.right = left, right

    def __tf_flatten__(self):
        return ("metadata",), (self.left, self.right)

    @classmethod
    def __tf_unflatten__(cls, metadata, components):
        assert metadata == ("metadata",)
        return cls(*components)


class Attrs:
    """What the attrs library makes of a class with fields x and y, as far as nest looks."""

    __attrs_attrs__ = (types.SimpleNamespace(name="x"), types.SimpleNamespace(name="y"))

    def __init__(self, x, y):
        self.x, self.y = x, y


class Composite:
    def __init__(self, parts):
        self.parts = parts


nest.register_composite(Composite, lambda c: c.parts, lambda _, parts: Composite(parts))


# structure -> leaves, as TensorFlow 2.21's tf.nest.flatten gives them
FLAT = [
    (1, [1]),
    (None, [None]),
    ("ab", ["ab"]),
    (b"ab", [b"ab"]),
    ([], []),
    ((), []),
    ({}, []),
    ([[], {}], []),
    ([1, [2, (3, None)], "ab"], [1, 2, 3, None, "ab"]),
    ({"b": 1, "a": [2, 3]}, [2, 3, 1]),
    (OrderedDict([("b", 1), ("a", 2)]), [2, 1]),
    (Point(1, [2, 3]), [1, 2, 3]),
    (Attrs(1, [2, 3]), [1, 2, 3]),
    (Pair([1, 2], 3), [1, 2, 3]),
    ({1}, [{1}]),
    (range(3), [0, 1, 2]),
    (deque([1, 2]), [1, 2]),
    ({"a": 1}.values(), [1]),
    ({"a": 1}.items(), ["a", 1]),
    (types.MappingProxyType({"b": 1, "a": 2}), [2, 1]),
    (UserList([1, 2]), [1, 2]),
    (UserDict(b=1, a=2), [2, 1]),
    (Counter("aab"), [2, 1]),
]


@pytest.mark.parametrize(("structure", "leaves"), FLAT)
def test_flatten(structure, leaves):
    assert nest.flatten(structure) == leaves
    leaf = leaves and leaves[0] is structure
    assert nest.is_nested(structure) == (not leaf and structure not in (1, None, "ab", b"ab", {1}))


def test_arrays_are_leaves():
    array = np.zeros(2)
    assert nest.flatten([array])[0] is array and not nest.is_nested(array)


def test_keys_that_cannot_be_sorted():
    with pytest.raises(TypeError, match=r"sorted keys, but got \[1, 'a'\]"):
        nest.flatten({1: 2, "a": 3})


@pytest.mark.parametrize(
    ("structure", "mapped"),
    [
        (1, 2),
        ([1, [2, 3]], [2, [3, 4]]),
        ({"b": 1, "a": [2, 3]}, {"b": 2, "a": [3, 4]}),
        (OrderedDict([("b", 1), ("a", 2)]), OrderedDict([("b", 2), ("a", 3)])),
        (defaultdict(int, {"b": 1}), defaultdict(int, {"b": 2})),
        (Point(1, (2,)), Point(2, (3,))),
        (MyList([1, 2]), MyList([2, 3])),
        (MyTuple([1, 2]), MyTuple([2, 3])),
        (deque([1, 2]), deque([2, 3])),
        (UserList([1]), UserList([2])),
        (types.MappingProxyType({"b": 1, "a": 2}), types.MappingProxyType({"b": 2, "a": 3})),
        (Counter(a=1), Counter(a=2)),
        (range(3), [1, 2, 3]),
        ({"a": 1}.values(), [2]),
        ((), ()),
    ],
)
def test_map_keeps_type_and_order(structure, mapped):
    found = nest.map_structure(lambda x: x + 1, structure)
    assert found == mapped and type(found) is type(mapped)
    if isinstance(mapped, dict):
        assert list(found) == list(mapped)


def test_map_rebuilds_classes():
    found = nest.map_structure(lambda x: x + 1, Pair([1, 2], 3))
    assert isinstance(found, Pair) and (found.left, found.right) == ([2, 3], 4)
    found = nest.map_structure(lambda x: x + 1, Attrs(1, (2,)))
    assert isinstance(found, Attrs) and (found.x, found.y) == (2, (3,))
    assert nest.map_structure(lambda x: x, defaultdict(list, a=1)).default_factory is list


def test_map_several():
    def add(x, y):
        return x + y

    assert nest.map_structure(add, [1, (2,)], [3, (4,)]) == [4, (6,)]
    assert nest.map_structure(add, [1, 2], (3, 4), check_types=False) == [4, 6]
    assert nest.map_structure(add, {"b": 1, "a": 2}, OrderedDict([("b", 1), ("a", 2)])) == {"b": 2, "a": 4}
    assert nest.map_structure(add, Point(1, 2), Twin(1, 2)) == Point(2, 4)
    assert nest.map_structure(add, MyList([1]), [1]) == [2] and nest.map_structure(add, [1], MyList([1])) == [2]
    assert nest.map_structure(lambda *a: a, [None], [2], [3]) == [(None, 2, 3)]


def test_map_refusals():
    with pytest.raises(TypeError, match="func must be callable, got: 3"):
        nest.map_structure(3, [1])
    with pytest.raises(ValueError, match="Must provide at least one structure"):
        nest.map_structure(lambda: 1)
    with pytest.raises(ValueError, match="Only valid keyword arguments are .* not: `foo`"):
        nest.map_structure(lambda x: x, [1], foo=1)


# (first, second, error, words), as TensorFlow 2.21's tf.nest.assert_same_structure raises
DIFFERENT = [
    ([1, 2], (3, 4), TypeError, "type=list str=[1, 2] has type list, while second structure type=tuple"),
    ([1, 2], {"a": 1, "b": 2}, TypeError, "has type list, while second structure type=dict"),
    (Point(1, 2), Other(1, 2), TypeError, "has type Point, while second structure type=Other"),
    (Point(1, 2), (1, 2), TypeError, "Entire first structure:\nPoint(x=., y=.)\nEntire second structure:\n(., .)"),
    (MyTuple([1]), (1,), TypeError, "has type MyTuple"),
    ((), [], TypeError, "Entire first structure:\n()\nEntire second structure:\n[]"),
    ([1, 2], [3], ValueError, "don't have the same number of elements. First structure: type=list str=[1, 2]."),
    ([1, 2], [3, (4,)], ValueError, 'Substructure "type=tuple str=(4,)" is a sequence, while substructure "type=int'),
    (1, [1], ValueError, 'Substructure "type=list str=[1]" is a sequence, while substructure "type=int str=1" is not'),
    ([1], 1, ValueError, "Entire first structure:\n[.]\nEntire second structure:\n."),
    ({"a": 1}, {"b": 2}, ValueError, "keys type=list str=['a'], while second structure has keys type=list str=['b']"),
    ([1, [2]], [1, [2, 3]], ValueError, "Entire first structure:\n[., [.]]\nEntire second structure:\n[., [., .]]"),
]


@pytest.mark.parametrize(("first", "second", "error", "words"), DIFFERENT)
def test_different_structures(first, second, error, words):
    with pytest.raises(error) as raised:
        nest.assert_same_structure(first, second)
    assert words in str(raised.value)
    assert str(raised.value).startswith("The two structures don't have the same nested structure.\n\nFirst structure: ")
    with pytest.raises(error):
        nest.map_structure(lambda x, y: x, first, second)


def test_same_structures():
    nest.assert_same_structure([1, {"a": None}], [2, {"a": "x"}])
    nest.assert_same_structure(None, 1)
    nest.assert_same_structure([1, 2], {"a": 1, "b": 2}, check_types=False)
    nest.assert_same_structure({"a": 1}, {"b": 2}, check_types=False)
    with pytest.raises(ValueError, match="number of elements"):
        nest.assert_same_structure(Point(1, 2), (1, 2, 3), check_types=False)


def test_pack():
    assert nest.pack_sequence_as([1, [2, 3]], (4, 5, 6)) == [4, [5, 6]]
    assert nest.pack_sequence_as({"b": 1, "a": 2}, [4, 5]) == {"b": 5, "a": 4}
    assert nest.pack_sequence_as(Point(1, (2,)), [7, 8]) == Point(7, (8,))
    assert nest.pack_sequence_as(1, [7]) == 7 and nest.pack_sequence_as([], []) == []
    assert nest.pack_sequence_as([1, 2], [None, [3]]) == [None, [3]]


@pytest.mark.parametrize(
    ("structure", "flat", "error", "words"),
    [
        (
            [1, [2, 3]],
            [4, 5],
            ValueError,
            "Structure had 3 atoms, but flat_sequence had 2 items.  Structure: [1, [2, 3]]",
        ),
        ([1], [4, 5], ValueError, "Structure had 1 atoms, but flat_sequence had 2 items."),
        (1, [7, 8], ValueError, "However the input is a sequence (<class 'list'>) of length 2."),
        (
            [1, 2],
            7,
            TypeError,
            "Attempted to pack value:\n  7\ninto a structure, but found incompatible type `<class 'int'>`",
        ),
        ([1, 2], "ab", TypeError, "incompatible type `<class 'str'>`"),
        ([1, 2], np.array([1, 2]), TypeError, "incompatible type `<class 'numpy.ndarray'>`"),
    ],
)
def test_pack_refusals(structure, flat, error, words):
    with pytest.raises(error) as raised:
        nest.pack_sequence_as(structure, flat)
    assert words in str(raised.value)


def test_composites():
    composite = Composite([1, 2])
    assert nest.flatten([composite]) == [composite] and not nest.is_nested(composite)
    assert nest.flatten([composite, 3], expand_composites=True) == [1, 2, 3]
    found = nest.map_structure(lambda x: x + 1, [composite], expand_composites=True)
    assert found[0].parts == [2, 3]


def test_up_to():
    assert nest_walks.flatten_up_to([1, 2], [[1], (2, 3)]) == [[1], (2, 3)]
    assert nest_walks.flatten_up_to(1, [1, 2]) == [[1, 2]]
    assert nest_walks.flatten_up_to({"a": 1, "b": 2}, {"b": [1], "a": (2, 3)}) == [(2, 3), [1]]
    assert nest_walks.flatten_up_to([1, 2], (1, 2), check_types=False) == [1, 2]
    assert nest_walks.map_structure_up_to([1, 2], lambda x, y: (x, y), [[1], (2, 3)], [3, 4]) == [([1], 3), ((2, 3), 4)]
    assert nest_walks.map_structure_up_to({"a": 1, "b": 2}, str, {"b": [1], "a": 2}) == {"a": "2", "b": "[1]"}
    with pytest.raises(ValueError, match="Cannot map over no sequences"):
        nest_walks.map_structure_up_to([1], str)


@pytest.mark.parametrize(
    ("shallow", "tree", "error", "words"),
    [
        ([1, 2], [1], ValueError, "Input structure has length 1, while shallow structure has length 2."),
        ([1, 2], (1, 2), TypeError, "has type <class 'tuple'>, while shallow structure has type <class 'list'>."),
        ([1], 1, TypeError, "input must also be a sequence. Input has type: <class 'int'>."),
        ({"a": 1}, {"b": 1}, ValueError, "not in the input_tree: ['a']."),
        ({"a": 1}, {"b": 1, "a": 2}, ValueError, "Input structure has length 2, while shallow structure has length 1."),
        ([[1], 2], [1, 3], TypeError, "Input has type: <class 'int'>."),
    ],
)
def test_up_to_refusals(shallow, tree, error, words):
    for call in (nest_walks.flatten_up_to, nest_walks.assert_shallow_structure):
        with pytest.raises(error) as raised:
            call(shallow, tree)
        assert words in str(raised.value)


def test_paths():
    structure = {"b": 1, "a": [2, {"c": 3}]}
    assert nest_walks.flatten_with_path(structure) == [(("a", 0), 2), (("a", 1, "c"), 3), (("b",), 1)]
    assert nest_walks.flatten_with_path(Point(1, [2])) == [(("x",), 1), (("y", 0), 2)]
    assert nest_walks.flatten_with_path(Pair([1, 2], 3)) == [((0, 0), 1), ((0, 1), 2), ((1,), 3)]
    assert nest_walks.flatten_with_path(3) == [((), 3)]
    assert nest_walks.flatten_with_joined_string_paths(structure) == [("a/0", 2), ("a/1/c", 3), ("b", 1)]
    assert nest_walks.flatten_with_joined_string_paths([1, [2]], separator=".") == [("0", 1), ("1.0", 2)]
    assert nest_walks.map_structure_with_path(lambda p, x: (p, x), {"a": [1, 2]}) == {
        "a": [(("a", 0), 1), (("a", 1), 2)]
    }
    assert nest_walks.map_structure_with_path(lambda p, x, y: x + y, [1], [2]) == [3]
    assert nest_walks.map_structure_with_path(lambda p, x: (p, x), 5) == ((), 5)
