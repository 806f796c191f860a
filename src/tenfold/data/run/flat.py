"""Iterators one after the other, as one that outlives errors."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def flat(iterators: Iterable[Iterable[T]]) -> Iterator[T]:
    """The items of each of `iterators`. Where making the next iterator fails, or is interrupted (Ctrl-C), so does one
    call; later ones go on."""
    return itertools.chain.from_iterable(_Failing(iter(iterators)))


class _Failing:
    """Iterators; in place of one that could not be made, one that raises the error. (`itertools.chain` would end.)"""

    def __init__(self, iterators: Iterator[Any]) -> None:
        self.iterators = iterators

    def __iter__(self) -> "_Failing":
        return self

    def __next__(self) -> Any:
        try:
            return next(self.iterators)
        except StopIteration:
            raise
        except BaseException as e:  # noqa: BLE001
            return raising(e)


def raising(error: BaseException) -> Iterator[Any]:
    """An iterator that raises `error` once."""
    raise error
    yield
