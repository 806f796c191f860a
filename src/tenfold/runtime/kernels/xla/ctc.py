"""CTC as a scan over time."""

from tenfold.ops.nn import ctc
from tenfold.runtime import xla
from tenfold.runtime.types import Array


@ctc.ctc.kernel("xla", default=True)
def _(
    logits: Array,
    labels: Array,
    label_length: Array,
    logit_length: Array,
    *,
    blank: int,
    merge_repeated: bool,
    strict: bool,
) -> tuple[Array, ...]:
    jax = xla.jax()
    return ctc.loss_and_gradient(
        jax.numpy, jax.lax.scan, logits, labels, label_length, logit_length, blank, merge_repeated, strict
    )
