"""Functions that a functional model keeps as one call, although they are made of several ops.

What draws random numbers is kept whole. Its ops, kept one by one, would draw from a stream that was chosen when the
model was built; and where their shapes are known they would have drawn already.
"""

import functools

from tenfold.core.graphs.symbolic import SymbolicTensor

_HOLDERS = (SymbolicTensor, list, tuple)


def kept_whole(symbol):
    """Decorator: with Keras tensors among its arguments, a call of the function is one layer of the model.

    Args:
      symbol: the public name under which model files hold the function ("random.normal").
    """

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            for value in (*args, *kwargs.values()):
                if isinstance(value, _HOLDERS) and (graph := keeper(value)) is not None:
                    return graph.keep_call(symbol, function, args, kwargs)
            return function(*args, **kwargs)

        call.kept_as = symbol
        return call

    return decorate


def keeper(value):
    """The graph that keeps calls of which `value` is an argument, if it does."""
    if isinstance(value, SymbolicTensor):
        return value.graph if value.graph.keeps_calls else None
    for part in value if type(value) in (list, tuple) else ():
        if isinstance(part, _HOLDERS) and (graph := keeper(part)) is not None:
            return graph
    return None
