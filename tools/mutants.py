"""A sampled mutation run: small faults are put into the package one by one, and the tests should see each.

    make mutants                                       50 faults in each of core, runtime and keras/training
    python tools/mutants.py --seed 2 --count 10 --room keras/training --only step.py

What faults: `mutation/operators.py`. Each stands in a copy of the tree, and the tests run there that were seen to run
its function (`mutation/reached.py`: they are run once for that, which takes minutes; what was seen is kept in
out/mutants). A fault that they let pass is tried again with more of them. A test that fails without a fault counts for
nothing. `mutation/equivalent.py` has the faults that change nothing that may be relied on, each with its reason.

It ends with 1 where fewer than 90 % of the faults of a room are seen.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools" / "mutation"))

from choosing import Reached, seen_tests  # noqa: E402  (beside this file)
from equivalent import reason  # noqa: E402
from operators import Mutant, mutants_of  # noqa: E402
from trials import Copy, Outcome  # noqa: E402

ROOMS = ("core", "runtime", "keras/training")
TESTS = """
    tests/test_tiny.py tests/core tests/runtime tests/function tests/v1 tests/testing
    tests/keras/training tests/keras/models tests/keras/optimizers tests/keras/callbacks tests/keras/parts
    tests/ops
""".split()
BUDGET = 10.0  # seconds of tests for a fault, as they were timed while they were watched
AGAIN = 6.0  # times as much for those that survive
PATIENCE = 120.0  # seconds a run may take whatever its tests took
KILLED = 0.9


def main() -> int:
    given = arguments()
    sample = [m for room in given.room for m in sampled(room, given) if given.like in str(m)]
    if given.list:
        print(*sample, sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="tenfold-mutants-") as place:
        copy = Copy(ROOT, Path(place))
        there = copy.collected(TESTS)
        if not given.as_seen:
            collect(given.reached, there)
        reached = Reached(given.reached, there, copy.tree)
        outcomes = dict(tried(copy, reached, sample))
        wrong = unreliable(copy, outcomes)
    return report(outcomes, wrong, given.room)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--room", action="append", choices=ROOMS, help="all of them unless said")
    parser.add_argument("--only", default="", help="faults in files whose path has this")
    parser.add_argument("--like", default="", help="of the sample, those whose line has this")
    parser.add_argument("--count", type=int, default=50, help="faults in each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="only print the faults")
    parser.add_argument("--as-seen", action="store_true", help="have no tests watched that are new since")
    parser.add_argument("--reached", type=Path, default=ROOT / "out" / "mutants", help="where what tests run is kept")
    given = parser.parse_args()
    given.room = given.room or ROOMS
    return given


def sampled(room: str, given: argparse.Namespace) -> list[Mutant]:
    """`count` faults of a room, each kind in turn: there are many more constants than locks."""
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for path in sorted((ROOT / "src" / "tenfold" / room).rglob("*.py")):
        name = path.relative_to(ROOT / "src" / "tenfold").as_posix()
        if given.only in name:
            for mutant in mutants_of(name, path.read_bytes()):
                by_kind[mutant.kind].append(mutant)
    for mutants in by_kind.values():
        mutants.sort(key=lambda m: drawn(m, given.seed))
    out: list[Mutant] = []
    while len(out) < given.count and any(by_kind.values()):
        out += [by_kind[kind].pop() for kind in sorted(by_kind) if by_kind[kind]]
    return out[: given.count]


def drawn(mutant: Mutant, seed: int) -> str:
    """Where a fault stands in the draw: a change elsewhere in the package leaves that as it is."""
    said = (mutant.path, mutant.function, mutant.kind, mutant.before, mutant.after, seed)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def collect(folder: Path, there: set[str]) -> None:
    """Have the tests watched that have not been."""
    new = sorted(there - seen_tests(folder))
    if not new:
        return
    print(f"running {len(new)} tests once, to see what each of them runs", flush=True)
    paths = [str(ROOT / "src"), str(ROOT / "tools" / "mutation")]
    environment = {**os.environ, "TENFOLD_REACHED": str(folder), "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "pytest", "-p", "reached", "-n", "2", *(new if seen_tests(folder) else TESTS)]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode > 1:  # 1: one minds being watched
        sys.exit("the tests cannot be run")


def tried(copy: Copy, reached: Reached, sample: list[Mutant]) -> Iterator[tuple[Mutant, Outcome]]:
    """Each fault and what became of it."""
    for number, mutant in enumerate(sample, 1):
        begin = time.monotonic()
        outcome = Outcome("equivalent") if reason(mutant) else tried_twice(copy, reached, mutant)
        took = f"{number:4} of {len(sample)} {time.monotonic() - begin:6.1f} s"
        print(f"{took} {outcome.verdict:10} {mutant}  {outcome.by}", flush=True)
        yield mutant, outcome


def tried_twice(copy: Copy, reached: Reached, mutant: Mutant) -> Outcome:
    """With a few tests; if they see nothing, with the others too."""
    few = reached.tests_for(mutant, BUDGET)
    outcome = copy.tried(mutant, few, PATIENCE + 10 * BUDGET)
    if outcome.verdict == "survived":
        others = [t for t in reached.tests_for(mutant, AGAIN * BUDGET) if t not in few]
        if others:
            outcome = copy.tried(mutant, others, PATIENCE + 10 * AGAIN * BUDGET)
    return outcome


def unreliable(copy: Copy, outcomes: dict[Mutant, Outcome]) -> set[str]:
    """Tests that saw a fault and fail without one."""
    tests = sorted({o.by for o in outcomes.values() if o.by})
    return set(copy.failing(tests, PATIENCE * 10)) if tests else set()


def report(outcomes: dict[Mutant, Outcome], wrong: set[str], rooms: tuple[str, ...]) -> int:
    """Print the figures and the survivors. Returns the exit status."""
    print("\n| room | faults | seen | of these by time | change nothing | not seen | seen, % |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    status = 0
    for room in rooms:
        counts = Counter(
            "survived" if o.by in wrong else o.verdict for m, o in outcomes.items() if m.path.startswith(room + "/")
        )
        seen = counts["killed"] + counts["timeout"]
        share = seen / max(1, seen + counts["survived"])
        figures = (sum(counts.values()), seen, counts["timeout"], counts["equivalent"], counts["survived"])
        print(f"| `{room}` | {' | '.join(map(str, figures))} | {100 * share:.0f} |")
        status |= share < KILLED
    print("\nnot seen:")
    for mutant, outcome in outcomes.items():
        if outcome.verdict == "survived" or outcome.by in wrong:
            print(f"  {mutant}" + (f" ({outcome.by} fails without it)" if outcome.by else ""))
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
