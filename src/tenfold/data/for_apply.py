"""Functions of `tf.data.experimental` for `apply`, most of which are methods of `Dataset` by now."""

from tenfold.data.batching.bucket_by_sequence_length import bucket_by_sequence_length as _bucket
from tenfold.data.batching.group_by_window import group_by_window as _group
from tenfold.data.batching.ragged_batch import ragged_batch
from tenfold.data.batching.sparse_batch import sparse_batch
from tenfold.data.batching.unbatch import unbatch as _unbatch
from tenfold.data.elements.enumerate import enumerate_
from tenfold.data.elements.ignore_errors import ignore_errors as _ignore_errors
from tenfold.data.elements.scan import scan as _scan
from tenfold.data.elements.take_while import take_while as _take_while
from tenfold.data.mixing.rejection_resample import rejection_resample as _resample
from tenfold.data.order.unique import unique as _unique
from tenfold.data.plan.applied import applied

bucket_by_sequence_length = applied(_bucket)
group_by_window = applied(_group)
rejection_resample = applied(_resample)
dense_to_ragged_batch = applied(ragged_batch, "dense_to_ragged_batch")
dense_to_sparse_batch = applied(sparse_batch, "dense_to_sparse_batch")
enumerate_dataset = applied(enumerate_, "enumerate_dataset")
ignore_errors = applied(_ignore_errors)
scan = applied(_scan)
take_while = applied(_take_while)
unbatch = applied(_unbatch)
unique = applied(_unique)
