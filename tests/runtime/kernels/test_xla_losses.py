"""Losses in second gear: rows of one element are one row."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.ops.nn.losses import _sigmoid_cross_entropy
from tenfold.runtime import xla
from tenfold.testing.gears import same_in_gears

pytestmark = pytest.mark.skipif(not xla.available(), reason="JAX is not installed")


@pytest.mark.parametrize(
    ("shape", "one_row"), [((8, 28, 28, 1), True), ((8, 28, 28), False), ((9, 1), False), ((), False), ((0, 1), False)]
)
def test_logistic_loss_of_grey_images(shape, one_row):
    rng = np.random.default_rng(0)
    labels, logits = rng.random(shape).astype(np.float32), rng.normal(size=shape).astype(np.float32)

    def loss(labels, logits):
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

    found = same_in_gears(loss, tf.constant(labels), tf.constant(logits))
    wanted = np.log1p(np.exp(-np.abs(logits))) + np.maximum(logits, 0) - logits * labels
    np.testing.assert_allclose(found, wanted, rtol=1e-5)
    text = xla.jax().jit(_sigmoid_cross_entropy.xla).lower(labels, logits).as_text()
    assert ("optimization_barrier" in text) == one_row
