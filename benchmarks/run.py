#!/usr/bin/env python3
"""Tenfold beside TensorFlow, Keras and JAX, measured in one run.

    python benchmarks/run.py --peers DIR [--rows add,import_time] [--rounds 5] [--readme]

DIR holds the peers' environments (tf/, jax/, torch/) as make_peers.sh lays them; TENFOLD_PEERS names it too. Each row
is a file in rows/; those in the other folders belong to performance.py, and can be asked for here too
(`cnn_steady:cnn_mnist`, `record_files`). Each side of a row is measured in a process of its own with its own
interpreter; a round measures every side once, one after the other (A B A B ...), so that a machine
that slows down slows both. Figures are medians over the rounds, of the per-round ratio where two sides are compared.
"""

import argparse
import importlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = HERE / "rows", HERE / "cnn", HERE / "autoencoders", HERE / "recurrent", HERE / "training", HERE / "bytes"
FOLDERS += HERE / "functions", HERE / "pipelines"
sys.path[:0] = map(str, FOLDERS)

import common  # noqa: E402  (beside the rows, which find it as scripts do)

README = HERE.parent / "README.md"
BEGIN, END = "<!-- benchmarks:begin -->", "<!-- benchmarks:end -->"
ORDER = "import_time add tape_line tape_function tape_mlp embedding_step".split()
ORDER += "predict_row fit_steady fit_first fit_first_again memory_import memory_predict memory_fit".split()
MODELS = [
    "peak",
    *(f"cnn_{what}:cnn_{net}" for what in ("steady", "first", "memory") for net in "fashion mnist cats".split()),
]
MODELS.append("tape_cnn")
MODELS += [f"ae_{what}:{net}" for what in "steady first memory".split() for net in "ae_conv ae_convT dcgan sae".split()]
NETS = "rnn lstm_small lstm_large gru".split()
RECURRENT = ["peak", *(f"recurrent_{what}:{net}" for what in ("steady", "first") for net in NETS)]
RECURRENT += [f"recurrent_predict:{net}_{way}" for net in NETS if net != "lstm_large" for way in ("predict", "call")]
RECURRENT += ["recurrent_weights", "recurrent_words"]
TRAINING = [f"training_steady:{name}" for name in "mlp sae vae gan".split()]
TRAINING += ["training_ratios:tapes", "training_ratios:generator"]
TRAINING += ["training_calls:train_on_batch", "training_calls:evaluate"]
FUNCTIONS = [f"function_calls:{name}" for name in "tiny line mlp fibonacci collatz dynamic_rnn greedy_decode".split()]
FUNCTIONS += [f"function_calls:{name}" for name in "hessian jacobian traced".split()]
PIPELINES = ["pipeline_elements", "pipeline_fit", "pipeline_memory", "image_folders:batch", "image_folders:waiting"]
PIPELINES.append("text_numbers")
BYTES = "record_files example_parsing checkpoint_files checkpoint_memory:write checkpoint_memory:read".split()
BYTES.append("event_files")
SCALE = {"s": 1, "ms": 1e3, "us": 1e6, "MB": 1, "x": 1}


class Failed(Exception):
    """A side that could not be measured, with what its process said last."""


def measure(name: str, side: str, peers: Path | None, limit: float = 1800) -> dict:
    """One side of one row in a process of its own: {"value": ..., "versions": ...}. Failed where it exits otherwise."""
    folder, settings = common.SIDES[side]
    file, *which = name.split(":")
    (script,) = [path for f in FOLDERS if (path := f / f"{file}.py").exists()]
    found = os.pathsep.join([*map(str, FOLDERS), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **settings, "PYTHONPATH": found, "BENCHMARK_STARTED": repr(time.time())}
    command = [interpreter(folder, peers), str(script), side, *which]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=limit, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(str(error)) from None
    if done.returncode:
        raise Failed((done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1])
    return json.loads(done.stdout.strip().splitlines()[-1])


def interpreter(folder: str, peers: Path | None) -> str:
    """Python of an environment under the peers' folder; this one for tenfold's own side."""
    if not folder:
        return sys.executable
    if peers is None:
        raise Failed("no peers: give --peers DIR (make peers builds them)")
    return str(peers / folder / "bin" / "python")


def row_of(name: str) -> common.Row:
    """The row of a name: of `add`, the ROW in add.py; of `cnn_steady:cnn_mnist`, one of the ROWS in cnn_steady.py.

    Of `record_files`, whose ROWS are measured together: a row against all of their peers, which `apart` takes apart.
    """
    file, _, which = name.partition(":")
    module = importlib.import_module(file)
    if which:
        return module.ROWS[which]
    return common.Row(name, "s", together(module.ROWS)) if hasattr(module, "ROWS") else module.ROW


def together(rows: dict) -> dict:
    """Every peer of the rows, with nothing to reach."""
    return {peer: None for row in rows.values() for peer in row.peers}


def sides_of(row: common.Row) -> list[str]:
    peers = [side for peer in row.peers if peer for side in common.GROUPS.get(peer, (peer,))]
    return list(dict.fromkeys(["tenfold", *peers]))


def measure_all(rows: dict, rounds: int, peers: Path | None, say=print) -> tuple[dict, dict, dict]:
    """Every side of every row, `rounds` times: values by (row, side) and round, what failed, versions by side."""
    values, failures, versions = {}, {}, {}
    for turn in range(rounds):
        for name, row in rows.items():
            for side in sides_of(row):
                if (name, side) in failures:
                    continue
                try:
                    found = measure(name, side, peers)
                except Failed as error:
                    failures[name, side] = str(error)
                    say(f"{name}, {side}: failed: {error}")
                    continue
                values.setdefault((name, side), []).append(found["value"])
                versions.setdefault(side, {}).update(found["versions"])
                say(f"round {turn + 1}  {name:<24} {side:<20} {told(found['value'], row.unit)}")
    return values, failures, versions


def apart(rows: dict, values: dict, failures: dict) -> tuple[dict, dict, dict]:
    """Rows that were measured together come apart, each with its own figures and failures; the others stay as they are.

    A figure that is a text says why there is none.
    """
    parts: tuple[dict, dict, dict] = {}, {}, {}
    for name, row in rows.items():
        several = getattr(importlib.import_module(name.partition(":")[0]), "ROWS", {}) if ":" not in name else {}
        for which, one in (several or {"": row}).items():
            label = f"{name}:{which}" if which else name
            parts[0][label] = one
            for side in sides_of(one):
                found = [value[which] if which else value for value in values.get((name, side), [])]
                whys = [failures[name, side]] if (name, side) in failures else [f for f in found if isinstance(f, str)]
                parts[2 if whys else 1][label, side] = whys[0] if whys else found
    return parts


def told(value: float | dict, unit: str) -> str:
    """What a side gave: its figure, or how many."""
    return f"{len(value)} figures" if isinstance(value, dict) else shown(value, unit)


def shown(value: float, unit: str) -> str:
    """A value in the row's unit with three figures: 12.3 us, 1.24 ms, 0.215 s."""
    value *= SCALE[unit]
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{digits}f} {unit}".replace(" us", " µs")


def table(rows: dict, values: dict, failures: dict) -> tuple[str, bool]:
    """The Markdown table, a line for each peer of each row, and whether every target was reached."""
    lines = [
        "| measured | tenfold | against | | tenfold is | must be | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    good = True
    for name, row in rows.items():
        for peer, target in row.peers.items():
            cells, reached = line(name, row, peer, target, values, failures)
            lines.append(f"| {' | '.join(cells)} |")
            good &= reached
    return "\n".join(lines), good


def line(name, row, peer, target, values, failures) -> tuple[list[str], bool]:
    """The cells of one comparison, and whether its target was reached."""
    group = common.GROUPS.get(peer, (peer,))
    why = next((failures[name, side] for side in ("tenfold", *group) if (name, side) in failures), "")
    if why:
        return [row.title, "-", peer, "-", f"not measured: {why[:80]}", target.wording if target else "", "no"], False
    ours = values[name, "tenfold"]
    theirs = [*map(min, zip(*[values[name, side] for side in group]))] if peer else ours
    their_cell = shown(statistics.median(theirs), row.unit) if peer else ""
    cells = [row.title, shown(statistics.median(ours), row.unit), peer, their_cell]
    judge = target or (common.within(0, row.unit) if row.unit == "MB" else common.faster(1))
    figure = statistics.median(judge.figure(o, t) for o, t in zip(ours, theirs))
    reached, is_cell = target is None or judge.reached(figure), judge.shown(figure)
    if judge.share is not None and ("peak", "tenfold") in values:
        share = statistics.median(share_of_peak(row.work, o, p) for o, p in zip(ours, values["peak", "tenfold"]))
        reached, is_cell = reached or share >= judge.share, f"{is_cell}, {share:.0%} of peak"
    must = target.wording if target else ""
    return [*cells, is_cell, must, ("yes" if reached else "no") if must else ""], reached


def share_of_peak(work: float, seconds: float, peak_seconds: float) -> float:
    """How much of the machine's product peak `work` operations in `seconds` are, given what the product of it took."""
    return work / seconds / (2.0 * common.PEAK**3 / peak_seconds)


def machine(versions: dict, rounds: int, command: str = "make bench") -> str:
    """A line that names the machine, the versions in each environment and the date."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        found = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
        model = found[1] if found else model
    named = {}
    for side, (folder, _) in common.SIDES.items():
        if side in versions:
            named.setdefault(folder, f"{side}: {', '.join(f'{name} {v}' for name, v in versions[side].items())}")
    here = f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"
    made = f"Medians of {rounds} rounds, {time.strftime('%Y-%m-%d')}; made by `{command}`."
    return f"{here}. {'; '.join(named.values())}. {made}"


def write_readme(text: str, path: Path = README) -> None:
    """Put `text` between the README's benchmark marks. ValueError where they are missing."""
    old = path.read_text(encoding="utf-8")
    if BEGIN not in old or END not in old:
        raise ValueError(f"{path} has no {BEGIN} ... {END}")
    head, tail = old.split(BEGIN)[0], old.split(END)[1]
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")


def arguments(about: str) -> argparse.ArgumentParser:
    """What every command of the benchmarks takes."""
    options = argparse.ArgumentParser(description=about.splitlines()[0])
    options.add_argument(
        "--peers", type=Path, default=os.environ.get("TENFOLD_PEERS"), help="folder with tf/, jax/ ..."
    )
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--smoke", action="store_true", help="run everything as briefly as it can: does it work?")
    return options


def read(options: argparse.ArgumentParser, argv: list[str] | None) -> tuple[argparse.Namespace, Path | None]:
    """What was asked for, and the peers' folder."""
    chosen = options.parse_args(argv)
    if chosen.smoke:
        os.environ["BENCHMARK_SMOKE"] = "1"  # for the processes that measure
    return chosen, Path(chosen.peers).resolve() if chosen.peers else None


def main(argv: list[str] | None = None) -> int:
    options = arguments(__doc__)
    known = [*ORDER, *MODELS, *RECURRENT, *TRAINING, *FUNCTIONS, *PIPELINES, *BYTES]
    options.add_argument("--rows", default="", help=f"which rows, with commas: {','.join(known)}")
    options.add_argument("--readme", action="store_true", help="write the table into README.md")
    chosen, peers = read(options, argv)
    names = chosen.rows.split(",") if chosen.rows else ORDER
    if unknown := [name for name in names if name not in known]:
        options.error(f"unknown rows {', '.join(unknown)}; there are {', '.join(known)}")
    if chosen.readme and (chosen.rows or chosen.smoke):
        options.error("--readme writes the whole table, measured; leave out --rows and --smoke")
    rows = {name: row_of(name) for name in names}
    values, failures, versions = measure_all(rows, chosen.rounds, peers)
    text, good = table(*apart(rows, values, failures))
    text = f"{text}\n\n{machine(versions, chosen.rounds)}"
    print(f"\n{text}")
    if chosen.readme:
        write_readme(text)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
