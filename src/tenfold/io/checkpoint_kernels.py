"""The codec of checkpoints behind the ops of `ops/bytes/checkpoints.py`."""

from collections.abc import Sequence

import numpy as np

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.core.values.dtypes import DType
from tenfold.io import bundle
from tenfold.io.bundle import slices
from tenfold.io.checkpoints.reader import opened
from tenfold.ops.bytes.checkpoints import _merge_v2_checkpoints, _restore_v2, _save_v2, checked_rows
from tenfold.ops.strings.arrays import text


@_save_v2.kernel("numpy")
def save_v2(
    prefix: np.ndarray,
    tensor_names: np.ndarray,
    shape_and_slices: np.ndarray,
    *tensors: np.ndarray,
    dtypes: Sequence[DType],
) -> tuple[()]:
    path, rows = checked_rows(prefix, tensor_names, shape_and_slices, len(tensors))
    with bundle.Writer(path) as writer:
        for (name, spec), tensor, dtype in zip(rows, tensors, dtypes):
            if spec:
                writer.add_slice(name, *slices.parse(spec), tensor, dtype)
            else:
                writer.add(name, tensor, dtype)
    return ()


@_restore_v2.kernel("numpy")
def restore_v2(
    prefix: np.ndarray, tensor_names: np.ndarray, shape_and_slices: np.ndarray, *, dtypes: Sequence[DType]
) -> tuple[np.ndarray, ...]:
    path, rows = checked_rows(prefix, tensor_names, shape_and_slices, len(dtypes))
    reader = opened(path)
    return tuple(_restored(reader, name, spec, dtype) for (name, spec), dtype in zip(rows, dtypes))


def _restored(reader: bundle.Reader, name: bytes, spec: str, dtype: DType) -> np.ndarray:
    found = reader.dtype(name)
    if found is not dtype:
        raise InvalidArgumentError(
            f"{reader.path}: tensor_name = {text(name)}; expected dtype {dtype.name} does not equal original dtype "
            f"{found.name}"
        )
    if not spec:
        return reader.get_tensor(name)
    shape, part = slices.parse(spec)
    if shape != reader.shape(name):
        raise InvalidArgumentError(
            f"{reader.path}: tensor_name = {text(name)}; shape in shape_and_slice spec {list(shape)} does not match "
            f"the shape stored in checkpoint: {list(reader.shape(name))}"
        )
    return reader.get_slice(name, part)


@_merge_v2_checkpoints.kernel("numpy")
def merge_v2_checkpoints(
    checkpoint_prefixes: np.ndarray, destination_prefix: np.ndarray, *, delete_old_dirs: bool, allow_missing_files: bool
) -> tuple[()]:
    prefixes = [text(prefix) for prefix in checkpoint_prefixes.reshape(-1).tolist()]
    bundle.merge(prefixes, text(destination_prefix.item()), delete_old_dirs, allow_missing_files)
    return ()
