"""What a message or an enum says of itself, a line each: for the script that records TensorFlow's, and for the test."""

LABELS = {True: "repeated ", False: ""}


def lines(descriptor):
    """The lines of a message and of all that stands inside it: "tensorflow.Example features=1 tensorflow.Features"."""
    if descriptor.has_options and descriptor.GetOptions().map_entry:
        return
    yield " ".join([descriptor.full_name, *map(field, sorted(descriptor.fields, key=lambda f: f.number))])
    for enum in descriptor.enum_types:
        yield numbers(enum)
    for inner in sorted(descriptor.nested_types, key=lambda d: d.name):
        yield from lines(inner)


def numbers(enum):
    """The line of an enum; of two names for one number the first."""
    return " ".join([enum.full_name, *(f"{v.name}:{v.number}" for v in sorted(enum.values, key=lambda v: v.number))])


def field(f):
    """ "[repeated ]name=number:type", for a map the types of its keys and values, with what it stands in if a oneof."""
    if f.message_type is not None and f.message_type.GetOptions().map_entry:
        key, value = f.message_type.fields_by_name["key"], f.message_type.fields_by_name["value"]
        return f"map {f.name}={f.number}:{kind(key)},{kind(value)}"
    oneof = f"|{f.containing_oneof.name}" if f.containing_oneof is not None else ""
    unpacked = "|unpacked" if repeated(f) and f.type not in (9, 11, 12) and not packed(f) else ""
    return f"{LABELS[repeated(f)]}{f.name}={f.number}:{kind(f)}{oneof}{unpacked}"


def repeated(f):
    return f.is_repeated if hasattr(f, "is_repeated") else f.label == f.LABEL_REPEATED


def packed(f):
    if hasattr(f, "is_packed"):
        return f.is_packed
    options = f.GetOptions()  # of protobuf before 6, where ours are all proto3
    return options.packed or not options.HasField("packed")


def kind(f):
    """The number of a scalar type (descriptor.proto), or the name of the message or enum."""
    named = f.message_type or f.enum_type
    return str(f.type) if named is None else named.full_name
