"""Damaged files of every format are read, or refused by an error that says which file; the harness sees what is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork") or not os.path.exists("/proc/self/statm"), reason="Linux's")
HERE = Path(__file__).parent


def run(*arguments):
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=HERE, check=False
    )


def test_a_thousand_damaged_files_of_each_format():
    done = run("fuzz.py", "--count", "1000", "--quick")
    assert done.returncode == 0 and done.stdout.count("\n") >= 20, done.stdout + done.stderr


@pytest.mark.long
def test_a_thousand_of_those_that_take_longer():
    done = run("fuzz.py", "hdf5_model", "hdf5_weights", "gif", "bmp", "webp")
    assert done.returncode == 0, done.stdout + done.stderr


FAULTS = """
import os, time
import fuzz
from fuzz_formats import Format

fuzz.SECONDS, calls = 0.2, []

def tried(wrong, errors=(ValueError,), **more):
    def read(path):
        calls.append(path)
        return wrong(path) if len(calls) > 3 else b"seed"
    calls.clear()
    fuzz.FORMATS["bad"] = Format(lambda: [{"": b"seed"}], read, errors, **more)
    report = fuzz.fuzz("bad", 4)
    print(report.read, report.refused, sorted((what.split(" at ")[0], n) for what, n in report.problems.items()))

def refuse(path):
    raise ValueError("no")

tried(refuse)
tried(refuse, named=True)
tried(lambda path: bytearray(1 << 31))
tried(lambda path: time.sleep(5))  # ends the process; in the next one, the reads before the fourth are good again
tried(lambda path: os.abort())
tried(lambda path: {}["x"])
tried(lambda path: b"\\xff".decode())
tried(lambda path: b"other", right=lambda seed, found: found == seed[""])
"""


def test_the_harness_sees_what_is_wrong():
    done = run("-c", FAULTS)
    assert done.stdout.splitlines() == [
        "2 2 []",
        "2 0 [('ValueError', [2, 3])]",
        "2 0 [('MemoryError', [2, 3])]",
        "3 0 [('no answer after 0.2 s', [2])]",
        "3 0 [('SIGABRT', [2])]",
        "2 0 [('KeyError', [2, 3])]",
        "2 0 [('UnicodeDecodeError', [2, 3])]",
        "2 0 [('another content was read than was written, and its checksum does not say so', [2, 3])]",
    ], done.stdout + done.stderr
