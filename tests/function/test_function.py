"""tf.function: what is traced when, what a trace holds, and how it is called."""

import gc
import pathlib
import weakref
from collections import namedtuple

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.thread import using
from tenfold.function import function as module
from tenfold.function.keys import fits

GEARS = pytest.mark.parametrize("gear", ["first", "second"])


def counting(function, **options):
    """A traced function and the list of what its Python body was called with."""
    calls = []

    def body(*args, **kwargs):
        calls.append((args, kwargs))
        return function(*args, **kwargs)

    return tf.function(body, **options), calls


def test_a_trace_per_signature():
    double, calls = counting(lambda x: x * 2)
    [double(v) for v in (tf.constant(1), np.int32(2), tf.constant(1.0), tf.constant([1.0]), 3, 3, 4, True)]
    assert len(calls) == double.experimental_get_tracing_count() == 6


def test_arguments_keep_their_structure_and_defaults():
    Point = namedtuple("Point", "x y")

    @tf.function
    def mixed(p, scale=2.0, *rest, flip=False, **named):
        total = p.x + p.y * scale + sum(rest)
        return {
            "total": -total if flip else total,
            "named": [named.get("a"), None, (p,)],
            "shape": named.get("d", {}).get("k"),
        }

    one = tf.constant(1.0)
    out = mixed(Point(one, one * 2), 3.0, one, flip=True, a=one, d={"k": one * 9})
    assert out["total"].numpy() == -8 and out["named"][0].numpy() == 1 and out["named"][1] is None
    assert isinstance(out["named"][2][0], Point) and out["named"][2][0].y.numpy() == 2 and out["shape"].numpy() == 9
    assert mixed(Point(one, one))["total"].numpy() == 3
    assert mixed(p=Point(one, one), scale=2.0)["total"].numpy() == 3
    with pytest.raises(TypeError, match="missing a required argument: 'p'"):
        mixed()


def test_objects_are_keyed_by_identity_or_equality_and_not_kept_alive():
    class Thing:
        value = 3

    use, calls = counting(lambda thing, x: x * thing.value)
    thing, other, x = Thing(), Thing(), tf.constant(2)
    assert [use(t, x).numpy() for t in (thing, other, thing)] == [6, 6, 6]
    assert len(calls) == 2
    calls.clear()
    ref = weakref.ref(thing)
    del thing
    gc.collect()
    assert ref() is None
    assert use(other, x).numpy() == 6
    assert not calls


def test_input_signature():
    rows, calls = counting(
        lambda x: tf.shape(x)[0] + 0 * x.shape[1], input_signature=[tf.TensorSpec([None, 2], tf.float32)]
    )
    assert [rows(tf.ones([n, 2])).numpy() for n in (1, 5)] == [1, 5]
    assert rows([[1, 2]]).numpy() == 1 and rows(np.ones([3, 2])).numpy() == 3
    assert len(calls) == 1 and calls[0][0][0].shape.as_list() == [None, 2]
    for bad in (tf.ones([2, 3]), tf.constant([[1, 2]])):
        with pytest.raises(TypeError, match="Can not cast TensorSpec"):
            rows(bad)


def test_reduce_retracing_relaxes_shapes():
    double, calls = counting(lambda x: x * 2, reduce_retracing=True)
    for n in (1, 2, 3, 4):
        assert double(tf.ones([n])).shape == [n]
    assert [c[0][0].shape.as_list() for c in calls] == [[1], [None]]


@GEARS
def test_variables_are_created_on_the_first_call_only(gear):
    class Lazy:
        weight = None

        @tf.function
        def __call__(self, x):
            if self.weight is None:
                self.weight = tf.Variable(tf.ones([2]) * 3, name="weight")
            return tf.reduce_sum(self.weight * x)

    lazy = Lazy()
    with using(gear=gear):
        assert [lazy(tf.constant(v)).numpy() for v in (1.0, 2.0)] == [6, 12]
    lazy.weight.assign([1.0, 1.0])
    assert lazy(tf.constant(1.0)).numpy() == 2

    @tf.function
    def always(x):
        return tf.Variable(1.0) * x

    with pytest.raises(ValueError, match="singleton tf.Variables"):
        always(tf.constant(1.0))

    @tf.function
    def depends(x):
        return tf.Variable(x * 2)

    with pytest.raises(ValueError, match="depends on an argument"):
        depends(tf.constant(1.0))


@GEARS
def test_effects_happen_in_program_order(gear):
    v = tf.Variable(1.0)

    @tf.function
    def step(x):
        before = v.read_value()
        v.assign_add(x)
        between = v * 10.0
        v.assign(v * 2.0)
        return before, between, v.value()

    with using(gear=gear):
        assert [t.numpy() for t in step(tf.constant(2.0))] == [1, 30, 6]
        assert [t.numpy() for t in step(tf.constant(1.0))] == [6, 70, 14]
    assert v.numpy() == 14


def test_python_effects_happen_while_tracing_and_errors_leave_as_they_are():
    seen = []

    @tf.function
    def note(x):
        seen.append("traced")
        return x

    note(tf.constant(1)), note(tf.constant(2))
    assert seen == ["traced"]

    @tf.function
    def wrong(x):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        wrong(1)
    with pytest.raises(TypeError, match="tf.cond"):
        tf.function(lambda x: 1 if x > 0 else 2, autograph=False)(tf.constant(1))
    with pytest.raises(TypeError, match="must return zero or more Tensors"):
        tf.function(lambda: object())()


def test_captured_tensors_and_nested_functions():
    big, small = tf.constant(np.arange(1000, dtype=np.float32)), tf.constant(2.0)

    @tf.function
    def inner(x):
        return x * big[3] + small

    @tf.function
    def outer(x):
        y = inner(x)
        return inner(y) + tf.function(lambda: x * 100.0)()

    assert outer(tf.constant(1.0)).numpy() == 117
    assert inner.experimental_get_tracing_count() == 1
    assert any(t is big for t in inner.get_concrete_function(tf.constant(1.0)).captured_inputs)


def test_composite_arguments_and_results():
    @tf.function
    def second_row(array):
        return array.write(1, array.read(0) * 5.0)

    array = tf.TensorArray(tf.float32, 2).write(0, 1.0).write(1, 2.0)
    assert second_row(array).stack().numpy().tolist() == [1, 5]
    sparse = tf.sparse.SparseTensor([[0, 1]], [2.0], [2, 2])
    assert tf.sparse.to_dense(tf.function(lambda s: s)(sparse)).numpy().tolist() == [[0, 2], [0, 0]]
    assert tf.function(lambda r: r.to_tensor())(tf.ragged.constant([[1, 2], [3]])).numpy().tolist() == [[1, 2], [3, 0]]


def test_a_failed_first_call_may_be_repeated():
    made = []

    @tf.function
    def fussy(x):
        if not made:
            made.append(tf.Variable(1.0))
        if x.shape.rank == 0:
            raise ValueError("a vector, please")
        return made[0] * x

    with pytest.raises(ValueError, match="vector"):
        fussy(tf.constant(1.0))
    made.clear()
    assert fussy(tf.constant([2.0])).numpy() == [2]


def test_concrete_functions():
    add = tf.function(lambda x, y=2: {"sum": x + y, "none": None})
    concrete = add.get_concrete_function(tf.TensorSpec([], tf.int32, name="q"), y=3)
    assert concrete(tf.constant(1))["sum"].numpy() == 4
    assert concrete(q=tf.constant(2))["sum"].numpy() == 5
    assert concrete(tf.constant(2), 3)["sum"].numpy() == 5
    assert concrete.structured_input_signature == ((tf.TensorSpec([], tf.int32, name="q"), 3), {})
    assert concrete.output_dtypes["sum"] == tf.int32 and concrete.inputs[0].name == "q:0"
    with pytest.raises(TypeError, match="missing"):
        concrete()
    with pytest.raises(tf.errors.InvalidArgumentError, match="int32"):
        concrete(tf.constant(1.0))


def test_methods_and_decorators():
    class Model(tf.Module):
        def __init__(self, k):
            super().__init__()
            self.k = tf.Variable(k)

        @tf.function(jit_compile=True)
        def scale(self, x, twice=False):
            """Scale."""
            return self.k * x * (2.0 if twice else 1.0)

    one, two = Model(3.0), Model(5.0)
    assert one.scale(tf.constant(2.0)).numpy() == 6 and two.scale(tf.constant(2.0), twice=True).numpy() == 20
    assert Model(7.0).scale(1.0).numpy() == 7
    assert one.scale.get_concrete_function(tf.TensorSpec([])).trainable_variables == (one.k,)
    assert Model.scale.__doc__ == "Scale." and one.scale.experimental_get_tracing_count() == 1
    ref = weakref.ref(two)
    del two
    gc.collect()
    assert ref() is None


def test_run_functions_eagerly():
    shout, calls = counting(lambda x: x + 1)
    tf.config.run_functions_eagerly(True)
    try:
        assert tf.config.functions_run_eagerly()
        shout(tf.constant(1)), shout(tf.constant(1))
        assert len(calls) == 2 and isinstance(calls[0][0][0].numpy(), np.int32)
    finally:
        tf.config.run_functions_eagerly(False)


def second_derivatives(function, *sources):
    """Gradient of `function()` by the sources, and of the sum of their products, tape outside the function."""
    with tf.GradientTape() as outer:
        outer.watch(sources)
        with tf.GradientTape() as tape:
            tape.watch(sources)
            y = function()
        first = tape.gradient(y, sources)
        product = first[0]
        for g in first[1:]:
            product = product * g
    return [g.numpy().tolist() for g in (*first, *outer.gradient(product, sources))]


@GEARS
def test_gradients_through_a_call(gear):
    x, big = tf.constant(3.0), tf.constant(np.arange(600, dtype=np.float32))
    w = tf.Variable(2.0)

    def body(x):
        return tf.reduce_sum(w * w * x * big[3] * tf.square(x))

    wanted = second_derivatives(lambda: body(x), x, w)
    traced = tf.function(body)
    with using(gear=gear):
        for _ in range(2):
            np.testing.assert_allclose(second_derivatives(lambda: traced(x), x, w), wanted, rtol=1e-6)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(big)
            y = traced(x)
        assert tape.gradient(y, big).numpy()[3] == 108 and tape.gradient(y, w).numpy() == 324
        assert tape.gradient(y, tf.constant(1.0)) is None


@GEARS
def test_gradients_see_the_random_numbers_of_the_forward_run(gear):
    @tf.function
    def noisy(x):
        return x * x * tf.random.uniform([3])

    x = tf.constant([1.0, 2.0, 3.0])
    with using(gear=gear):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = noisy(x)
            slope = tape.gradient(y, x)
        np.testing.assert_allclose(slope, 2 * y / x, rtol=1e-5)
        np.testing.assert_allclose(outer.gradient(slope, x), 2 * y / x / x, rtol=1e-5)


def test_a_function_called_inside_a_graph_and_its_gradient_there():
    w = tf.Variable(3.0)
    square = tf.function(lambda x: w * x * x)

    @tf.function
    def outer(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = square(x)
        return tape.gradient(y, [x, w])

    assert [g.numpy() for g in outer(tf.constant(2.0))] == [12, 4]
    graph = tf.Graph()
    with graph.as_default():
        x = tf.compat.v1.placeholder(tf.float32, [])
        y = tf.function(lambda v: v * v + 1.0)(x)
        (slope,) = tf.gradients(y, x)
    with tf.compat.v1.Session(graph=graph) as session:
        assert session.run([y, slope], {x: 3.0}) == [10, 6]


def test_what_made_each_trace_is_explained():
    f, _ = counting(lambda x, k=1: x * k)
    f(tf.constant([1, 2])), f(tf.constant([1, 2, 3])), f(tf.constant([1, 2]), 2), f(tf.constant([1.0, 2.0]), 2.0)
    assert f.explain_retracing().splitlines() == [
        "body has been traced for 4 signatures.",
        "1. args_0: int32 (2,)",
        "2. args_0: int32 (2,) became int32 (3,) (reduce_retracing=True or an input_signature with None makes one "
        "trace of them)",
        "3. the arguments nest differently: other keys, lengths or classes",
        "4. args_0: int32 (2,) became float32 (2,) (cast it before the call)",
    ]
    g = tf.function(lambda x, k: x * k)
    g(tf.constant(1), 2), g(tf.constant(1), 3)
    assert g.explain_retracing().endswith(
        "2. k: 2 became 3 (a Python value is part of the trace: pass tf.constant(...) for one trace of all)"
    )


def test_critical_sections_do_not_overlap_and_do_not_wait_for_themselves():
    section = tf.CriticalSection()
    with pytest.raises(ValueError, match="lead to deadlock"):
        section.execute(lambda: section.execute(lambda: 1))
    assert section.execute(lambda: 2) == 2


def test_a_variable_made_again_is_named_with_its_line():
    @tf.function
    def f():
        return tf.Variable(1.0, name="weight") + 1  # this line

    lines = pathlib.Path(__file__).read_text().splitlines()
    number = next(i for i, line in enumerate(lines, 1) if line.endswith("# this line"))
    with pytest.raises(ValueError, match=rf"Made again: weight:0 in .*test_function.py, line {number}\."):
        f()


@GEARS
def test_a_failed_call_leaves_the_variables_as_they_were(gear):
    v, n = tf.Variable([1.0, 2.0]), tf.Variable(0)

    @tf.function
    def f(i):
        n.assign_add(1)
        v.assign(v * tf.gather(v, i))
        return v + 0.0

    with using(gear=gear):
        f(tf.constant(1))
        with pytest.raises(tf.errors.InvalidArgumentError):
            f(tf.constant(9))
        assert v.numpy().tolist() == [2, 4] and n.numpy() == 1 and f(tf.constant(0)).numpy().tolist() == [4, 8]


def test_calls_leave_nothing_behind_and_functions_go_with_what_they_hold():
    class Held:
        pass

    def make():
        held, w = Held(), tf.Variable(tf.ones([10]))
        f = tf.function(lambda x, k=1: x * w * (1 if held else k))
        for _ in range(50):
            f(tf.ones([10])), f(tf.ones([10]), 2)
        concrete = f.get_concrete_function(tf.ones([10]))
        concrete(tf.ones([10])), str(concrete), f.explain_retracing()
        assert len(f._cache) == len(f._paths) == 2
        return [weakref.ref(v) for v in (held, w, f, concrete.graph)]

    refs = make()
    gc.collect()
    assert [r() for r in refs] == [None] * 4


def test_a_new_signature_is_compared_with_traces_that_serve_several_only(monkeypatch):
    compared = []
    monkeypatch.setattr(module, "fits", lambda a, b: compared.append(b) or fits(a, b))
    f = tf.function(lambda x, k: x * k, reduce_retracing=True)
    for k in range(30):
        f(tf.ones([3]), float(k))
    assert not compared and f.experimental_get_tracing_count() == 30
    for n in range(4, 9):
        f(tf.ones([n]), 0.0)
    assert len(compared) == 5 - 1 and f.experimental_get_tracing_count() == 31


def test_a_call_with_a_spec_is_refused():
    f = tf.function(lambda x: x)
    for spec in (tf.TensorSpec([2]), [tf.TensorSpec([]), tf.constant(1)]):
        with pytest.raises(ValueError, match="a call needs values"):
            f(spec)


def test_a_trace_prints_the_names_that_specs_were_given():
    concrete = tf.function(lambda x, y: x).get_concrete_function(tf.TensorSpec([2], name="q"), tf.TensorSpec([]))
    assert "x (POSITIONAL_OR_KEYWORD): TensorSpec(shape=(2,), dtype=tf.float32, name='q')" in str(concrete)
    assert "y (POSITIONAL_OR_KEYWORD): TensorSpec(shape=(), dtype=tf.float32, name=None)" in str(concrete)
    assert [s.name for s in concrete.structured_input_signature[0]] == ["q", "y"]


def test_a_concrete_function_takes_numpy_values_of_any_number_dtype():
    whole = tf.function(lambda x: x + 1).get_concrete_function(tf.TensorSpec([], tf.int32))
    assert whole(np.int64(3)) == 4 and whole(np.int8(3)) == 4
    part = tf.function(lambda x: x + 1).get_concrete_function(tf.TensorSpec([2]))
    assert part(np.array([1, 2])).numpy().tolist() == part(np.array([1.0, 2.0])).numpy().tolist() == [2.0, 3.0]
