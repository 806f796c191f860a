"""Message classes from the descriptions in this folder."""

import copyreg
import functools
import re
import threading
from importlib import resources
from typing import Any

from google.protobuf import any_pb2, descriptor_pool, message_factory, struct_pb2, wrappers_pb2
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from tenfold.core.base.forks import free_in_child
from tenfold.io.messages.language import SCALARS, described

_HOME = resources.files(__package__)
_OWN = {module.DESCRIPTOR.name: module for module in (any_pb2, struct_pb2, wrappers_pb2)}  # protobuf's
POOL = descriptor_pool.DescriptorPool()
_lock = free_in_child(threading.RLock())


@functools.cache
def names() -> dict[str, str]:
    """{message or enum: the file that describes it}; `DataType` is TensorFlow's, not that of the hyperparameters."""
    files = sorted((path.name for path in _HOME.iterdir() if path.name.endswith(".proto")), key="hparams.proto".__ne__)
    return {name: file for file in files for name in re.findall(r"(?m)^(?:message|enum) (\w+)", _text(file))}


@functools.cache
def constants() -> dict[str, str]:
    """{value: its enum} of those enums that stand in no message: `DT_FLOAT` is a name of its own, too."""
    enums = ((name, file) for name, file in names().items())
    bodies = ((name, re.search(rf"(?ms)^enum {name} {{(.*?)^}}", _text(file))) for name, file in enums)
    return {value: name for name, body in bodies if body for value in re.findall(r"(?m)^ *(\w+) =", body[1])}


def described_by(name: str) -> Any:
    """The class of a message, the names and numbers of an enum, or the number of one of its values.

    KeyError where nothing describes it.
    """
    if name in constants():
        return described_by(constants()[name]).Value(name)
    file = names()[name]
    with _lock:
        descriptor = _added(file)
    if name in descriptor.enum_types_by_name:
        return EnumTypeWrapper(descriptor.enum_types_by_name[name])
    found = message_factory.GetMessageClass(descriptor.message_types_by_name[name])
    found.__doc__ = _says(found.DESCRIPTOR, _text(file).splitlines()[0].removeprefix("// "))
    return found


def _make_pickle(descriptor: Any) -> None:
    """Messages pickle by their place here, those described within others too: protobuf knows the default pool alone."""
    found = message_factory.GetMessageClass(descriptor)
    found.__module__ = __package__
    copyreg.pickle(found, _reduced)
    for part in descriptor.nested_types:
        _make_pickle(part)


def _reduced(message: Any) -> tuple[Any, ...]:
    descriptor = message.DESCRIPTOR
    path = descriptor.full_name.removeprefix(f"{descriptor.file.package}.")
    return _again, (path, message.SerializePartialToString())


def _again(path: str, data: bytes) -> Any:
    return _class(path).FromString(data)


@functools.cache
def _class(path: str) -> Any:
    """The class of a message, "Summary", or of one within another, "Summary.Value"."""
    outer, *inner = path.split(".")
    return functools.reduce(getattr, inner, described_by(outer))


def _says(descriptor: Any, file: str) -> str:
    """What is known of a message: its fields and their types, and what its file is about."""
    rows = [f"  {f.name}: {_kind(f)}" for f in descriptor.fields]
    return "\n".join([f"The message {descriptor.full_name}, of: {file}", "", "Fields:", *(rows or ["  none"])])


def _kind(field: Any) -> str:
    named = field.message_type or field.enum_type
    return named.full_name if named is not None else SCALARS[field.type - 1]


@functools.cache
def _added(file: str) -> Any:
    """The file's descriptor, in the pool after those it imports."""
    if file in _OWN:
        return POOL.AddSerializedFile(_OWN[file].DESCRIPTOR.serialized_pb) or POOL.FindFileByName(file)
    description = described(_text(file), file)
    for needed in description.dependency:
        _added(needed)
    POOL.AddSerializedFile(description.SerializeToString())
    found = POOL.FindFileByName(file)
    for descriptor in found.message_types_by_name.values():
        _make_pickle(descriptor)
    return found


def _text(file: str) -> str:
    return (_HOME / file).read_text(encoding="utf-8")
