"""`tf.train.TrackableView`: what a checkpoint of an object would see."""

from tenfold.core.base import trackable
from tenfold.ops.state import object_graph


class TrackableView:
    """The graph of what a checkpoint of `root` holds: objects, lists, dicts and tuples, by name.

    Args:
      root: a variable, module, table, layer, model, optimizer, or a list or dict of such.
    """

    def __init__(self, root):
        self._root = root

    @property
    def root(self):
        return self._root

    @classmethod
    def children(cls, obj, save_type="checkpoint", **kwargs):
        """{name: child} of one object.

        Args:
          save_type: "checkpoint"; what a SavedModel has besides is not listed.

        Raises:
          ValueError: another `save_type`, or something to save under a key that is no string.
        """
        if save_type != "checkpoint" or kwargs:
            raise ValueError(f"children() lists what checkpoints hold; received save_type={save_type!r}, {kwargs}.")
        return trackable.children(obj)

    def descendants(self):
        """The root and all below it, nearest first, each once."""
        return [node for _, node in object_graph.paths(self._root)]
