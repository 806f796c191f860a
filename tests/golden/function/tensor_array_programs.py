"""Small programs with a TensorArray, as those in `control_programs`."""


def _array(tf, size=3, dtype=None, **options):
    return tf.TensorArray(dtype or tf.float32, size=size, **options)


def _filled(tf, x, **options):
    return _array(tf, 3, **options).unstack(x)


def _loop(tf, n, step, *start):
    return tf.while_loop(lambda i, *v: i < n, lambda i, *v: (i + 1, *step(i, *v)), [0, *start])[1:]


def _written_and_read(tf, x):
    array = _array(tf, 4, clear_after_read=False).write(0, x[0])
    return _loop(tf, 3, lambda i, a: (a.write(i + 1, a.read(i) * x[i]),), array)[0].stack()


def _scattered(tf, x):
    return _array(tf, 5, element_shape=[]).scatter([4, 1, 2], x * x).gather([1, 2, 4]) * x


def _split(tf, x):
    array = _array(tf, 2, infer_shape=False, element_shape=[None]).split(x * x, [1, 2])
    return array.concat() * x


def _split_and_read(tf, x):
    array = _array(tf, 2, infer_shape=False, element_shape=[None]).split(x * x, [1, 2])
    return array.read(1) * x[0]


def _rnn(tf, x):
    """The guide's dynamic recurrent network: a loop over time that writes its outputs."""
    steps = tf.reshape(tf.range(12.0), [4, 1, 3]) * 0.1
    given = _array(tf, 4).unstack(steps)
    out = _array(tf, 4)

    def step(i, h, out):
        h = tf.tanh(given.read(i) + h * x)
        return h, out.write(i, h)

    return _loop(tf, 4, step, x[None], out)[1].stack()


def _two(tf, x):
    a, b = _loop(tf, 3, lambda i, a, b: (a.write(i, x[i] ** 2), b.write(2 - i, x * x[i])), _array(tf), _array(tf))
    return [a.stack(), b.stack()]


def _in_cond(tf, x):
    a = _array(tf, 2).write(0, x)
    a = tf.cond(x[0] > 0.0, lambda: a.write(1, x**3), lambda: a.write(1, x))
    return a.stack()


def _in_loop_in_loop(tf, x):
    def step(i, a):
        return (_loop(tf, 2, lambda j, a: (a.write(2 * i + j, x * x[i] * tf.cast(j + 1, tf.float32)),), a)[0],)

    return _loop(tf, 3, step, _array(tf, 6))[0].stack()


def _cond_in_loop(tf, x):
    def step(i, a):
        return (tf.cond(x[i] > 1.0, lambda: a.write(i, x[i] ** 2), lambda: a.write(i, x[i] ** 3)),)

    return _loop(tf, 3, step, _array(tf))[0].stack()


def _grows(tf, x):
    def step(i, a):
        return (a.write(i, x[i] * x),)

    return _loop(tf, 3, step, _array(tf, 0, dynamic_size=True))[0].stack()


SMOOTH = {
    "stack": lambda tf, x: _array(tf, 2).write(0, x * x).write(1, x).stack(),
    "unstack": lambda tf, x: _filled(tf, x * x).stack() * x,
    "read": lambda tf, x: _filled(tf, x * x).read(1) * x,
    "gather": lambda tf, x: _filled(tf, x * x).gather([2, 0]),
    "scatter": _scattered,
    "concat": lambda tf, x: _array(tf, 2).write(0, x * x).write(1, x).concat(),
    "split": _split,
    "split and read": _split_and_read,
    "written in a loop": lambda tf, x: _loop(
        tf, 3, lambda i, a, s: (a.write(i, s * x[i] * x), s * 2.0), _array(tf), x[0]
    )[0].stack(),
    "read in a loop": lambda tf, x: _loop(tf, 3, lambda i, s: (s * _filled(tf, x * x).read(i),), x)[0],
    "written and read": _written_and_read,
    "a recurrent network": _rnn,
    "two": _two,
    "in a branch": _in_cond,
    "in a loop in a loop": _in_loop_in_loop,
    "in a branch in a loop": _cond_in_loop,
    "grows": _grows,
    "an unwritten entry": lambda tf, x: _array(tf, 3, element_shape=[3]).write(1, x * x).stack(),
    "written twice": lambda tf, x: _array(tf, 2).write(0, x).write(1, x).write(0, x * x).stack(),
}


def _facts(tf, x):
    array = _array(tf, 3, tf.int32)
    before = [array.dtype.name, str(array.element_shape), bool(array.dynamic_size)]
    array = array.write(0, [1, 2])
    return [*before, str(array.element_shape), array.size()]


def _shapes(tf, x):
    array = _array(tf, 2, infer_shape=False).write(0, x[:1]).write(1, x)
    return [str(array.element_shape), array.read(0), array.read(1), array.size()]


def _dynamic(tf, x):
    array = _array(tf, 0, dynamic_size=True, element_shape=[])
    array = array.write(2, 5.0).write(0, 1.0)
    return [array.size(), array.stack()]


def _dynamic_reads(tf, x):
    def step(i, a):
        return (a.write(a.size(), tf.cast(i, tf.float32)),)

    array = _loop(tf, 4, step, _array(tf, 0, dynamic_size=True, clear_after_read=False))[0]
    return [array.size(), array.read(3), array.read(3), array.stack()]


def _words(tf, x):
    array = _array(tf, 2, tf.string).write(0, "a").write(1, "bc")
    return [array.stack(), array.size()]


def _old_handle(tf, x):
    """What was written later is not in the array of before, in a graph; eagerly there is one array."""
    one = _array(tf, 2, clear_after_read=False).write(0, x).write(1, x)
    two = one.write(1, x * 5.0)
    return [one.read(1), two.read(1)]


def _empty(tf, x):
    return [_array(tf, 0, element_shape=[2]).stack(), _array(tf, 0, dynamic_size=True, element_shape=[]).size()]


def _concat_of_several(tf, x):
    array = _array(tf, 2, infer_shape=False, element_shape=[None, 2]).write(0, [[1.0, 2.0]])
    return array.write(1, [[3.0, 4.0], [5.0, 6.0]]).concat()


VALUES = {
    "facts": _facts,
    "several shapes": _shapes,
    "dynamic size": _dynamic,
    "dynamic size, read twice": _dynamic_reads,
    "strings": _words,
    "an old handle": _old_handle,
    "nothing": _empty,
    "entries of several lengths joined": _concat_of_several,
    "identity": lambda tf, x: _filled(tf, x).identity().stack(),
    "integers of int64": lambda tf, x: _array(tf, 2, tf.int64).write(0, 1).write(1, 2).stack(),
    "scatter of a matrix": lambda tf, x: _array(tf, 2).scatter([1, 0], tf.stack([x, x + 1.0])).stack(),
    "index is a tensor": lambda tf, x: _array(tf, 2).write(tf.constant(1), x).write(tf.cast(x[0], tf.int32), x).stack(),
}

FAILING = {
    "read twice": (lambda tf, x: [(a := _filled(tf, x)).read(0), a.read(0)], "clear_after_read"),
    "read before it is written": (lambda tf, x: _array(tf).read(0), ""),
    "read beyond the end": (lambda tf, x: _filled(tf, x).read(3), "3"),
    "read before the first": (lambda tf, x: _filled(tf, x).read(-1), "-1"),
    "written beyond the end": (lambda tf, x: _array(tf).write(3, x).stack(), "3"),
    "another dtype": (lambda tf, x: _array(tf).write(0, tf.constant(1)).stack(), "float"),
    "another shape": (lambda tf, x: _array(tf).write(0, x).write(1, x[:2]), "hape"),
    "not of element_shape": (lambda tf, x: _array(tf, element_shape=[2]).write(0, x), "hape"),
    "stacked unwritten": (lambda tf, x: _array(tf).stack(), ""),
    "stacked with several shapes": (
        lambda tf, x: _array(tf, 2, infer_shape=False).write(0, x).write(1, x[:2]).stack(),
        "hape",
    ),
    "split into more": (lambda tf, x: _array(tf, 2).split(x, [2, 2]).concat(), ""),
    "unstack of a scalar": (lambda tf, x: _array(tf, 2).unstack(x[0]).stack(), ""),
    "concat of scalars": (lambda tf, x: _filled(tf, x).concat(), ""),
}
FAILING_TRACED = {
    "gather beyond the end": (lambda tf, x: _filled(tf, x).gather([5]), "5"),
    "scatter of fewer": (lambda tf, x: _array(tf).scatter([0, 1], x).stack(), "saw: 2 vs. 3"),
}
GRAPHS = {}
