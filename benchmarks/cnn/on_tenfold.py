"""A kernel in tenfold: what stands in an op's slot for either gear, called as the gear calls it."""

from kernel_cases import FILTER, FORWARD, Conv, arrays

from tenfold.ops.conv import conv_ops, depthwise, pool_ops
from tenfold.runtime import xla


def operands(case, what):
    """(op, arrays it takes, its attributes); the op has its native kernels, where there are any."""
    x, w, dy = arrays(case)
    op, inputs, attrs = _convolution(case, what, x, w, dy) if isinstance(case, Conv) else _pooling(case, what, x, dy)
    op.bring_kernels()
    return op, inputs, attrs


def _convolution(case, what, x, w, dy):
    geometry = {
        "strides": (case.stride,) * case.n,
        "dilations": (case.dilation,) * case.n,
        "padding": case.padding,
    }
    prefix, module = ("depthwise_conv2d_native", depthwise) if case.depthwise else ("conv", conv_ops)
    if what == FORWARD:
        return getattr(module, prefix), (x, w), geometry
    if what == FILTER:
        return getattr(module, f"{prefix}_backprop_filter"), (x, dy), {"filter_sizes": case.w, **geometry}
    return getattr(module, f"{prefix}_backprop_input"), (w, dy), {"input_sizes": case.x, **geometry}


def _pooling(case, what, x, dy):
    geometry = {"ksize": (case.window,) * 2, "strides": (case.stride,) * 2, "padding": case.padding}
    op = pool_ops.max_pool if case.kind == "max" else pool_ops.avg_pool
    if what == FORWARD:
        return op, (x,), geometry
    if case.kind == "max":
        return pool_ops.max_pool_grad, (x, op.numpy(x, **geometry), dy), geometry
    return pool_ops.avg_pool_grad, (dy,), {"input_shape": case.x, **geometry}


def first_gear(case, what):
    """A function that computes the result, a NumPy array."""
    op, inputs, attrs = operands(case, what)
    return lambda: op.numpy(*inputs, **attrs)


def second_gear(case, what):
    """A function that computes the result, a JAX array, and waits for it."""
    jax = xla.jax()  # registers the kernels for this gear
    op, inputs, attrs = operands(case, what)
    with xla.wide():
        inputs = [*map(xla.device_array, inputs)]
        compiled = jax.jit(lambda *inputs: op.xla(*inputs, **attrs)).lower(*inputs).compile()
    return lambda: compiled(*inputs).block_until_ready()
