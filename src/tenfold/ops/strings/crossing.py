"""Crosses of features: one number for what several features are together."""

import numpy as np

from tenfold.core.calls.attrs import Size
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.strings.arrays import flat
from tenfold.ops.strings.hashing import fingerprints

MULTIPLIER, KEY = np.uint64(0xC6A4A7935BD1E995), 0xDECAFCAFFE


def _mixed(v):
    return v ^ v >> np.uint64(47)


def joined(first, second):
    """The fingerprint of two fingerprints, the second after the first (TensorFlow's FingerprintCat64)."""
    both = (first ^ MULTIPLIER ^ _mixed(second * MULTIPLIER) * MULTIPLIER) * MULTIPLIER
    return _mixed(_mixed(both) * MULTIPLIER)


@op(infer=lambda *features, num_buckets: Spec(features[0].shape, dtypes.int64), host=True, gradient=None)
def crossed_hash(*features: Free, num_buckets: Size.as_fixed()):
    """The hash, modulo `num_buckets`, of the elements that tensors of one shape, strings or integers, have in a place.

    A string goes in by its FarmHash fingerprint, an integer as it is; `tf.sparse.cross_hashed` gives the same numbers.
    """
    crossed = np.full(np.size(features[0]), KEY, np.uint64)
    for feature in features:
        is_text = np.asarray(feature).dtype == object
        prints = fingerprints(flat(feature)) if is_text else np.reshape(feature, -1).astype(np.int64).view(np.uint64)
        crossed = joined(crossed, prints)
    return (crossed % np.uint64(num_buckets)).astype(np.int64).reshape(np.shape(features[0]))
