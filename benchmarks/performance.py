#!/usr/bin/env python3
"""Convolution and recurrent networks, autoencoders, kernels, formats of files beside the peers: docs/performance.md.

    python benchmarks/performance.py --peers DIR [--rounds 5] [--only SECTION] [--smoke]

Measured as run.py measures, a section of the page after the other. Each replaces its own part of the page as soon as it
was measured, and leaves the rest as it stands; not for --smoke.
"""

import re
import statistics
from pathlib import Path

import run  # puts rows/, cnn/ and bytes/ where the imports below find them
from common import Row, faster
from kernel_cases import CASES
from kernels import SIDES, label

PAGE = run.HERE.parent / "docs" / "performance.md"
OURS = "tenfold", "tenfold, first gear"
RIVAL, MEDIAN = "TensorFlow", 1.2  # no kernel slower than the rival's, and half of them at least this much faster
ROW = Row("kernels", "ms", dict.fromkeys(side for side in SIDES if side != "tenfold"))
HEAD = """# Performance

Convolution networks, single kernels, recurrent networks, steps of small networks and the formats of files on a CPU,
beside Keras on each of its backends, plain PyTorch and plain JAX, measured by `make performance`, which writes this
page; `make performance ONLY=bytes` measures a section again: `models`, `kernels`, `recurrent`, `training`, `functions`,
`pipelines` or `bytes`.
Every side has a process of its own with its own interpreter; a round measures each side once, one after the other.
Figures are medians over the rounds; where two sides are compared, of the ratio in each round. The README's table of
what the rest costs is made by `make bench`.
"""
MODELS = """## Networks

A step is forward, backward and the update of the weights. "The fastest Keras" is the fastest in each round. The share
of the peak counts the operations of convolutions and products (forward, and once more for each gradient), whichever way
they are computed, against the float32 product of two matrices in NumPy in the same round. Memory is the most that the
process ever held. PyTorch runs eagerly, channels last, with fused optimizers, on one batch that stays in memory.
"""
KERNELS = """## Kernels

Milliseconds of one call with nothing around it, float32, channels last. tenfold's stand in both gears: called by a
compiled program (second) and from Python at once (first). TensorFlow's are its raw ops in a `tf.function`; PyTorch's
what autograd calls; lax's are compiled alone. "/" is how many times as long TensorFlow takes. Of the gears each must be
never slower than TensorFlow on any kernel, and at least 1.2x faster on half of them.
"""
RECURRENT = """## Recurrent networks

As above; random words and answers. PyTorch's layers are its own over whole sequences; it drops no states. A `predict`
and a call have one sequence of the training's length; "reading its weights" is NumPy's product of one row with the
recurrent kernel of each layer, once a step.
"""
TRAINING = """## Training

Steps of small networks, which take little more than what is done around them: `fit` on arrays in memory, batches of 32;
PyTorch's loop over batches that are ready, in order. A step of the GAN is two `train_on_batch` and a call. The rows
with "x" are how many times as long one way of tenfold's takes as another.
"""
FUNCTIONS = """## Functions

Calls of functions that `tf.function` has traced, on both sides, whose results are read as NumPy's each time, once a
second of them has passed. The tiny ones are in first gear, where they stay; the others in second, where calls that go
on for long end up. The last row writes down a new function each time.
"""
PIPELINES = """## Pipelines

Batches of `tf.data` pipelines, the same lines on both sides, taken one after the other with nothing done between them;
passes follow each other. "Until the first" begins with the program's first line about the dataset, in a process that
has made one like it before. Photos are 320x240 JPEG files of noise; words, letters and Examples are made by formula.
`flow_from_directory` reads 320 files of coarse shapes and some noise; the time between steps is that from the moment a
step's loss is read to the beginning of the next.
"""
BYTES = """## Bytes

Both run the same lines on the same records, which are made by formula; but for a checkpoint's write, which is
`tf.raw_ops.SaveV2` there and the bundle's writer here, and an event's: the writer that `tf.summary` will stand on.
Records vary in the length of their strings and the order of their keys, and some lack a key. What is parsed stands
ready as tensors; without native code it is the first twentieth of it. Examples are messages of the protobuf runtime on
both sides, so that building and serialising them takes what that takes. TensorFlow's faster way to read is the faster
of `tf_record_iterator` (its row "TensorFlow") and a `TFRecordDataset` in batches of 1024 (tf.data) in each round. Files
are read while the system has them in memory, and written out to the disk between the passes. Memory of a checkpoint is
the most that the process held above what it held before, less the weights that a read brings.
"""
ABOUT = {
    "models": MODELS,
    "kernels": KERNELS,
    "recurrent": RECURRENT,
    "training": TRAINING,
    "functions": FUNCTIONS,
    "pipelines": PIPELINES,
    "bytes": BYTES,
}  # in the page's order


def by_kernel(values: dict, side: str, name: str) -> list:
    """What `side` took for the kernel `name` in each round: seconds, or why there is none."""
    return [found[name] for found in values.get(("kernels", side), [])]


def seconds(found: list) -> list[float] | None:
    """The rounds' seconds; None where the side has not got the kernel."""
    return found if found and not any(isinstance(f, str) for f in found) else None


def ratio(values: dict, side: str, name: str) -> float | None:
    """How many times as long the rival takes, the median over the rounds; None where one of the two has no kernel."""
    ours, theirs = (seconds(by_kernel(values, s, name)) for s in (side, RIVAL))
    return statistics.median(t / o for o, t in zip(ours, theirs)) if ours and theirs else None


def kernel_table(values: dict, cases=CASES) -> str:
    """The Markdown table of all kernels, a line for each."""
    lines = [
        f"| kernel | | second gear | / | first gear | / | {' | '.join(s for s in SIDES if s not in OURS)} |",
        "| --- | --- |" + " --- |" * (len(SIDES) + 2),
    ]
    for case in cases:
        for what in case.whats:
            name = label(case, what)
            cells = [f"{case.name} ({case.title})", what]
            for side in SIDES:
                found = seconds(by_kernel(values, side, name))
                cells.append(milliseconds(found))
                if side in OURS:
                    times = ratio(values, side, name)
                    cells.append("-" if times is None else f"{times:.2f}")
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def milliseconds(found: list[float] | None) -> str:
    return "-" if found is None else run.shown(statistics.median(found), "ms").removesuffix(" ms")


def judged(values: dict, side: str, cases=CASES) -> tuple[str, bool]:
    """A line on whether this gear's kernels reach what they must, and whether they do."""
    names = [label(case, what) for case in cases for what in case.whats]
    ratios = {name: r for name in names if (r := ratio(values, side, name)) is not None}
    missing = [name for name in names if seconds(by_kernel(values, side, name)) is None]
    gear = "first gear" if side.endswith("first gear") else "second gear"
    if not ratios:
        return f"* {gear} against {RIVAL}: not measured.", False
    worst, middle = min(ratios, key=ratios.__getitem__), statistics.median(ratios.values())
    slower = sum(r < 1 for r in ratios.values())
    good = not missing and not slower and middle >= MEDIAN
    told = f"* {gear} against {RIVAL}: median {faster(1).shown(middle)}, worst {ratios[worst]:.2f} ({worst}), "
    told += f"slower on {slower} of {len(ratios)}: {'yes' if good else 'no'}."
    return told + "".join(f" Missing: {name}." for name in missing), good


def absent(values: dict, failures: dict, cases=CASES) -> str:
    """A line for each kernel that a side has not got, and for each side that could not be measured at all."""
    lines = [f"* {side}: not measured: {why[:200]}" for (row, side), why in failures.items() if row == "kernels"]
    for side in SIDES:
        for name in [label(case, what) for case in cases for what in case.whats]:
            if why := next((f for f in by_kernel(values, side, name) if isinstance(f, str)), ""):
                lines.append(f"* {side} has no {name}: {why[:200]}")
    return "\n".join(lines)


def kernels_part(values: dict, failures: dict) -> tuple[str, bool]:
    """What the page says of kernels, and whether both gears reach what they must."""
    verdicts = [judged(values, side) for side in OURS]
    told = "\n".join(text for text, _ in verdicts)
    parts = [told + "\n", kernel_table(values) + "\n", absent(values, failures)]
    return "\n".join(parts).rstrip() + "\n", all(good for _, good in verdicts)


def section(which: str, rounds: int, peers: Path | None, command: str) -> tuple[str, bool]:
    """A section of the page, measured: what it is about, the machine, the figures; and whether all is reached."""
    sections = {"models": run.MODELS, "recurrent": run.RECURRENT, "training": run.TRAINING, "bytes": run.BYTES}
    names = {**sections, "functions": run.FUNCTIONS, "pipelines": run.PIPELINES}.get(which, [])
    rows = {name: run.row_of(name) for name in names} if names else {"kernels": ROW}
    values, failures, versions = run.measure_all(rows, rounds, peers)
    if which == "kernels":
        text, good = kernels_part(values, failures)
    else:
        text, good = run.table(*run.apart(rows, values, failures))
    return f"{ABOUT[which]}\n{run.machine(versions, rounds, command)}\n\n{text.rstrip()}\n", good


def with_section(page: str, text: str) -> str:
    """The page with `text` in place of its section of the same heading, the others as they are."""
    sections = {part.splitlines()[0]: part for part in [*re.split(r"(?m)^(?=## )", page)[1:], text]}
    order = [about.splitlines()[0] for about in ABOUT.values()]
    return "\n".join([HEAD, *(sections[heading].rstrip() + "\n" for heading in order if heading in sections)])


def main(argv: list[str] | None = None) -> int:
    options = run.arguments(__doc__)
    options.add_argument("--only", choices=ABOUT, help="measure one section of the page; the rest stays as it is")
    options.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    chosen, peers = run.read(options, argv)
    command, all_good = "make performance" + (f" ONLY={chosen.only}" if chosen.only else ""), True
    for which in [chosen.only] if chosen.only else ABOUT:
        text, good = section(which, chosen.rounds, peers, command)
        print(f"\n{text}", flush=True)
        if not chosen.smoke:
            old = chosen.page.read_text(encoding="utf-8") if chosen.page.exists() else ""
            chosen.page.write_text(with_section(old, text), encoding="utf-8")
        all_good &= good
    return 0 if all_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
