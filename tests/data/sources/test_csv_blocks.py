"""Rows of CSV files made many at a time: the elements, and errors, of one row after the other."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.sources import blocks, csv_dataset
from tenfold.ops.bytes import csv

Csv = tf.data.experimental.CsvDataset
DEFAULTS = [0, tf.int64, 0.5, tf.constant([1.5], tf.float64), "none"]
GOOD = [f"{i},{i * 10**12},{i / 3!r},,w{i}" for i in range(50)]
TEXTS = {
    "plain": GOOD,
    "quoted": [*GOOD[:3], '1,2,3,4,"a,""b"""', *GOOD[3:]],
    "missing": [*GOOD[:9], "1,,2,3,x", *GOOD[9:]],
    "no number": [*GOOD[:40], "1,2,x,3,x", ",3,-1e-3,+.5,", "1,0x10,3,3,x", " 7 , 8 , inf,nan,y", *GOOD[40:]],
    "too large": ["99999999999,2,3,4,x", "1,99999999999999999999,3,4,x", "1,2,1e60,1e400,x", *GOOD],
    "too few": [*GOOD, "1,2", "", *GOOD, "1,2,3,4,5,6"],
    "a quote": ['1,2,3,4,a"b', *GOOD],
    "line breaks": ['1,2,3,4,"a\nb"', *GOOD, "1,2,3,4,5\r", '1,2,3,4,"open'],
}


def found(dataset):
    elements, out = iter(dataset), []
    while True:
        try:
            out.append([(t.dtype.name, t.numpy()) for t in next(elements)])
        except StopIteration:
            return repr(out)
        except tf.errors.OpError as error:
            out.append((type(error).__name__, error.message))


@pytest.mark.parametrize("turns", [None, 2])
@pytest.mark.parametrize("text", TEXTS)
def test_rows_are_the_same_in_blocks(text, turns, tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(TEXTS[text]), newline="")

    def rows(**options):
        return found(Csv([str(path)] * 2, DEFAULTS, num_parallel_reads=turns, **options))

    together = rows(), rows(na_value="w7", header=True)
    monkeypatch.setattr(csv_dataset.CsvDataset, "_block", lambda self, records: None)
    assert together == (rows(), rows(na_value="w7", header=True))
    assert ("Error" in together[0]) == (text not in ("plain", "quoted"))


def test_columns_picked_and_a_file_that_is_not_there_in_turn(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(GOOD))
    elements = iter(Csv([str(tmp_path / "none"), str(path)], [tf.int64, ""], select_cols=[1, 4]))
    with pytest.raises(tf.errors.NotFoundError):
        next(elements)
    picked = Csv(str(path), [tf.int64, ""], exclude_cols=[0, 2, 3])
    assert [(int(a), b.numpy()) for a, b in picked][7] == (7 * 10**12, b"w7")


def test_the_first_rows_do_not_wait_for_many():
    asked = []

    def records():
        for i in range(10**6):
            asked.append(i)
            yield i

    made = blocks.Blocks(records(), lambda some: [(i,) for i in some], None)
    assert len(list(next(made))) == blocks.FIRST == len(asked)
    assert [len(list(next(made))) for _ in range(8)][-1] == blocks.MOST


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("text", TEXTS)
def test_decode_csv_is_the_same_for_many(text, quotes, monkeypatch):
    records = np.array([line.encode() for line in TEXTS[text]], object)
    defaults = [tf.constant([], tf.int64) if d is tf.int64 else d for d in DEFAULTS]

    def columns(some):
        try:
            return repr([c.numpy() for c in tf.io.decode_csv(some, defaults, use_quote_delim=quotes)])
        except tf.errors.InvalidArgumentError as error:
            return error.message

    together = [columns(some) for some in (records, records[:1], records[:0], records[:50].reshape(5, 10))]
    monkeypatch.setattr(csv, "_by_columns", lambda *_: None)
    assert together == [columns(some) for some in (records, records[:1], records[:0], records[:50].reshape(5, 10))]


@pytest.mark.parametrize("dtype", [tf.float32, tf.float64, tf.int32, tf.int64])
def test_numbers_are_the_same_one_by_one(dtype):
    spelled = ["1", "-3", "+07", "2147483647", "-2147483648", "0", "12345678901"[: 10 if dtype == tf.int32 else 11]]
    spelled[-1] = spelled[-1] if dtype != tf.int32 else "5"
    spelled += [] if dtype.is_integer else ["1.", ".5", "1e5", "-1.25E-7", "0.1", "16777217", "3.4028235e38"]
    together = tf.strings.to_number(spelled, dtype)
    assert together.numpy().tolist() == [tf.strings.to_number(s, dtype).numpy() for s in spelled]
    assert together.dtype == dtype
    for wrong in ("1_0", "e5", "+-1", "", "1 1"):
        with pytest.raises(tf.errors.InvalidArgumentError, match="could not correctly convert string"):
            tf.strings.to_number([*spelled, wrong], dtype)


def test_quotes_that_stay_open_take_no_longer_than_others(tmp_path):
    """To look at all of a row again for each of its lines would take minutes."""
    path = tmp_path / "open.csv"
    for line in ("x,y\n", 'x,"y""\n', '"",""\n'):
        path.write_text('a,b\nc,"d\n' + line * 50_000)
        found = iter(tf.data.experimental.CsvDataset(str(path), ["", ""]))
        assert [x.numpy() for x in next(found)] == [b"a", b"b"]
        with pytest.raises(tf.errors.InvalidArgumentError, match="quote"):
            next(found)
    path.write_text(",".join(['"x"'] * 200_000) + ',"')
    with pytest.raises(tf.errors.InvalidArgumentError, match="closing"):
        next(iter(tf.data.experimental.CsvDataset(str(path), [""])))


def test_quoted_fields_of_several_lines(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_bytes(b'1,"a\n\nb,""c""\n"\n2,"\n"\r\n3,"""\n"""\n"",d\n')
    rows = [[x.numpy() for x in row] for row in tf.data.experimental.CsvDataset(str(path), [0, ""])]
    assert rows == [[1, b'a\n\nb,"c"\n'], [2, b"\n"], [3, b'"\n"'], [0, b"d"]]


def test_what_a_table_may_not_be(tmp_path):
    path = tmp_path / "header.csv"
    path.write_bytes(b"caf\xe9,b\n0x1,2\n")
    make = tf.data.experimental.make_csv_dataset
    with pytest.raises(ValueError, match=r"header.csv: the header line cannot be decoded.*encoding='latin-1'"):
        make(str(path), 1)
    with pytest.raises(ValueError, match="unknown encoding"):
        make(str(path), 1, encoding="no")
    assert make(str(path), 1, encoding="latin-1").element_spec["café"].dtype is tf.string
    for delimiter in "\r\n":
        with pytest.raises(tf.errors.InvalidArgumentError, match="ends rows"):
            Csv(str(path), [""], field_delim=delimiter)
