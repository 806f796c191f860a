"""TensorFlow 1's assertions: `data`, what the error shows, comes before the message."""

from tenfold.core.values.convert import convert
from tenfold.ops.checks import debugging, shape_assertions
from tenfold.ops.checks.assert_op import check
from tenfold.ops.math import comparison
from tenfold.ops.math.arithmetic import match
from tenfold.ops.math.reduce import reduce_all


def _binary(assertion, holds):
    def old(x, y, data=None, summarize=None, message=None, name=None):
        if data is None:
            return assertion(x, y, message=message, summarize=summarize, name=name)
        return check(reduce_all(holds(*match(x, y))), message or "assertion failed:", data, summarize, name)

    return _named(old, assertion, "(x, y, data, summarize, message, name)")


def _unary(assertion, holds):
    def old(x, data=None, summarize=None, message=None, name=None):
        if data is None:
            return assertion(x, message=message, summarize=summarize, name=name)
        return check(reduce_all(holds(x, 0)), message or "assertion failed:", data, summarize, name)

    return _named(old, assertion, "(x, data, summarize, message, name)")


def _rank(assertion):
    def old(x, rank, data=None, summarize=None, message=None, name=None):
        _refuse_data(assertion, data)
        return assertion(x, rank, message, name)

    return _named(old, assertion, "(x, rank, data, summarize, message, name); `data` is not shown, so it is refused")


def _named(old, assertion, arguments):
    old.__name__ = old.__qualname__ = assertion.__name__
    old.__doc__ = f"`tf.debugging.{assertion.__name__}` with TensorFlow 1's arguments {arguments}."
    return old


def _refuse_data(assertion, data):
    if data is not None:
        raise ValueError(f"{assertion.__name__}(data=...) is not supported; say it in `message`.")


assert_equal = _binary(debugging.assert_equal, comparison.equal)
assert_none_equal = _binary(debugging.assert_none_equal, comparison.not_equal)
assert_less = _binary(debugging.assert_less, comparison.less)
assert_less_equal = _binary(debugging.assert_less_equal, comparison.less_equal)
assert_greater = _binary(debugging.assert_greater, comparison.greater)
assert_greater_equal = _binary(debugging.assert_greater_equal, comparison.greater_equal)
assert_negative = _unary(debugging.assert_negative, comparison.less)
assert_positive = _unary(debugging.assert_positive, comparison.greater)
assert_non_negative = _unary(debugging.assert_non_negative, comparison.greater_equal)
assert_non_positive = _unary(debugging.assert_non_positive, comparison.less_equal)
assert_rank = _rank(shape_assertions.assert_rank)
assert_rank_at_least = _rank(shape_assertions.assert_rank_at_least)


def assert_rank_in(x, ranks, data=None, summarize=None, message=None, name=None):
    """`tf.debugging.assert_rank_in` with TensorFlow 1's arguments; `data` is not shown, so it is refused."""
    _refuse_data(assert_rank_in, data)
    return shape_assertions.assert_rank_in(x, ranks, message, name)


def assert_near(x, y, rtol=None, atol=None, data=None, summarize=None, message=None, name=None):
    """`tf.debugging.assert_near` with TensorFlow 1's arguments; `data` is not shown, so it is refused."""
    _refuse_data(assert_near, data)
    return debugging.assert_near(x, y, rtol, atol, message, summarize, name)


def assert_scalar(tensor, name=None, message=None):
    """`tensor`, which `tf.debugging.assert_scalar` has found good: its last two arguments the other way round."""
    tensor = convert(tensor)
    shape_assertions.assert_scalar(tensor, message, name)
    return tensor
