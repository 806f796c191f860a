"""`tf.train.ExponentialMovingAverage`: averages of variables over training, and of tensors in a graph."""

from tenfold.core.base.thread import STATE
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import zeros
from tenfold.ops.control.branches import group
from tenfold.ops.math.powers import minimum, power
from tenfold.ops.scopes import name_scope, scope_of
from tenfold.runtime.sessions import modes
from tenfold.v1.collections import (
    GraphKeys,
    add_to_collection,
    global_variables,
    moving_average_variables,
    trainable_variables,
)
from tenfold.v1.initialization import Named, value_or

FLOATS = (dtypes.bfloat16, dtypes.float16, dtypes.float32, dtypes.float64)


def assign_moving_average(variable, value, decay, zero_debias=True, name=None):
    """`variable = decay * variable + (1 - decay) * value`; gives the new value, or in a graph what computes it.

    Args:
      zero_debias: the average begins at zero, which is made up for: a variable "biased" beside it holds the average as
        it is, one "local_step" the number of updates, and `variable` is `biased / (1 - decay ** local_step)` (Kingma
        and Ba, "Adam", 2014, section 3).
    """
    with name_scope(name or "AssignMovingAvg"):
        weight = cast(1.0 - convert(decay, partner=dtypes.float32), variable.dtype)
        value = convert(value, partner=variable.dtype)
        if not zero_debias:
            return variable.assign_sub((variable - value) * weight)
        biased, steps = (_beside(variable, part, variable.shape) for part in ("biased", "local_step"))
        new = biased.assign_sub((biased - value) * weight)
        count = steps.assign_add(1.0)
        return variable.assign(new / (1.0 - power(1.0 - weight, count)))


def _beside(variable, part, shape):
    """The variable `part`, zeros, of an average: made once, and kept with it."""
    kept = vars(variable).setdefault("_debiasing", {})
    if part not in kept:
        start = zeros(shape if part == "biased" else [], variable.dtype)
        kept[part] = _not_trained(start, f"{variable._name}/{part}")
    return kept[part]


def _not_trained(initial_value, name):
    """A variable called `name`, whatever scope is open."""
    with scope_of(""):
        return Variable(initial_value, trainable=False, name=name)


class ExponentialMovingAverage:
    """Averages of variables, of which the value t steps ago counts `decay ** t` as much as the last one.

    Args:
      decay: number or scalar tensor, as a rule near 1.
      num_updates: how many updates there have been, a number, tensor or variable: the decay is then
        `min(decay, (1 + num_updates) / (10 + num_updates))`, less in the beginning.
      zero_debias: whether averages of tensors, which begin at zero, are corrected for that, see
        `assign_moving_average`. Those of variables begin at the variables' value.
      name: what the averages' names end in: "w/ExponentialMovingAverage".
    """

    def __init__(self, decay, num_updates=None, zero_debias=False, name="ExponentialMovingAverage"):
        self._decay, self._num_updates, self._zero_debias, self._name = decay, num_updates, zero_debias, name
        self._averages = {}

    name = property(lambda self: self._name)

    def apply(self, var_list=None):
        """Take the values that variables have now into their averages, which begin with the first call.

        Args:
          var_list: Variables, and in a graph tensors, of floats; by default the graph's trainable variables.

        Returns: in a graph an op that does it each time it runs; None eagerly, where it is done at once.

        Raises:
          TypeError: one is not of floats; or a tensor when eager.
        """
        variables = self._checked(trainable_variables() if var_list is None else var_list)
        for v in variables:
            if v.ref() not in self._averages:
                self._averages[v.ref()] = self._begun(v)
        with name_scope(self._name) as scope:
            decay = self._decay_now()
            done = [
                assign_moving_average(self.average(v), v, decay, self._zero_debias and not isinstance(v, Variable))
                for v in variables
            ]
            return group(*done, name=scope) if STATE.graph is not None else None

    def _checked(self, variables):
        for v in variables:
            if not isinstance(v, Variable) and STATE.graph is None:
                raise TypeError(
                    "tf.train.ExponentialMovingAverage does not support non-Variable tensors when eager execution is "
                    f"enabled; received {v!r:.200} in var_list."
                )
            if v.dtype not in FLOATS:
                raise TypeError(f"The variables must be half, float, or double: {v.name} is {v.dtype.name}.")
        return list(variables)

    def _begun(self, value):
        """A new average: of a variable it begins at its value, of a tensor at zero."""
        name = self.average_name(value)
        in_graph = STATE.graph is not None and not STATE.graph.building_function
        if not isinstance(value, Variable):
            return _not_trained(zeros(value.shape, value.dtype), name)
        if not in_graph:
            return _not_trained(value.read_value, name)
        add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, value)
        return _not_trained(value_or(value.initial_value, variables=Named([value])), name)

    def _decay_now(self):
        decay = convert(self._decay, partner=dtypes.float32)
        if self._num_updates is None:
            return decay
        count = cast(self._num_updates, dtypes.float32)
        return minimum(decay, (1.0 + count) / (10.0 + count))

    def average(self, var):
        """The Variable that holds the average of `var`; None if there is none."""
        return self._averages.get(var.ref())

    def average_name(self, var):
        """The name of the average of `var`, which checkpoints hold it under; what it would be called if there is
        none."""
        if var.ref() in self._averages:
            return self._averages[var.ref()]._name
        name = f"{var.name.rpartition(':')[0]}/{self._name}"
        if STATE.graph is None or STATE.graph.building_function:
            return name
        graph = modes.get_default_graph()
        with graph.name_scope(None):
            return graph.unique_name(name, mark_as_used=False)

    def variables_to_restore(self, moving_avg_variables=None):
        """{name in a checkpoint: variable}, for a Saver that restores averages in the place of the variables.

        Args:
          moving_avg_variables: those to restore from averages; by default the graph's trainable ones and those that
            have an average; eagerly the latter. All other global variables restore from their own names.
        """
        averaged = moving_avg_variables
        if averaged is None and STATE.graph is None:  # where no graph knows of any
            averaged = [ref.deref() for ref in self._averages]
        elif averaged is None:
            averaged = [*trainable_variables(), *moving_average_variables()]
        known = {v.ref() for v in averaged}
        found = {self.average_name(v): v for v in averaged}
        found.update({v._name: v for v in global_variables() if v.ref() not in known})
        return found
