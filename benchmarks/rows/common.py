"""What the rows share.

A row is a file here or in a folder beside this one, with a `ROW` and a function `measure(side)`; or with `ROWS`,
several by name, and `measure(side, name)`. Where preparing takes longer than measuring, `measure(side)` measures all of
its ROWS and gives their figures by name. `run.py` imports the file to read what it promises and runs it as a script, in
a process and an interpreter of its own, to measure one side. With BENCHMARK_SMOKE set everything runs once, to see that
it does.
"""

import contextlib
import gc
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Target:
    """What a row must reach against a peer: its wording, the figure made of (ours, theirs), whether that is enough.

    share: what is enough as well: this share of the machine's measured product peak, over all the row's work.
    """

    wording: str
    figure: Callable[[float, float], float]
    reached: Callable[[float], bool]
    shown: Callable[[float], str]
    share: float | None = None


def faster(factor: float) -> Target:
    """Theirs takes at least `factor` times as long as ours."""
    least = f"at least {factor:g}x faster" if factor != 1 else "never slower"
    return Target(least, lambda ours, theirs: theirs / ours, lambda x: x >= factor, "{:.3g}x faster".format)


def or_share(target: Target, share: float) -> Target:
    """`target`, or `share` of the machine's product peak."""
    return replace(target, wording=f"{target.wording}, or {share:.0%} of peak", share=share)


def at_most(factor: float) -> Target:
    """Ours takes at most `factor` times as long as theirs."""
    return Target(f"at most {factor:g}x", lambda o, t: o / t, lambda x: x <= factor, "{:.2f}x".format)


def within(margin: float, unit: str) -> Target:
    """Ours is at most theirs and `margin` more."""
    most = f"at most {margin:g} {unit} more" if margin else "never more"
    return Target(most, lambda o, t: o - t, lambda x: x <= margin, f"{{:+.1f}} {unit}".format)


def flat(margin: float, unit: str) -> Target:
    """Ours grows by no more than `margin`, which is what the system's own bookkeeping moves by."""
    return Target(f"flat (under {margin:g} {unit})", lambda o, t: o, lambda x: x < margin, f"{{:+.2f}} {unit}".format)


def no_more_than(factor: float) -> Target:
    """Ours, which is itself how many times as long one thing takes as another, is at most `factor`."""
    return Target(f"at most {factor:g}x", lambda o, t: o, lambda x: x <= factor, "{:.2f}x".format)


def rate(work: float) -> Target:
    """Ours as operations in a second, of the `work` that one measurement is; nothing to reach."""
    return Target("", lambda ours, theirs: work / ours / 1e9, lambda x: True, "{:.0f} GFLOP/s".format)


@dataclass(frozen=True)
class Row:
    """A line of the table: what is measured, its unit ('s', 'ms', 'us', 'MB', 'x'), and the target against each peer.

    A peer named "" is none: the row's own figure is judged. One named in GROUPS is the best of several, each round. A
    target of None shows a figure without judging it.

    work: floating-point operations of one measurement, for targets that ask for a share of the machine's peak.
    """

    title: str
    unit: str
    peers: dict[str, Target | None] = field(default_factory=dict)
    work: float = 0.0


# Side -> (environment under the peers' folder; "" is tenfold's own interpreter, what its environment sets).
QUIET_TF = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1"}
SIDES = {
    "tenfold": ("", {}),
    "tenfold, first gear": ("", {}),
    "tenfold without native code": ("", {"TENFOLD_NATIVE": "0"}),
    "NumPy": ("", {}),
    "TensorFlow": ("tf", QUIET_TF),
    "tf.function": ("tf", QUIET_TF),
    "tf.data": ("tf", QUIET_TF),
    "tf.train.Checkpoint": ("tf", QUIET_TF),
    "tf_keras": ("tf", {"TF_USE_LEGACY_KERAS": "1", **QUIET_TF}),
    "Keras on TensorFlow": ("tf", {"KERAS_BACKEND": "tensorflow", **QUIET_TF}),
    "Keras on JAX": ("jax", {"KERAS_BACKEND": "jax"}),
    "Keras on PyTorch": ("torch", {"KERAS_BACKEND": "torch"}),
    "PyTorch": ("torch", {}),
    "lax": ("jax", {}),
}
GROUPS = {
    "the fastest Keras": ("Keras on TensorFlow", "Keras on JAX", "Keras on PyTorch"),
    "TensorFlow's faster way": ("TensorFlow", "tf.data"),
}
PEAK = 2048  # rows and columns of the matrices whose product says what the machine can do
DISTRIBUTIONS = ("numpy", "jax", "tensorflow-cpu", "tensorflow", "keras", "torch")
SMOKE = bool(os.environ.get("BENCHMARK_SMOKE"))


def tensorflow(side: str):
    """The module a program calls `tf`, on this side."""
    if side.startswith("tenfold"):
        import tenfold as tf
    else:
        import tensorflow as tf
    return tf


def keras(side: str):
    """The module a program calls `keras`, on this side."""
    return tensorflow(side).keras if side == "tenfold" else __import__("keras")


def mlp(keras):
    """Flatten-Dense128-Dropout-Dense10 on 28x28 images, compiled, as the first page of every book has it."""
    model = keras.Sequential(
        [
            keras.layers.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def taped_step(tf, model, x, y):
    """A function that trains a model of logits one step by a GradientTape and Adam, and gives the loss."""
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.Adam()

    def step():
        with tf.GradientTape() as tape:
            cost = loss(y, model(x, training=True))
        gradients = tape.gradient(cost, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return cost

    return step


def digits(count: int):
    """`count` images of 28x28 float32 noise and their labels: (count, 28, 28), (count,)."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.random((count, 28, 28), dtype=np.float32), rng.integers(0, 10, count)


def seconds_per_call(call: Callable[[], object], budget: float = 1.0, warm: float = 0.3) -> float:
    """Median time of a call over seven stretches of `budget` seconds together, `warm` seconds of warming up before.

    Fewer stretches where calls are so slow that those take ten times as long.
    """
    if SMOKE:
        budget = warm = 0.0
    calls, start = 0, time.perf_counter()
    while calls < 3 or time.perf_counter() - start < warm:
        call()
        calls += 1
    each = max(1, round(calls * budget / 7 / (time.perf_counter() - start)))
    stretches: list[float] = []
    while len(stretches) < (1 if SMOKE else 7) and sum(stretches) * each <= 10 * budget:
        start = time.perf_counter()
        for _ in range(each):
            call()
        stretches.append((time.perf_counter() - start) / each)
    return statistics.median(stretches)


def seconds_per_step(epoch: Callable[[], object], steps: int) -> float:
    """Seconds that a step takes in an epoch of so many, once one has warmed up: the median of three epochs."""
    epoch()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        epoch()
        times.append((time.perf_counter() - start) / steps)
    return statistics.median(times)


@contextlib.contextmanager
def cold():
    """Where tenfold keeps compiled programs there is nothing yet."""
    with tempfile.TemporaryDirectory() as empty:
        os.environ["TENFOLD_CACHE"] = empty
        yield


def most_mb() -> float:
    """The most memory that this process ever held in RAM, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def resident_mb() -> float:
    """Memory this process holds in RAM, in MB, after collecting garbage."""
    gc.collect()
    return _kilobytes(os.getpid()) * 1024 / 1e6


def _kilobytes(process: int) -> int:
    if os.path.exists(f"/proc/{process}/status"):
        with open(f"/proc/{process}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    return int(told.stdout)


def fresh_import(side: str) -> tuple[float, float]:
    """Seconds that importing the side's library takes in a process that has imported nothing yet, and its MB then."""
    module = {"tenfold": "tenfold", "NumPy": "numpy", "TensorFlow": "tensorflow"}[side]
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t, flush=True); input()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        seconds = float(process.stdout.readline())
        memory = _kilobytes(process.pid) * 1024 / 1e6
        process.communicate("done\n")
    return seconds, memory


def main(measure: Callable[..., object], *also: str) -> None:
    """Measure the side, and the row of several, that the command line names.

    The last line printed is {"value": ..., "versions": {...}}; also: distributions whose versions matter here too.
    """
    value = measure(*sys.argv[1:])
    print(json.dumps({"value": value, "versions": dict(_versions(sys.argv[1], also))}), flush=True)


def _versions(side: str, also: tuple[str, ...]):
    for name in (*DISTRIBUTIONS, *also):
        try:
            yield name.removesuffix("-cpu"), importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    if side.startswith("tenfold"):
        from tenfold.runtime.native import library  # after measuring: this loads the kernels

        yield "native kernels", library.instruction_set() if library.available() else "none"
