"""`PyMetric`: a metric that plain Python computes, also where a training step is a graph."""

import functools

from tenfold.core.graphs.symbolic import writing
from tenfold.core.values.convert import convert
from tenfold.keras.metrics.metric import Metric
from tenfold.ops.control.host import py_function


class PyMetric(Metric):
    """Base class of metrics whose state is kept in Python.

    Subclasses write `update_state(y_true, y_pred, sample_weight=None)`, which gets tensors with values, `result()`,
    which gives one number, and `reset_state()`, which is also called once when the metric is made.
    """

    def __init__(self, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.reset_state()

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, wrap in (("update_state", _run_at_once), ("result", _computed_at_once)):
            if name in vars(cls):
                setattr(cls, name, wrap(vars(cls)[name]))

    def merge_state(self, metrics):
        """Not known for a state that Python keeps, unless a subclass writes it."""
        raise NotImplementedError(f"{type(self).__name__} must implement `merge_state`.")

    def reset_state(self):
        """Back to the start."""
        raise NotImplementedError(f"{type(self).__name__} must implement `reset_state`.")


def _run_at_once(update_state):
    """`update_state` on tensors with values, at every run of a graph that is being written."""

    @functools.wraps(update_state)
    def update(self, y_true, y_pred, sample_weight=None):
        given = [convert(v) for v in (y_true, y_pred, sample_weight) if v is not None]
        if not writing():
            return update_state(self, *given)

        def run(*values):
            update_state(self, *values)

        return py_function(run, given, Tout=[])

    return update


def _computed_at_once(result):
    """`result` as a tensor of the metric's dtype, computed at every run of a graph that is being written."""

    @functools.wraps(result)
    def computed(self):
        if not writing():
            return self._cast(result(self))
        value = py_function(lambda: self._cast(result(self)), [], Tout=self.dtype)
        value.set_shape(())
        return value

    return computed
