"""Label and array helpers on NumPy: `to_categorical`, `to_ordinal`, `normalize`."""

import numpy as np


def to_categorical(y, num_classes=None, dtype="float32"):
    """One-hot rows for integer labels.

    Args:
        y: array-like of class numbers in [0, num_classes), any shape; a last axis of length 1 is dropped.
        num_classes: number of classes; None means `max(y) + 1`.
        dtype: dtype of the result.

    Returns:
        NumPy array of shape `y.shape + (num_classes,)`.

    Raises:
        IndexError: a label is not below `num_classes`.
        ValueError: `y` is empty, or all of it is negative, and `num_classes` is not given.
    """
    labels, shape, num_classes = _labels(y, num_classes)
    categorical = np.zeros((labels.size, num_classes), dtype=dtype)
    categorical[np.arange(labels.size), labels] = 1
    return categorical.reshape(shape + (num_classes,))


def to_ordinal(y, num_classes=None, dtype="float32"):
    """Ordinal rows for integer labels: label k becomes k ones followed by zeros.

    Args and errors as `to_categorical`; the result has shape `y.shape + (num_classes - 1,)`.
    """
    labels, shape, num_classes = _labels(y, num_classes)
    ordinal = np.arange(num_classes - 1) < labels[:, None]
    return ordinal.astype(dtype).reshape(shape + (num_classes - 1,))


def normalize(x, axis=-1, order=2):
    """`x` divided by its norm of order `order` along `axis`; vectors of norm 0 stay as they are."""
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return x / np.expand_dims(norm, axis)


def _labels(y, num_classes):
    """(flat int labels, shape of the labels without a last axis of 1, number of classes)."""
    y = np.array(y, dtype="int")
    shape = y.shape[:-1] if y.ndim > 1 and y.shape[-1] == 1 else y.shape
    labels = y.reshape(-1)
    if not num_classes:
        if not labels.size:
            raise ValueError("The number of classes of an empty label array is unknown; pass num_classes=.")
        num_classes = int(labels.max()) + 1
        if num_classes < 0:
            raise ValueError(
                f"Labels must not all be negative. Received labels up to {labels.max()}; number them from 0."
            )
    if labels.size and not -num_classes <= labels.min() <= labels.max() < num_classes:
        cure = "number them from 0" if labels.min() < 0 else f"pass num_classes={labels.max() + 1} or more"
        raise IndexError(
            f"Labels must lie in [0, {num_classes}) for num_classes={num_classes}. Received labels from "
            f"{labels.min()} to {labels.max()}; {cure}."
        )
    return labels, shape, num_classes
