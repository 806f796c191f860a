"""Every transformation, brought in so that `Dataset` has all of its methods."""

from tenfold.data.batching import (  # noqa: A004, F401
    batch,
    bucket_by_sequence_length,
    group_by_reducer,
    group_by_window,
    padded_batch,
    ragged_batch,
    rebatch,
    sparse_batch,
    unbatch,
    window,
)
from tenfold.data.elements import (  # noqa: A004, F401
    assert_cardinality,
    enumerate,
    filter,
    flat_map,
    ignore_errors,
    map,
    reduce,
    scan,
    take_while,
)
from tenfold.data.graphs import (  # noqa: F401
    iterators,
    loops,
    optional,
    v1,
)
from tenfold.data.mixing import (  # noqa: A004, F401
    concatenate,
    directed,
    interleave,
    rejection_resample,
    sample,
    zip,
)
from tenfold.data.order import (  # noqa: A004, F401
    prefetch,
    repeat,
    shard,
    shuffle,
    skip,
    take,
    unique,
)
from tenfold.data.plan import (  # noqa: A004, F401
    applied,
    composites,
    extension_types,
    legacy,
    options,
)
from tenfold.data.plan.dataset import Dataset as Dataset
from tenfold.data.rules import entered, explain  # noqa: F401
from tenfold.data.run import (  # noqa: A004, F401
    cardinality,
    iterator,
    numpy_iterator,
    single,
)
from tenfold.data.sources import (  # noqa: A004, F401
    counter,
    generator,
    list_files,
    random_,
    range_,
    slices,
    tensors,
)
from tenfold.data.sources.csv_dataset import CsvDataset as CsvDataset
from tenfold.data.sources.csv_files import make_csv_dataset as make_csv_dataset
from tenfold.data.sources.example_files import make_batched_features_dataset as make_batched_features_dataset
from tenfold.data.sources.fixed_records import FixedLengthRecordDataset as FixedLengthRecordDataset
from tenfold.data.sources.text_lines import TextLineDataset as TextLineDataset
from tenfold.data.sources.tf_records import TFRecordDataset as TFRecordDataset
from tenfold.data.storage import cache, loaded, saved, snapshot  # noqa: F401
from tenfold.data.storage.record_writer import TFRecordWriter as TFRecordWriter
from tenfold.data.storage.snapshot import apply_snapshot as apply_snapshot

Counter = counter.counter
load, save = loaded.load, saved.save_dataset
