"""`tf.io.parse_sequence_example`: serialised SequenceExamples as tensors. `tenfold.io.examples` has the codec."""

from tenfold.core.calls.attrs import Any
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.bytes.codecs import missing
from tenfold.ops.bytes.parsing.examples import infer_examples, is_batch, named, one_string, strings_of
from tenfold.ops.bytes.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    RaggedFeature,
    VarLenFeature,
)
from tenfold.ops.bytes.parsing.tensors import Columns, finished
from tenfold.ops.bytes.parsing.wanted import Asked, asked
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.scoped import scoped, within

CONTEXT = VarLenFeature, FixedLenFeature, RaggedFeature
LISTS = VarLenFeature, FixedLenSequenceFeature, RaggedFeature
_NOTHING = Asked({}, ())


def infer_sequences(serialized, names, *defaults, context, lists):
    """Specs of the context's features, as of an Example's, then of the lists: sparse ones, dense ones with their
    lengths, ragged ones with where each example's features begin and where each feature's values do."""
    batch = serialized.shape
    if batch is not None and len(batch) > 1:
        raise ValueError(f"Expected serialized to be a scalar or vector, got shape: {list(batch)}")
    rank = None if batch is None else len(batch) + 2
    outer = (batch[0] + 1,) if batch and batch[0] is not None else (None,)
    return [
        *infer_examples(serialized, names, wanted=context),
        *[Spec((None, rank), dtypes.int64) for _ in lists.sparse],
        *[Spec((None,), dtype) for _, dtype in lists.sparse],
        *[Spec((rank,), dtypes.int64) for _ in lists.sparse],
        *[Spec(None if batch is None else (*batch, *shape), dtype) for _, dtype, shape in lists.dense],
        *[Spec(batch, dtypes.int64) for _ in lists.dense],
        *[Spec((None,), dtype) for _, dtype, _ in lists.ragged],
        *[Spec(outer, splits) for _, _, splits in lists.ragged],
        *[Spec((None,), splits) for _, _, splits in lists.ragged],
    ]


@op(infer=infer_sequences, results=list, host=True, gradient=None, type="ParseSequenceExampleV2")
def _parse_sequences(serialized: Free, names: Free, *defaults: Free, context: Any, lists: Any):
    """What is wanted of each SequenceExample.

    Args:
      serialized: a string, or (n,) of them.
      names: as many strings, for errors, or none.
      defaults: of the context's dense features; empty where there is none.
      context, lists: a `wanted.Wanted` each.
    """
    return missing("tf.train.SequenceExample")


@scoped("ParseSequenceExample", None)
def _parsed(serialized, names, context, lists, called, name=None):
    return _parse_sequences(
        serialized,
        names,
        *context.defaults(),
        context=context.wanted,
        lists=lists.wanted,
        name=within(name, called or "ParseSequenceExampleV2"),
    )


def _asked(context_features, sequence_features):
    if not (context_features or sequence_features):
        raise ValueError(
            "Both `context_features` and `sequence_features` argument are None, but at least one should have values."
        )
    context = asked(context_features, CONTEXT) if context_features else _NOTHING
    lists = asked(sequence_features, LISTS) if sequence_features else _NOTHING
    for name, feature in lists.features:
        if isinstance(feature, FixedLenSequenceFeature) and feature.default_value is not None:
            raise ValueError(
                f"Value feature_list.dense_defaults[{name}] must be None: feature lists are padded with zeros; "
                f"received {feature.default_value!r}."
            )
    return context, lists


def _tensors(serialized, context_features, sequence_features, example_names, called):
    """(context, lists, lengths of dense lists), a dictionary each."""
    context, lists = _asked(context_features, sequence_features)
    batched = is_batch(serialized, context, lists)
    columns = Columns(_parsed(serialized, named(example_names), context, lists, called, name=called))
    found = {**columns.sparse(context), **columns.dense(context)}
    found = finished(context, found, columns.ragged(context), batched)
    sparse, dense = columns.sparse(lists), columns.dense(lists)
    lengths = dict(zip(lists.dense, columns.take(len(lists.dense))))
    rows = columns.ragged(lists, splits=2)
    inner = {key: (values, inner) for key, (values, _, inner) in rows.items()}
    of_lists = finished(lists, {**sparse, **dense}, inner, batched=True)
    if batched:
        for name, feature in lists.features:
            if isinstance(feature, RaggedFeature):
                outer = rows[name if feature.value_key is None else feature.value_key][1]
                of_lists[name] = RaggedTensor.from_row_splits(of_lists[name], outer, validate=False)
    return found, of_lists, lengths


@scoped("ParseSequenceExample", None)
def _parsed_together(serialized, context_features, sequence_features, example_names, called, name=None):
    return _tensors(strings_of(serialized), context_features, sequence_features, example_names, called)


def parse_sequence_example(serialized, context_features=None, sequence_features=None, example_names=None, name=None):
    """The features of a batch of serialised `tf.train.SequenceExample` messages.

    Args:
      serialized: (n,) strings, or one, of which the results have no batch dimension.
      context_features: {name: feature} of what belongs to the whole example: `FixedLenFeature`, `VarLenFeature` and
        `RaggedFeature`, as `parse_example` takes them.
      sequence_features: {name: feature} of lists of features, one for each step: `FixedLenSequenceFeature` gives a
        Tensor of (n, steps, *shape), padded with zeros; `VarLenFeature` a SparseTensor of (n, steps, values);
        `RaggedFeature` a RaggedTensor of that shape. With `allow_missing` an example without the list has no steps.
      example_names: (n,) strings that tell one example from another in messages of errors.

    Returns ({name: tensor} of the context, {name: tensor} of lists, {name: (n,) int64} of the steps of dense lists).

    Raises:
      ValueError, TypeError: nothing is asked for, or one of the features says what cannot be.
      InvalidArgumentError: an example that is none, lacks what is required, or holds another type or number of values.
    """
    return _parsed_together(serialized, context_features, sequence_features, example_names, name, name=name)


@scoped("ParseSingleSequenceExample", None)
def _parsed_alone(serialized, context_features, sequence_features, example_name, called, name=None):
    return _tensors(one_string(serialized), context_features, sequence_features, example_name, called)[:2]


def parse_single_sequence_example(
    serialized, context_features=None, sequence_features=None, example_name=None, name=None
):
    """The features of one serialised `tf.train.SequenceExample`: as `parse_sequence_example`, of a scalar string.

    Returns ({name: tensor} of the context, {name: tensor} of lists).

    Raises:
      ValueError: `serialized` is no scalar, and as `parse_sequence_example`.
      InvalidArgumentError: as `parse_sequence_example`.
    """
    return _parsed_alone(serialized, context_features, sequence_features, example_name, name, name=name)
