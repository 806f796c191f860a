"""The native parser and the messages' one give the same, of good examples and of damaged ones."""

import random
import time

import numpy as np
import pytest

import tenfold as tf
from tenfold.io import messages
from tenfold.io.examples import native, plain
from tenfold.ops.bytes.parsing.examples import KINDS
from tenfold.ops.bytes.parsing.wanted import Asked
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not native.here(), reason="there is no native library")

io = tf.io
NO_NAMES = np.empty(0, object)
LISTS = {
    tf.int64: ("int64_list", "Int64List"),
    tf.float32: ("float_list", "FloatList"),
    tf.string: ("bytes_list", "BytesList"),
}
NAMES = ["a", "b", "image/encoded", "image/format", "label", "näme", "", "x" * 40, "x" * 39 + "y"]


def packed(strings):
    out = np.empty(len(strings), object)
    out[:] = strings
    return out


def random_value(rng, dtype):
    if dtype is tf.int64:
        return rng.choice([0, 1, -1, 127, 128, 2**31, -(2**63), 2**63 - 1, rng.getrandbits(40)])
    if dtype is tf.float32:
        return rng.choice([0.0, -0.0, 1.5, float("inf"), rng.uniform(-9, 9)])
    return bytes(rng.getrandbits(8) for _ in range(rng.choice([0, 1, 5, 200])))


def random_example(rng, types, sizes):
    """An Example of features of those types and numbers of values; some lack some."""
    example = messages.Example()
    names = [n for n in types if rng.random() < 0.8]
    rng.shuffle(names)
    for name in names:
        count = sizes[name] if sizes[name] is not None else rng.choice([0, 1, 2, 7])
        field, kind = LISTS[types[name]]
        values = [random_value(rng, types[name]) for _ in range(count)]
        if rng.random() < 0.05:
            example.features.feature[name].SetInParent()
        else:
            getattr(example.features.feature[name], field).value.extend(values)
    return example.SerializeToString()


def random_features(rng):
    types = {n: rng.choice(list(LISTS)) for n in rng.sample(NAMES, rng.randint(1, 7))}
    sizes, features = dict.fromkeys(types), {}
    for name, dtype in types.items():
        kind = rng.randrange(5)
        if kind == 0:
            features[name] = io.VarLenFeature(dtype)
        elif kind == 1:
            features[name] = io.RaggedFeature(dtype, row_splits_dtype=rng.choice([tf.int32, tf.int64]))
        elif kind == 2:
            default = "pad" if dtype is tf.string else rng.choice([None, 3])
            features[name] = io.FixedLenSequenceFeature([], dtype, True, default)
        elif kind == 3:
            sizes[name] = rng.choice([0, 1, 4])
            default = [random_value(rng, dtype) for _ in range(sizes[name])]
            features[name] = io.FixedLenFeature([sizes[name]], dtype, default if rng.random() < 0.95 else None)
    return types, sizes, features or {"a": io.VarLenFeature(tf.int64)}


def both(strings, features, names=NO_NAMES):
    """What each parser gives: arrays, or the error."""
    asked = Asked(features, KINDS)
    defaults = [t._array for t in asked.defaults()]
    found = []
    for parser in (native, plain):
        try:
            found.append(parser.parsed(strings, names, defaults, asked.wanted))
        except tf.errors.InvalidArgumentError as e:
            found.append(e)
    return found


def assert_same(fast, slow):
    if isinstance(fast, Exception):
        assert str(fast) == str(slow) or "Could not parse" in str(fast) and "Could not parse" in str(slow)
        return
    assert len(fast) == len(slow)
    for a, b in zip(fast, slow):
        assert a.dtype == b.dtype and a.shape == b.shape
        assert a.tolist() == b.tolist() if a.dtype == object else bits(a) == bits(b)


def bits(array):
    """Its bytes; NaNs count as one, of which Python's floats do not keep every kind."""
    return np.where(array == array, array, np.full_like(array, np.nan if array.dtype.kind == "f" else 0)).tobytes()


@pytest.mark.parametrize("seed", range(4))
def test_random_examples_are_parsed_alike(seed):
    rng = random.Random(seed)
    failed = 0
    for _ in range(50):
        types, sizes, features = random_features(rng)
        strings = packed([random_example(rng, types, sizes) for _ in range(rng.choice([0, 1, 2, 9]))])
        strings = strings[0:1].reshape(()) if rng.random() < 0.2 and len(strings) else strings
        fast, slow = both(strings, features)
        assert_same(fast, slow)
        failed += isinstance(fast, Exception)
    assert failed < 25  # defaults that are not there, mostly


def test_large_batches_are_shared_out_among_threads():
    rng, threads = random.Random(7), library.threads()
    types = {"a": tf.int64, "b": tf.string, "label": tf.float32, "näme": tf.string, "": tf.int64}
    features = {
        "a": io.VarLenFeature(tf.int64),
        "b": io.FixedLenFeature([], tf.string, "none"),
        "label": io.FixedLenSequenceFeature([], tf.float32, True, -1.0),
        "näme": io.RaggedFeature(tf.string),
        "": io.RaggedFeature(tf.int64, row_splits_dtype=tf.int64),
    }
    sizes = {**dict.fromkeys(types), "b": 1}
    strings = packed([random_example(rng, types, sizes) for _ in range(1500)])
    library.set_threads(3)
    try:
        assert_same(*both(strings, features))
        strings[[700, 1400]] = b"\x0a\x05a", b"\x00"  # of several that are wrong the first is told
        fast, slow = both(strings, features)
        assert "of example 700 " in str(fast) and "of example 700 " in str(slow)
    finally:
        library.set_threads(threads)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_examples_end_in_an_error_or_as_messages_do(seed):
    """250 mutations each. The native parser does not look into features that nobody wants: there it may be content."""
    rng = random.Random(seed)
    types = {"a": tf.int64, "b": tf.string, "label": tf.float32}
    features = {
        "a": io.VarLenFeature(tf.int64),
        "b": io.RaggedFeature(tf.string),
        "label": io.FixedLenSequenceFeature([], tf.float32, True),
    }
    wrong = 0
    for _ in range(250):
        data = bytearray(random_example(rng, types, dict.fromkeys(types)) or b"\x0a\x00")
        for _ in range(rng.choice([1, 1, 3])):
            at = rng.randrange(len(data) + 1)
            what = rng.randrange(4)
            if what == 0 and at < len(data):
                data[at] = rng.choice([0, 1, 10, 18, 26, 127, 128, 255, data[at] ^ 1 << rng.randrange(8)])
            elif what == 1:
                del data[at : at + rng.choice([1, 2, 9])]
            elif what == 2:
                data[at:at] = bytes(rng.getrandbits(8) for _ in range(rng.choice([1, 10])))
            else:
                data[at:at] = data[at : at + rng.choice([1, 8, 30])]
        fast, slow = both(packed([bytes(data)]), features)
        wrong += isinstance(fast, Exception)
        if isinstance(fast, Exception):
            assert isinstance(slow, Exception), (bytes(data), fast)
        elif not isinstance(slow, Exception):
            assert_same(fast, slow)
    assert 50 < wrong < 240


def field(number, content):
    return bytes([number << 3 | 2]) + length(len(content)) + content


def length(n):
    return bytes([n & 127 | 128, n >> 7 & 127 | 128, n >> 14]) if n > 127 else bytes([n])


def entry(*values, key=b"a"):
    return field(1, field(1, key) + b"".join(field(2, v) for v in values))


GROUP = b"\x0b" * 90 + b"\x0c" * 90
GOOD = [
    entry(field(3, field(1, b"\1")) + field(3, field(1, b"\2"))),  # lists of a kind go on
    entry(field(2, field(1, b"\0\0\0\0")) + field(3, field(1, b"\2"))),  # of several kinds the last counts
    entry(field(3, field(1, b"\1")), field(3, field(1, b"\2"))),
    entry(field(3, b"\x08\x01" + field(1, b"\2") + b"\x08\x03")),
    entry(field(3, field(1, b"\1") + b"\x12\x01z" + b"\x0d\0\0\0\0" + b"\x09" + bytes(8))),  # fields of other types
    entry(field(3, field(1, b"\xff" * 9 + b"\x01" + b"\x80" * 9 + b"\x7f"))),
    entry(GROUP + field(3, field(1, b"\1"))),
    GROUP + entry(b"") + b"\x7b\x7c",
    entry(key=b"\xc3\xa4") + entry(field(3, b"")),
    entry(field(3, b""), key=b"") + entry(),
]
BAD = [
    b"\0",
    b"\7",
    b"\x0c",
    b"\x0b",
    b"\x0b" * 200 + b"\x0c" * 200,
    b"\x0b\x14",
    entry(key=b"\xff"),
    entry(key=b"\xed\xa0\x80"),
    entry(field(3, field(1, b"\xff" * 10 + b"\x01"))),
    entry(field(3, field(1, b"\xff" * 3))),
    entry(field(3, b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x01")),
    entry(field(3, b"\x0a\xff\xff\xff\xff\x7f\x01")),
    entry(b"\x1a\x7f\x01"),
    b"\xfa\xff\xff\xff\xff\xff\xff\xff\x7f\x00",
]


@pytest.mark.parametrize("content", GOOD, ids=range(len(GOOD)))
def test_what_protobuf_allows_is_read(content):
    fast, slow = both(packed([field(1, content), field(1, content)]), {"a": io.VarLenFeature(tf.int64)})
    assert not isinstance(fast, Exception), fast
    assert_same(fast, slow)


@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
def test_what_protobuf_forbids_is_refused(content):
    for data in (field(1, content), content):
        fast, slow = both(packed([data]), {"a": io.VarLenFeature(tf.int64)})
        assert "Could not parse" in str(fast) and "Could not parse" in str(slow)


def test_the_byte_is_told_at_which_an_example_cannot_be_read():
    good = field(1, entry(field(3, b"")) + entry(field(3, field(1, b"\xff")), key=b"b"))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"at byte \d+ of \d+, of example 1 \(name: second\)"):
        io.parse_example([b"", good], {"b": io.VarLenFeature(tf.int64)}, example_names=["first", "second"])


def test_many_values_of_one_entry_take_no_long():
    """A feature that comes in very many pieces is put together in time that grows with their length alone."""
    pieces = field(1, b"a") + field(2, field(3, field(1, b"\1"))) * 120_000
    started = time.perf_counter()
    found = io.parse_example(field(1, field(1, pieces)), {"a": io.VarLenFeature(tf.int64)})["a"]
    assert time.perf_counter() - started < 1 and len(found.values) == 120_000


def test_one_string_is_kept_by_its_result_alone():
    data = field(1, entry(field(1, field(1, b"kept"))))
    found = io.parse_single_example(data, {"a": io.FixedLenFeature([], tf.string)})["a"]
    del data
    assert found.numpy() == b"kept"


def test_what_is_no_bytes_is_refused():
    strings = packed([b"", "text"])
    with pytest.raises(TypeError, match="received str for example 1"):
        both(strings, {"a": io.VarLenFeature(tf.int64)})


def test_rows_of_which_no_example_has_one():
    row = io.FixedLenSequenceFeature([2**40, 2**40], tf.int64, allow_missing=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="not a multiple of stride length. Saw 1 values"):
        io.parse_example([field(1, entry(field(3, field(1, b"\5"))))], {"a": row})


def test_splits_that_cannot_count_are_refused():
    with pytest.raises(ValueError, match=r"row_splits_dtype=int32 .* take tf.int64"):
        native._Call.check_splits(2**31, tf.int32)


def test_padding_and_defaults_are_copied():
    """Results are the caller's: nothing that they share is written."""
    feature = io.FixedLenFeature([2], tf.float32, [1.0, 2.0])
    first = io.parse_example([b"", b""], {"a": feature})["a"].numpy()
    first += 1
    assert io.parse_example([b""], {"a": feature})["a"].numpy().tolist() == [[1.0, 2.0]]


def test_features_of_similar_names_are_found_as_fast():
    """Numbers in the middle of long names, and at the end of others."""

    def seconds(form):
        names = [form.format(n) for n in range(2000)]
        example = messages.Example()
        for name in names:
            example.features.feature[name].int64_list.value.append(1)
        strings = packed([example.SerializeToString()] * 4)
        wanted = {name: io.FixedLenFeature([], tf.int64) for name in names}
        times = []
        for _ in range(6):
            start = time.perf_counter()
            io.parse_example(strings, wanted)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds("categorical_{:04}_embedding_ids") < 4 * seconds("{:04}_categorical_embedding_ids")


def test_more_elements_than_there_can_be():
    with pytest.raises(tf.errors.InvalidArgumentError, match="Feature a: shape .* has more elements"):
        io.parse_example([b""], {"a": io.FixedLenFeature([2**62, 4], tf.int64)})


def test_rows_of_no_elements(monkeypatch):
    example = messages.Example()
    example.features.feature["a"].int64_list.value.extend([1, 2])
    wanted = {"a": io.FixedLenSequenceFeature([0], tf.int64, allow_missing=True)}
    shapes = [io.parse_example([example.SerializeToString(), b""], wanted)["a"].shape]
    monkeypatch.setattr(library, "functions", lambda: None)
    shapes.append(io.parse_example([example.SerializeToString(), b""], wanted)["a"].shape)
    assert shapes == [(2, 2, 0), (2, 2, 0)]
