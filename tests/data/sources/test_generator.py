"""from_generator as programs see it: messages, when the function is called and its generator closed, in functions."""

import gc

import numpy as np
import pytest

import tenfold as tf

D = tf.data.Dataset
INT = tf.TensorSpec((), tf.int32)


def test_the_function_is_called_when_a_pass_wants_its_first_element():
    called = []

    def g():
        called.append(1)
        yield 1

    ds = D.from_generator(g, output_signature=INT)
    it = iter(ds)
    assert not called
    next(it)
    assert called == [1] and len(list(ds)) == 1 and called == [1, 1]


def test_an_abandoned_pass_closes_its_generator():
    log = []

    def g():
        try:
            while True:
                log.append("yield")
                yield 0
        finally:
            log.append("closed")

    it = iter(D.from_generator(g, output_signature=INT).batch(2))
    next(it)
    assert log == ["yield"] * 2
    del it
    gc.collect()
    assert log[-1] == "closed"


def test_an_error_has_the_programs_own_as_cause_and_the_pass_ends():
    def g():
        yield 1
        raise LookupError("mine")

    it = iter(D.from_generator(g, output_signature=INT))
    next(it)
    with pytest.raises(tf.errors.UnknownError, match="LookupError: mine") as told:
        next(it)
    assert isinstance(told.value.__cause__, LookupError) and list(it) == []


def test_a_function_that_cannot_be_called_is_told_once():
    it = iter(D.from_generator(lambda a: [1], output_signature=INT))
    with pytest.raises(tf.errors.InvalidArgumentError, match="missing 1 required positional argument: 'a'"):
        next(it)
    assert list(it) == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("x", "element that could not be converted to the expected type. The expected type was int32, but .* was 'x'"),
        ([1, 2], r"yielded an element of shape \(2,\) where an element of shape \(\) was expected.*element 1 of this"),
        ([[1], [2, 3]], "could not be converted"),
    ],
)
def test_elements_that_are_refused(value, told):
    it = iter(D.from_generator(lambda: iter([5, value, 6]), output_signature=INT))
    assert next(it) == 5
    with pytest.raises(tf.errors.InvalidArgumentError, match=told):
        next(it)
    assert next(it) == 6


def test_a_wrong_structure_is_shown_with_the_expected_one():
    it = iter(D.from_generator(lambda: iter([{"a": 1}]), output_signature={"a": INT, "b": INT}))
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match="The expected structure was {'a': tf.int32, 'b': tf.int32}, but the yielded element was {'a': 1}",
    ):
        next(it)


def test_none_datasets_and_named_tuples_are_elements():
    import collections

    Pair = collections.namedtuple("Pair", "x y")
    none = tf.data.Dataset.from_tensors((1, None)).element_spec[1]
    ds = D.from_generator(lambda: iter([(1, None)]), output_signature=(INT, none))
    assert next(iter(ds))[1] is None
    ds = D.from_generator(lambda: iter([Pair(1, 2)]), output_signature=Pair(INT, INT))
    assert next(iter(ds)).y == 2
    ds = D.from_generator(lambda: iter([D.range(3)]), output_signature=tf.data.DatasetSpec(D.range(1).element_spec))
    assert [int(x) for x in next(iter(ds))] == [0, 1, 2]


def test_arrays_that_are_filled_anew_are_copied():
    buffer = np.zeros(2, np.float32)

    def g():
        for i in range(3):
            buffer[:] = i
            yield buffer

    assert [x.numpy()[0] for x in list(D.from_generator(g, tf.float32, [2]))] == [0, 1, 2]


def test_what_is_not_callable_is_told_the_cure():
    with pytest.raises(TypeError, match="`generator` must be a Python callable.*give a function that returns it"):
        D.from_generator(iter([1]), tf.int32)
