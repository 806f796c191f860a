"""Ops that write and read checkpoints, which a Saver's graph is made of. The codec is that of `io/bundle/`."""

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.calls.attrs import Any, Bool
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values.convert import convert
from tenfold.core.values.dtypes import as_dtype, string
from tenfold.ops.bytes.codecs import missing
from tenfold.ops.strings.arrays import text


@op(infer=lambda *_, **__: (), effect=True, host=True, outside=True, gradient=None, type="SaveV2")
def _save_v2(prefix: Free, tensor_names: Free, shape_and_slices: Free, *tensors: Free, dtypes: Any):
    return missing("checkpoints")


def save_v2(prefix, tensor_names, shape_and_slices, tensors, name=None):
    """Write tensors as the checkpoint `prefix`, in the place of what stood there.

    Args:
      prefix: a string, what the files' names begin with.
      tensor_names: strings [n], the tensors' names.
      shape_and_slices: strings [n]; "" for a whole tensor, else the shape of the whole and which part this is, "4 3
        0,2:-" for the first two rows of four by three.
      tensors: n tensors.

    Raises:
      InvalidArgumentError: the numbers of names, slices and tensors differ, or a slice has another shape.
    """
    tensors = [convert(tensor) for tensor in tensors]
    inputs = [convert(value, string) for value in (prefix, tensor_names, shape_and_slices)]
    done = _save_v2(*inputs, *tensors, dtypes=tuple(tensor.dtype for tensor in tensors), name=name)
    return None if done == () and isinstance(done, tuple) else done


@op(
    infer=lambda *_, dtypes: tuple(Spec(None, dtype) for dtype in dtypes),
    host=True,
    outside=True,
    results=list,
    gradient=None,
    type="RestoreV2",
)
def _restore_v2(prefix, tensor_names, shape_and_slices, *, dtypes: Any):
    return missing("checkpoints")


def restore_v2(prefix, tensor_names, shape_and_slices, dtypes, name=None):
    """Tensors of the checkpoint `prefix`: a list.

    Args:
      dtypes: n dtypes, those that the tensors were saved with. Others: see `save_v2`. A part need not be one that was
        saved, and may be asked for of a tensor that was saved whole.

    Raises:
      NotFoundError: there is no checkpoint, or no tensor of a name in it.
      InvalidArgumentError: a tensor has another dtype or shape, or a slice is none.
      DataLossError: a file is damaged.
    """
    inputs = [convert(value, string) for value in (prefix, tensor_names, shape_and_slices)]
    return _restore_v2(*inputs, dtypes=tuple(as_dtype(dtype) for dtype in dtypes), name=name)


@op(infer=lambda *_, **__: (), effect=True, host=True, outside=True, gradient=None, type="MergeV2Checkpoints")
def _merge_v2_checkpoints(
    checkpoint_prefixes, destination_prefix, *, delete_old_dirs: Bool = True, allow_missing_files: Bool = False
):
    return missing("checkpoints")


def merge_v2_checkpoints(
    checkpoint_prefixes, destination_prefix, delete_old_dirs=True, allow_missing_files=False, name=None
):
    """Make one checkpoint of several; their data files are renamed, and they are no more.

    Args:
      checkpoint_prefixes: strings [n].
      destination_prefix: a string.
      delete_old_dirs: remove the folders of the old ones too, where they are empty then.
      allow_missing_files: some of the old ones may be missing.
    """
    inputs = convert(checkpoint_prefixes, string), convert(destination_prefix, string)
    done = _merge_v2_checkpoints(*inputs, delete_old_dirs, allow_missing_files, name=name)
    return None if done == () and isinstance(done, tuple) else done


def checked_rows(prefix, tensor_names, shape_and_slices, count):
    """The prefix, and (name as bytes, slice) of each tensor. InvalidArgumentError where their numbers differ."""
    if not count:
        raise InvalidArgumentError("A checkpoint is written or read with one tensor at least; there is none.")
    if (tensor_names.ndim, shape_and_slices.ndim) != (1, 1):
        raise InvalidArgumentError(
            "Input tensor_names and shape_and_slices should be an 1-D tensors, got shapes "
            f"{list(tensor_names.shape)} and {list(shape_and_slices.shape)}."
        )
    names, slices = tensor_names.tolist(), shape_and_slices.tolist()
    if prefix.size != 1 or len(names) != count or len(slices) != count:
        raise InvalidArgumentError(
            f"tensor_names and shape_and_slices have different number of elements than there are tensors, {count}, or "
            f"there is not one prefix: received {len(names)} names, {len(slices)} slices, {prefix.size} prefixes."
        )
    return text(prefix.item()), [(name, text(spec)) for name, spec in zip(names, slices)]
