"""The training flag of a layer's call: where it comes from, and what becomes of one that only a graph will know."""

from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.context import CALL
from tenfold.ops.control.branches import cond
from tenfold.ops.state.sources import identity


def with_training(facts, args, kwargs):
    """The arguments of `call` with the training flag, which becomes that of the calls inside.

    It is what the call was given, else the enclosing call's, else the global learning phase, else the default that
    `call` has for it; None where nobody has said.
    """
    flag = args[facts.training] if _is_positional(facts, args) else kwargs.get("training")
    if flag is None:
        flag = CALL.training if CALL.training is not None else CALL.learning_phase
        if flag is None:
            flag = facts.trains
    elif isinstance(flag, Variable):
        flag = identity(flag)
    CALL.training = flag
    return _with_flag(facts, args, kwargs, flag)


def _is_positional(facts, args):
    return facts.training is not None and facts.training < len(args)


def _with_flag(facts, args, kwargs, flag):
    if _is_positional(facts, args):
        return (*args[: facts.training], flag, *args[facts.training + 1 :]), kwargs
    if facts.takes_training:
        return args, {**kwargs, "training": flag}
    return args, {name: value for name, value in kwargs.items() if name != "training"}


def is_open(flag):
    """Whether the flag is a tensor of a graph, such as a placeholder, whose value is not known yet."""
    return isinstance(flag, SymbolicTensor)


def both_ways(facts, call, inputs, args, kwargs):
    """What `call` gives in training where the flag holds, else what it gives in inference: the graph has both."""

    def way(flag):
        def run():
            CALL.training = flag
            given, named = _with_flag(facts, args, kwargs, flag)
            return call(inputs, *given, **named)

        return run

    return cond(CALL.training, way(True), way(False))
