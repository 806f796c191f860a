"""A kernel in PyTorch: what autograd calls, on tensors that lie channels last.

"SAME" with a stride is PyTorch's own symmetric padding, which takes as many windows.
"""

import numpy as np
import torch
from kernel_cases import FILTER, FORWARD, Conv, arrays

LAST = {4: torch.channels_last, 5: torch.channels_last_3d}
aten = torch.ops.aten


def kernel(case, what):
    """A function that computes the result."""
    x, w, dy = arrays(case)
    call = _convolution(case, what, x, w, dy) if isinstance(case, Conv) else _pooling(case, what, x, dy)

    def compute():
        with torch.inference_mode():
            return call()

    return compute


def images(array):
    """(batch, *spatial, channels) as PyTorch has it: the same memory, except of series, which have no such layout."""
    tensor = torch.from_numpy(array).movedim(-1, 1)
    return tensor.contiguous(memory_format=LAST.get(tensor.ndim, torch.contiguous_format))


def _convolution(case, what, x, w, dy):
    if case.depthwise:
        w = w.reshape(*case.w[:-2], 1, case.filters)
    x, w, dy = images(x), images(np.moveaxis(w, -1, 0)), images(dy)  # filters: (filters, *kernel, depth) likewise
    padding = (case.kernel - 1) * case.dilation // 2 if case.padding == "SAME" else 0
    strides, pads, dilations = ([value] * case.n for value in (case.stride, padding, case.dilation))
    geometry = strides, pads, dilations, False, [0] * case.n, case.groups
    if what == FORWARD:
        return lambda: aten.convolution(x, w, None, *geometry)
    mask = [what != FILTER, what == FILTER, False]
    return lambda: aten.convolution_backward(dy, x, w, None, *geometry, mask)[what == FILTER]


def _pooling(case, what, x, dy):
    x, dy = images(x), images(dy)
    padding = (case.window - 1) // 2 if case.padding == "SAME" else 0
    size, strides, pads = ([value] * 2 for value in (case.window, case.stride, padding))
    if case.kind == "max":
        if what == FORWARD:
            return lambda: aten.max_pool2d_with_indices(x, size, strides, pads)[0]
        _, indices = aten.max_pool2d_with_indices(x, size, strides, pads)
        return lambda: aten.max_pool2d_with_indices_backward(dy, x, size, strides, pads, [1, 1], False, indices)
    if what == FORWARD:
        return lambda: aten.avg_pool2d(x, size, strides, pads)
    return lambda: aten.avg_pool2d_backward(dy, x, size, strides, pads, False, True, None)
