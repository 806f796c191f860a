import copy
import pickle

import numpy as np
import pytest

from tenfold.core.values.shapes import TensorShape, broadcast_shapes, is_compatible, merge
from tenfold.v1 import dimension
from tenfold.v1.dimension import Dimension


@pytest.fixture
def v1_dimensions():
    dimension.disable_v2_tensorshape()
    yield
    dimension.enable_v2_tensorshape()


@pytest.mark.parametrize(
    ("given", "dims"),
    [
        (None, None),
        (3, (3,)),
        ([2, None], (2, None)),
        ((), ()),
        (np.array([1, 2]), (1, 2)),
        (np.int64(4), (4,)),
        ([np.int32(4), Dimension(None), Dimension(2)], (4, None, 2)),
        (Dimension(3), (3,)),
        (range(3), (0, 1, 2)),
        (TensorShape([5]), (5,)),
    ],
)
def test_made_from_every_spelling(given, dims):
    shape = TensorShape(given)
    assert shape._dims == dims
    assert dims is None or all(d is None or type(d) is int for d in shape._dims)


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ([2, -1], ValueError, "Dimension -1 must be >= 0"),
        ("ab", TypeError, "Failed to convert 'ab' to a shape"),
        ([1.5], TypeError, "must be integer or None or have an __index__ method, got value '1.5'"),
        (2.0, TypeError, "got value '2.0' with type '<class 'float'>'"),
        ([[1]], TypeError, r"got value '\[1\]'"),
    ],
)
def test_refused(given, error, words):
    with pytest.raises(error, match=words):
        TensorShape(given)


def test_what_is_known():
    partly, unknown, scalar = TensorShape([None, 2]), TensorShape(None), TensorShape([])
    assert (partly.rank, partly.ndims, unknown.rank, scalar.rank) == (2, 2, None, 0)
    assert [d.value for d in partly.dims] == [None, 2] and unknown.dims is None
    assert partly.as_list() == [None, 2]
    assert (partly.num_elements(), unknown.num_elements()) == (None, None)
    assert (scalar.num_elements(), TensorShape([3, 2]).num_elements()) == (1, 6)
    assert scalar.is_fully_defined() and not partly.is_fully_defined() and not unknown.is_fully_defined()
    assert bool(scalar) and not bool(unknown)
    with pytest.raises(ValueError, match=r"as_list\(\) is not defined on an unknown TensorShape"):
        unknown.as_list()
    with pytest.raises(ValueError, match="length of shape with unknown rank"):
        len(unknown)
    with pytest.raises(ValueError, match="iterate over a shape with unknown rank"):
        list(unknown)


@pytest.mark.parametrize(
    ("shape", "text", "representation"),
    [
        ([None, 2], "(None, 2)", "TensorShape([None, 2])"),
        ([2], "(2,)", "TensorShape([2])"),
        ([], "()", "TensorShape([])"),
        (None, "<unknown>", "TensorShape(None)"),
    ],
)
def test_text(shape, text, representation):
    assert (str(TensorShape(shape)), repr(TensorShape(shape))) == (text, representation)


def test_equality_and_hash():
    assert TensorShape([1, None]) == (1, None) == TensorShape((1, None))
    assert TensorShape([1, 2]) == [1, 2] and (1, 2) == TensorShape([1, 2]) and TensorShape([1]) == 1
    assert TensorShape(None) == TensorShape(None) and TensorShape(None) == None  # noqa: E711
    assert not TensorShape(None) != TensorShape(None) and TensorShape([1]) != None  # noqa: E711
    assert TensorShape([1]) != "abc" and TensorShape([1, 2]) != [2, 1] and TensorShape(None) != TensorShape([1])
    assert hash(TensorShape([1, 2])) == hash((1, 2))
    for copied in (pickle.loads(pickle.dumps(TensorShape([None, 2]))), copy.deepcopy(TensorShape([None, 2]))):
        assert copied == [None, 2]


def test_indexing_and_slicing():
    shape, unknown = TensorShape([None, 2, 3]), TensorShape(None)
    assert (shape[0], shape[1], shape[-1]) == (None, 2, 3) and type(shape[1]) is int
    assert shape[1:] == [2, 3] and isinstance(shape[1:], TensorShape) and shape[::2] == (None, 3)
    assert list(shape) == [None, 2, 3] and list(reversed(shape)) == [3, 2, None] and 2 in shape and len(shape) == 3
    with pytest.raises(IndexError):
        shape[5]
    assert unknown[0] is None and unknown[1:] == unknown[-2:] == unknown[:-3] == unknown
    assert unknown[1:3] == [None, None] and unknown[:3] == [None] * 3
    with pytest.raises(ValueError, match="Steps are not yet handled"):
        unknown[::2]


def test_merging_and_joining():
    shape, unknown = TensorShape([None, 2]), TensorShape(None)
    assert shape.merge_with([3, None]) == [3, 2] and unknown.merge_with([3]) == [3] and shape.merge_with(None) == shape
    with pytest.raises(ValueError, match=r"Shapes \(None, 2\) and \(3, 4\) are not compatible"):
        shape.merge_with([3, 4])
    assert shape.concatenate([3]) == shape + [3] == [None, 2, 3] and shape + None == unknown
    assert [3] + shape == (3,) + shape == [3, None, 2]
    assert shape.is_compatible_with([3, 2]) and shape.is_compatible_with(None) and not shape.is_compatible_with([2])
    one = TensorShape([1, 2])
    assert one.most_specific_compatible_shape([1, 3]) == [1, None]
    assert one.most_specific_compatible_shape([1]) == unknown
    assert one.most_specific_common_supertype([TensorShape([1, 3]), TensorShape([2, 2])]) == [None, None]
    assert one.is_subtype_of(shape) and one.is_subtype_of(unknown)
    assert not shape.is_subtype_of(one) and not one.is_subtype_of([1, 2])


def test_ranks_and_assertions():
    shape, unknown = TensorShape([None, 2]), TensorShape(None)
    assert shape.with_rank(2) is shape and unknown.with_rank(2) == [None, None]
    assert shape.with_rank_at_least(1) is shape and shape.with_rank_at_most(2) is shape
    shape.assert_same_rank(unknown)
    shape.assert_is_compatible_with([7, 2])
    for call, words in [
        (lambda: shape.with_rank(3), r"Shape \(None, 2\) must have rank 3"),
        (lambda: shape.with_rank_at_least(3), "must have rank at least 3"),
        (lambda: shape.with_rank_at_most(1), "must have rank at most 1"),
        (lambda: shape.assert_has_rank(3), "must have rank 3"),
        (lambda: shape.assert_same_rank([1]), r"Shapes \(None, 2\) and \(1,\) must have the same rank"),
        (lambda: shape.assert_is_compatible_with([3, 4]), r"Shapes \(None, 2\) and \[3, 4\] are incompatible"),
        (lambda: shape.assert_is_fully_defined(), r"Shape \(None, 2\) is not fully defined"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_v1_shows_dimensions(v1_dimensions):
    shape = TensorShape([None, 2])
    assert isinstance(shape[0], Dimension) and shape[0].value is None and shape[1] == 2
    assert repr(list(shape)) == "[Dimension(None), Dimension(2)]" and shape.as_list() == [None, 2]
    assert (str(shape), repr(shape)) == ("(?, 2)", "TensorShape([Dimension(None), Dimension(2)])")
    assert repr(TensorShape(None)[0]) == "Dimension(None)" and shape == [None, 2]
    assert repr(shape[1:]) == "TensorShape([Dimension(2)])" and np.zeros(shape[1:].as_list()).shape == (2,)


def test_dimension_at_index():
    assert dimension.dimension_at_index(TensorShape([1, 2]), 1).value == 2
    assert dimension.dimension_at_index(TensorShape(None), 1).value is None


def test_dimension_arithmetic():
    seven = Dimension(7)
    for found, expected in [
        (seven + 2, 9),
        (2 + seven, 9),
        (seven - 2, 5),
        (9 - seven, 2),
        (seven * 2, 14),
        (2 * seven, 14),
        (seven // 2, 3),
        (15 // seven, 2),
        (seven % 4, 3),
        (9 % seven, 2),
        (seven + Dimension(1), 8),
        (seven + None, None),
        (Dimension(None) * 3, None),
        (seven // Dimension(None), None),
    ]:
        assert isinstance(found, Dimension) and found.value == expected
    assert int(seven) == 7 and list(range(8))[seven] == 7 and float(seven) == 7.0 and not Dimension(0)
    assert (repr(seven), str(seven), str(Dimension(None))) == ("Dimension(7)", "7", "?")
    with pytest.raises(TypeError, match="please use // instead"):
        seven / 2
    with pytest.raises(TypeError, match="please use // instead"):
        7 / seven
    with pytest.raises(TypeError, match="unsupported operand"):
        seven + 1.5
    with pytest.raises(ValueError, match="Dimension -2 must be >= 0"):
        Dimension(3) - 5
    with pytest.raises(TypeError, match="unhashable"):
        hash(seven)


def test_dimension_comparison():
    three, unknown = Dimension(3), Dimension(None)
    assert three == 3 and three != 4 and three < 4 and three >= 3 and three != "3" and three != 3.0
    for unsaid in (three == None, unknown == unknown, three != unknown, three < unknown):  # noqa: E711, PLR0124
        assert unsaid is None
    assert three.is_compatible_with(None) and three.merge_with(None).value == unknown.merge_with(3).value == 3
    with pytest.raises(ValueError, match="Dimensions 3 and 4 are not compatible"):
        three.merge_with(4)


@pytest.mark.parametrize(
    ("a", "b", "joint"),
    [
        ((2, 3), (2, 3), (2, 3)),
        ((2, 3), (3,), (2, 3)),
        ((3,), (2, 3), (2, 3)),
        ((), (2,), (2,)),
        ((4, 1), (1, 5), (4, 5)),
        ((None, 3), (1, 3), (None, 3)),
        ((None, 3), (4, 1), (4, 3)),
        ((2,), (None, None), (None, 2)),
        ((1,), (None,), (None,)),
        ((None,), (None,), (None,)),
        ((0,), (1,), (0,)),
        (None, (2,), None),
        ((2,), None, None),
    ],
)
def test_broadcasting(a, b, joint):
    assert broadcast_shapes(a, b) == joint
    if a is not None and b is not None and None not in a + b:
        assert np.broadcast_shapes(a, b) == joint


def test_broadcasting_refused():
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(4,\)"):
        broadcast_shapes((2, 3), (4,))
    with pytest.raises(ValueError, match=r"\(2, None\) and \(3, 1\)"):
        broadcast_shapes((2, None), (3, 1))


def test_raw_merge_and_compatibility():
    assert merge((None, 2), (3, None)) == (3, 2) and merge(None, (1,)) == merge((1,), None) == (1,)
    assert is_compatible((None, 2), (3, 2)) and not is_compatible((1,), (2,)) and not is_compatible((1,), (1, 1))
    with pytest.raises(ValueError, match=r"\(1,\) and \(1, 1\)"):
        merge((1,), (1, 1))
