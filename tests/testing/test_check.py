"""The op harness catches each kind of mistake that an op can make."""

import contextlib
from pathlib import Path

import numpy as np
import pytest

from tenfold.core.calls.op import OPS, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.ops.infer import elementwise
from tenfold.testing import c64, case, check_op, check_ops, f32, ints, strs, together
from tenfold.testing.check import second_gear
from tenfold.testing.evaluate import evaluate, inputs
from tenfold.testing.looser import LOOSER, times

second = pytest.mark.skipif(not second_gear(), reason="needs JAX")


@pytest.fixture(autouse=True)
def op_table():
    """The ops that a test makes are gone after it."""
    before = dict(OPS)
    yield
    OPS.clear()
    OPS.update(before)


def cube(infer=elementwise, forward=lambda x: x * x * x, rule=lambda dy, x: dy * x * x * 3.0):
    def cube(x):
        return forward(x)

    made = op(infer=infer)(cube)
    made.gradient(rule)
    return made


def failure(made, golden=None, x=None, quick=False, **options):
    """What the harness says of `made(x)`."""
    with pytest.raises(AssertionError) as caught:
        check_op(case("f(x)", f=made, x=f32(2, 3) if x is None else x, **options), golden, quick)
    return str(caught.value)


def test_a_right_op_passes():
    check_op(case("f(x)", f=cube(), x=f32(2, 3)))
    check_op(case("[f(x), {'a': f(y)}]", f=cube(), x=f32(2), y=c64(3), grad=False, why="the rule is for real numbers"))


def test_wrong_value_dtype_and_shape():
    x = f32([1.0, 2.0])
    check_op(case("f(x)", f=cube(), x=x), [np.array([1, 8], np.float32)])
    assert "TensorFlow: [1. 9.]" in failure(cube(), [np.array([1, 9], np.float32)], x)
    assert "dtype TensorFlow: float64" in failure(cube(), [np.array([1.0, 8.0])], x)
    assert "shape TensorFlow: (1, 2)" in failure(cube(), [np.array([[1, 8]], np.float32)], x)
    assert "2 results TensorFlow" in failure(cube(), [np.float32(1), np.float32(8)], x)


def test_wrong_gradient_is_shown_element_by_element():
    text = failure(cube(rule=lambda dy, x: dy * x * x * 2.0))
    assert text.startswith("gradient: f(x)")
    assert "finite difference" in text and "x: gradient" in text


def test_wrong_second_gradient():
    from tenfold.ops.state.sources import stop_gradient

    text = failure(cube(rule=lambda dy, x: dy * stop_gradient(x * x) * 3.0))
    assert text.startswith("second gradient: f(x)")


def test_a_missing_gradient_is_wrong_where_the_function_changes():
    assert failure(cube(rule=lambda dy, x: None)).startswith("gradient: f(x)")


def test_wrong_inference():
    assert "inferred: (2, 4)" in failure(cube(infer=lambda x: Spec((2, 4), x.dtype)))
    assert "inferred: float64" in failure(cube(infer=lambda x: Spec(x.shape, _double())))


@second
def test_inference_that_knows_less_than_it_could():
    assert "known input dimensions, yet inferred" in failure(cube(infer=lambda x: Spec(None, x.dtype)))


def _double():
    from tenfold.core.values import dtypes

    return dtypes.float64


@second
@pytest.mark.parametrize("quick", [False, True])
def test_gears_that_differ(quick):
    other = cube(forward=lambda x: x * x * x + (xp(x) is not np))
    text = failure(other, quick=quick, grad=False, why="gears alone")
    assert text.startswith("graph with unknown dimensions, second gear: f(x)")


@second
@pytest.mark.parametrize("quick", [False, True])
def test_gradients_that_differ_between_gears(quick):
    @op(infer=elementwise)
    def slope(x):
        return x * x * (3.0 if xp(x) is np else 3.01)

    slope.gradient(lambda dy, x: dy * x * 6.0)
    text = failure(cube(rule=lambda dy, x: dy * slope(x)), quick=quick)
    assert text.startswith("graph with unknown dimensions, second gear, gradients, result 0: f(x)")


@second
@pytest.mark.parametrize(("off", "fails"), [(2e-6, False), (3e-5, True)])
def test_gradients_agree_as_closely_as_results(off, fails):
    def rule(dy, x):
        return dy * slope(x)

    made, slope = cube(rule=rule), op(infer=elementwise, name="slope_of_cube")(lambda x: x * x * 3.0)
    slope.kernel("xla")(lambda x: x * x * np.float32(3.0 * (1 + off)))
    slope.gradient(lambda dy, x: dy * x * 6.0)
    with pytest.raises(AssertionError, match="second gear, gradients, result 0") if fails else contextlib.nullcontext():
        check_op(case("f(x)", f=made, x=f32(2, 3, low=1)), quick=True)


def test_every_row_of_looser_tolerances_is_of_a_case():
    text = " ".join(path.read_text() for path in (Path(__file__).parents[1] / "ops" / "cases").glob("*.py"))
    assert [row for row in LOOSER if row.strip("'") not in text] == []
    assert min(multiple for multiple, _ in LOOSER.values()) > 1
    assert times(case("tf.linalg.pinv(x)", x=f32(2, 2)), np.dtype("float32")) == 12
    assert times(case("tf.exp(x)", x=f32(2)), np.dtype("float32")) == 1


@second
@pytest.mark.parametrize("quick", [False, True])
def test_an_op_that_cannot_be_lowered(quick):
    whole = cube(forward=lambda x: np.array(x.tolist(), np.float32) ** 3)
    assert "cannot be lowered" in failure(whole, quick=quick, grad=False, why="gears alone")


def test_a_rule_that_only_works_eagerly():
    def rule(dy, x):
        return dy * np.asarray(x._array) ** 2 * 3

    with pytest.raises(TypeError, match="no value yet") as caught:
        check_op(case("f(x)", f=cube(rule=rule), x=f32(2), second=False, why="NumPy is in the way"))
    assert "while the graph of f(x) was written" in caught.value.__notes__[0]


def test_expected_errors():
    bad = case("tf.reshape(x, [5])", x=f32(2, 3))
    check_op(bad, "InvalidArgumentError")
    with pytest.raises(AssertionError, match="TensorFlow raises KeyError"):
        check_op(bad, "KeyError")
    with pytest.raises(AssertionError, match="TensorFlow raises ValueError"):
        check_op(case("f(x)", f=cube(), x=f32(2)), "ValueError")


def test_inputs_are_the_same_everywhere():
    a, b = (case("x + y", x=f32(2, 2), y=f32(2, 2)) for _ in range(2))
    assert a.key == b.key and np.array_equal(a.tensors["x"], b.tensors["x"])
    assert not np.array_equal(a.tensors["x"], a.tensors["y"])
    assert case("x", x=ints([1, 2])).key != case("x", x=ints([1, 3])).key


def test_switching_off_needs_a_reason():
    with pytest.raises(ValueError, match="say why="):
        case("x", x=f32(2), grad=False)


def test_strings_pass_in_first_gear_alone():
    check_op(case("tf.identity(x)", x=strs(["a", "b"])), [np.array([b"a", b"b"], object)])
    leaves = evaluate(case("[x, 'text', 3]", x=strs("a")), inputs(case("x", x=strs("a"))))
    assert leaves[1:] == ["text", 3]


def failures(*made, goldens=None):
    """What the harness says of each `f(x)` that fails when they are checked together."""
    cases = [case("f(x)", f=f, x=f32(2, 3)) for f in made]
    with pytest.raises(ExceptionGroup) as caught:
        check_ops(cases, goldens or [None] * len(cases), quick=True)
    return [str(e) for e in caught.value.exceptions]


def test_cases_that_hold_are_checked_in_one_program(monkeypatch):
    programs, compiled = [], together._run
    monkeypatch.setattr(together, "_run", lambda parts: programs.append(len(parts)) or compiled(parts))
    check_ops([case("f(x)", f=cube(), x=f32(n)) for n in (1, 2, 3)], [None] * 3)
    text = case("tf.identity(x)", x=strs("a"))
    check_ops([text, case("f(x)", f=cube(), x=f32(4))], [None] * 2)
    check_ops([text], [[np.array(b"a", object)]])
    assert programs == ([3, 1] if second_gear() else [])


def test_a_case_that_fails_in_first_gear_is_named_among_others():
    (said,) = failures(cube(), cube(rule=lambda dy, x: dy * x * x * -3.0), cube())
    assert said.startswith("gradient: f(x)")


@second
def test_a_case_that_differs_in_second_gear_is_named_among_others():
    (said,) = failures(cube(), cube(forward=lambda x: x**3 if xp(x) is np else x**3 + 1), cube())
    assert "second gear" in said and "received" not in said


@second
def test_a_case_that_cannot_be_lowered_is_named_among_others():
    (said,) = failures(cube(), cube(forward=lambda x: np.asarray(x) ** 3), cube())
    assert "cannot be lowered" in said


@second
def test_cases_that_hold_alone_only_are_an_error(monkeypatch):
    monkeypatch.setattr(together, "_run", lambda parts: 1 // 0)
    with pytest.raises(AssertionError, match="not in one program"):
        check_ops([case("f(x)", f=cube(), x=f32(2))] * 2, [None] * 2)
