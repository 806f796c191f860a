"""Every transformation, brought in so that `Dataset` has all of its methods."""

from tenfold.data.batching import batch  # noqa: F401
from tenfold.data.elements import filter, flat_map, map  # noqa: A004, F401
from tenfold.data.mixing import concatenate, zip  # noqa: A004, F401
from tenfold.data.order import prefetch, repeat, shuffle, skip, take  # noqa: F401
from tenfold.data.plan import cardinality  # noqa: F401
from tenfold.data.plan.dataset import Dataset as Dataset
from tenfold.data.run import iterator  # noqa: F401
from tenfold.data.sources import counter, generator, list_files, range_, slices, tensors  # noqa: F401
from tenfold.data.sources.csv_dataset import CsvDataset as CsvDataset
from tenfold.data.sources.csv_files import make_csv_dataset as make_csv_dataset
from tenfold.data.sources.example_files import make_batched_features_dataset as make_batched_features_dataset
from tenfold.data.sources.fixed_records import FixedLengthRecordDataset as FixedLengthRecordDataset
from tenfold.data.sources.text_lines import TextLineDataset as TextLineDataset
from tenfold.data.sources.tf_records import TFRecordDataset as TFRecordDataset
from tenfold.data.storage import cache  # noqa: F401
from tenfold.data.storage.record_writer import TFRecordWriter as TFRecordWriter

Counter = counter.counter
