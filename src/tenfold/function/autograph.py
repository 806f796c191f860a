"""`tf.autograph`: how Python's own `if` and `for` are treated while a function is traced. They run as they stand."""

from tenfold.core.base.types import Function


def do_not_convert(func: Function | None = None) -> Function:
    """A decorator, bare or called, for functions to be traced as they are written. That is how all of them are
    traced."""
    return func if func is not None else do_not_convert
