"""Names of arguments that are spelled nearly right."""

import inspect

from tenfold.core.base.types import Attrs, Function, Iterable


def suggest(error: BaseException, function: Function, kwargs: Attrs) -> None:
    """Add to the TypeError of a call that does not fit `function`, caught where it was called, which argument is meant
    by a name that it lacks."""
    step = error.__traceback__
    if not isinstance(error, TypeError) or step is None or step.tb_next is not None:  # raised further inside
        return
    known = list(inspect.signature(function).parameters)
    for key in kwargs:
        if key not in known and f"unexpected keyword argument '{key}'" in str(error):
            near = nearest(key, [name for name in known if name not in kwargs])
            error.args = (f"{error}; did you mean '{near}'?",) if near else error.args


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is most like `name`; None where none is near."""
    import difflib  # costs a millisecond, and only a failing program needs it

    return next(iter(difflib.get_close_matches(name, list(known), 1)), None)
