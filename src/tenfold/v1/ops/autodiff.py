"""Differentiation, conversion and grouping with their arguments where TensorFlow 1 has them."""

from tenfold.core.values import convert as conversion
from tenfold.ops.autodiff import gradients as autodiff
from tenfold.ops.control import branches as control


def gradients(
    ys,
    xs,
    grad_ys=None,
    name="gradients",
    colocate_gradients_with_ops=False,
    gate_gradients=False,
    aggregation_method=None,
    stop_gradients=None,
    unconnected_gradients="none",
):
    """See `tf.gradients`. `colocate_gradients_with_ops` says on which device to compute: there is one."""
    return autodiff.gradients(
        ys, xs, grad_ys, name, gate_gradients, aggregation_method, stop_gradients, unconnected_gradients
    )


def hessians(ys, xs, name="hessians", colocate_gradients_with_ops=False, gate_gradients=False, aggregation_method=None):
    """See `tf.hessians`. `colocate_gradients_with_ops` says on which device to compute: there is one."""
    return autodiff.hessians(ys, xs, gate_gradients, aggregation_method, name)


def convert_to_tensor(value, dtype=None, name=None, preferred_dtype=None, dtype_hint=None):
    """See `tf.convert_to_tensor`; `preferred_dtype` is an older word for `dtype_hint`."""
    return conversion.convert_to_tensor(value, dtype, dtype_hint or preferred_dtype, name)


def tuple_(tensors, name=None, control_inputs=None):
    """See `tf.tuple`."""
    return control.tuple_(tensors, control_inputs, name)
