"""`tf.io.parse_example`: a batch of serialised Examples as tensors. `tenfold.io.examples` has the codec."""

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.shaping import ensure_shape
from tenfold.ops.bytes.codecs import missing
from tenfold.ops.bytes.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    RaggedFeature,
    SparseFeature,
    VarLenFeature,
)
from tenfold.ops.bytes.parsing.tensors import Columns, finished
from tenfold.ops.bytes.parsing.wanted import asked
from tenfold.ops.scoped import scoped, within

KINDS = VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature, RaggedFeature
_NO_NAMES = Tensor(np.empty(0, object))


def infer_examples(serialized, names, *defaults, wanted):
    """Specs of indices, values and shapes of sparse features, of dense ones, of values and splits of ragged ones."""
    batch = serialized.shape
    if batch is not None and len(batch) > 1:
        raise ValueError(f"Expected serialized to be a scalar or vector, got shape: {list(batch)}")
    rank = None if batch is None else len(batch) + 1
    return [
        *[Spec((None, rank), dtypes.int64) for _ in wanted.sparse],
        *[Spec((None,), dtype) for _, dtype in wanted.sparse],
        *[Spec((rank,), dtypes.int64) for _ in wanted.sparse],
        *[Spec(None if batch is None else (*batch, *shape), dtype) for _, dtype, shape in wanted.dense],
        *[Spec((None,), dtype) for _, dtype, _ in wanted.ragged],
        *[Spec((batch[0] + 1,) if batch and batch[0] is not None else (None,), s) for _, _, s in wanted.ragged],
    ]


@op(infer=infer_examples, results=list, host=True, gradient=None, type="ParseExampleV2")
def _parse_examples(serialized: Free, names: Free, *defaults: Free, wanted: Any):
    """What is `wanted` of each Example.

    Args:
      serialized: a string, or (n,) of them.
      names: as many strings, for errors, or none.
      defaults: of the dense features; empty where there is none.
      wanted: a `wanted.Wanted`.
    """
    return missing("tf.train.Example")


@scoped("ParseExample", None)
def _parsed(serialized, names, found, called, name=None):
    return _parse_examples(
        serialized, names, *found.defaults(), wanted=found.wanted, name=within(name, called or "ParseExampleV2")
    )


def named(example_names):
    """The names of examples, as a tensor."""
    if example_names is None and STATE.graph is None:
        return _NO_NAMES
    return convert([] if example_names is None else example_names, dtypes.string)


def strings_of(serialized):
    """The tensor of serialised messages. ValueError for other dtypes."""
    return convert(convert(serialized), dtypes.string)


def one_string(serialized):
    """The tensor of one serialised message."""
    serialized = strings_of(serialized)
    if serialized.ndim not in (0, None):
        raise ValueError(f"Input serialized must be a scalar; received shape {list(serialized.shape)}.")
    return ensure_shape(serialized, []) if serialized.ndim is None else serialized


def parse_example(serialized, features, example_names=None, name=None):
    """The features of a batch of serialised `tf.train.Example` messages.

    Args:
      serialized: (n,) strings, or one, of which the results have no batch dimension.
      features: {name: feature}: `FixedLenFeature` gives a Tensor of (n, *shape); `FixedLenSequenceFeature` one of (n,
        rows, *shape), padded; `VarLenFeature` and `SparseFeature` a SparseTensor; `RaggedFeature` a RaggedTensor (of
        one example: a Tensor, unless it has partitions).
      example_names: (n,) strings that tell one example from another in messages of errors.

    Returns {name: tensor}. The last of several features of a name in one example counts.

    Raises:
      ValueError, TypeError: `features` is empty, or one of them says what cannot be.
      InvalidArgumentError: an example that is none, lacks a feature without default, or holds another type or number
        of values.
    """
    if not features:
        raise ValueError(f"Argument `features` cannot be None or falsy. Got {features}")
    found = asked(features, KINDS)
    strange = next((n for n, f in found.features if isinstance(f, FixedLenSequenceFeature) and not f.allow_missing), 0)
    if strange:
        raise ValueError(
            f"Unsupported: FixedLenSequenceFeature requires allow_missing to be True; received False for '{strange}'."
        )
    serialized = strings_of(serialized)
    batched = is_batch(serialized, found)
    columns = Columns(_parsed(serialized, named(example_names), found, name, name=name))
    tensors = {**columns.sparse(found), **columns.dense(found)}
    return finished(found, tensors, columns.ragged(found), batched)


def is_batch(serialized, *found):
    """Whether there is a vector of examples. ValueError where nobody knows, and it would make a difference."""
    if serialized.ndim is None and any(f.ragged for f in found):
        raise ValueError("serialized must have statically-known rank to parse ragged features.")
    return serialized.ndim != 0


@scoped("ParseSingleExample", None)
def _parsed_alone(serialized, features, example_names, called, name=None):
    return parse_example(one_string(serialized), features, example_names, called)


def parse_single_example(serialized, features, example_names=None, name=None):
    """The features of one serialised `tf.train.Example`: as `parse_example`, of a scalar string.

    Raises:
      ValueError: `serialized` is no scalar, and as `parse_example`.
      InvalidArgumentError: as `parse_example`.
    """
    return _parsed_alone(serialized, features, example_names, name, name=name)


def parse_example_v1(serialized, features, name=None, example_names=None):
    """TensorFlow 1's `parse_example`."""
    return parse_example(serialized, features, example_names, name)


def parse_single_example_v1(serialized, features, name=None, example_names=None):
    """TensorFlow 1's `parse_single_example`."""
    return parse_single_example(serialized, features, example_names, name=name)
