"""`cardinality`: how many elements a dataset has, as far as that is known without making them."""

import numpy as np

from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import Dataset, method


@method
def cardinality(self: Dataset, name: str | None = None) -> Tensor:
    """The number of elements, a scalar int64: tf.data.INFINITE_CARDINALITY (-1) where they have no end,
    tf.data.UNKNOWN_CARDINALITY (-2) where only making them would tell. `name` would be that of a node in a graph."""
    return Tensor(np.int64(self.size()))
