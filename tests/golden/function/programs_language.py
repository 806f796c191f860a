"""Small programs: what Python's language offers, with tensors in its conditions."""

import functools

from small_programs import table

program, PROGRAMS = table()
SIGNS = ((2.0,), (-2.0,))
LIMIT = 3


def positive(x):
    return x if x > 0 else -x


def scaled(function):
    @functools.wraps(function)
    def inner(x, *args, **kwargs):
        if x > 1:
            return function(x, *args, **kwargs) * 10
        return function(x, *args, **kwargs)

    return inner


@scaled
def halved(x, by=2.0):
    while x > by:
        x = x / by
    return x


class Shape:
    limit = 3.0

    def __init__(self, side):
        self.side = side

    @property
    def clipped(self):
        if self.side > self.limit:
            return self.side * 0 + 3.0
        return self.side

    @staticmethod
    def double(x):
        return x * 2 if x > 0 else x

    @classmethod
    def bounded(cls, x):
        while x > cls.limit:
            x -= 1
        return x

    def area(self):
        return self.side * self.side


class Square(Shape):
    def area(self, scale=1.0):
        base = super().area()
        if base > 4:
            return base * scale
        return base

    def __call__(self, i):
        return self.side * i if i > 1 else self.side


@program((5.0,), (2.0,), (1.0,), smooth=True)
def methods_of_all_kinds(tf, x):
    square = Square(x)
    return square.area(2.0), Square.double(x), square.bounded(x), square(x)


@program((5.0,), says=("OperatorNotAllowedInGraphError", ["AutoGraph"]))
def properties_are_not_converted(tf, x):
    return Shape(x).clipped


@program((9.0,), (1.5,), (0.5,), smooth=True)
def decorated_helpers(tf, x):
    return halved(x), halved(x, by=3.0)


@program(*SIGNS, smooth=True)
def lambdas_in_a_dictionary(tf, x):
    kinds = {"twice": lambda v: v * 2 if v > 0 else v, "square": lambda v: v**2}
    return {name: f(x) for name, f in sorted(kinds.items())}


@program(*SIGNS, smooth=True)
def nested_ternaries(tf, x):
    return x * 3 if x > 1 else (x * x if x > -1 else -x)


@program(*SIGNS, smooth=True)
def generator_in_sum(tf, x):
    return sum(positive(x * i) for i in range(4))


@program(*SIGNS, smooth=True)
def comprehension_in_comprehension(tf, x):
    return [[positive(x + i * j) for j in range(2)] for i in range(3) if i != 1]


@program(*SIGNS)
def stars(tf, x):
    def total(*parts, scale=1.0, **more):
        found = 0.0
        for p in parts:
            if p > 0:
                found += p * scale
        for name in sorted(more):
            found += more[name]
        return found

    return total(x, -x, *[x + 1], scale=2.0, **{"extra": x})


@program((4.0,), (0.0,))
def while_with_walrus(tf, x):
    n = 0
    while (half := x / 2) > 0.4:
        x, n = half, n + 1
    return x, n


@program((0,), (4,), (9,))
def chain_of_comparisons(tf, x):
    found = 0
    while -1 < x < 7 != 3:
        x, found = x + 2, found + 1
    return x, found


@program((5, 3), (2, 9))
def break_out_of_two_loops(tf, n, stop):
    found, count = -1, 0
    for i in tf.range(n):
        over = False
        for j in tf.range(n):
            count += 1
            if i * j == stop:
                found, over = i * 10 + j, True
                break
        if over:
            break
    return found, count


@program((5, 6), (5, 99), (0, 6))
def return_from_two_loops(tf, n, wanted):
    for i in tf.range(n):
        for j in tf.range(i + 1):
            if j % 2 == 0:
                continue
            if i * j == wanted:
                return i, j
    return -1, -1


@program((0.5,), (-1.0,), (2.0,), (5.0,))
def returns_at_three_depths(tf, x):
    if x > 0:
        if x > 1:
            if x > 4:
                return x * 100
            x = x + 1
        else:
            return x * 10
    return x - 1


@program((10,))
def continue_in_while(tf, n):
    i, odd, skipped = 0, 0, 0
    while i < n:
        i += 1
        if i % 2 == 0:
            if i > 6:
                break
            skipped += 1
            continue
        odd += i
    return i, odd, skipped


@program((3,), (9,))
def for_else_with_break(tf, wanted):
    found = 0
    for i in tf.range(5):
        if i == wanted:
            found = i * 10
            break
    else:
        found = -1
    return found


@program(*SIGNS)
def nonlocal_in_branches(tf, x):
    total = x * 1

    def add(y):
        nonlocal total
        if y > 0:
            total = total + y * y
        else:
            total = total - y

    add(x)
    add(x + 1)
    return total


@program(*SIGNS, smooth=True)
def python_loop_with_tensor_if(tf, x):
    total = 0.0
    for factor, name in zip((1.0, 2.0, 3.0), ("keep", "flip", "keep")):
        y = x * factor
        if name == "flip" and y > 0:
            y = -y
        total += y
    return total


@program((5.0,), (100.0,))
def python_loop_with_tensor_break(tf, limit):
    total = 0.0
    for i in range(6):
        if total > limit:
            break
        total += float(i) * 2
    return total


@program((3.0,), (40.0,))
def python_while_with_tensor_break(tf, limit):
    i, x = 0, tf.constant(1.0)
    while i < 5:
        i += 1
        if x > limit:
            break
        x *= 2
    return x


@program((2.0,), smooth=True)
def recursion_with_branches(tf, x):
    def power(x, n):
        if n == 0:
            return tf.ones_like(x)
        half = power(x, n // 2)
        if half > 3:
            half = half * 1.0
        return half * half * (x if n % 2 else 1.0)

    return power(x, 5), power(x, 2)


@program((2.0,))
def mutual_recursion(tf, x):
    def even(n):
        return x if n == 0 else odd(n - 1)

    def odd(n):
        return -x if n == 0 else even(n - 1) * 2

    return even(4), even(3)


@program(*SIGNS, smooth=True)
def functional_tools(tf, x):
    total = functools.reduce(lambda a, b: a + positive(b), [x, x * 2, x - 1])
    mapped = list(map(lambda v: v * 2 if v > 0 else v, [x, -x]))
    return total, mapped, list(filter(lambda n: n > 1, [1, 2, 3])), sorted([3, 1], key=lambda n: -n)


@program(*SIGNS)
def generators_of_python(tf, x):
    def halves(n):
        while n > 1:
            yield n
            n //= 2

    total = x
    for n in halves(8):
        if total > 0:
            total = total - n
        else:
            total = total + n
    return total


@program(*SIGNS)
def tries(tf, x):
    found = []
    for name in ("x", "y"):
        try:
            found.append({"x": x if x > 0 else x * 2}[name])
        except KeyError as e:
            found.append(x - len(str(e)))
        else:
            found.append(x + 1)
        finally:
            found.append(x * 0)
    return found


@program(*SIGNS)
def deleted_names(tf, x):
    y = x + 1
    if x > 0:
        z = y * 2
    else:
        z = y
    del y
    return z


@program(*SIGNS)
def globals_are_read(tf, x):
    return x * LIMIT if x > LIMIT - 2 else x


@program(*SIGNS)
def mixed_logic(tf, x):
    flag, missing = True, None
    a = flag and x > 0
    b = missing or x < 0
    c = not flag or not (x > 1)
    return a, b, c, missing is None and x > 0, x is not None and flag


@program(*SIGNS)
def python_arguments_of_helpers(tf, x):
    def step(x, mode, times=2):
        if mode == "up":
            for _ in range(times):
                if x < 10:
                    x = x * 2 + 1
        elif mode == "down":
            x = x - 1
        else:
            raise ValueError(mode)
        return x

    return step(x, "up"), step(x, "down"), step(x, mode="up", times=4)


@program((3,))
def closures_made_in_a_loop(tf, n):
    adders = [lambda x, i=i: x + i if x > 1 else x - i for i in range(3)]
    found = n
    for add in adders:
        found = add(found)
    return found


@program(*SIGNS)
def scopes_around_branches(tf, x):
    with tf.name_scope("outer"):
        if x > 0:
            with tf.name_scope("inner"):
                y = x * 2
        else:
            with tf.control_dependencies([x]):
                y = x * 3
    return y


@program((3.0,))
def asserts_hold(tf, x):
    assert x > 0, "positive"
    while x > 1:
        tf.debugging.assert_positive(x)
        x -= 1
    return x


# TensorFlow's trace forgets what is assigned there; here it gives what the program gives eagerly.
FORGOTTEN = ("nonlocal_in_branches",)
