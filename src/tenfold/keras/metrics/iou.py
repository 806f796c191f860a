"""Intersection over union: how well predicted regions cover the true ones."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.losses.alignment import align_weights
from tenfold.keras.metrics.metric import Metric
from tenfold.keras.utils.arguments import members, whole_number
from tenfold.ops.arrays.basics import cast, ones_like, reshape
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.linalg.diagonals import diag_part
from tenfold.ops.math.arithmetic import add, multiply, subtract
from tenfold.ops.math.bincount import confusion_matrix
from tenfold.ops.math.comparison import greater_equal, keep_where, not_equal
from tenfold.ops.math.no_nan import divide_no_nan
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.math.statistics import argmax


class IoU(Metric):
    """Mean over some classes of tp / (tp + fp + fn).

    Args:
      num_classes: number of classes.
      target_class_ids: the classes whose mean is taken.
      ignore_class: a label whose samples count nothing.
      sparse_y_true, sparse_y_pred: whether labels / predictions are class numbers; otherwise the largest entry along
        `axis` is the class.
      axis: of the classes.

    Raises:
      ValueError: no class, or one of which there is none.
    """

    def __init__(
        self,
        num_classes,
        target_class_ids,
        name=None,
        dtype=None,
        ignore_class=None,
        sparse_y_true=True,
        sparse_y_pred=True,
        axis=-1,
    ):
        super().__init__(name=name, dtype=dtype)
        num_classes = whole_number(num_classes, "num_classes")
        self.target_class_ids = list(members(target_class_ids, "target_class_ids", type(self).__name__))
        if not self.target_class_ids:
            raise ValueError("`target_class_ids` is empty: give the classes whose mean is taken.")
        if max(self.target_class_ids) >= num_classes:
            raise ValueError(
                f"Target class id {max(self.target_class_ids)} is out of range, which is [0, {num_classes})."
            )
        self.num_classes, self.ignore_class, self.axis = num_classes, ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        self.total_cm = self.add_weight("total_confusion_matrix", (num_classes, num_classes), initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Add the confusion matrix of a batch."""
        y_true, y_pred = self._classes(y_true, y_pred)
        weights = None if sample_weight is None else self._cast(sample_weight)
        if weights is not None:
            weights = reshape(multiply(cast(ones_like(y_true), weights.dtype), align_weights(weights, y_true)), [-1])
        y_true, y_pred = reshape(y_true, [-1]), reshape(y_pred, [-1])
        if self.ignore_class is not None:
            valid = not_equal(y_true, zeros_like(y_true) + self.ignore_class)
            y_true, y_pred = keep_where(y_true, valid), keep_where(y_pred, valid)
            known = cast(valid, self._dtype)
            weights = known if weights is None else multiply(weights, known)
        return self.total_cm.assign_add(confusion_matrix(y_true, y_pred, self.num_classes, weights, dtype=self._dtype))

    def _classes(self, y_true, y_pred):
        y_true, y_pred = convert(y_true), convert(y_pred)
        y_true = cast(y_true, dtypes.int64) if self.sparse_y_true else argmax(y_true, self.axis)
        return y_true, cast(y_pred, dtypes.int64) if self.sparse_y_pred else argmax(y_pred, self.axis)

    def result(self):
        matrix = self.total_cm.value()
        right = diag_part(matrix)
        union = subtract(add(reduce_sum(matrix, 0), reduce_sum(matrix, 1)), right)
        right, union = gather(right, self.target_class_ids), gather(union, self.target_class_ids)
        met = reduce_sum(cast(not_equal(union, zeros_like(union)), self._dtype))
        return divide_no_nan(reduce_sum(divide_no_nan(right, union)), met)

    def get_config(self):
        names = ("num_classes", "target_class_ids", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")
        return {**super().get_config(), **{n: getattr(self, n) for n in names}}


class BinaryIoU(IoU):
    """IoU of the classes 0 and 1, predictions of at least `threshold` being class 1."""

    def __init__(self, target_class_ids=(0, 1), threshold=0.5, name=None, dtype=None):
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def _classes(self, y_true, y_pred):
        y_pred = self._cast(y_pred)
        above = greater_equal(y_pred, convert(self.threshold, partner=y_pred.dtype))
        return super()._classes(y_true, cast(above, dtypes.int64))

    def get_config(self):
        return {**Metric.get_config(self), "target_class_ids": self.target_class_ids, "threshold": self.threshold}


class MeanIoU(IoU):
    """IoU averaged over all classes. Arguments as for `IoU`."""

    def __init__(
        self, num_classes, name=None, dtype=None, ignore_class=None, sparse_y_true=True, sparse_y_pred=True, axis=-1
    ):
        every = range(whole_number(num_classes, "num_classes"))
        super().__init__(num_classes, every, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)

    def get_config(self):
        return {k: v for k, v in super().get_config().items() if k != "target_class_ids"}


class OneHotIoU(IoU):
    """`IoU` of one-hot labels; predictions are scores unless `sparse_y_pred`."""

    def __init__(
        self, num_classes, target_class_ids, name=None, dtype=None, ignore_class=None, sparse_y_pred=False, axis=-1
    ):
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self):
        return {k: v for k, v in super().get_config().items() if k != "sparse_y_true"}


class OneHotMeanIoU(MeanIoU):
    """`MeanIoU` of one-hot labels; predictions are scores unless `sparse_y_pred`."""

    def __init__(self, num_classes, name=None, dtype=None, ignore_class=None, sparse_y_pred=False, axis=-1):
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self):
        return {k: v for k, v in super().get_config().items() if k != "sparse_y_true"}
