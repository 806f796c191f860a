#!/usr/bin/env python3
"""Tenfold beside TensorFlow, Keras and JAX, measured in one run.

    python benchmarks/run.py --peers DIR [--rows add,import_time] [--rounds 5] [--readme]

DIR holds the peers' environments (tf/, jax/) as make_peers.sh lays them; TENFOLD_PEERS names it too. Each row is a file
in rows/. Each side of a row is measured in a process of its own with its own interpreter; a round measures every side
once, one after the other (A B A B ...), so that a machine that slows down slows both. Figures are medians over the
rounds, of the per-round ratio where two sides are compared.
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
sys.path.insert(0, str(HERE / "rows"))

import common  # noqa: E402  (beside the rows, which find it as scripts do)

README = HERE.parent / "README.md"
BEGIN, END = "<!-- benchmarks:begin -->", "<!-- benchmarks:end -->"
ORDER = "import_time add tape_line tape_function tape_mlp embedding_step".split()
ORDER += "predict_row fit_steady fit_first fit_first_again memory_import memory_predict memory_fit".split()
SCALE = {"s": 1, "ms": 1e3, "us": 1e6, "MB": 1}


class Failed(Exception):
    """A side that could not be measured, with what its process said last."""


def measure(name: str, side: str, peers: Path | None, limit: float = 600) -> dict:
    """One side of one row in a process of its own: {"value": ..., "versions": ...}. Failed where it exits otherwise."""
    folder, settings = common.SIDES[side]
    environment = {**os.environ, **settings, "BENCHMARK_STARTED": repr(time.time())}
    command = [interpreter(folder, peers), str(HERE / "rows" / f"{name}.py"), side]
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


def sides_of(row: common.Row) -> list[str]:
    return ["tenfold", *(peer for peer in row.peers if peer)]


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
                versions[side] = found["versions"]
                say(f"round {turn + 1}  {name:<16} {side:<20} {shown(found['value'], row.unit)}")
    return values, failures, versions


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
    why = failures.get((name, "tenfold")) or failures.get((name, peer))
    if why:
        return [row.title, "-", peer, "-", f"not measured: {why[:80]}", target.wording if target else "", "no"], False
    ours = values[name, "tenfold"]
    theirs = values[name, peer] if peer else ours
    their_cell = shown(statistics.median(theirs), row.unit) if peer else ""
    told = [row.title, shown(statistics.median(ours), row.unit), peer, their_cell]
    judge = target or (common.within(0, row.unit) if row.unit == "MB" else common.faster(1))
    figure = statistics.median(judge.figure(o, t) for o, t in zip(ours, theirs))
    reached = target is None or judge.reached(figure)
    return [
        *told,
        judge.shown(figure),
        target.wording if target else "",
        ("yes" if reached else "no") if target else "",
    ], reached


def machine(versions: dict, rounds: int) -> str:
    """A line that names the machine, the versions on each side and the date."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        found = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
        model = found[1] if found else model
    told = []
    for side in ("tenfold", "TensorFlow", "Keras on TensorFlow", "Keras on JAX"):
        if side in versions:
            told.append(f"{side}: {', '.join(f'{name} {v}' for name, v in versions[side].items())}")
    here = f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{here}. {'; '.join(told)}. Medians of {rounds} rounds, {time.strftime('%Y-%m-%d')}; made by `make bench`."


def write_readme(text: str, path: Path = README) -> None:
    """Put `text` between the README's benchmark marks. ValueError where they are missing."""
    old = path.read_text(encoding="utf-8")
    if BEGIN not in old or END not in old:
        raise ValueError(f"{path} has no {BEGIN} ... {END}")
    head, tail = old.split(BEGIN)[0], old.split(END)[1]
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--peers", type=Path, default=os.environ.get("TENFOLD_PEERS"), help="folder with tf/ and jax/")
    options.add_argument("--rows", default="", help=f"which rows, with commas: {','.join(ORDER)}")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--readme", action="store_true", help="write the table into README.md")
    chosen = options.parse_args(argv)
    names = chosen.rows.split(",") if chosen.rows else ORDER
    if unknown := [name for name in names if name not in ORDER]:
        options.error(f"unknown rows {', '.join(unknown)}; there are {', '.join(ORDER)}")
    if chosen.readme and chosen.rows:
        options.error("--readme writes the whole table; leave out --rows")
    rows = {name: importlib.import_module(name).ROW for name in names}
    peers = Path(chosen.peers).resolve() if chosen.peers else None
    values, failures, versions = measure_all(rows, chosen.rounds, peers)
    text, good = table(rows, values, failures)
    text = f"{text}\n\n{machine(versions, chosen.rounds)}"
    print(f"\n{text}")
    if chosen.readme:
        write_readme(text)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
