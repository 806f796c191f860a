"""Codecs wait until an op of theirs is wanted: then the format's module is imported, and registers them as kernels.

Ops that read and write formats stand in `ops/bytes`, which knows none: their forwards are here. `import tenfold`
imports this file and nothing of them.
"""

import functools
import importlib
from typing import Any

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.kernels import library

MODULES: dict[str, str] = {
    "tenfold.io.examples.kernels": "parse_examples parse_sequences decode_json_example",
    "tenfold.io.checkpoint_kernels": "save_v2 restore_v2 merge_v2_checkpoints",
    "tenfold.io.sparse_kernels": "serialize_sparse serialize_many_sparse deserialize_many_sparse",
    "tenfold.io.tensor_kernels": "serialize_tensor parse_tensor",
}  # module -> names of the ops whose kernels it registers


def _bring(module: str) -> None:
    importlib.import_module(module)
    for name in MODULES[module].split():
        library.waiting.pop(name, None)


for _module, _names in MODULES.items():
    library.waiting.update(dict.fromkeys(_names.split(), functools.partial(_bring, _module)))

_step_stats = functools.partial(importlib.import_module, "tenfold.io.profiles.step_stats")
_messages = functools.partial(importlib.import_module, "tenfold.io.messages")


def _shape_message() -> Any:
    return _messages().TensorShapeProto


def _fill_run_metadata(*args: Any) -> None:
    _step_stats().fill_run_metadata(*args)


hooks.shape_message = _shape_message
hooks.fill_run_metadata = _fill_run_metadata
