"""Serialised Examples and SequenceExamples as tensors: every kind of feature, of every dtype, there, missing, empty."""

import struct

from tenfold.testing.cases import case, strs

HOST = {"grad": False, "xla": False, "why": "strings have no gradient, and no place on XLA"}
KNOWN = {**HOST, "unknown": "dims", "why": "TensorFlow too asks for the rank of what ragged features come from"}
SHORT = {
    "Fixed(": "tf.io.FixedLenFeature(",
    "Varied(": "tf.io.VarLenFeature(",
    "Rows(": "tf.io.FixedLenSequenceFeature(",
    "Sparse(": "tf.io.SparseFeature(",
    "Ragged(": "tf.io.RaggedFeature(",
    "Part.": "tf.io.RaggedFeature.",
    "examples(": "tf.io.parse_example(",
    "sequences(": "tf.io.parse_sequence_example(",
}


def parsing(expression, x=None, checked=HOST, **options):
    """A case: what stands in SHORT is written out; `x` is a string, or a list of them."""
    for short, whole in SHORT.items():
        expression = expression.replace(short, whole)
    tensors = {} if x is None else {"x": strs(x)}
    return case(expression, **checked, **options, **tensors)


# The messages, written by hand: this file is read where no message classes are.


def field(number, content):
    return bytes([number << 3 | 2]) + varint(len(content)) + content


def varint(n):
    n &= (1 << 64) - 1
    out = b""
    while n > 0x7F:
        out, n = out + bytes([n & 0x7F | 0x80]), n >> 7
    return out + bytes([n])


def feature(values, apart=False):
    """A Feature of bytes, floats or ints; None holds nothing. `apart`: each number as a field of its own."""
    if values is None:
        return b""
    if not values or isinstance(values[0], int):
        numbers = [varint(v) for v in values]
        return field(3, b"".join(b"\x08" + n for n in numbers) if apart else field(1, b"".join(numbers)))
    if isinstance(values[0], float):
        numbers = [struct.pack("<f", v) for v in values]
        return field(2, b"".join(b"\x0d" + n for n in numbers) if apart else field(1, b"".join(numbers)))
    return field(1, b"".join(field(1, v) for v in values))


def mapping(**entries):
    return b"".join(field(1, field(1, key.encode()) + field(2, value)) for key, value in entries.items())


def example(**features):
    return field(1, mapping(**{k: v if isinstance(v, bytes) else feature(v) for k, v in features.items()}))


def sequence(context=(), **lists):
    lists = {k: b"".join(field(1, feature(step)) for step in steps) for k, steps in lists.items()}
    return field(1, mapping(**{k: feature(v) for k, v in dict(context).items()})) + field(2, mapping(**lists))


A = example(i=[1, -2], f=[1.5, -2.5], s=[b"x", b"\xff\x00yy"], j=[7], k=[0, 3])
B = example(f=[0.25], i=feature([2**40], apart=True), s=[b""], other=[1])
C = example(i=[], f=None, j=[1, 2, 3])
NONE = example()
BATCH = [A, B, C, NONE]
UNSORTED = example(k=[3, 0], f=[1.0, 2.0])
KINDS = (("i", "int64"), ("f", "float32"), ("s", "string"))

FIXED = [
    parsing(f"examples(x, {{{key!r}: Fixed([2], tf.{t}{default})}})", [A, A])
    for key, t in KINDS
    for default in ("", f", {[b'a', b'b'] if t == 'string' else [3, 4]}")
]
FIXED += [
    parsing(f"examples(x, {{'z': Fixed({shape}, tf.{t}, {default})}})", [A, NONE])
    for shape, t, default in (
        ("[]", "int64", "-3"),
        ("[2, 2]", "float32", "[[1, 2], [3, 4]]"),
        ("(2,)", "string", "['p', b'q']"),
        ("2", "int64", "[1, 2]"),
        ("[2]", "int64", "7"),
        ("[2]", "int64", "[1.5, 2.0]"),
        ("[2]", "float32", "'x'"),
        ("[0]", "float32", "[]"),
        ("[2]", "int32", "[1, 2]"),
        ("[None]", "int64", "None"),
        ("[2, None]", "int64", "None"),
        ("None", "int64", "None"),
        ("[]", "int64", "None"),
    )
]
FIXED += [
    parsing("examples(x, {'j': Fixed([], tf.int64), 'k': Fixed([1, 2], 'int64')})", A),
    parsing("examples(x, {'i': Fixed([0], tf.int64)})", [C]),
    parsing("examples(x, {'i': Fixed([1], tf.int64)})", [A]),
    parsing("examples(x, {'i': Fixed([2], tf.float32)})", [A]),
    parsing("examples(x, {'i': Fixed([], tf.int64)})", A),
]

VARIED = [
    parsing(f"examples(x, {{{k!r}: Varied(tf.{t}), 'z': Varied(tf.{t})}})", x)
    for k, t in KINDS
    for x in (BATCH, A, NONE)
]
VARIED += [parsing(f"examples(x, {{'s': Varied({t})}})", BATCH) for t in ("tf.int64", "tf.uint8", "None")]
VARIED += [parsing("examples(tf.constant([], tf.string), {'s': Varied(tf.int64)})")]

ROWS = [
    parsing(f"examples(x, {{{k!r}: Rows([], tf.{t}, True{pad}), 'z': Rows([3], tf.{t}, allow_missing=True)}})", x)
    for k, t, pad in (("i", "int64", ""), ("f", "float32", ", -1.5"), ("s", "string", ", 'pad'"), ("s", "string", ""))
    for x in (BATCH, A)
]
ROWS += [
    parsing(f"examples(x, {{'k': Rows({arguments})}})", [A, NONE])
    for arguments in (
        "[2], tf.int64, True",
        "[1, 2], tf.int64, True, 9",
        "[2], tf.int64, True, [1, 2]",
        "[3], tf.int64, True",
        "[], tf.int64",
        "[], tf.string, True",
        "[None], tf.int64, True",
        "None, tf.int64, True",
    )
]

SPARSE = [
    parsing(f"examples(x, {{'q': Sparse({arguments})}})", x)
    for arguments in (
        "'k', 'i', tf.int64, 5",
        "'k', 'f', tf.float32, 5",
        "['k'], 's', tf.string, [4], True",
        "['k', 'i'], 'f', tf.float32, [4, 9]",
    )
    for x in ([A, NONE, A], A)
]
SPARSE += [
    parsing("examples(x, {'q': Sparse('k', 'f', tf.float32, 5), 'k': Varied('int64')})", [UNSORTED, A]),
    parsing("examples(x, {'q': Sparse('k', 'f', tf.float32, 5, True)})", [UNSORTED]),
]
SPARSE += [
    parsing(f"examples(x, {{'q': Sparse({arguments})}})", [A])
    for arguments in (
        "'k', 'j', tf.int64, 5",
        "None, 'j', tf.int64, 5",
        "'k', None, tf.int64, 5",
        "'k', 'j', None, 5",
        "['k', 'i'], 'f', tf.float32, [4]",
        "'k', 'f', tf.float32, None",
    )
]

PARTS = {
    "RowSplits": [[0, 1, 3], [0, 0, 1]],
    "RowLengths": [[1, 2], [1]],
    "RowStarts": [[0, 1], [0]],
    "RowLimits": [[1, 3], [1]],
    "ValueRowIds": [[0, 2, 2], [0]],
}
VALUES = {"int64": int, "float32": float, "string": lambda n: b"%d" % n}


def divided(t, p):
    """Two examples with values of a dtype and partitions of them, and one without."""
    one = VALUES[t]
    return [example(v=[one(1), one(2), one(3)], p=p[0]), example(v=[one(4)], p=p[1]), NONE]


RAGGED = [
    parsing(f"examples(x, {{'q': Ragged(tf.{t}, 'v', [Part.{kind}('p')], {options})}})", chosen(divided(t, p)), KNOWN)
    for kind, p in PARTS.items()
    for t, options, chosen in (
        ("int64", "row_splits_dtype=tf.int64", list),
        ("string", "validate=True", list),
        ("float32", "validate=True", lambda batch: batch[0]),
    )
]
RAGGED += [
    parsing(f"examples(x, {{{k!r}: Ragged(tf.{t}), 'z': Ragged(tf.{t})}})", x, KNOWN)
    for k, t in KINDS
    for x in (BATCH, A)
]
RAGGED += [
    parsing(f"examples(x, {{'q': Ragged(tf.int64, 'v', [{parts}])}})", x, KNOWN)
    for parts in (
        "Part.UniformRowLength(2)",
        "Part.RowLengths('p'), Part.UniformRowLength(2)",
        "Part.UniformRowLength(1), Part.RowLengths('r')",
    )
    for x in (
        [example(v=[1, 2, 3, 4], p=[1, 1], r=[3, 1]), example(v=[7, 8], p=[1], r=[2])],
        example(v=[1, 2, 3, 4], p=[2], r=[0, 4]),
    )
]
RAGGED += [
    parsing(f"examples(x, {{{features}}})", [A, NONE], KNOWN)
    for features in (
        "'i': Ragged(tf.string)",
        "'q': Ragged(tf.int64, 'i'), 'i': Varied(tf.int64)",
        "'q': Ragged(tf.int64, 'i'), 'i': Fixed([2], tf.int64)",
        "'q': Ragged(tf.int64, 'i'), 'r': Ragged(tf.float32, 'i')",
        "'q': Ragged(tf.int64, 'i'), 'r': Ragged(tf.int64, 'i', row_splits_dtype=tf.int64)",
        "'q': Ragged(tf.int64, 'i', [Part.RowLengths('k')], validate=True)",
        "'q': Ragged(tf.int64, 'i', [Part.RowStarts('j')], validate=True)",
    )
]
RAGGED += [
    parsing("Ragged(tf.int64, partitions=[3])"),
    parsing("Ragged(tf.int64, partitions=3)"),
    parsing("Ragged(tf.float32, row_splits_dtype=tf.float32)"),
    parsing("Ragged(tf.uint8)"),
]

ODD = [
    *[parsing(f"examples(x, {features})", [A]) for features in ("{}", "None", "{'i': 3}")],
    *[
        parsing("examples(x, {'i': Varied(tf.int64)})", [x])
        for x in (
            b"\x0a\x05a",
            field(1, field(1, field(1, b"i") + field(2, field(3, field(1, b"\xff\xff\xff"))))),
            example(i=[1]) + example(i=[2, 3]),  # the last of a name counts
            field(7, b"unknown") + example(i=[5]),
            field(1, field(1, field(2, feature([4])) + field(1, b"i"))),
            field(1, field(1, field(1, b"i") + field(2, feature([6]) + field(9, b"unknown")))),
        )
    ],
    parsing("examples([x], {'i': Varied(tf.int64)})", [A]),
    parsing("examples([1, 2], {'i': Varied(tf.int64)})"),
    parsing("examples(x, {'z': Fixed([], tf.int64)}, example_names=['a'])", [A, B]),
    parsing("examples(x, {'i': Varied(tf.int64)}, example_names=['a', 'b'])", [A, B]),
    parsing("tf.io.parse_single_example(x, {'i': Fixed([2], tf.int64), 's': Varied('string')})", A),
    parsing("tf.io.parse_single_example(x, {'i': Varied(tf.int64)})", [A]),
    parsing("tf.io.parse_example(x, {'i': Varied(tf.int64)}, name='n')", [A]),
    parsing("tf.io.decode_raw(x, tf.string)", [b"abcd"]),
    parsing(
        "tf.parse_example(x, {'i': tf.FixedLenFeature([2], tf.int64, [0, 0])}, 'n', ['a', 'b'])", BATCH[::3], v1=True
    ),
    parsing("tf.parse_single_example(x, {'i': tf.FixedLenFeature([2], tf.int64)}, 'n', 'a')", A, v1=True),
]

S1 = sequence(
    {"i": [1], "f": [1.0, 2.0]}, c=[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], d=[[b"x"], None, [b"y", b"z"]], e=[[1, 2], [3]]
)
S2 = sequence({"i": [7]}, c=[[9.0, 8.0]], d=[], e=[[], [4]])
S0 = sequence({"i": [0]})
S3 = sequence(v=[[1, 2, 3], [4]], p=[[1, 2], [1]], w=[[1, 2, 3, 4], [5, 6]])
LISTS = "'c': Rows([2], tf.float32), 'd': Varied(tf.string)"
CONTEXT = "{'i': Fixed([], tf.int64), 'f': Varied(tf.float32)}"
SEQUENCES = [
    parsing(f"sequences(x, {CONTEXT}, {{{LISTS}, 'e': Ragged(tf.int64)}})", x, KNOWN) for x in ([S1, S2], S1, [S1, S0])
]
SEQUENCES += [
    parsing(f"sequences(x, {context}, {lists})", [S1, S0])
    for context, lists in (
        ("None", "{'c': Rows([2], tf.float32, True)}"),
        ("None", "{'c': Rows([2], tf.float32, True, -1)}"),
        ("None", "{'c': Rows([3], tf.float32, True)}"),
        ("None", "{'c': Rows([2], tf.int64, True)}"),
        ("None", "{'c': Varied(tf.int64)}"),
        ("None", "{'c': Fixed([2], tf.float32)}"),
        ("None", "{'c': Sparse('c', 'd', tf.float32, 4)}"),
        ("None", "None"),
        ("{}", "{}"),
        ("{'f': Fixed([2], tf.float32, [5, 6])}", "None"),
        ("{'f': Fixed([2], tf.float32)}", "None"),
        ("{'f': Varied(tf.int64)}", "None"),
        ("{'f': Rows([], tf.float32, True)}", "None"),
    )
]
SEQUENCES += [
    parsing(
        "sequences(x, {'f': Ragged(tf.float32)}, "
        "{'q': Ragged(tf.int64, 'e', row_splits_dtype=tf.int64), 'z': Ragged(tf.string)})",
        [S1, S0, S2],
        KNOWN,
    ),
    *[
        parsing(
            "sequences(x, None, {'q': Ragged(tf.int64, 'v', [Part.RowLengths('p')]), "
            "'u': Ragged(tf.int64, 'w', [Part.UniformRowLength(2)])})",
            x,
            KNOWN,
        )
        for x in ([S3, S0], S3)
    ],
    parsing("sequences(x, {'i': Fixed([], tf.int64)})", [b"\x0a\x05a"]),
    parsing("sequences([x], {'i': Fixed([], tf.int64)})", [S0]),
    parsing("sequences(x, {'i': Fixed([], tf.int64)}, None, ['a'], 'n')", [S0]),
    parsing("tf.io.parse_single_sequence_example(x, {'i': Fixed([], tf.int64)}, None, 'a')", S0),
    parsing(f"tf.io.parse_single_sequence_example(x, {CONTEXT}, {{{LISTS}}})", S1),
    parsing(f"tf.io.parse_single_sequence_example(x, {CONTEXT}, {{{LISTS}}})", [S1]),
    parsing(
        "tf.parse_single_sequence_example(x, None, {'e': tf.FixedLenSequenceFeature([1], tf.int64)})",
        sequence(e=[[1], [2]]),
        v1=True,
    ),
]

JSON = [
    parsing(
        "examples(tf.io.decode_json_example(x), "
        "{'a': Varied(tf.int64), 'b': Varied(tf.string), 'c': Varied(tf.float32)})",
        [
            '{"features": {"feature": {"a": {"int64_list": {"value": [1, "2"]}}, '
            '"b": {"bytesList": {"value": ["YWI="]}}, "c": {"floatList": {"value": [1.5, "NaN", 1e10]}}}}}',
            "{}",
        ],
    ),
    *[
        parsing("tf.io.decode_json_example(x)", x)
        for x in (
            *("{}", [["{}"]], '{"a": 1}', "zz", ""),
            '{"features": {"feature": {"a": {"int64_list": {"value": [1.5]}}}}}',
        )
    ],
]

CASES = FIXED + VARIED + ROWS + SPARSE + RAGGED + ODD + SEQUENCES + JSON
