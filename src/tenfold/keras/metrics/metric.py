"""`Metric`: a number gathered over batches."""

import numpy as np

from tenfold.core.base.exclusive import NOW
from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import init_scope
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras import initializers
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.tracking import known
from tenfold.keras.losses import ragged
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.ops.arrays.basics import cast, zeros
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.runtime.threads.cells import together


class Metric(Layer):
    """Base class: subclasses make variables with `add_weight`, and write `update_state` and `result`.

    Args:
      name: by default made from the class's.
      dtype: of the variables and of the arithmetic, the default float type if None.
    """

    _holds_metrics = True

    def __init__(self, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.stateful = self.built = True

    def __call__(self, *args, **kwargs):
        """Add to the state, and give the result so far."""
        self.update_state(*args, **kwargs)
        value = self.result()
        if isinstance(value, Tensor):
            value._metric = self  # `Layer.add_metric` reports the metric itself
        return value

    def update_state(self, *args, **kwargs):
        """Add a batch to the state."""
        raise NotImplementedError(f"{type(self).__name__} must implement `update_state`.")

    def result(self):
        """The value so far, a tensor (or a dict of them)."""
        raise NotImplementedError(f"{type(self).__name__} must implement `result`.")

    def reset_state(self):
        """Back to the start: every variable becomes zero."""
        if type(self).reset_states is not Metric.reset_states:  # the name that subclasses overrode until TensorFlow 2.4
            self.reset_states()
            return
        for v in self.weights:
            v._write(Tensor(np.zeros(v._static, v.dtype.numpy)) if STATE.eager else zeros(v._static, v.dtype))

    def reset_states(self):
        """`reset_state` by its older name."""
        self.reset_state()

    def merge_state(self, metrics):
        """Add the states of other metrics of the same kind to this one's."""
        for metric in metrics:
            if len(self.weights) != len(metric.weights):
                raise ValueError(f"Metric {metric} is not compatible with {self}")
            for mine, theirs in zip(self.weights, metric.weights):
                mine.assign_add(theirs.value())

    def add_weight(
        self, name=None, shape=(), aggregation=None, synchronization=None, initializer=None, dtype=None, trainable=False
    ):
        """A new variable of this metric, which belongs to the state."""
        if trainable:
            raise ValueError(
                f"{self.name}: a metric's variables are never trained; received trainable=True for '{name}'."
            )
        dtype = dtypes.as_dtype(dtype or self._dtype)
        initializer, dims = (
            initializers.get("zeros" if initializer is None else initializer),
            tuple(TensorShape(shape).as_list()),
        )
        with init_scope():
            variable = Variable(
                lambda: initializer(dims, dtype=dtype),
                trainable=False,
                dtype=dtype,
                name=name,
                synchronization=synchronization,
                aggregation=aggregation,
            )
        variable._weight_name = name
        self._non_trainable_weights.append(variable)
        return variable

    @known
    def trainable_weights(self):
        return []

    @recorded.base
    def get_config(self):
        """The arguments of `__init__`, those of a subclass without a `get_config` included; see `Layer.get_config`."""
        return self._with_arguments({"name": self.name, "dtype": self.dtype}, Metric.get_config)

    def _pair(self, y_true, y_pred):
        """Labels and predictions as tensors of this metric's dtype; of ragged ones all numbers."""
        if type(y_true) is RaggedTensor or type(y_pred) is RaggedTensor:
            y_true, y_pred = ragged.flat(y_true, y_pred)
        return self._cast(y_true), self._cast(y_pred)

    def _cast(self, value):
        """`value` as a tensor of this metric's dtype."""
        dtype = self._variable_dtype_object
        return cast(convert(value, partner=dtype), dtype)


def reset_all(metrics):
    """`reset_state` of each; the variables of all that leave it as it is become zero at one go."""
    cells = []
    for metric in metrics:
        kind = type(metric)
        if STATE.eager and kind.reset_state is Metric.reset_state and kind.reset_states is Metric.reset_states:
            cells += metric.weights
        else:
            metric.reset_state()
    if cells:
        together(cells).exclusively(_become_zero, cells)


def _become_zero(cells):
    with NOW:
        for cell in cells:
            cell._twin, cell._value = None, np.zeros(cell._static, cell.dtype.numpy)
