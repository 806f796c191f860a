"""`tf.data.experimental.TFRecordWriter`: a dataset of strings, written to a file."""

from typing import Any

from tenfold.core.values import dtypes
from tenfold.data.plan.dataset import Dataset
from tenfold.io.tfrecord.writer import TFRecordWriter as Writer
from tenfold.ops.strings.arrays import as_text
from tenfold.ops.structures.specs import TensorSpec


class TFRecordWriter:
    """Writes datasets of scalar strings to a TFRecord file.

    Args:
      filename: a path, or a scalar string tensor.
      compression_type: "" or None, "GZIP" or "ZLIB".
    """

    def __init__(self, filename: Any, compression_type: Any = None) -> None:
        self._filename = filename.numpy() if hasattr(filename, "numpy") else filename
        self._compression = as_text(compression_type or "")

    def write(self, dataset: Any) -> None:
        """Write all of its elements, in place of what the file holds.

        Raises:
          TypeError: its elements are no scalar strings.
        """
        if not isinstance(dataset, Dataset):
            raise TypeError(f"Invalid `dataset.` Expected a `tf.data.Dataset` object but got {type(dataset)}.")
        spec = dataset.element_spec
        if not isinstance(spec, TensorSpec) or spec.dtype is not dtypes.string or spec.shape.rank not in (0, None):
            raise TypeError(
                "Invalid `dataset`. Expected a `dataset` that produces scalar `tf.string` elements, but got one that "
                f"produces {spec!r}. Map its elements to strings: tf.io.serialize_tensor."
            )
        with Writer(self._filename, self._compression) as writer:
            for string in dataset:
                writer.write(string.numpy())
