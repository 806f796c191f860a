"""A call of functions that are traced, once all is warm; each is given back as NumPy."""

import os

import function_programs as programs
from common import Row, faster, main, seconds_per_call, tensorflow

TITLES = {
    "tiny": ("a tiny function", "us", 5),
    "line": ("a step of linear regression", "us", 6),
    "mlp": ("a step of a custom loop, 784-128-10, batch 32, Adam", "us", 3),
    "fibonacci": ("Fibonacci, a `while` of 1,000 trips", "us", 5),
    "collatz": ("Collatz, a `while` and an `if` of 1,132 trips", "us", 5),
    "dynamic_rnn": ("a dynamic RNN with TensorArrays, 64 x 50, with gradient", "ms", 2),
    "greedy_decode": ("greedy decoding of 50 words with a GRU cell", "us", 3),
    "hessian": ("`tf.hessians` of an MLP's loss, 1,000 weights", "ms", 2),
    "jacobian": ("`jacobian` of its gradient, 1,000 weights", "ms", 2),
    "traced": ("writing down a function of 500 ops, and its first run", "ms", 5),
}
ROWS = {name: Row(title, unit, {"tf.function": faster(by)}) for name, (title, unit, by) in TITLES.items()}


def measure(side, name):
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    if name not in ("tiny", "line", "traced"):
        os.environ["TENFOLD_GEAR"] = "second"  # where calls that go on for long end up
    call = getattr(programs, name)(tensorflow(side))
    return seconds_per_call(lambda: read(call()), warm=1.0)


def read(result):
    """The result as NumPy's: a caller looks at it."""
    for tensor in result if isinstance(result, (list, tuple)) else [result]:
        tensor.numpy() if hasattr(tensor, "numpy") else read(tensor)


if __name__ == "__main__":
    main(measure)
