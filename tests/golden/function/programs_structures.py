"""Small programs: lists, dictionaries, tuples, objects and rows as what loops carry and branches change."""

import collections

from small_programs import table

program, PROGRAMS = table()
State = collections.namedtuple("State", "value step")
SIGNS = ((2.0,), (-2.0,))


@program(*SIGNS)
def dictionary_and_set_comprehensions(tf, x):
    sizes = {len(w) for w in ("a", "bb", "cc")}
    return {k: (x if x > 0 else -x) * k for k in sizes}


@program(*SIGNS)
def subscripts_of_lists_in_branches(tf, x):
    parts = [x, x * 2, x * 3]
    if x > 0:
        parts[1] = parts[0] + 100
    else:
        parts[2] += 5
    return parts


@program((4,))
def subscripts_of_lists_in_loops(tf, n):
    totals = [0, 10]
    for i in tf.range(n):
        if i % 2 == 0:
            totals[0] += i
        else:
            totals[1] += i
    return totals


@program((3,))
def dictionary_state(tf, n):
    state = {"a": 1, "b": {"c": 2.0}}
    while n > 0:
        state["a"] += n
        state["b"]["c"] *= 2.0
        n -= 1
    return state


@program((2.0, 3), smooth=True)
def named_tuple_state(tf, x, n):
    state = State(x, 0)
    while state.step < n:
        state = State(state.value * x, state.step + 1)
    return state.value, state.step


@program((2.0, 3), smooth=True)
def replaced_in_named_tuple(tf, x, n):
    state = State(x, 0)
    for _ in tf.range(n):
        state = state._replace(value=state.value + x * x, step=state.step + 1)
    return state


@program((6,))
def attributes_as_state(tf, n):
    class Box:
        total = 0

    box = Box()
    box.most = 0
    for i in tf.range(n):
        box.total += i
        if i % 4 == 3:
            box.most = i
    return box.total, box.most


@program((1,), (7,))
def membership(tf, n):
    words = {"one": 1, "two": 2}
    return ("one" in words) and n < 5, 3 not in [1, 2], n in [1, 2, 3]


@program(*SIGNS)
def named_and_starred(tf, x):
    first, *middle, last = [x, x * 2, x * 3, x * 4]
    if x > 0:
        first, last = last, first
    (a, (b, c)), d = (first, middle), last
    return a, b, c, d


@program((3, 4))
def swaps_in_loops(tf, a, b):
    for i in tf.range(3):
        a, b = b, a + i
        (a, b), c = (b, a), a * b
    return a, b, c


@program((3,))
def ranges_down_and_by_steps(tf, n):
    down, by = 0, 0
    for i in tf.range(n, 0, -1):
        down = down * 10 + i
    for i in range(0, 2 * n, 2):
        by = by * 10 + i
    return down, by


@program(*SIGNS)
def loops_over_dictionaries(tf, x):
    weights, total = {"a": 1.0, "b": -2.0}, 0.0
    for i, (_, weight) in enumerate(weights.items(), 1):
        if x * weight > 0:
            total += x * weight * i
    for name in weights:
        total += weights[name]
    return total


@program(([1.0, -1.0, 2.0],), smooth=True)
def enumerates_tensors(tf, xs):
    total = 0.0
    for i, x in enumerate(xs):
        if x > 0:
            total += x * x * tf.cast(i + 1, tf.float32)
    return total


@program(([1.0, 2.0], [3.0, 5.0]), smooth=True)
def zips_tensors(tf, xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        total += x * x * y
    return total


@program(([[1.0, 2.0], [3.0, 4.0]],), smooth=True)
def rows_of_rows(tf, m):
    total = 0.0
    for row in m:
        for x in row:
            if x == 3.0:
                continue
            total += x * x
    return total


@program((lambda tf: tf.ragged.constant([[1.0, 2.0], [], [3.0]]),))
def ragged_rows(tf, rows):
    sums = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    i = 0
    for row in rows:
        if tf.size(row) > 0:
            sums = sums.write(i, tf.reduce_sum(row))
            i += 1
    return sums.stack()


@program((lambda tf: {"a": tf.constant(1.0), "b": (tf.constant(2.0), tf.constant(-3.0))},))
def structures_as_arguments(tf, tree):
    def clip(x):
        return x if x > 0 else 0 * x

    return tf.nest.map_structure(clip, tree)
