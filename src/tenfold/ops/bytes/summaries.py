"""What writes to a program's records whenever it runs: `tf.summary`'s calls in a graph. Which form they have, their
caller knows."""

import numpy as np

from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes


@op(
    infer=lambda *_, **__: Spec((), dtypes.bool),
    effect=True,
    host=True,
    outside=True,
    gradient=None,
    type="WriteSummary",
)
def write_summary(data: Free, step: Free, wanted: Free, *, write):
    """`write(data, step)` where `wanted`; gives that."""
    if wanted:
        write(data, int(step))
    return np.bool_(wanted)
