"""Native kernels wait until an op of theirs is wanted: then the compiled library is loaded, and they are registered.

`import tenfold` imports this file and nothing of them. An op brings its kernels before its first call, before a graph
with it is made ready to run, and before anybody registers another kernel for it.
"""

import importlib

from tenfold.core.calls.kernels import library

NAMES = (
    "conv conv_backprop_input conv_backprop_filter conv_bias conv_backprop_filter_bias conv_backprop_filter_pooled "
    "depthwise_conv2d_native depthwise_conv2d_native_backprop_input depthwise_conv2d_native_backprop_filter "
    "conv_backprop_input_bias depthwise_bias "
    "depthwise_backprop_filter_bias max_pool max_pool_grad max_pool_relu_grad avg_pool avg_pool_grad "
    "recurrence recurrence_grad block_sums row_step product product_gradients adam_steps sgd_steps "
    "sigmoid_cross_entropy_total sigmoid_cross_entropy_grad"
).split()
STEPS = "adam_step", "rmsprop_step"
LAYERS = "affine", "affine_gradients", "affine_back"

RESAMPLING = "resample", "reverse"
JPEG = "decode_jpeg", "decode_and_crop", "decode_png", "decode_image", "through_jpeg"


def bring() -> None:
    """Register the native kernels, where the library is here. Other threads that want them wait."""
    native = importlib.import_module(f"{__package__}.native")
    if not hasattr(native, "ALL_HERE"):  # it registers its kernels at this moment, and asks for those before
        return
    for name in NAMES:
        library.waiting.pop(name, None)


def bring_draws() -> None:
    """Register the kernel of uniform random numbers. It has the op's bits, so nobody who comes meanwhile need wait."""
    if library.waiting.pop("random_uniform", None):
        importlib.import_module(f"{__package__}.draws")


def bring_steps() -> None:
    """Register the kernels of optimizers' steps. They have NumPy's bits, so nobody who comes meanwhile need wait."""
    if [name for name in STEPS if library.waiting.pop(name, None)]:
        importlib.import_module(f"{__package__}.steps")


def bring_resampling() -> None:
    """Register the kernels of resizing and turning, which have NumPy's bits too."""
    if [name for name in RESAMPLING if library.waiting.pop(name, None)]:
        importlib.import_module(f"{__package__}.resampling")


def bring_jpeg() -> None:
    """Have JPEG files decoded by the library, before the first op that may meet one."""
    importlib.import_module(f"{__package__}.jpeg")
    for name in JPEG:
        library.waiting.pop(name, None)


def bring_files() -> None:
    """Register the kernel that reads small files."""
    if library.waiting.pop("read_file", None):
        importlib.import_module(f"{__package__}.files")


def bring_layers() -> None:
    """Register the kernels of dense layers and their gradients, before the first graph that has them runs."""
    importlib.import_module(f"{__package__}.layers")
    for name in LAYERS:
        library.waiting.pop(name, None)


library.waiting.update(dict.fromkeys(NAMES, bring), random_uniform=bring_draws, **dict.fromkeys(STEPS, bring_steps))
library.waiting.update(dict.fromkeys(LAYERS, bring_layers), **dict.fromkeys(RESAMPLING, bring_resampling))
library.waiting.update(dict.fromkeys(JPEG, bring_jpeg), read_file=bring_files)
