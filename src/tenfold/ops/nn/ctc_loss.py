"""The CTC losses of TensorFlow 2 and 1, and the helpers that prepare labels for them."""

import numpy as np

from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import ones_like, zeros_like
from tenfold.ops.arrays.gathering import scatter_nd
from tenfold.ops.arrays.selecting import where
from tenfold.ops.arrays.shaping import transpose
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.math.comparison import greater
from tenfold.ops.math.segment import unsorted_segment_sum
from tenfold.ops.nn.ctc import ctc
from tenfold.ops.scoped import scoped
from tenfold.ops.sparse.operators import SparseTensor
from tenfold.ops.state.sources import identity_n


def _behind(loss):
    """TensorFlow's has a gradient of its own, which an op of this kind carries."""
    return identity_n([loss])[0]


@scoped("ctc_loss_dense", "IdentityN", closed_by=_behind)
def ctc_loss(
    labels, logits, label_length, logit_length, logits_time_major=True, unique=None, blank_index=None, name=None
):
    """CTC loss of each sequence of a batch.

    Args:
      labels: int (batch, max_label_length), or a SparseTensor of that shape, which needs `blank_index`.
      logits: (time, batch, classes), or (batch, time, classes) with logits_time_major=False.
      label_length: (batch,), how many labels count; None for a SparseTensor.
      logit_length: (batch,), how many time steps count.
      unique: what `ctc_unique_labels` gives; a help for TensorFlow that is not needed here.
      blank_index: class of "no label", counted from the end if negative; default 0.

    Returns: (batch,) negative log likelihoods; infinite where labels do not fit into the time.
    """
    logits = _time_major(convert(logits), logits_time_major)
    if isinstance(labels, SparseTensor):
        if blank_index is None:
            raise ValueError("Argument `blank_index` must be provided when labels is a `SparseTensor`.")
        labels, label_length = _dense(labels)
    loss = _loss(logits, labels, label_length, logit_length, _class(blank_index or 0, logits), True, False)
    return cast(loss, logits.dtype, name=name)


def ctc_loss_v1(
    labels,
    inputs=None,
    sequence_length=None,
    preprocess_collapse_repeated=False,
    ctc_merge_repeated=True,
    ignore_longer_outputs_than_inputs=False,
    time_major=True,
    logits=None,
):
    """TensorFlow 1's CTC loss: the last class is the blank.

    Args:
      labels: an int32 SparseTensor (batch, max_label_length).
      inputs: logits (time, batch, classes), or (batch, time, classes) with time_major=False.
      sequence_length: (batch,), how many time steps count.
      preprocess_collapse_repeated: merge equal neighbours in the labels first.
      ctc_merge_repeated: whether a label held for several steps is one label.
      ignore_longer_outputs_than_inputs: more labels than time steps give a loss of 0 instead of an error.
    """
    if (inputs is None) == (logits is None):
        raise ValueError("ctc_loss needs its logits once, as `inputs` or as `logits`.")
    logits = _time_major(convert(inputs if logits is None else logits), time_major)
    labels, label_length = _dense(labels)
    if preprocess_collapse_repeated:
        labels, label_length = collapse_repeated(labels, label_length)
    strict = not ignore_longer_outputs_than_inputs
    loss = _loss(logits, labels, label_length, sequence_length, _class(-1, logits), ctc_merge_repeated, strict)
    if not strict:
        longer = greater(cast(label_length, dtypes.int32), cast(convert(sequence_length), dtypes.int32))
        loss = where(longer, zeros_like(loss), loss)
    return cast(loss, logits.dtype)


def _time_major(logits, already):
    return logits if already else transpose(logits, (1, 0, 2))


def _class(index, logits):
    if index >= 0:
        return index
    if logits._dims is None or logits._dims[-1] is None:
        raise ValueError(
            f"a negative blank_index ({index}) needs logits with a known number of classes; received {logits._dims}."
        )
    return index + logits._dims[-1]


def _dense(labels):
    """Labels (batch, width) and their lengths, from a SparseTensor."""
    counts = unsorted_segment_sum(ones_like(labels.indices[:, 0]), labels.indices[:, 0], labels.dense_shape[0])
    return scatter_nd(labels.indices, labels.values, labels.dense_shape), counts


def _loss(logits, labels, label_length, logit_length, blank, merge_repeated, strict):
    wide = cast(logits, dtypes.float32) if logits.dtype.size == 2 else logits
    lengths = [cast(convert(n), dtypes.int32) for n in (label_length, logit_length)]
    return ctc(wide, cast(convert(labels), dtypes.int32), *lengths, blank, merge_repeated, strict)[0]


@op(
    infer=lambda labels, lengths: (
        Spec(None if labels.shape is None else (labels.shape[0], None), labels.dtype),
        lengths,
    ),
    host=True,
    gradient=None,
    type="Reshape",
    label="collapse_repeated_labels/Reshape_3",
    graphdef=COMPOSED,
)
def _collapse_repeated(labels, seq_length: Free):
    kept = np.arange(labels.shape[1]) < seq_length[:, None]
    kept[:, 1:] &= labels[:, 1:] != labels[:, :-1]
    lengths = kept.sum(1).astype(seq_length.dtype)
    out = np.zeros((len(labels), max(lengths, default=0)), labels.dtype)
    out[np.arange(out.shape[1]) < lengths[:, None]] = labels[kept]
    return out, lengths


def collapse_repeated(labels, seq_length, name=None):
    """Merge equal neighbours in each row of `labels` (batch, width): (labels, new lengths)."""
    return _collapse_repeated(convert(labels), convert(seq_length), name=name)


@op(
    infer=lambda labels: (Spec(labels.shape, dtypes.int64), Spec(labels.shape, dtypes.int32)),
    host=True,
    gradient=None,
    type="TensorListStack",
    label="ctc_unique_labels/map/TensorArrayV2Stack/TensorListStack",
    graphdef=COMPOSED,
)
def _unique_labels(labels):
    found, index = np.zeros(labels.shape, np.int64), np.zeros(labels.shape, np.int32)
    for row, (out, at) in zip(labels, zip(found, index)):
        _, first, inverse = np.unique(row, return_index=True, return_inverse=True)
        order = np.argsort(first)
        out[: len(order)] = row[first[order]]
        at[:] = np.argsort(order)[inverse]
    return found, index


def ctc_unique_labels(labels, name=None):
    """The distinct labels of each row, padded with 0, and the index of each label among them."""
    return _unique_labels(convert(labels), name=name)
