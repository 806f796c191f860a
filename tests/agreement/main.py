#!/usr/bin/env python3
"""Good calls of public functions, here and in TensorFlow: what differs beyond rounding.

    python tests/agreement/main.py --oracle .peers/tf/bin/python [--per 22] [--seed 0] [--only TEXT] [--out FOLDER]

Draws the calls, runs them in a process of each library, and prints differences by family. `--coverage` lists what no
recipe reaches, `--draw` records the sample that the tests run.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from agreement import comparing, recording, running  # noqa: E402
from agreement.calls import Source, coverage  # noqa: E402
from agreement.explained import reason  # noqa: E402
from agreement.recipes import family  # noqa: E402

CRASH = {"raises": "Crash", "message": "the process ended"}


def outcomes(python, library, calls, path):
    """Runs the calls in processes of their own, a new one after each that a call brought down."""
    path.unlink(missing_ok=True)
    environment = {**os.environ, "TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    if library == "tensorflow":
        environment.pop("PYTHONPATH", None)
    crashes = 0
    while running.done(path) < len(calls):
        command = [python, str(HERE / "running.py"), library, str(path.with_name("calls.json")), str(path)]
        ended = subprocess.run(command, env=environment, stderr=subprocess.PIPE, check=False)
        if ended.returncode == 0:
            break
        crashes += 1
        if running.done(path) == 0 or crashes > 200:
            raise SystemExit(f"{library}: {ended.stderr.decode()[-3000:]}")
        running.append(path, CRASH)
    return running.read(path)


def compared(calls, wanted, found):
    """Rows (family, name, kind, what, index) of what differs, and counts of good calls by family."""
    rows, counts = [], collections.Counter()
    for i, (call, w, f) in enumerate(zip(calls, wanted, found)):
        if "raises" in w:
            counts["refused"] += 1
            continue
        counts[family(call["name"])] += 1
        told = comparing.difference_of(call, w, f)
        if told and not reason(call, *told):
            rows.append((family(call["name"]), call["name"], *told, i))
        elif told:
            counts["explained"] += 1
    return rows, counts


def report(calls, rows, counts, limit):
    refused, told = counts.pop("refused", 0), counts.pop("explained", 0)
    by_name = collections.defaultdict(list)
    for row in rows:
        by_name[row[1], row[2]].append(row)
    for (name, kind), some in sorted(by_name.items()):
        print(f"{name}: {kind}, {len(some)} calls")
        for row in some[:limit]:
            print(f"    #{row[4]} {row[3]}\n        {spelled(calls[row[4]])}")
    different = collections.Counter(row[0] for row in rows)
    for name in sorted(counts):
        print(f"| {name} | {counts[name]} | {different[name]} |")
    print(f"{sum(counts.values())} good calls, {len(rows)} differ, {told} explained; TensorFlow refuses {refused} more")


def spelled(call):
    return json.dumps({k: v for k, v in call.items() if k not in ("name", "recipe")})[:700]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--oracle", help="a Python that has TensorFlow 2.21 and tf_keras")
    parser.add_argument("--per", type=float, default=22)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", type=Path, default=Path("out/agreement"))
    parser.add_argument("--limit", type=int, default=2, help="examples of each difference")
    parser.add_argument("--draw", action="store_true", help="record the first call of each recipe for the tests")
    parser.add_argument("--coverage", action="store_true", help="list the public functions without a recipe")
    options = parser.parse_args()
    import tenfold

    if options.coverage:
        counts, missing = coverage(tenfold)
        total = sum(counts.values())
        print(f"{total - len(missing)} of {total} public functions are reached; not: {' '.join(missing)}")
        return 0
    options.out.mkdir(parents=True, exist_ok=True)
    calls = [c for c in Source(tenfold, options.seed).list(options.per) if options.only in c["name"]]
    (options.out / "calls.json").write_text(json.dumps(calls))
    found = outcomes(sys.executable, "tenfold", calls, options.out / "tenfold.pickle")
    wanted = outcomes(options.oracle, "tensorflow", calls, options.out / "tensorflow.pickle")
    rows, counts = compared(calls, wanted, found)
    report(calls, rows, counts, options.limit)
    if options.draw:
        draw_sample(calls, wanted)
    return 1 if rows else 0


def draw_sample(calls, wanted):
    """Records one call or two of every recipe that TensorFlow answers, for the test of every day."""
    good = [(c, w) for c, w in zip(calls, wanted) if "raises" not in w]
    kept = [
        (c, w)
        for i, (c, w) in enumerate(good)
        if i == 0 or good[i - 1][0].get("recipe", c["name"]) != c.get("recipe", c["name"])
    ]
    recording.save(recording.SAMPLE, *map(list, zip(*kept)))
    print(f"{recording.SAMPLE}: {len(kept)} calls, {recording.SAMPLE.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
