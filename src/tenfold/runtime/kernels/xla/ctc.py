"""CTC as a scan over time."""

from tenfold.ops.nn import ctc
from tenfold.runtime import xla


@ctc.ctc.kernel("xla", default=True)
def _(logits, labels, label_length, logit_length, *, blank, merge_repeated, strict):
    jax = xla.jax()
    return ctc.loss_and_gradient(
        jax.numpy, jax.lax.scan, logits, labels, label_length, logit_length, blank, merge_repeated, strict
    )
