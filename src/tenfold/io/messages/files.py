"""Message classes from the descriptions in this folder."""

import functools
import re
import threading
from importlib import resources
from typing import Any

from google.protobuf import any_pb2, descriptor_pool, message_factory, struct_pb2, wrappers_pb2
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from tenfold.core.base.forks import free_in_child
from tenfold.io.messages.language import described

_HOME = resources.files(__package__)
_OWN = {module.DESCRIPTOR.name: module for module in (any_pb2, struct_pb2, wrappers_pb2)}  # protobuf's
_POOL = descriptor_pool.DescriptorPool()
_lock = free_in_child(threading.RLock())


@functools.cache
def names() -> dict[str, str]:
    """{message or enum: the file that describes it}; `DataType` is TensorFlow's, not that of the hyperparameters."""
    files = sorted((path.name for path in _HOME.iterdir() if path.name.endswith(".proto")), key="hparams.proto".__ne__)
    return {name: file for file in files for name in re.findall(r"(?m)^(?:message|enum) (\w+)", _text(file))}


def described_by(name: str) -> Any:
    """The class of a message, or the names and numbers of an enum. KeyError where nothing describes it."""
    file = names()[name]
    with _lock:
        descriptor = _added(file)
    if name in descriptor.enum_types_by_name:
        return EnumTypeWrapper(descriptor.enum_types_by_name[name])
    found = message_factory.GetMessageClass(descriptor.message_types_by_name[name])
    found.__module__ = __package__  # where pickle finds it
    return found


@functools.cache
def _added(file: str) -> Any:
    """The file's descriptor, in the pool after those it imports."""
    if file in _OWN:
        return _POOL.AddSerializedFile(_OWN[file].DESCRIPTOR.serialized_pb) or _POOL.FindFileByName(file)
    description = described(_text(file), file)
    for needed in description.dependency:
        _added(needed)
    _POOL.AddSerializedFile(description.SerializeToString())
    return _POOL.FindFileByName(file)


def _text(file: str) -> str:
    return (_HOME / file).read_text(encoding="utf-8")
