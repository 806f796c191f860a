"""tf.debugging, tf.print, and Python functions as ops. Texts as TensorFlow 2.21 prints them."""

import io
import sys

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using

X, Y = [1, 2, 3], [1, 5, 3]
FAILING = {
    "assert_equal": "==",
    "assert_less": "<",
    "assert_greater": ">",
    "assert_greater_equal": ">=",
    "assert_none_equal": "!=",
}


@pytest.mark.parametrize("name", FAILING)
def test_binary_assertions(name):
    assertion = getattr(tf.debugging, name)
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"^hello\nCondition x {FAILING[name]} y did not hold"):
        assertion(X, Y, message="hello")
    for gear in ("first", "second"):
        with (
            using(gear=gear),
            pytest.raises(tf.errors.InvalidArgumentError, match=f"x {FAILING[name]} y did not hold element-wise"),
        ):
            tf.function(lambda x: [assertion(x, Y), x][1])(tf.constant(X))
    assert tf.debugging.assert_less_equal(X, Y) is None


def test_the_text_of_a_failed_comparison():
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        tf.debugging.assert_equal(X, Y, message="hello", summarize=2)
    assert str(e.value) == (
        "hello\nCondition x == y did not hold.\nIndices of first 1 different values:\n[[1]]\nCorresponding x "
        "values:\n[2]\n"
        "Corresponding y values:\n[5]\nFirst 2 elements of x:\n[1 2]\nFirst 2 elements of y:\n[1 5]"
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match="First 1 elements of x:\n\\[1\\]"):
        tf.debugging.assert_equal(1, 2)


def test_signs_and_nearness():
    with pytest.raises(tf.errors.InvalidArgumentError, match="x < 0 did not hold"):
        tf.debugging.assert_negative(X)
    with pytest.raises(tf.errors.InvalidArgumentError, match="m Condition x <= 0 did not hold"):
        tf.debugging.assert_non_positive(X, message="m")
    tf.debugging.assert_positive(X), tf.debugging.assert_non_negative([0])
    tf.debugging.assert_near([1.0], [1.0 + 1e-7])
    with pytest.raises(tf.errors.InvalidArgumentError, match="tolerance"):
        tf.debugging.assert_near([1.0], [1.1])


def test_check_numerics():
    bad = tf.constant([1.0, np.nan, np.inf])
    for values, kinds in ((bad, "Inf and NaN"), (bad[:2], "NaN"), (bad[2:], "Inf")):
        with pytest.raises(tf.errors.InvalidArgumentError, match=f"msg : Tensor had {kinds} values"):
            tf.debugging.check_numerics(values, "msg")
        for gear in ("first", "second"):
            with (
                using(gear=gear),
                pytest.raises(tf.errors.InvalidArgumentError, match=f"msg : Tensor had {kinds} values"),
            ):
                tf.function(lambda x: tf.debugging.check_numerics(x, "msg") * 2.0)(values)
    assert tf.debugging.check_numerics([1.0], "msg").numpy() == [1]
    x = tf.constant(0.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.debugging.check_numerics(tf.sqrt(x), "root")
    assert tf.math.is_inf(tape.gradient(y, x))


def test_enable_check_numerics():
    for _ in range(3):  # by now the call takes the short way
        tf.math.log(tf.constant(-1.0))
    tf.debugging.enable_check_numerics()
    try:
        with pytest.raises(tf.errors.InvalidArgumentError, match='op "log"'):
            tf.math.log(tf.constant(-1.0))
        with pytest.raises(tf.errors.InvalidArgumentError, match='op "log"'):
            tf.function(lambda x: tf.math.log(x))(tf.constant(-1.0))
    finally:
        tf.debugging.disable_check_numerics()
    assert np.isnan(tf.math.log(tf.constant(-1.0)))


def test_assert_with_data():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Summarized data: \[1 2 3\] abc"):
        tf.debugging.Assert(tf.constant(False), [tf.constant(X), "abc"])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"assertion failed: s \[1\.\.\.\]"):
        tf.function(lambda x: tf.debugging.Assert(tf.reduce_all(x > 5), ["s", x], summarize=1))(tf.constant(X))


def test_shapes_ranks_and_types():
    x, m = tf.constant([1.0, 2.0, 3.0]), tf.zeros([2, 3])
    d = tf.debugging
    with pytest.raises(ValueError, match="must have rank 2.  Received rank 1"):
        d.assert_rank(x, 2)
    with pytest.raises(ValueError, match="rank at least 2"):
        d.assert_rank_at_least(x, 2)
    with pytest.raises(ValueError, match=r"rank in \(2, 3\)"):
        d.assert_rank_in(x, [2, 3])
    with pytest.raises(ValueError, match="Expected scalar"):
        d.assert_scalar(x)
    with pytest.raises(TypeError, match="must be of type tf.int32; got tf.float32"):
        d.assert_type(x, tf.int32)
    with pytest.raises(TypeError, match="integer type"):
        d.assert_integer(x)
    with pytest.raises(TypeError, match="proper"):
        d.assert_proper_iterable(x)
    with pytest.raises(ValueError, match="same type"):
        d.assert_same_float_dtype([x, tf.constant(1.0, tf.float64)])
    assert d.assert_same_float_dtype([x]) == tf.float32 and d.is_numeric_tensor(x) and not d.is_numeric_tensor(3)
    d.assert_shapes([(x, ("N",)), (m, (2, "N")), (m, ("...", "N")), (m, (None, "N"))])
    with pytest.raises(ValueError, match="dimension 1 must have size 2"):
        d.assert_shapes([(m, ("N", "N"))])
    with pytest.raises(ValueError, match="must have rank 1"):
        d.assert_shapes({m.ref(): ("N",)})

    @tf.function(input_signature=[tf.TensorSpec([None, None]), tf.TensorSpec(None)])
    def checked(a, b):
        d.assert_shapes([(a, ("N", "N"))])
        d.assert_rank(b, 1)
        return a

    assert checked(tf.zeros([2, 2]), x).shape == (2, 2)
    for bad in ((tf.zeros([2, 3]), x), (tf.zeros([2, 2]), m)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            checked(*bad)


def printed(*values, **options):
    stream = io.StringIO()
    tf.print(*values, output_stream=stream, **options)
    return stream.getvalue()


PRINTED = [
    (
        (tf.constant(1), tf.constant([1.5, 2.0]), "abc", 3, 2.5, None, True, tf.constant(True)),
        {},
        "1 [1.5 2] abc 3 2.5 None True 1",
    ),
    ((tf.range(10),), {}, "[0 1 2 ... 7 8 9]"),
    ((tf.range(10),), {"summarize": -1}, "[0 1 2 3 4 5 6 7 8 9]"),
    ((tf.range(10),), {"summarize": 2}, "[0 1 ... 8 9]"),
    ((tf.range(6),), {}, "[0 1 2 3 4 5]"),
    (
        (tf.reshape(tf.range(64), [8, 8]),),
        {"summarize": 2},
        "[[0 1 ... 6 7]\n [8 9 ... 14 15]\n ...\n [48 49 ... 54 55]\n [56 57 ... 62 63]]",
    ),
    ((tf.zeros([2, 2, 2]),), {}, "[[[0 0]\n  [0 0]]\n\n [[0 0]\n  [0 0]]]"),
    (
        ({"a": tf.constant(1), "b": [tf.constant([1, 2]), "x"]}, (1, tf.constant(2.0)), [tf.constant("s")]),
        {},
        "{'a': 1, 'b': [[1 2], 'x']} (1, 2) [\"s\"]",
    ),
    (("a", "b"), {"sep": "-", "end": "!"}, "a-b!"),
    ((tf.constant("str"), tf.constant(["a", "b"])), {}, '"str" ["a" "b"]'),
    ((tf.constant("str"),), {}, "str"),
    (
        (
            tf.constant([]),
            tf.constant(1e-8),
            tf.constant(1e10),
            tf.constant(123456789.0),
            tf.constant(0.1),
            tf.constant(1 / 3, tf.float64),
        ),
        {},
        "[] 1e-08 1e+10 123456792 0.1 0.33333333333333331",
    ),
    ((tf.constant([1e-8, np.nan, np.inf, -np.inf]), tf.constant([True, False])), {}, "[1e-08 nan inf -inf] [1 0]"),
    (
        (
            tf.constant(16777216.0),
            tf.constant(1.234e-5),
            tf.constant(1e6),
            tf.constant(100000.5),
            tf.constant(999999.9),
            tf.constant(-0.0),
        ),
        {},
        "16777216 1.234e-05 1e+06 100000.5 999999.875 -0",
    ),
    (
        (np.array([1, 2]), [1, 2, 3], {"k": 1}, b"bytes", tf.float32),
        {},
        "array([1, 2]) [1, 2, 3] {'k': 1} b'bytes' tf.float32",
    ),
    ((), {}, ""),
]


@pytest.mark.parametrize(("values", "options", "text"), PRINTED)
def test_print(values, options, text):
    assert printed(*values, **options) == text + ("" if "end" in options else "\n")


def test_print_in_a_graph_prints_on_each_run(capsys):
    @tf.function
    def shout(x):
        tf.print("in", x, tf.shape(x), output_stream=sys.stdout)
        tf.cond(x[0] > 1.0, lambda: tf.print("big"), lambda: tf.no_op())
        return x

    shout(tf.constant([1.0, 2.0])), shout(tf.constant([3.0, 2.0]))
    out, err = capsys.readouterr()
    assert out == "in [1 2] [2]\nin [3 2] [2]\n" and err == "big\n"


def test_print_to_a_file_a_function_and_nowhere(tmp_path):
    path, lines = tmp_path / "log.txt", []
    tf.print("one", output_stream=f"file://{path}")
    tf.print("two", output_stream=f"file://{path}")
    tf.print("three", output_stream=lines.append)
    assert path.read_text() == "one\ntwo\n" and lines == ["three"]
    with pytest.raises(ValueError, match="output stream"):
        tf.print("x", output_stream=3)
    with pytest.raises(ValueError, match="keyword"):
        tf.print("x", colour=3)


def test_v1_print(capsys):
    with tf.Graph().as_default():
        y = tf.compat.v1.Print(tf.constant([1.0, 2.0]), [tf.constant(3)], "value: ") * 2.0
        with tf.compat.v1.Session() as session:
            assert session.run(y).tolist() == [2, 4]
    assert capsys.readouterr().err == "value: [3]\n"


def test_py_function():
    def python(x, y):
        assert isinstance(x, tf.Tensor)
        return x * x + y

    def call(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.py_function(python, [x, 1.0], tf.float32)
        return y, tape.gradient(y, x)

    for run in (call, tf.function(call)):
        y, slope = run(tf.constant([1.0, 2.0]))
        assert y.numpy().tolist() == [2, 5] and slope.numpy().tolist() == [2, 4]
    assert tf.py_function(lambda: None, [], []) == []


def test_numpy_function():
    def python(x):
        assert isinstance(x, np.ndarray)
        return np.sort(x), np.int64(x.size)

    for run in (lambda f: f, tf.function):
        ordered, count = run(lambda x: tf.numpy_function(python, [x], [tf.float32, tf.int64]))(tf.constant([3.0, 1.0]))
        assert ordered.numpy().tolist() == [1, 3] and count.numpy() == 2
    with pytest.raises(Exception, match="Tout"):
        tf.numpy_function(lambda x: x, [1.0], tf.int32)
    assert tf.compat.v1.py_func(lambda x: x + 1, [1], tf.int32).numpy() == 2
    assert abs(float(tf.timestamp()) - float(tf.timestamp())) < 60
