"""Small programs: what people asked TensorFlow's issues and question pages about; many raise, and say why."""

import numpy as np
from small_programs import table

program, PROGRAMS = table()


@program((3,))
def index_after_its_loop(tf, n):
    for i in tf.range(n):  # noqa: B007
        pass
    return i


@program(([1, 2, 3],))
def writes_that_are_dropped(tf, a):
    found = tf.TensorArray(tf.int32, 3)
    for i in tf.range(3):
        if a[i] == 2:
            found = found.write(i, 5)
        elif a[i] == 3:
            found = found.write(i, 6)
        else:
            found = found.write(i, 0)
    return found.stack()


@program(([[1.0, 2.0]],))
def line_goes_on(tf, x):
    if tf.reduce_sum(x) \
            > 2.0 and \
            tf.size(x) > 1:  # fmt: skip
        x = x \
            * 2.0  # fmt: skip
    return x


@program((2,))
def done_by_a_python_function(tf, n):
    steps = 0
    for i in tf.range(10):
        done = tf.py_function(lambda v: bool(v >= 2), [i], tf.bool)
        if done:
            break
        steps += 1
    return steps


@program((2,), says=("InvalidArgumentError", ["out of scope"]))
def python_function_that_closes_over_a_tensor(tf, n):
    steps = 0
    for i in tf.range(10):
        if tf.py_function(lambda v: bool(v >= n), [i], tf.bool):
            break
        steps += 1
    return steps


@program(([1.0, -2.0],))
def comments_between_branches(tf, x):
    # a comment, and "quotes: if"
    if tf.reduce_sum(x) > 0:
        # in the branch
        y = x
        # after it
    # between
    else:
        y = -x
    return y  # last


@program(([0.5, 0.7, 0.2, 0.9], [10.0, 11.0, 12.0, 9.0]))
def backtest(tf, actions, prices):
    entry, holding, profit = 0.0, False, 0.0
    for i in tf.range(len(prices)):
        if actions[i] > 0.4:
            if not holding:
                holding, entry = True, prices[i]
        elif holding:
            holding = False
            profit += prices[i] / entry - 1
    return profit, holding


@program((3,), says=("OperatorNotAllowedInGraphError", ["Iterating over a symbolic `tf.Tensor`"]))
def comprehension_over_a_range(tf, n):
    return tf.stack([i * 2 for i in tf.range(n)])


@program((3,), says=("ValueError", ["out of scope"]))
def appended_in_a_loop(tf, n):
    found = []
    for i in tf.range(n):
        found.append(i * 2)
    return tf.add_n(found)


@program((3,), says=("ValueError", ["out of scope"]))
def appended_in_a_python_loop(tf, x):
    found = []
    for i in range(3):
        if x > i:
            found.append(x * i)
        else:
            found.append(x)
    return tf.add_n(found)


@program(([1.0, 2.0],), says=("TypeError", ["does not support item assignment"]))
def assigns_an_entry(tf, x):
    x[0] = 5.0
    return x


@program(([1.0, 2.0],), says=("AttributeError", ["numpy"]))
def asks_for_numpy(tf, x):
    return x.numpy()[0]


@program(([1.0, 2.0],), says=("NotImplementedError", ["NumPy"]))
def calls_numpy(tf, x):
    return np.sin(x)


@program((3,), says=("UnboundLocalError", []))
def variable_of_a_loop_that_python_skips(tf, n):
    for _ in range(0):
        y = n
    return y


@program((1.0,), says=("TypeError", ["hash"]))
def tensor_as_a_key(tf, x):
    return {x: 1}[x]


@program((3,), says=("TypeError", []))
def slices_by_a_float(tf, n):
    return tf.range(n)[1.5]


@program(([[1, 2], [3, 4]],))
def shape_of_the_argument(tf, m):
    total = 0
    for i in tf.range(tf.shape(m)[0]):
        for j in range(m.shape[1]):
            total += m[i, j] * (j + 1)
    return total


@program((lambda tf: tf.constant([1.0, float("nan"), 2.0]),))
def skips_what_is_not_a_number(tf, xs):
    total = 0.0
    for x in xs:
        if tf.math.is_nan(x):
            continue
        total += x
    return total


@program((lambda tf: tf.constant([], tf.float32),), (lambda tf: tf.constant([1.0, 3.0]),))
def maximum_from_infinity(tf, xs):
    best = -float("inf")
    for x in xs:
        if x > best:
            best = x
    return best


@program((4,))
def python_counter_beside_a_loop(tf, n):
    calls = []
    total = 0
    for i in tf.range(n):
        calls.append(1)
        total += i
    return total, len(calls) >= 1


@program((3,), says=("ValueError", ["'x'", "shape"]))
def stacks_in_a_loop(tf, n):
    x = tf.zeros([1, 2])
    for _ in tf.range(n):
        x = tf.concat([x, tf.ones([1, 2])], 0)
    return x


@program((3,), says=("TypeError", ["'x'", "float32", "int32"]))
def number_that_changes_its_dtype(tf, n):
    x = 0
    for _ in tf.range(n):
        x = x / 2 if isinstance(x, int) else tf.cast(x, tf.float32) / 2
    return x


@program((3,), says=("ValueError", ["'best'", "None"]))
def none_until_found(tf, n):
    best = None
    for i in tf.range(n):
        if i == 1:
            best = i
    return best


@program((1.0,), says=("ValueError", ["y", "else"]))
def one_branch_defines(tf, x):
    if x > 0:
        y = x
    return y


@program((1.0,), says=("ValueError", ["return"]))
def one_branch_returns(tf, x):
    if x > 0:
        return x


@program(([True, False],), says=("ValueError", ["condition of if statement expected to be `tf.bool` scalar"]))
def truth_of_many(tf, flags):
    if flags:
        return 1
    return 2


@program((1.0,), says=("TypeError", ["'y'", "int32", "float32"]))
def branches_of_two_dtypes(tf, x):
    if x > 0:
        y = tf.constant(1)
    else:
        y = tf.constant(1.0)
    return y


@program((3,))
def index_arithmetic(tf, n):
    xs = tf.range(n * 2)
    total = 0
    for i in tf.range(n):
        total += xs[i] * xs[-i - 1] + xs[i : i + 2][0]
    return total


@program(([1, 2, 3, 4],))
def reversed_and_sliced(tf, xs):
    number = 0
    for x in xs[::-1]:
        number = number * 10 + x
    for x in reversed([1, 2]):
        number = number * 10 + x
    return number


@program((2,), (-1,))
def asserts_of_python_in_branches(tf, n):
    if n > 0:
        assert isinstance(n.shape.rank, int)
        m = n * 2
    else:
        m = n
    return m


@program((1.0,), ([1.0],), says=("ValueError", ["tf.Variable"]))
def makes_a_variable_each_call(tf, x):
    v = tf.Variable(1.0)
    return v + x


@program((5,))
def text_in_loops(tf, n):
    text = "a"
    while tf.strings.length(text) < n:
        text = tf.strings.join([text, "b"])
    return text


@program((2.0,), smooth=True)
def function_as_an_argument(tf, x):
    def apply(f, v, times):
        for _ in range(times):
            v = f(v)
        return v

    return apply(lambda v: v * x if v < 5 else v, x, 4)


@program((2.0, 3.0), (3.0, 2.0), smooth=True)
def tuples_from_helpers(tf, a, b):
    def ordered(a, b):
        if a < b:
            return a, b
        return b, a

    low, high = ordered(a, b)
    return low * low, high


@program(([3, 1, 2],))
def print_and_go_on(tf, xs):
    total = 0
    for x in xs:
        tf.print("x", x, output_stream="file:///dev/null")
        total += x
    return total


@program((3.0,), says=("ZeroDivisionError", []))
def python_fails_while_traced(tf, x):
    return x * (1 // 0)


@program((0,), says=("InvalidArgumentError", ["x must be positive"]))
def check_that_fails(tf, x):
    tf.debugging.assert_positive(x, message="x must be positive")
    return x


@program((-3,), says=("InvalidArgumentError", ["x must be positive"]))
def assertion_that_fails(tf, x):
    while x < -1:
        x += 1
    assert x > 0, "x must be positive"
    return x


@program(([1, 2], 5), says=("InvalidArgumentError", ["5"]))
def index_beyond_the_end(tf, xs, i):
    return tf.gather(xs, i)


@program((1.0,), says=("RuntimeError", ["raised in a branch"]))
def raise_in_a_branch(tf, x):
    if x > 0:
        raise RuntimeError("raised in a branch")
    return x


@program((2,), (5,))
def switch_by_index(tf, i):
    return tf.switch_case(i, [lambda: i, lambda: i * 10, lambda: i * 100])


@program((3.0,), smooth=True)
def loop_written_out(tf, x):
    def body(i, y):
        if i % 2 == 0:
            y = y * x
        else:
            y = y + x
        return i + 1, y

    return tf.while_loop(lambda i, y: i < 4, body, (0, x))[1]


@program(([1.0, 2.0, 3.0],), smooth=True)
def map_of_a_branch(tf, xs):
    def part(x):
        if x > 1.5:
            return x**3
        return x

    return tf.map_fn(part, xs), tf.vectorized_map(lambda x: x * xs[0], xs)
