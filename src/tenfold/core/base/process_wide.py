"""Values that the whole process shares: hooks that lower floors fill, switches, defaults."""

from tenfold.core.base.types import NoReturn, Value


class _Kept(type):
    """Classes that stand for themselves: no instances, and no attribute that the class did not begin with."""

    def __call__(cls) -> NoReturn:
        raise TypeError(f"{cls.__name__} holds values for the whole process and has no instances; use it as it is")

    def __setattr__(cls, name: str, value: Value) -> None:
        if not hasattr(cls, name):
            raise AttributeError(f"{cls.__name__} holds no {name!r}, but {', '.join(_names(cls))}")
        super().__setattr__(name, value)


def _names(cls: type) -> list[str]:
    return [name for name in vars(cls) if not name.startswith("__")]


class ProcessWide(metaclass=_Kept):
    """Base of a class in lowercase, whose attributes are set and read as those of a module are:

    class switches(ProcessWide):
        eager = False

    switches.eager = True
    """
