"""Where graphs begin and end: constants, placeholders, and variables read and assigned."""

from tenfold.core.base import errors
from tenfold.core.base.hooks import hooks
from tenfold.core.calls.attrs import Dtype
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import elementwise, made


@op(infer=lambda *, value: Spec(value.shape, dtypes.of_numpy(value.dtype)), gradient=None)
def const(*, value):
    """A value known when the graph was written."""
    return value


@op(infer=made, gradient=None)
def placeholder(*, shape, dtype: Dtype):
    """A value that whoever runs the graph supplies. `shape` is a tuple, or None for an unknown rank."""
    raise errors.InvalidArgumentError(
        f"You must feed a value for every placeholder; one of dtype {dtype.name} and shape {shape} got none in "
        "feed_dict."
    )


@op(infer=lambda default, *, shape, **_: Spec(shape, default.dtype), sparse=True)
def placeholder_with_default(input, *, shape):
    """`input`, unless the graph's caller feeds another value."""
    return input


@placeholder_with_default.gradient
def _(dy):
    return dy


@op(
    infer=lambda *, variable: Spec(variable._static, variable._dtype),
    stateful=True,
    sparse=True,
    type="ReadVariableOp",
)
def read_variable(env, *, variable):
    """The value that `variable` has at this point of the program."""
    return env.read(variable)


@read_variable.gradient
def _(dy):
    return dy


@op(
    infer=lambda value, *, variable: Spec(variable._static, variable._dtype),
    stateful=True,
    sparse=True,
    type="ReadVariableOp",
)
def reread_variable(env, value, *, variable):
    """`read_variable` in a branch or loop that assigns it; gradients flow to `value`, as it was read outside."""
    return env.read(variable)


@reread_variable.gradient
def _(dy):
    return dy


@op(
    infer=lambda value, *, variable: Spec(value.shape, value.dtype),
    stateful=True,
    effect=True,
    gradient=None,
    type="AssignVariableOp",
)
def assign_variable(env, value, *, variable):
    """Store `value` in `variable`; the result is `value`."""
    env.write(variable, value)
    return value


@op(infer=elementwise, static=True, sparse=True)
def identity(input):
    """The input itself."""
    return input


@identity.gradient
def _(dy):
    return dy


@op(infer=lambda *xs: xs, results=list)
def _identity_n(*input: Free):
    return input


@_identity_n.gradient
def _(dys):
    return dys


def identity_n(input, name=None):
    """`identity` of each tensor of a list."""
    return _identity_n(*input, name=name)


def guarantee_const(input, name=None):
    """The input, of which the program says that it never changes. What is constant is seen without it."""
    return identity(input, name=name)


@op(infer=elementwise, gradient=None)
def stop_gradient(input):
    """The input, through which no gradient flows back."""
    return input


@op(infer=lambda *, nodes: (), effect=True, gradient=None, type="NoOp")
def no_op(*, nodes=()):
    """Nothing; it exists to be waited for."""
    return ()


@op(
    infer=lambda *xs, count, **_: xs[:count],
    results=list,
    outside=True,
    sparse=True,
    type="IdentityN",
    graphdef=COMPOSED,
)
def identity_with_gradient(*tensors: Free, count, function):
    """The first `count` inputs; their gradient is `function(dys, inputs)`, one gradient per remaining input."""
    return tensors[:count]


@identity_with_gradient.gradient
def _(dys, tensors, count, function):
    return [None] * count + list(function(dys, tensors[count:]))


hooks.const, hooks.placeholder, hooks.identity = const, placeholder, identity
hooks.read, hooks.reread, hooks.assign = read_variable, reread_variable, assign_variable
