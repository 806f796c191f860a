"""Asking a session which variables have been initialised."""

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.ops.arrays.creation import constant
from tenfold.ops.checks.assert_op import check
from tenfold.v1.collections import global_variables, local_variables


class Named:
    """Variables that an op only asks about: it neither reads nor writes them."""

    def __init__(self, variables):
        self.variables = list(variables)

    def missing(self, env):
        """Those without a value."""
        return [v for v in self.variables if id(v) not in env.written and env.holder(v)._value is None]


@op(
    infer=lambda *, variables: Spec((None,), dtypes.string), stateful=True, host=True, gradient=None, type="BooleanMask"
)
def uninitialized_names(env, *, variables):
    """Names of those of `variables` that have no value yet."""
    missing = [v._name.encode() for v in variables.missing(env)]
    out = np.empty(len(missing), object)
    out[:] = missing
    return out


@op(infer=lambda *, variables: Spec((), dtypes.bool), stateful=True, host=True, gradient=None)
def all_initialized(env, *, variables):
    """Whether all of `variables` have a value."""
    return np.bool_(not variables.missing(env))


@op(infer=lambda initial, *, variables: initial, stateful=True, host=True, gradient=None)
def value_or(env, initial, *, variables):
    """The value of a variable, `initial` as long as it has none."""
    return initial if variables.missing(env) else env.read(variables.variables[0])


def report_uninitialized_variables(var_list=None, name="report_uninitialized_variables"):
    """A 1-D string tensor: names of the variables (global and local ones by default) without a value in the session."""
    variables = global_variables() + local_variables() if var_list is None else var_list
    if STATE.graph is None:  # eager variables have a value from the start
        return constant(np.empty([0], object))
    return uninitialized_names(variables=Named(variables), name=name)


def is_variable_initialized(variable):
    """A Boolean tensor: whether the variable has a value in the session."""
    return constant(True) if STATE.graph is None else all_initialized(variables=Named([variable]))


def assert_variables_initialized(var_list=None):
    """An op that fails unless all variables (global and local ones by default) have a value."""
    variables = global_variables() + local_variables() if var_list is None else var_list
    if STATE.graph is None or not variables:
        return None
    return check(
        all_initialized(variables=Named(variables)),
        "Attempting to use uninitialized variables among:",
        [v.name for v in variables],
    )
