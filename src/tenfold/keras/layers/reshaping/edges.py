"""What is done at the edges of space: a number before and one behind, for each spatial axis."""

from numbers import Integral

from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.spatial import channels


class Edges(Layer):
    """Base of layers that change `rank` spatial axes by (before, after) elements each."""

    def _set_edges(self, value, argument, data_format):
        """Take the constructor's `value`, the argument called so; gives its (before, after) pairs."""
        self.data_format = channels(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)
        return pairs(value, self.rank, argument)

    def by_axis(self, edges, others):
        """`edges`, an entry per spatial axis, with `others` for batch and channels: an entry for each axis."""
        if self.data_format == "channels_last":
            return [others, *edges, others]
        return [others, others, *edges]


def pairs(value, n, argument):
    """(before, after) for each of n axes, from an int, n ints, n pairs, or both mixed; with one axis also from a pair.

    Raises:
      ValueError: anything else, or numbers below 0.
    """
    entries = [value] * n if isinstance(value, Integral) or n == 1 else value
    if not isinstance(entries, (list, tuple)) or len(entries) != n:
        raise _refusal(value, n, argument)
    found = [(e, e) if isinstance(e, Integral) else e for e in entries]
    if any(not isinstance(pair, (list, tuple)) or len(pair) != 2 for pair in found):
        raise _refusal(value, n, argument)
    if any(not isinstance(v, Integral) or v < 0 for pair in found for v in pair):
        raise _refusal(value, n, argument)
    return tuple((int(before), int(after)) for before, after in found)


def _refusal(value, n, argument):
    forms = "an int or a pair of ints (before, after)"
    if n > 1:
        forms = f"an int, a tuple of {n} ints, or a tuple of {n} pairs of ints (before, after)"
    return ValueError(f"The `{argument}` argument must be {forms}, none below 0. Received: {value!r}")
