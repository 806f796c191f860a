"""Control flow, functions with gradients of their own, assertions and Python functions, as any other expression.

What they do to variables, random numbers and shapes is in test_control, test_autodiff and test_debugging.
"""

import numpy as np

from tenfold.testing.cases import bools, case, f16, f32, ints, pos, strs

LENGTH = "the number of rows must be known"
TRIPS = {"xla": False, "why": "how often it goes round is data"}
OWN = "its gradient is not the derivative"

BRANCHES = [
    case("tf.cond(c, lambda: x * x, lambda: tf.sin(x))", c=bools(), x=f32(3)),
    case("tf.cond(tf.reduce_sum(x) > 0, lambda: tf.exp(x), lambda: x ** 3)", x=f32(3)),
    case("tf.cond(tf.reduce_sum(x) < 0, lambda: (x * x, y * x), lambda: (y * y, x * x * y))", x=f32(3), y=f32(3)),
    case("tf.cond(True, lambda: x * 2, lambda: 1 / 0)", x=f32(3)),
    case("tf.cond(c, lambda: x, lambda: y)", c=bools(), x=strs("a"), y=strs("b")),
    case("tf.cond(pred=x[0] < x[1], true_fn=lambda: x * x, false_fn=lambda: x ** 3)", x=f32(3), v1=True),
    case("tf.cond(x > 0, lambda: x, lambda: x)", x=f32(2)),
    case("tf.case([(x[0] > 5.0, lambda: x * x), (x[1] > -9.0, lambda: x * x * x)], default=lambda: -x)", x=f32(2)),
    case("tf.case([(x[0] > 5.0, lambda: x * x)], default=lambda: tf.sin(x))", x=f32(2)),
    case("tf.case([(x > 5.0, lambda: x * x), (x > -4.0, lambda: tf.sin(x))], exclusive=True)", x=f32()),
    *(
        case(f"tf.switch_case(tf.constant({i}), [lambda: x * x, lambda: tf.cos(x), lambda: x ** 3])", x=f32(3))
        for i in (0, 1, 2, -1, 7)
    ),
    case("tf.switch_case(i, {0: lambda: x * x, 1: lambda: tf.sin(x)}, default=lambda: x ** 3)", i=ints(4), x=f32(2)),
    case("tf.tuple([x * 2, None, y])", x=f32(2), y=f32(1)),
    case("(tf.group(x, y), x)[1] * y", x=f32(2), y=f32(2)),
    case("(tf.no_op(), x * 1.0)[1]", x=f32(2)),
]

LOOPS = [
    case("tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * x), [0, x])", x=f32(2)),
    case(
        "tf.while_loop(lambda a: tf.reduce_sum(a) < 20.0, lambda a: (a * x,), [x])", x=pos(2, low=1.3, high=2), **TRIPS
    ),
    case("tf.while_loop(lambda i, a: True, lambda i, a: (i + 1, a * a), (0, x), maximum_iterations=2)", x=f32(2)),
    case(
        "tf.while_loop(lambda i, a: i < n, lambda i, a: (i + 1, tf.sin(a)), [tf.constant(0), x])",
        x=f32(2),
        n=ints(3),
        **TRIPS,
    ),
    case("tf.while_loop(lambda i, a: i < 0, lambda i, a: (i + 1, a * a), [0, x * x])", x=f32(2)),
    case("tf.while_loop(lambda i, s: i < 3, lambda i, s: (i + 1, {'a': s['a'] * x}), [0, {'a': x}])", x=f32(2)),
    case(
        "tf.while_loop(lambda i, a: i < 2, lambda i, a: [i + 1, a * x], [0, x], shape_invariants=None)",
        x=f32(2),
        v1=True,
    ),
    case("tf.while_loop(lambda i, a: i < 2, lambda i, a: [i + 1], [0, x])", x=f32(2)),
    case("tf.map_fn(lambda r: r * r + y, x)", x=f32(3, 2), y=f32(2)),
    case("tf.map_fn(lambda r: (r[0] * r[1], r[1]), (x, y))", x=f32(3), y=f32(3)),
    case("tf.map_fn(lambda r: r > 0, x, fn_output_signature=tf.bool)", x=f32(3)),
    case("tf.vectorized_map(lambda r: tf.reduce_sum(r * r) * y, x)", x=f32(3, 2), y=f32(2)),
    case("tf.scan(lambda a, r: a * r, x)", x=f32(3, 2)),
    case("tf.scan(lambda a, r: a * r + 1.0, x, initializer=y)", x=f32(3), y=f32()),
    case("tf.scan(lambda a, r: a + r, x, reverse=True)", x=f32(3)),
    case("tf.foldl(lambda a, r: a * r + r, x)", x=f32(3, 2)),
    case("tf.foldl(lambda a, r: a - r, x, initializer=y)", x=f32(3), y=f32()),
    case("tf.foldr(lambda a, r: a * r - r, x)", x=f32(3, 2)),
    case("(lambda a: a.write(0, x).write(1, x * y).stack())(tf.TensorArray(x.dtype, 2))", x=f32(2), y=f32(2)),
    case("(lambda a: a.unstack(x).read(1) * a.unstack(x).read(0))(tf.TensorArray(x.dtype, 3))", x=f32(3, 2)),
    case(
        "tf.TensorArray(x.dtype, 2).unstack(x).concat()",
        x=f32(2, 3),
        xla=False,
        why="the lengths of the pieces are data",
    ),
    case("tf.TensorArray(x.dtype, 3).scatter([2, 0, 1], x).gather([1, 1, 0])", x=f32(3, 2), unknown=False, why=LENGTH),
    case("tf.TensorArray(tf.float32, 2).read(5)"),
    case("(lambda a: a.unstack(x).size())(tf.TensorArray(x.dtype, 3))", x=f32(3, 2)),
    case("(lambda a: a.unstack(x).size())(tf.TensorArray(x.dtype, 1, dynamic_size=True))", x=f32(3, 2)),
]


def squared(x):
    return x * x


GRADIENTS = [
    case("tf.custom_gradient(lambda x: (x * x, lambda dy: 2 * x * dy))(x)", x=f32(3)),
    case("tf.custom_gradient(lambda a, b: (a * b, lambda dy: (dy * b, dy * a)))(x, y)", x=f32(3), y=f32(3)),
    case("tf.grad_pass_through(tf.round)(x)", x=f32(3), grad=False, why=OWN),
    case("tf.recompute_grad(f)(x)", x=f32(3), f=squared),
    case("tf.stop_gradient(x)", x=f16(3), grad=False, why=OWN),
]

BINARY = "equal less less_equal greater greater_equal none_equal near"
VECTOR = [f"assert_{name}" for name in BINARY.split()]
SIGNS = "assert_negative assert_positive assert_non_negative assert_non_positive".split()


def asserted(expression, **options):
    """An assertion before `x * 2`: what it says comes to nothing, or to its error."""
    return case(f"({expression}, x * 2)[1]", **options)


ASSERTIONS = [
    *(
        asserted(f"tf.debugging.{name}(x, x + {delta})", x=f32(3))
        for name, delta in zip(VECTOR, (0, 1, 0, -1, 0, 1, 0))
    ),
    *(
        asserted(f"tf.debugging.{name}(x, x + {delta})", x=f32(3))
        for name, delta in zip(VECTOR, (1, 0, -1, 0, 1, 0, 1))
    ),
    *(
        asserted(f"tf.debugging.{name}(x)", x=f32([sign, 2 * sign]))
        for name, sign in zip(SIGNS, (-1.0, 1.0, 1.0, -1.0))
    ),
    *(asserted(f"tf.debugging.{name}(x)", x=f32([-1.0, 1.0])) for name in SIGNS),
    *(asserted(f"tf.debugging.{name}(x, y)", x=f32(2), y=f32(3)) for name in VECTOR[:5]),
    case("tf.debugging.assert_equal(x, y)", x=strs(["a"]), y=strs(["b"])),
    asserted("tf.debugging.assert_near(x, y, atol=0.5)", x=f32([1.0, 2.0]), y=f32([1.3, 2.4])),
    asserted("tf.debugging.Assert(tf.reduce_all(x > -9), [x])", x=f32(3)),
    asserted("tf.debugging.Assert(tf.reduce_all(x > 9), [x])", x=f32(3)),
    asserted("tf.debugging.assert_all_finite(x, 'no')", x=f32(3)),
    asserted("tf.debugging.assert_all_finite(x, 'no')", x=f32([1.0, float("nan")])),
    case("tf.debugging.check_numerics(x, 'no') * 2", x=f32(3)),
    case("tf.debugging.check_numerics(x, 'no')", x=f16([float("inf")])),
    case("tf.debugging.check_numerics(x, 'no')", x=ints([1])),
    case("tf.verify_tensor_all_finite(x, 'no')", x=f32(3), v1=True),
    case("tf.debugging.is_numeric_tensor(x), tf.debugging.is_numeric_tensor(3)", x=f32(3)),
    asserted("tf.debugging.assert_rank(x, 2)", x=f32(2, 3)),
    asserted("tf.debugging.assert_rank(x, 1)", x=f32(2, 3)),
    asserted("tf.debugging.assert_rank_at_least(x, 1)", x=f32(2, 3)),
    asserted("tf.debugging.assert_rank_at_least(x, 3)", x=f32(2, 3)),
    asserted("tf.debugging.assert_rank_in(x, [1, 2])", x=f32(2, 3)),
    asserted("tf.debugging.assert_rank_in(x, [0, 1])", x=f32(2, 3)),
    asserted("tf.debugging.assert_scalar(x)", x=f32()),
    asserted("tf.debugging.assert_scalar(x)", x=f32(2)),
    asserted("tf.debugging.assert_type(x, x.dtype)", x=f32(2)),
    asserted("tf.debugging.assert_type(x, tf.int32)", x=f32(2)),
    asserted("tf.debugging.assert_integer(x)", x=ints([1])),
    asserted("tf.debugging.assert_integer(x)", x=f32(2)),
    asserted("tf.debugging.assert_proper_iterable([x])", x=f32(2)),
    asserted("tf.debugging.assert_proper_iterable(x)", x=f32(2)),
    asserted("tf.debugging.assert_same_float_dtype([x, x])", x=f32(2)),
    asserted("tf.debugging.assert_same_float_dtype([x, y])", x=f32(2), y=f16(2)),
    asserted(
        "tf.debugging.assert_shapes([(x, ('N', 3)), (y, ('N',))])",
        x=f32(2, 3),
        y=f32(2),
        unknown="dims",
        why="ranks must be known",
    ),
    asserted("tf.debugging.assert_shapes([(x, ('N', 3)), (y, ('N',))])", x=f32(2, 3), y=f32(3)),
]

HOST = [
    case(
        "tf.numpy_function(f, [x], tf.float32)",
        x=f32(3),
        f=np.sin,
        grad=False,
        why="NumPy's functions have no gradient",
    ),
    case("tf.py_function(f, [x], x.dtype)", x=f32(3), f=squared),
    case(
        "tf.py_func(f, [x], tf.float32)",
        x=f32(3),
        f=np.cos,
        v1=True,
        grad=False,
        why="NumPy's functions have no gradient",
    ),
]

V1 = [
    *(
        asserted(f"tf.debugging.{name}(x, x + {delta}, data=[x], message='m')", x=f32(3), v1=True)
        for name, delta in zip(VECTOR[:6], (0, 1, 0, -1, 0, 1))
    ),
    asserted("tf.assert_near(x, x, rtol=0.1)", x=f32(3), v1=True),
    *(
        asserted(f"tf.{name}(x, message='m')", x=f32([sign, 2 * sign]), v1=True)
        for name, sign in zip(SIGNS, (-1.0, 1.0, 1.0, -1.0))
    ),
    *(asserted(f"tf.{name}(x, message='m')", x=f32([-1.0, 1.0]), v1=True) for name in SIGNS),
    *(asserted(f"tf.{name}(x, x + {delta})", x=f32(3), v1=True) for name, delta in zip(VECTOR, (1, 0, -1, 0, 1, 0, 1))),
    asserted("tf.assert_rank(x, 1)", x=f32(3), v1=True),
    asserted("tf.assert_rank(x, 2)", x=f32(3), v1=True),
    asserted("tf.assert_rank_at_least(x, 1)", x=f32(3), v1=True),
    asserted("tf.assert_rank_in(x, (1, 2))", x=f32(3), v1=True),
    asserted("tf.assert_scalar(x)", x=f32(), v1=True),
    case("tf.convert_to_tensor([x, x], name='n', preferred_dtype=None)", x=f32(2), v1=True),
    case("tf.tuple([x * 2, y], name='n', control_inputs=[x])", x=f32(2), y=f32(1), v1=True),
]

SYMBOLIC = [
    case("tf.function(lambda x: tf.gradients(x * x * x, x))(x)", x=f32(3)),
    case("tf.function(lambda x, y: tf.gradients([x * y, y * y], [x, y]))(x, y)", x=f32(3), y=f32(3)),
    case("tf.function(lambda x: tf.gradients(x * x, [x], grad_ys=[x]))(x)", x=f32(3)),
    case("tf.function(lambda x: tf.hessians(tf.reduce_sum(x * x * x), x))(x)", x=f32(3)),
]

CASES = [*BRANCHES, *LOOPS, *GRADIENTS, *ASSERTIONS, *HOST, *V1, *SYMBOLIC]
