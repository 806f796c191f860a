"""Files are damaged at random and read: the answer is right, or an error of the right class that names the file.

    python tests/io/fuzz.py [FORMAT ...] [--count 1000] [--seed 0] [--only I]

Each format (`fuzz_formats.py`) is read in a process of its own, which may take 1 GB more than it has when it starts and
5 seconds for each file. What goes wrong is printed with the number that `--only` makes the same file by, once for each
place in the code, and the exit status is 1.
"""

import argparse
import collections
import json
import logging
import mmap
import os
import random
import re
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from fuzz_formats import FORMATS  # noqa: E402
from mutations import mutated  # noqa: E402

MEMORY = 1 << 30  # bytes that a reader may take
SECONDS = 5  # that it may need for a file
_STATE = struct.Struct("<3q")  # the number of the file that is being read; how many were read, and refused
_NOT_YET = -1
SLIPS = (UnicodeError,)  # ValueErrors that are no answer: Python's own, of what nobody had looked at


class Report:
    """What became of the files of a format."""

    def __init__(self, name):
        self.name, self.read, self.refused, self.crashed, self.seconds = name, 0, 0, 0, 0.0
        self.problems = collections.defaultdict(list)  # what is wrong -> numbers of files

    def line(self):
        wrong = f"{sum(map(len, self.problems.values()))} wrong"
        crashed = f", {self.crashed} crashed {FORMATS[self.name].crashes}" if self.crashed else ""
        return f"{self.name}: {self.read} read, {self.refused} refused, {wrong}{crashed}, {self.seconds:.1f} s"


def fuzz(name, count, seed=0, only=None):
    """Read `count` damaged files of a format, or number `only`. Returns a Report."""
    report, start = Report(name), time.monotonic()
    begin, end = (0, count) if only is None else (only, only + 1)
    shared = mmap.mmap(-1, _STATE.size)  # how far the child is, which outlives it
    while begin < end:
        _STATE.pack_into(shared, 0, _NOT_YET, 0, 0)
        said, status = _in_a_child(lambda: _read_all(name, begin, end, seed, shared))  # noqa: B023
        for what, number in said:
            report.problems[what].append(number)
        begin, read, refused = _STATE.unpack(shared)
        if begin == _NOT_YET:
            raise RuntimeError(f"{name}: the files to begin with cannot be read")
        report.read, report.refused = report.read + read, report.refused + refused
        if status == 0:
            break
        death = _death(status)
        if death == "SIGSEGV" and FORMATS[name].crashes:
            report.crashed += 1
        else:
            report.problems[death].append(begin)
        begin += 1
    report.seconds = time.monotonic() - start
    return report


def _death(status):
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return f"no answer after {SECONDS} s"
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"the process ended with {status}"


def _in_a_child(function):
    """What `function` yields in a process of its own, and that process's status."""
    out, into = os.pipe()
    sys.stdout.flush()
    process = os.fork()
    if not process:
        os.close(out)
        status = 1
        try:
            with os.fdopen(into, "w") as file:
                for said in function():
                    file.write(json.dumps(said) + "\n")
                    file.flush()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(into)
    with os.fdopen(out) as file:
        said = [json.loads(line) for line in file]
    return said, os.waitpid(process, 0)[1]


def _read_all(name, begin, end, seed, shared):
    """In the child: what is wrong, and the number of the file."""
    warnings.simplefilter("ignore")
    logging.disable()
    form, counts = FORMATS[name], collections.Counter()
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="tenfold-fuzz-", dir=place)
    try:
        seeds = form.seeds()
        for files in seeds:
            _read_one(form, files, folder)  # what is imported on first use, and that seeds are good
        with open("/proc/self/statm") as file:
            taken = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, resource.RLIM_INFINITY))
        for i in range(begin, end):
            _STATE.pack_into(shared, 0, i, counts["read"], counts["refused"])
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            said = _outcome(form, *damaged(form, seeds, f"{seed} {name} {i}"), folder)
            signal.setitimer(signal.ITIMER_REAL, 0)
            counts[said] += 1
            if said not in ("read", "refused"):
                yield said, i
        _STATE.pack_into(shared, 0, end, counts["read"], counts["refused"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def damaged(form, seeds, seed):
    """The files of one seed, one of them damaged; the seed; whether checksums were made to fit afterwards."""
    chance = random.Random(seed)
    whole = chance.choice(seeds)
    name = chance.choice(list(whole))
    others = [files[name] for files in seeds if name in files]
    damage = lambda data: mutated(data, others, chance)
    if form.inside and chance.random() < 0.5:
        return {**whole, **form.inside(whole, name, damage, chance)}, whole, True
    return {**whole, name: damage(whole[name])}, whole, False


def _read_one(form, files, folder):
    for name, data in files.items():
        if form.named or name:
            path = os.path.join(folder, "seed" + name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
    return form.read(files[""] if not form.named and "" in files else os.path.join(folder, "seed"))


def _outcome(form, files, whole, repaired, folder):
    """ "read", "refused", or what is wrong."""
    try:
        found = _read_one(form, files, folder)
    except form.errors as error:
        return "refused" if not isinstance(error, SLIPS) and _says_where(form, error) else _wrong(error)
    except BaseException as error:
        return _wrong(error)
    if form.right is not None and not repaired and not form.right(whole, found):
        return "another content was read than was written, and its checksum does not say so"
    return "read"


def _says_where(form, error):
    said = " ".join([str(error), *getattr(error, "__notes__", [])])
    return (not form.named or "seed" in said) and (form.says is None or re.search(form.says, said) is not None)


def _wrong(error):
    """The class of an error, where it arose, and what it said, with no numbers that differ from file to file."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/tests/" not in f.filename]
    at = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames[-1:-4:-1])
    return f"{type(error).__name__} at {at}: {re.sub(r'[0-9]+', 'N', str(error))[:100]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("formats", nargs="*", default=list(FORMATS), metavar="FORMAT")
    parser.add_argument("--count", type=int, default=1000, help="damaged files of each format")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="without the formats that take long")
    parser.add_argument("--only", type=int, help="the number of one of them")
    options = parser.parse_args()
    wrong = False
    for name in options.formats:
        if options.quick and FORMATS[name].slow:
            continue
        report = fuzz(name, options.count, options.seed, options.only)
        print(report.line(), flush=True)
        for what, numbers in report.problems.items():
            print(f"  {what}\n    files {numbers[:5]}, {len(numbers)} in all", flush=True)
        wrong = wrong or bool(report.problems)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
