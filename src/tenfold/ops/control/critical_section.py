"""`tf.CriticalSection`: calls that never overlap."""

import threading

from tenfold.core.base.forks import free_in_child
from tenfold.core.base.thread import STATE, PerThread
from tenfold.core.calls.complaints import described
from tenfold.ops.scoped import scoped


class _Inside(PerThread):
    now = False


class CriticalSection:
    """A lock around calls: `section.execute(function)` runs one at a time.

    In a graph what the function writes stands in program order, and a run that changes variables is alone with them
    already; so nothing more is needed there.

    Args:
      name, shared_name: the section's name; one of them at most.
      critical_section_def, import_scope: only None: a section is not made from a file.
    """

    def __init__(self, name=None, shared_name=None, critical_section_def=None, import_scope=None):
        if critical_section_def is not None or import_scope is not None:
            raise ValueError("CriticalSection: critical_section_def and import_scope are not supported; give a name.")
        for given in (name, shared_name):
            if not (given is None or isinstance(given, str)):
                raise TypeError(f"CriticalSection: a name must be a string; received {described(given)}.")
        if name is not None and shared_name is not None and name != shared_name:
            raise ValueError(f"CriticalSection takes name or shared_name, not both; received {name} and {shared_name}.")
        self.name = name or shared_name or "critical_section"
        self._lock, self._inside = free_in_child(threading.RLock()), _Inside()

    @scoped("critical_section_execute", None)
    def execute(self, fn, exclusive_resource_access=True, name=None):
        """What `fn()` returns, while no other `execute` of this section runs.

        Args:
          exclusive_resource_access: whether other sections must keep from the variables of `fn` as well: they do.

        Raises:
          ValueError: `fn` executes this section itself, and would wait for ever.
        """
        if self._inside.now:
            raise ValueError(
                f"Attempting to lock a CriticalSection ('{self.name}') in which we are already running: this would "
                "lead to deadlock. Call what is inside without the section."
            )
        self._inside.now = True
        try:
            if STATE.graph is not None:
                return fn()
            with self._lock:
                return fn()
        finally:
            self._inside.now = False
