"""Reads .proto files (protobuf.dev, "Language Guide (proto 3)"): messages, enums, oneofs and maps, without services.

Of options it knows `packed`.
"""

import re
from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FieldDescriptorProto
from google.protobuf.descriptor_pb2 import FileDescriptorProto as File

_TOKEN = re.compile(r'"[^"]*"|-?[\w.]+|[{}=;<>,\[\]]')
_COMMENT = re.compile(r"//.*")
SCALARS = (
    "double float int64 uint64 int32 fixed64 fixed32 bool string _group _message bytes uint32 _enum sfixed32 sfixed64 "
    "sint32 sint64"
).split()


def described(text: str, name: str) -> File:
    """The description of the file `name`."""
    words = iter(_TOKEN.findall(_COMMENT.sub("", text)))
    file = File(name=name)
    for word in words:
        if word == "message":
            _message(words, file.message_type.add(name=next(words)))
        elif word == "enum":
            _enum(words, file.enum_type.add(name=next(words)))
        elif word == "import":
            file.dependency.append(next(words).strip('"'))
        elif word in ("syntax", "package"):
            setattr(file, word, _until(words, ";")[-1].strip('"'))
    return file


def _until(words: Iterator[str], end: str) -> list[str]:
    return list(iter(words.__next__, end))


def _enum(words: Iterator[str], into: EnumDescriptorProto) -> None:
    next(words)
    for word in iter(words.__next__, "}"):
        _, number, _ = next(words), next(words), next(words)
        into.value.add(name=word, number=int(number))


def _message(words: Iterator[str], into: DescriptorProto) -> None:
    next(words)
    oneof = None  # the index of the one whose fields come, while they do
    while (word := next(words)) != "}" or oneof is not None:
        if word == "}":
            oneof = None
        elif word == "message":
            _message(words, into.nested_type.add(name=next(words)))
        elif word == "enum":
            _enum(words, into.enum_type.add(name=next(words)))
        elif word == "oneof":
            oneof = len(into.oneof_decl)
            into.oneof_decl.add(name=next(words))
            next(words)
        else:
            field = _field(word, words, into)
            if oneof is not None:
                field.oneof_index = oneof


def _field(word: str, words: Iterator[str], into: DescriptorProto) -> FieldDescriptorProto:
    """Adds the field that begins with `word`: [repeated] type name = number [options];"""
    label = FieldDescriptorProto.LABEL_REPEATED if word in ("repeated", "map") else FieldDescriptorProto.LABEL_OPTIONAL
    if word == "map":
        _, key, _, value, _ = (next(words) for _ in range(5))
        name = next(words)
        kind = _entry(into, name, key, value)
    else:
        kind = next(words) if word == "repeated" else word
        name = next(words)
    _, number, *options = _until(words, ";")
    field = into.field.add(name=name, number=int(number), label=label)
    _set_type(field, kind)
    if options:  # [packed = ...]
        field.options.packed = options[3] == "true"
    return field


def _entry(into: DescriptorProto, name: str, key: str, value: str) -> str:
    """A map is a list of entries: adds the message that they are, and gives its name."""
    entry = into.nested_type.add(name="".join(part.capitalize() for part in name.split("_")) + "Entry")
    entry.options.map_entry = True
    for number, (part, kind) in enumerate((("key", key), ("value", value)), 1):
        field = entry.field.add(name=part, number=number, label=FieldDescriptorProto.LABEL_OPTIONAL)
        _set_type(field, kind)
    return entry.name


def _set_type(field: FieldDescriptorProto, kind: str) -> None:
    if kind in SCALARS:
        field.type = SCALARS.index(kind) + 1  # type: ignore[assignment]  # numbered as they are published
    else:
        field.type_name = kind  # the pool finds out whether it is a message or an enum
