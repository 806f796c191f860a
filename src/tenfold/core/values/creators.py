"""`tf.variable_creator_scope`: who has a say when a variable is made."""

import functools

from tenfold.core.base.thread import STATE, using
from tenfold.core.base.types import Any, Function


class Creating(type):
    """The class of `Variable`: a call of it goes through the creators of the open scopes, the innermost first."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not STATE.creators or "_creates" not in cls.__dict__:
            return super().__call__(*args, **kwargs)
        code, defaults = cls.__init__.__code__, cls.__init__.__defaults__  # type: ignore[misc]
        names = code.co_varnames[1 : code.co_argcount]
        named = {**dict(zip(names, defaults)), **dict(zip(names, args)), **kwargs}
        make: Function = functools.partial(_made, cls)
        for creator in STATE.creators:
            make = functools.partial(creator, make)
        return make(**named)


def _made(cls: type, **kwargs: Any) -> Any:
    return type.__call__(cls, **kwargs)


def variable_creator_scope(variable_creator: Function) -> using:
    """Within a `with` block `variable_creator(next_creator, **kwargs)` makes each `tf.Variable` of this thread.

    It may change the arguments, call `next_creator(**kwargs)` (as a rule once) and return that or something else.
    """
    return using(creators=(*STATE.creators, variable_creator))
