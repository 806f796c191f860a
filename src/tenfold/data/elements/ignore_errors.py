"""`ignore_errors`: the elements that can be made."""

import logging
from collections.abc import Iterator
from typing import Any

from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END

LOG = logging.getLogger("tenfold")


class IgnoreErrors(Dataset):
    """The elements whose making does not fail."""

    shown = "_IgnoreErrorsDataset"

    def __init__(self, source: Dataset, log_warning: bool = False, name: str | None = None) -> None:
        if not isinstance(log_warning, bool):
            raise TypeError(f"Expected bool for argument `log_warning`; received {log_warning!r}.")
        super().__init__(source, spec=source.element_spec, name=name)
        self.log_warning = log_warning

    def open(self, run: Any) -> Iterator[Element]:
        elements = run.open(self.inputs[0])

        def element() -> Any:
            while True:
                try:
                    return next(elements, END)
                except MemoryError:
                    raise
                except Exception as e:  # noqa: BLE001
                    if self.log_warning:
                        LOG.warning("Error raised with error message %s", e)

        return iter(element, END)


@method
def ignore_errors(self: Dataset, log_warning: bool = False, name: str | None = None) -> Dataset:
    """The elements without those whose making fails. Errors of the program itself (Ctrl-C, no memory) are raised.

    Args:
      log_warning: whether each error is logged (logger "tenfold").
      name: see `Dataset`.
    """
    return IgnoreErrors(self, log_warning, name)
