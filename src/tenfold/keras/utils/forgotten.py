"""What is said where a subclass's `__init__` has not called that of its base class."""

from typing import Any


class _SetByInit:
    def __init__(self, message):
        self._message = message

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = type(instance).__name__
        raise RuntimeError(
            f"{self._message} {name}.__init__ has not: write `super().__init__()` as its first line, before its "
            "attributes are set."
        )


def set_by_init(message) -> Any:
    """Stands in a class for an attribute that `__init__` gives every instance: to read it before is a RuntimeError."""
    return _SetByInit(message)
