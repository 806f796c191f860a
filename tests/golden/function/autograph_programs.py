"""Small programs of Python control flow on tensors, run by TensorFlow (record_autograph.py) and by tenfold.

Each takes `tf` and gives values (tensors, numbers, structures of them); what it prints counts too. Those in ERRORS
raise: the class, and words that both messages have.
"""

import contextlib
import functools
import io

import numpy as np

# --- if


def if_else(tf):
    @tf.function
    def f(x):
        if x > 0:
            y = x * 2
        else:
            y = x - 1
        return y

    return f(tf.constant(3.0)), f(tf.constant(-3.0))


def if_without_else(tf):
    @tf.function
    def f(x):
        if tf.reduce_sum(x) > 3:
            x = x / 2
        return x

    return f(tf.constant([1.0, 2.0])), f(tf.constant([3.0, 2.0]))


def elif_chain(tf):
    @tf.function
    def f(x):
        if x < 0:
            kind = -1
        elif x == 0:
            kind = 0
        elif x < 10:
            kind = 1
        else:
            kind = 2
        return kind

    return [f(tf.constant(v)) for v in (-5, 0, 5, 50)]


def early_returns(tf):
    @tf.function
    def f(x):
        if x < 0:
            return -x
        x = x + 1
        if x > 5:
            return x * 10
        return x

    return [f(tf.constant(v)) for v in (-2.0, 1.0, 6.0)]


def return_in_loop(tf):
    @tf.function
    def first_above(xs, limit):
        for x in xs:
            if x > limit:
                return x
        return -1.0

    xs = tf.constant([1.0, 5.0, 7.0])
    return first_above(xs, 2.0), first_above(xs, 6.0), first_above(xs, 9.0)


def nested_ifs(tf):
    @tf.function
    def f(x, y):
        z = 0.0
        if x > 0:
            if y > 0:
                z = x + y
            else:
                z = x - y
        elif y > 0:
            z = y
        return z

    values = [(1.0, 2.0), (1.0, -2.0), (-1.0, 2.0), (-1.0, -2.0)]
    return [f(tf.constant(a), tf.constant(b)) for a, b in values]


def ternary(tf):
    @tf.function
    def f(x):
        return x if x > 0 else -x * 2

    return f(tf.constant(2.0)), f(tf.constant(-2.0))


def logic(tf):
    @tf.function
    def f(x, y):
        a = x > 0 and y > 0
        b = x > 0 or y > 0
        c = not x > 0
        if a or (not b and c):
            return tf.stack([a, b, c, True])
        return tf.stack([a, b, c, False])

    return [f(tf.constant(a), tf.constant(b)) for a in (-1, 1) for b in (-1, 1)]


def logic_is_lazy(tf):
    v = tf.Variable(0)

    @tf.function
    def f(x):
        return x > 0 and v.assign_add(1) > 0

    return f(tf.constant(-1)), v.numpy(), f(tf.constant(1)), v.numpy()


def chained_comparison(tf):
    @tf.function
    def f(x):
        return 1 if 0 < x < 10 <= 10 else 2

    return [f(tf.constant(v)) for v in (-1, 5, 11)]


def python_branch_is_python(tf):
    @tf.function
    def f(x, flag):
        if flag:
            found = {"kind": "a", "x": x}
        else:
            found = None
        return 0.0 if found is None else found["x"]

    return f(tf.constant(1.0), True), f(tf.constant(1.0), False)


def attributes(tf):
    class Box:
        pass

    box = Box()
    box.value = tf.constant(1.0)

    @tf.function
    def f(x):
        box.value = x
        if x > 0:
            box.value = x * 10
        return box.value

    return f(tf.constant(2.0)), f(tf.constant(-2.0))


def dictionary_entries(tf):
    @tf.function
    def f(x):
        d = {"a": x, "b": 0.0}
        if x > 0:
            d["a"] = x + 1
        else:
            d["b"] = x - 1
        return d["a"], d["b"]

    return f(tf.constant(2.0)), f(tf.constant(-2.0))


def numbers_become_tensors(tf):
    @tf.function
    def f(x):
        if x > 0:
            y = 1
        else:
            y = 2
        return tf.is_tensor(y), y

    return f(tf.constant(1.0))


def structures_from_branches(tf):
    @tf.function
    def f(x):
        if x > 0:
            pair = {"a": (x, x + 1), "b": [x]}
        else:
            pair = {"a": (x, x - 1), "b": [-x]}
        return pair

    return f(tf.constant(1.0)), f(tf.constant(-1.0))


def shapes_from_branches(tf):
    @tf.function
    def f(x):
        if x > 0:
            y = tf.zeros([2])
        else:
            y = tf.zeros([3])
        return y, y.shape.as_list()

    return f(tf.constant(1.0))[0], f(tf.constant(-1.0))[0]


def none_in_both(tf):
    @tf.function
    def f(x):
        y, z = None, x
        if x > 0:
            y, z = None, x + 1
        return z if y is None else y

    return f(tf.constant(1.0)), f(tf.constant(-1.0))


def assigns_variables(tf):
    v = tf.Variable(1.0)

    @tf.function
    def f(x):
        if x > 0:
            v.assign_add(x)
        else:
            v.assign(0.0)
        return v + 0.0

    return f(tf.constant(2.0)), v.numpy(), f(tf.constant(-2.0)), v.numpy()


# --- while


def while_loop(tf):
    @tf.function
    def collatz(n):
        steps = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            steps += 1
        return steps

    return [collatz(tf.constant(n)) for n in (1, 6, 27)]


def while_break_continue(tf):
    @tf.function
    def f(n):
        i, total = 0, 0
        while i < n:
            i += 1
            if i % 2 == 0:
                continue
            if i > 7:
                break
            total += i
        return i, total

    return f(tf.constant(4)), f(tf.constant(100))


def while_true(tf):
    @tf.function
    def f(x):
        while True:
            x = x * 2
            if x > 100:
                break
        return x

    return f(tf.constant(3.0))


def while_else(tf):
    @tf.function
    def f(x):
        while x < 10:
            x += 3
        else:
            x = -x
        return x

    return f(tf.constant(1))


def entries_in_loops(tf):
    @tf.function
    def f(xs):
        d = {"sum": 0.0}
        for x in xs:
            d["sum"] += x
            d["last"] = x
        return d["sum"], d["last"]

    return f(tf.constant([1.0, 2.0]))


def attributes_in_loops(tf):
    class Counter:
        def __init__(self):
            self.__n = 0

        def count(self, limit):
            while self.__n < limit:
                self.__n += 2
            found, self.__n = self.__n, 0
            return found

    counter = Counter()
    return tf.function(counter.count)(tf.constant(5)), tf.function(lambda n: counter.count(n) + 1)(tf.constant(4))


def nested_loops(tf):
    @tf.function
    def f(n):
        total = 0
        for i in tf.range(n):
            for j in tf.range(i):
                if j == 3:
                    break
                total += i * j
        return total

    return f(tf.constant(4)), f(tf.constant(7))


def gradient_of_loop(tf):
    @tf.function
    def power(x, n):
        y = tf.ones_like(x)
        while n > 0:
            y = y * x
            n -= 1
        return y

    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = power(x, tf.constant(4))
    return y, tape.gradient(y, x)


def gradient_of_branches(tf):
    @tf.function
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            if x > 0:
                y = x * x
            else:
                y = 3.0 * x
        return tape.gradient(y, x)

    return f(tf.constant(2.0)), f(tf.constant(-2.0))


def loop_turns_on_logic(tf):
    @tf.function
    def f(x, n):
        while n > 0 and x < 50:
            x, n = x * 2, n - 1
        return x, n

    return f(tf.constant(1), tf.constant(3)), f(tf.constant(20), tf.constant(9))


def local_of_loop(tf):
    @tf.function
    def f(n):
        total = 0
        while n > 0:
            square = n * n
            total += square
            n -= 1
        return total

    return f(tf.constant(3))


def first_defined_in_loop(tf):
    @tf.function
    def f(n):
        for i in tf.range(n):
            last = i * 10
        return last, i

    return f(tf.constant(3))


def first_defined_in_loop_that_never_runs(tf):
    @tf.function
    def f(n):
        for i in tf.range(n):
            last = tf.ones([2]) + tf.cast(i, tf.float32)
        return last

    return f(tf.constant(0))


def shape_invariants(tf):
    @tf.function
    def f(n):
        x = tf.constant([1])
        for i in tf.range(n):
            tf.autograph.experimental.set_loop_options(shape_invariants=[(x, tf.TensorShape([None]))])
            x = tf.concat([x, [i]], 0)
        return x

    return f(tf.constant(3))


def maximum_iterations(tf):
    @tf.function
    def f(n):
        total = 0
        for i in tf.range(n):
            tf.autograph.experimental.set_loop_options(maximum_iterations=5, parallel_iterations=1)
            total += i
        return total

    return f(tf.constant(3)), f(tf.constant(30))


# --- for


def for_over_tensor(tf):
    @tf.function
    def f(xs):
        total = 0.0
        for x in xs:
            total += x * x
        return total

    return f(tf.constant([1.0, 2.0, 3.0]))


def for_over_rows_of_unknown_number(tf):
    @tf.function(input_signature=[tf.TensorSpec([None, 2])])
    def f(xs):
        total = tf.zeros([2])
        for x in xs:
            total = total * 2 + x
        return total

    return f(tf.ones([3, 2])), f(tf.ones([0, 2]))


def for_over_python_range(tf):
    @tf.function
    def f(n):
        total = 0
        for i in range(n):
            total += i
        for i in range(3):
            total += i
        for i in range(n, 2 * n, 2):
            total += i
        return total

    return f(tf.constant(5))


def for_over_range_down(tf):
    @tf.function
    def f(n):
        out = tf.TensorArray(tf.int32, 0, dynamic_size=True)
        for i in tf.range(n, 0, -2):
            out = out.write(out.size(), i)
        return out.stack()

    return f(tf.constant(5))


def for_over_float_range(tf):
    @tf.function
    def f():
        total = 0.0
        for x in tf.range(0.0, 1.0, 0.25):
            total += x
        return total

    return f()


def for_over_list_unrolls(tf):
    traced = []

    @tf.function
    def f(x):
        for i in [1, 2, 3]:
            traced.append(i)
            x = x * i
        return x

    return f(tf.constant(2)), f(tf.constant(3)), traced


def unrolled_with_tensor_break(tf):
    @tf.function
    def f(x):
        for i in range(5):
            if x > 10:
                break
            x = x + i
        return x

    return f(tf.constant(3)), f(tf.constant(20)), f(tf.constant(5))


def enumerate_and_zip(tf):
    @tf.function
    def f():
        total = 0
        for i, (a, b) in enumerate(zip([1, 2, 3], [10, 20, 30])):
            total += i * (a + b)
        return total

    return f()


def tensor_array_rnn(tf):
    @tf.function
    def f(xs, w):
        state = tf.zeros([2])
        out = tf.TensorArray(tf.float32, size=tf.shape(xs)[0])
        for t in tf.range(tf.shape(xs)[0]):
            state = tf.tanh(tf.linalg.matvec(w, state) + xs[t])
            out = out.write(t, state)
        return out.stack()

    xs, w = tf.reshape(tf.range(6.0) / 10, [3, 2]), tf.constant([[0.5, 0.1], [0.2, 0.3]])
    with tf.GradientTape() as tape:
        tape.watch(w)
        y = f(xs, w)
    return y, tape.gradient(y, w)


def for_else(tf):
    @tf.function
    def f(xs, wanted):
        at = -1
        for i in tf.range(3):
            if xs[i] == wanted:
                at = i
                break
        else:
            at = -2
        return at

    xs = tf.constant([5, 6, 7])
    return f(xs, tf.constant(6)), f(xs, tf.constant(9))


def enumerate_and_zip_of_tensors(tf):
    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([None])])
    def f(a, b):
        total = 0.0
        for i, (x, y) in enumerate(zip(a, b)):
            if x > y:
                continue
            total += tf.cast(i, tf.float32) * (x + y)
        return total

    return f(tf.constant([1.0, 9.0, 3.0]), tf.constant([2.0, 3.0, 5.0, 7.0]))


def for_over_ragged(tf):
    @tf.function
    def f(rows):
        total = 0
        for row in rows:
            total = total * 10 + tf.reduce_sum(row)
        return total

    return f(tf.ragged.constant([[1, 2], [], [3]]))


def unpacks_rows(tf):
    @tf.function
    def f(pairs):
        total = 0
        for a, b in pairs:
            total += a * b
        return total

    return f(tf.constant([[1, 2], [3, 4]]))


def fibonacci(tf):
    @tf.function
    def f(n):
        a, b = 0, 1
        for _ in tf.range(n):
            a, b = b, a + b
        return a

    return [f(tf.constant(n)) for n in (0, 1, 10)]


# --- calls


def helper_with_default(x, least=0.0, *, scale=2.0):
    """Doubles what is above `least`."""
    if x > least:
        return x * scale
    return x


def calls_helpers(tf):
    @tf.function
    def f(x):
        return helper_with_default(x) + helper_with_default(x, 10.0, scale=3.0)

    return f(tf.constant(5.0)), f(tf.constant(20.0))


def calls_methods(tf):
    class Counter:
        def __init__(self, n):
            self.n = n

        def above(self, x):
            while x < self.n:
                x += 2
            return x

        def __call__(self, x):
            return -x if x > 3 else x

    class Double(Counter):
        def above(self, x):
            return super().above(x) if x > 0 else x

    one, other = Counter(5), Double(7)

    @tf.function
    def f(x):
        return one.above(x), other.above(x), one(x)

    return f(tf.constant(2)), f(tf.constant(-8))


def calls_partials_and_lambdas(tf):
    half = functools.partial(helper_with_default, scale=0.5)
    absolute = lambda x: x if x > 0 else -x  # noqa: E731

    @tf.function
    def f(x):
        inner = lambda z: z + 1 if z > 2 else z  # noqa: E731
        return half(x), absolute(x), inner(x)

    return f(tf.constant(4.0)), f(tf.constant(-4.0))


def methods_are_functions(tf):
    class Model(tf.Module):
        def __init__(self):
            super().__init__()
            self.v = tf.Variable(0)

        @tf.function
        def step(self, x):
            if x > 0:
                self.v.assign_add(x)
                return self.v + 1
            return self.v + 0

    model = Model()
    return model.step(tf.constant(2)), model.step(tf.constant(-2)), model.v.numpy()


def closures(tf):
    def make(scale):
        def scaled(x):
            if x > 0:
                return x * scale
            return x

        return scaled

    @tf.function
    def f(x):
        n = 0

        def count(y):
            nonlocal n
            n += 1
            return y + n

        if x > 0:
            y = make(3.0)(x)
        else:
            y = x
        return count(y), count(y)

    return f(tf.constant(2.0)), f(tf.constant(-2.0))


def recursion(tf):
    def power(x, n):
        if n == 0:
            return tf.ones_like(x)
        return x * power(x, n - 1)

    return tf.function(power)(tf.constant(2), 5)


def functions_given_to_ops(tf):
    def positive(x):
        if x > 0:
            return x
        return 0 * x

    @tf.function
    def f(xs):
        return tf.map_fn(positive, xs), tf.foldl(lambda a, x: a + x if x > 0 else a, xs)

    return f(tf.constant([1, -2, 3]))


def function_in_function(tf):
    @tf.function
    def inner(x):
        if x > 0:
            return x
        return -x

    @tf.function
    def f(x):
        total = x
        for i in tf.range(3):
            total += inner(x - i)
        return total

    return f(tf.constant(1)), f(tf.constant(-1))


def comprehensions(tf):
    @tf.function
    def f(x):
        parts = [x * i if i > 1 else x for i in range(4) if i != 2]
        return {str(i): p if x > 0 else -p for i, p in enumerate(parts)}

    return f(tf.constant(2)), f(tf.constant(-2))


def context_managers(tf):
    @tf.function
    def f(x):
        with tf.GradientTape() as tape, tf.name_scope("a"):
            tape.watch(x)
            if x > 0:
                return x + 1
            y = x * x
        return tape.gradient(y, x)

    return f(tf.constant(2.0)), f(tf.constant(-2.0))


def exceptions(tf):
    @tf.function
    def f(x, bad):
        try:
            if bad:
                raise KeyError("k")
            y = x if x > 0 else -x
        except KeyError:
            y = x * 100
        finally:
            y = y + 1
        return y

    return f(tf.constant(-2), False), f(tf.constant(-2), True)


def builtins_of_tensors(tf):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def f(x):
        return len(x), int(x[0]), float(len(x)), abs(x), sorted(x)

    return f(tf.constant([2.5, -1.5, 1.0]))


def static_length(tf):
    @tf.function
    def f(x):
        n = len(x)
        return [0] * n, [x[i] for i in range(n)], isinstance(n, int), 3 / n

    return f(tf.constant([5, 6]))


def tests_of_one_element(tf):
    @tf.function
    def f(x, end):
        y = 1 if x == end else 2
        while x < 5:
            x = x + 2
            if x == end:
                break
        return x, y, tf.cond(x > 5, lambda: 1, lambda: 2), tf.cond(tf.reshape(x > 5, [1, 1]), lambda: 3, lambda: 4)

    return [f(tf.constant([x]), end) for x in (1, 2, 6) for end in (6, 4)]


def tests_of_one_element_of_unknown_shape(tf):
    @tf.function(input_signature=[tf.TensorSpec(None, tf.bool)])
    def f(p):
        if p:
            return 1
        return 2

    return [f(v) for v in (True, [True], [[False]])]


def more_builtins_of_tensors(tf):
    @tf.function
    def f(x):
        return max(x[0], x[1]), min([x[0], x[1]]), max(x), sum(x), any(x > 2), all(x > 2), 1.0 in x, 3.0 not in x

    return f(tf.constant([2.5, -1.5, 1.0]))


def any_and_all(tf):
    @tf.function
    def f(x):
        return sum([x, x]), any([False, True]), all([True, False]), sorted([3, 1, 2]), max(1, 2)

    return f(tf.constant(1.0))


def prints_while_traced(tf):
    @tf.function
    def f(x):
        print("traced", x.shape)
        if x > 0:
            print("positive")
        else:
            print("negative")
        return x

    f(tf.constant(1.0))
    return f(tf.constant(2.0))


def assertion_holds(tf):
    @tf.function
    def f(x):
        assert x > 0, "x must be positive"
        return x

    return f(tf.constant(1))


def unpacking_and_walrus(tf):
    @tf.function
    def f(x):
        (a, b), *rest = (x, x + 1), x + 2, x + 3
        if a > 0:
            a, rest = b, [rest[1], rest[0]]
        if (n := len(rest)) > 1:
            a += n
        return a, rest

    return f(tf.constant(1)), f(tf.constant(-1))


def fallback_of_return(tf):
    @tf.function
    def f(x, y):
        for i in tf.range(5):
            if x + i > 10:
                return x + i, y
            y = y + 1
        return x, y

    return f(tf.constant(1), tf.constant(0)), f(tf.constant(8), tf.constant(0))


def undefined_but_not_used(tf):
    @tf.function
    def f(x):
        if x > 0:
            only_here = x * 2
            y = only_here
        else:
            y = x
        return y

    return f(tf.constant(2)), f(tf.constant(-2))


def not_converted(tf):
    @tf.autograph.experimental.do_not_convert
    def helper(x):
        return tf.constant(1) if isinstance(x, tf.Tensor) else tf.constant(2)

    @tf.function
    def f(x):
        return helper(x)

    return f(tf.constant(1))


def converts_to_graph(tf):
    def f(x):
        if x > 0:
            x = x * x
        return x

    g = tf.autograph.to_graph(f)
    return g(tf.constant(3)), g(tf.constant(-3)), g(2), "if_" in tf.autograph.to_code(f)


def trace_counts(tf):
    @tf.function
    def f(x, n):
        for _ in tf.range(n):
            x = x + 1
        return x

    f(tf.constant(1), tf.constant(2)), f(tf.constant(1), tf.constant(3)), f(tf.constant(1), 4), f(tf.constant(1), 5)
    return f.experimental_get_tracing_count()


def keras_layer(tf):
    class Gate(tf.keras.layers.Layer):
        def call(self, x, training=None):
            if tf.reduce_mean(x) > 1:
                x = x / 2
            if training:
                x = x + 1
            for _ in tf.range(2):
                x = x * 2
            return x

    layer = Gate()

    @tf.function
    def f(x, training):
        return layer(x, training=training)

    x = tf.constant([[2.0, 4.0]])
    return f(x, tf.constant(True)), f(x, tf.constant(False)), f(x, True), f(x / 10, False)


def keras_fit(tf):
    class Halver(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(4.0)
            self.kept = tf.Variable(0, trainable=False)

        def call(self, x):
            y = x * self.w
            while tf.reduce_max(y) > 2:
                y = y / 2
            return y

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
            gradient = tape.gradient(loss, self.w)
            if loss > 0.1:
                self.w.assign_sub(0.1 * gradient)
            else:
                self.kept.assign_add(1)
            return {"loss": loss}

    model = Halver()
    model.compile()
    x = np.ones((4, 1), np.float32)
    history = model.fit(x, x * 0.5, batch_size=2, epochs=5, shuffle=False, verbose=0)
    return history.history["loss"], model.w.numpy(), model.kept.numpy(), model.predict(x[:2], verbose=0)


# --- what raises


def missing_in_else(tf):
    @tf.function
    def f(x):
        if x > 0:
            y = x
        return y

    return f(tf.constant(1))


def missing_in_main(tf):
    @tf.function
    def f(x):
        if x > 0:
            pass
        else:
            y = x
        return y

    return f(tf.constant(1))


def return_missing_in_else(tf):
    @tf.function
    def f(x):
        if x > 0:
            return x

    return f(tf.constant(1))


def dtypes_of_branches(tf):
    @tf.function
    def f(x):
        if x > 0:
            y = 1
        else:
            y = 2.0
        return y

    return f(tf.constant(1))


def structures_of_branches(tf):
    @tf.function
    def f(x):
        if x > 0:
            y = (x, x)
        else:
            y = x
        return y

    return f(tf.constant(1))


def none_in_one(tf):
    @tf.function
    def f(x):
        y = None
        if x > 0:
            y = x
        return y

    return f(tf.constant(1))


def dtype_in_loop(tf):
    @tf.function
    def f(n):
        x = 0
        while n > 0:
            x = x + 0.5 if tf.is_tensor(x) is None else tf.cast(x, tf.float32) + 0.5
            n -= 1
        return x

    return f(tf.constant(1))


def shape_in_loop(tf):
    @tf.function
    def f(n):
        x = tf.constant([1])
        for i in tf.range(n):
            x = tf.concat([x, [i]], 0)
        return x

    return f(tf.constant(3))


def structure_in_loop(tf):
    @tf.function
    def f(n):
        x = (n, n)
        while n > 0:
            x = (n, n, n)
            n -= 1
        return x

    return f(tf.constant(3))


def none_before_loop(tf):
    @tf.function
    def f(n):
        x = None
        for i in tf.range(n):
            x = i
        return x

    return f(tf.constant(3))


def none_after_turn(tf):
    @tf.function
    def f(n):
        x = n
        for _ in tf.range(n):
            x = None
        return x

    return f(tf.constant(3))


def test_of_whole_tensor(tf):
    @tf.function
    def f(x):
        if x > 0:
            return x
        return -x

    return f(tf.constant([1, 2]))


def test_of_number(tf):
    @tf.function
    def f(x):
        if x:
            return x
        return -x

    return f(tf.constant(1))


def autograph_is_off(tf):
    @functools.partial(tf.function, autograph=False)
    def f(x):
        if x > 0:
            return x
        return -x

    return f(tf.constant(1))


def source_is_missing(tf):
    space = {}
    exec("def f(x):\n    if x > 0:\n        return x\n    return -x\n", space)
    return tf.function(space["f"])(tf.constant(1))


def used_before_defined(tf):
    @tf.function
    def f(x, flag):
        if flag:
            y = x
        return y

    return f(tf.constant(1), False)


def list_that_leaks(tf):
    @tf.function
    def f(n):
        found = []
        for i in tf.range(n):
            found.append(i)
        return tf.stack(found)

    return f(tf.constant(3))


def errors_of_helpers_keep_their_class(tf):
    def helper(x):
        raise LookupError(f"nothing of shape {x.shape}")

    @tf.function
    def f(x):
        if x > 0:
            helper(x)
        return x

    return f(tf.constant(1))


# --- what is read later than it seems


def read_later_by_lambdas_and_generators(tf):
    @tf.function
    def f(t):
        kept = []
        x, y = tf.constant(1.0), tf.constant(1.0)
        kept.append(lambda: x)
        later = (y * k for k in (1.0, 2.0))
        if t:
            x, y = tf.constant(3.0), tf.constant(4.0)
        else:
            x, y = tf.constant(5.0), tf.constant(6.0)
        return kept[0](), sum(later)

    return f(tf.constant(True)), f(tf.constant(False))


def read_where_an_exception_ends(tf):
    @tf.function
    def f(t):
        if t:
            x = tf.constant(1.0)
        else:
            x = tf.constant(2.0)
        with contextlib.suppress(ValueError):
            int("a")
            x = tf.constant(3.0)
        y = z = x
        try:
            try:
                int("a")
            except ValueError:
                if t:
                    y = x + 10.0
                raise KeyError from None
            finally:
                z = y
        except KeyError:
            pass
        return x, z

    return f(tf.constant(True)), f(tf.constant(False))


COUNT = 0.0


def globals_in_branches_and_loops(tf):
    @tf.function
    def choose(t):
        global COUNT
        if t:
            COUNT = 1.0
        else:
            COUNT = 2.0
        found = COUNT
        COUNT = 0.0
        return found

    @tf.function
    def repeat(n):
        global COUNT
        COUNT = 0.0
        for _ in tf.range(n):
            COUNT += 1
        found = COUNT
        COUNT = 0.0
        return found

    return [choose(tf.constant(t)) for t in (True, False)], [repeat(tf.constant(n)) for n in (0, 3)]


def tests_of_python_that_assign(tf):
    v = tf.Variable(0.0)

    @tf.function
    def f():
        turns = []

        def more():
            v.assign_add(1.0)
            turns.append(1)
            return len(turns) < 4

        while more():
            pass
        return v.read_value()

    @tf.function
    def g():
        while v.assign_add(1.0) < 7.0:
            pass
        return v.read_value()

    return f(), g()


def lengths_that_are_known(tf):
    @tf.function
    def f(x):
        rows = []
        for i in range(len(x)):
            rows.append(x[i] * 2)
        return rows, type(len(x)) is int

    return f(tf.constant([1.0, 2.0]))


def numbers_of_text_and_truth_of_one_element(tf):
    @tf.function
    def f(text, one):
        y = 2
        if one:
            y = 1
        return int(text), float(text), y

    return f(tf.constant("3"), tf.constant([True])), f(tf.constant("-4"), tf.constant([[False]]))


def returns_in_a_match(tf):
    @tf.function
    def f(x, kind):
        match kind:
            case "a":
                if x > 0:
                    return x
                return x * 2
            case [first, *_]:
                return x + first
        return x * 5

    return f(tf.constant(-2), "a"), f(tf.constant(2), "a"), f(tf.constant(2), [3, 4]), f(tf.constant(2), "b")


def names_of_the_converter(tf):
    @tf.function
    def f(x):
        ag__ = 1
        if x > 0:
            ag__ = 2
        return x * ag__

    return f(tf.constant(3))


ERRORS = {
    names_of_the_converter: ("OperatorNotAllowedInGraphError", ["AutoGraph did"]),
    missing_in_else: ("ValueError", ["'y'", "must also be initialized in the else branch"]),
    missing_in_main: ("ValueError", ["'y'", "must also be initialized in the main branch"]),
    return_missing_in_else: ("ValueError", ["the else branch must also have a return statement"]),
    dtypes_of_branches: ("TypeError", ["'y'", "int32", "float32", "in the main branch"]),
    structures_of_branches: ("TypeError", ["'y'", "the same nested structure", "main and else branches"]),
    none_in_one: ("ValueError", ["'y' is None at the end of the else branch"]),
    dtype_in_loop: ("TypeError", ["'x'", "int32", "before the loop", "float32", "after one iteration"]),
    shape_in_loop: ("ValueError", ["'x' has shape (1,) before the loop, but shape (2,) after", "set_loop_options"]),
    structure_in_loop: ("TypeError", ["'x'", "the same nested structure after one iteration"]),
    none_after_turn: ("ValueError", ["'x' is None at the end of the iteration"]),
    first_defined_in_loop_that_never_runs: ("InvalidArgumentError", []),
    test_of_whole_tensor: ("ValueError", ["condition of if statement expected to be `tf.bool` scalar"]),
    test_of_number: ("ValueError", ["condition of if statement expected to be `tf.bool` scalar"]),
    autograph_is_off: ("TypeError", []),
    source_is_missing: ("TypeError", []),
    used_before_defined: ("UnboundLocalError", ["y"]),
    list_that_leaks: ("ValueError", ["out of scope"]),
}
# What TensorFlow cannot convert: recorded where it runs them as Python, so dtypes are not those of a graph.
BEYOND = {
    returns_in_a_match,
    return_in_loop,
    none_in_both,
    while_true,
    while_else,
    unrolled_with_tensor_break,
    for_else,
    attributes_in_loops,
    unpacks_rows,
    context_managers,
    more_builtins_of_tensors,
    enumerate_and_zip_of_tensors,
    assertion_holds,
    unpacking_and_walrus,
    fallback_of_return,
    read_later_by_lambdas_and_generators,
    read_where_an_exception_ends,
    keras_fit,
    errors_of_helpers_keep_their_class,
}


def programs():
    """(name, program) of all of them, in order."""
    here = [(n, f) for n, f in globals().items() if getattr(f, "__module__", "") == __name__]
    return [(n, f) for n, f in here if f.__code__.co_varnames[: f.__code__.co_argcount] == ("tf",)]


def outcome(tf, program):
    """{"value": ..., "printed": ...} of a program, or {"error": [names of the class and its bases], "text": ...}."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            value = plain(tf, program(tf))
    except Exception as e:
        return {"error": [c.__name__ for c in type(e).__mro__[:-3]], "text": str(e)}
    return {"value": value, "printed": printed.getvalue()}


def plain(tf, value):
    """`value` in what JSON has: a tensor as [dtype, nested lists]."""
    if isinstance(value, dict):
        return {k: plain(tf, v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(tf, v) for v in value]
    if tf.is_tensor(value):
        return [value.dtype.name, np.asarray(value).tolist()]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
