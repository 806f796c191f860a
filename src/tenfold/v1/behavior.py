"""Switching between TensorFlow 1's ways and TensorFlow 2's."""

from tenfold.ops.math import operators
from tenfold.runtime.sessions import modes
from tenfold.v1 import dimension

_RESOURCES = {"on": True}


def disable_v2_behavior():
    """TensorFlow 1's ways: graphs, `==` by identity, `Dimension` entries in shapes."""
    modes.disable_eager_execution()
    dimension.disable_v2_tensorshape()
    operators.disable_tensor_equality()


def enable_v2_behavior():
    """TensorFlow 2's ways, the default: eager, `==` by value, plain numbers in shapes."""
    modes.leave_graph_mode()
    dimension.enable_v2_tensorshape()
    operators.enable_tensor_equality()


def enable_resource_variables():
    """Every variable here reads as a resource variable does: at the point of the program where it is read."""
    _RESOURCES["on"] = True


def disable_resource_variables():
    """Accepted; see `enable_resource_variables` for how variables read."""
    _RESOURCES["on"] = False


def resource_variables_enabled():
    """Whether `enable_resource_variables` was called last, or neither was."""
    return _RESOURCES["on"]


def enable_control_flow_v2():
    """Branches and loops always hold sub-graphs here."""


def disable_control_flow_v2():
    """Accepted; branches and loops hold sub-graphs all the same, with the same results."""


def control_flow_v2_enabled():
    """True: branches and loops hold sub-graphs."""
    return True
