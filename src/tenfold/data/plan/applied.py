"""`apply`, and functions to hand to it: the older spelling of methods, `apply(tf.data.experimental.unbatch())`."""

import inspect
from collections.abc import Callable
from typing import Any

from tenfold.data.plan.dataset import Dataset, method

Transformation = Callable[[Dataset], Dataset]


@method
def apply(self: Dataset, transformation_func: Transformation) -> Dataset:
    """`transformation_func(dataset)`.

    Raises:
      TypeError: it is no function, or gives no dataset.
    """
    if not callable(transformation_func):
        raise TypeError(f"apply needs a function of a dataset; received {transformation_func!r:.200}.")
    made = transformation_func(self)
    if not isinstance(made, Dataset):
        raise TypeError(f"`transformation_func` must return a `tf.data.Dataset` object. Got {type(made)}.")
    return made


def applied(transformation: Callable[..., Dataset], name: str | None = None) -> Callable[..., Transformation]:
    """A method, as a function of its arguments that gives a function for `apply`.

    Args:
      name: of the function where it is not the method's.
    """
    whole = inspect.signature(transformation)
    signature = whole.replace(parameters=list(whole.parameters.values())[1:], return_annotation=Transformation)

    def make(*args: Any, **kwargs: Any) -> Transformation:
        try:
            signature.bind(*args, **kwargs)
        except TypeError as e:
            raise TypeError(f"{make.__name__}: {e}.") from None
        return lambda dataset: transformation(dataset, *args, **kwargs)

    own = transformation.__name__.rstrip("_")
    make.__name__ = make.__qualname__ = name or own
    make.__doc__ = f"For `apply`: `tf.data.Dataset.{own}` with these arguments."
    make.__signature__ = signature  # type: ignore[attr-defined]
    return make
