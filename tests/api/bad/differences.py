"""How the outcome of a call differs from TensorFlow's, by kind: the one table of what is left of that.

A program that catches TypeError, ValueError or tf.errors.InvalidArgumentError around a call catches what the two agree
on. Of those three TensorFlow gives one or the other for the same mistake, as its function looks at the argument in
Python, as it becomes a tensor or in the kernel. Here it is by what is wrong: TypeError where TensorFlow's op has an
attribute and gets something of another kind; ValueError for what is no tensor, and in graphs; InvalidArgumentError for
tensors that do not fit.
"""

OURS = "TVI"  # TypeError, ValueError, InvalidArgumentError
OF_KERNELS = "UFNYQGJE"  # UnimplementedError, NotFoundError and others that speak of kernels and machines
# kind -> (whether it is one, of the letters here and there, and what there is to say)
TABLE = {
    "takes: Python's own": (
        lambda here, there: here == "v" and there not in OURS + OF_KERNELS,
        "an error of Python's own in TensorFlow, a value here",
    ),
    "takes": (
        lambda here, there: here == "v",
        "TensorFlow refuses a dtype without a kernel, True for a number, or looks at what it does not use",
    ),
    "refuses": (
        lambda here, there: there == "v",
        "TensorFlow cuts floats to ints, takes anything for a name or True, and does not look at what it does not use",
    ),
    "stage": (
        lambda here, there: here in OURS and there in OURS,
        "one of TypeError, ValueError and InvalidArgumentError for another: TensorFlow looks at another moment",
    ),
    "Python's own": (
        lambda here, there: there not in OURS + OF_KERNELS,
        "TensorFlow lets AttributeError, IndexError, RecursionError and the like out; here it is said what is wrong",
    ),
    "kernels": (
        lambda here, there: here in OF_KERNELS or there in OF_KERNELS,
        "no kernel, no memory or no such file: it is met before or after something else that is wrong as well",
    ),
    "other": (lambda here, there: True, ""),
}


def kind_of(here, there):
    """The row of TABLE for two outcomes, "" where they agree or one of them is no outcome."""
    if here == there or here in "-ch" or there in "-ch":
        return ""
    return next(kind for kind, (holds, _) in TABLE.items() if holds(here, there))
