"""Plans the calls of a family, has a process make them, and starts another where that one crashed or hangs."""

import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from bad.families import plan
from bad.worker import AT, SECONDS

ENOUGH = 3  # times that TensorFlow crashes or hangs over a kind in a family, before it is no longer asked
MAIN = Path(__file__).resolve().parent.parent / "bad_arguments.py"


def planned(family, names, sample=1):
    """The plan of a family: (file of the case, its key, key of the place, source, good), of one place in `sample`."""
    import tenfold as tf  # only here: TensorFlow's outcomes are recorded without it

    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:  # what makes inputs may write files
        os.chdir(folder)
        try:
            rows = [(stem, p.case.key, p.key, p.source, p.good) for stem, p in plan(family, names, tf)]
        finally:
            os.chdir(here)
    return [row for row in rows if zlib.crc32(row[2].encode()) % sample == 0]


def outcomes(plan, there=False, door="eager", kinds=None, python=sys.executable):
    """A line (see `bad.worker`) for each place of a plan."""
    with tempfile.TemporaryDirectory() as folder:
        out, at, job = (os.path.join(folder, n) for n in ("out", "at", "job"))
        Path(out).touch()
        skip, start = [], 0
        while start < len(plan):
            Path(at).write_bytes(AT.pack(-1, -1))
            told = {"plan": plan, "out": out, "at": at, "start": start, "skip": skip}
            told |= {"there": there, "door": door, "kinds": kinds}
            Path(job).write_text(json.dumps(told), encoding="utf-8")
            how = _until_it_ends(python, job, at)
            start = len(Path(out).read_text(encoding="utf-8").splitlines())
            if how == "done":
                break
            place, kind = AT.unpack(Path(at).read_bytes())
            if place < 0 or [place, kind, how] in skip:
                log = Path(job + ".log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"the process that makes the calls ended outside of them: {log[-2000:]}")
            skip.append([place, kind, how])
            if sum(k == kind for _, k, _ in skip) >= ENOUGH and there:
                skip += [[p, kind, "unfit"] for p in range(place + 1, len(plan))]
        return [json.loads(line) for line in Path(out).read_text(encoding="utf-8").splitlines()]


def _until_it_ends(python, job, at):
    """How the process ended: "done", "crash", or "hang" where it stood at one call for long and was killed."""
    with open(job + ".log", "ab") as log:
        process = subprocess.Popen([python, str(MAIN), "--job", job], stdin=subprocess.DEVNULL, stderr=log, stdout=log)
    where, since = None, time.monotonic()
    while True:
        try:
            return "done" if process.wait(1) == 0 else "crash"
        except subprocess.TimeoutExpired:
            now = Path(at).read_bytes()
            if now != where:
                where, since = now, time.monotonic()
            elif now != AT.pack(-1, -1) and time.monotonic() - since > SECONDS + 5:
                process.kill()
                process.wait()
                return "hang"
