"""The masks by which recurrent cells drop inputs and states: drawn once for a sequence, not at every step."""

from tenfold.core.base.thread import STATE, PerThread
from tenfold.keras.utils.arguments import real_number
from tenfold.ops.arrays.basics import ones_like
from tenfold.ops.nn.dropout import dropout


class Drawn(PerThread):
    """The masks that are in force in this thread, per kind: (graph in which they were drawn, masks)."""

    inputs = states = None


class DropoutMasks:
    """The part of a cell that draws masks and keeps them until they are reset; layers reset them for each sequence.

    (Gal and Ghahramani, arXiv:1512.05287.)

    Attributes:
      dropout, recurrent_dropout: the share of inputs and of states that is dropped.
      seed: of the random numbers, counted up with every mask.
    """

    def _set_dropout(self, dropout, recurrent_dropout, seed):
        self.dropout = dropped_share(dropout, "dropout", self.name)
        self.recurrent_dropout = dropped_share(recurrent_dropout, "recurrent_dropout", self.name)
        self.seed, self._drawn, self._draws = seed, Drawn(), 0

    def reset_dropout_mask(self):
        """Draw the next masks of inputs anew."""
        self._drawn.inputs = None

    def reset_recurrent_dropout_mask(self):
        """Draw the next masks of states anew."""
        self._drawn.states = None

    def get_dropout_mask_for_cell(self, inputs, training, count=1):
        """Masks like `inputs`: one, or a list of `count`; None where nothing is dropped, ones outside of training."""
        return self._masks("inputs", inputs, self.dropout, training, count)

    def get_recurrent_dropout_mask_for_cell(self, inputs, training, count=1):
        """Masks like the states `inputs`, as `get_dropout_mask_for_cell` gives them for inputs."""
        return self._masks("states", inputs, self.recurrent_dropout, training, count)

    def _masks(self, kind, like, rate, training, count):
        if rate == 0:
            return None
        found = getattr(self._drawn, kind)
        if found is None or not _reaches_here(found[0]):
            draw = self._draw if training else lambda like, _: ones_like(like)
            found = STATE.graph, [draw(like, rate) for _ in range(count)]
            setattr(self._drawn, kind, found)
        return found[1] if count > 1 else found[1][0]

    def _draw(self, like, rate):
        seed = None if self.seed is None else self.seed + self._draws
        self._draws += seed is not None
        return dropout(ones_like(like), rate, seed=seed)


def _reaches_here(graph):
    """Whether tensors of `graph` (None: eager ones) can be used in the graph being written."""
    now = STATE.graph
    while now is not graph and now is not None:
        now = getattr(now, "outer", None)
    return now is graph


def dropped_share(rate, argument, layer):
    """`rate` as a number in [0, 1).

    Raises:
      ValueError: it lies outside.
    """
    rate = 0.0 if rate is None else real_number(rate, argument)
    if not 0 <= rate < 1:
        raise ValueError(f"`{argument}` of {layer} must be at least 0 and below 1. Received: {rate!r}")
    return rate
