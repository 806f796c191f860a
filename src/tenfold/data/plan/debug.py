"""`enable_debug_mode`: functions of elements run as Python, where breakpoints and `print` see each element."""

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.thread import STATE


class debugging(ProcessWide):
    """Whether functions of datasets made from now on run as Python."""

    on = False


def enable_debug_mode() -> None:
    """Have the functions of datasets that are made from now on called for each element, on tensors that have values.

    They are traced once all the same, when the dataset is made, to know what their elements are.

    Raises:
      ValueError: a graph is being written.
    """
    if STATE.graph is not None:
        raise ValueError("`enable_debug_mode()` is only supported in eager mode: call it outside of functions.")
    debugging.on = True
