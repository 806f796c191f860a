"""The process in which the calls are made: it may crash, hang or ask for more memory than there is.

It is told a plan (a list of places), tells where it is in a file that outlives it, and writes a line for each place.
"""

import contextlib
import faulthandler
import importlib.util
import json
import os
import resource
import signal
import struct
import sys
import tempfile
import warnings
from pathlib import Path

from bad import calls, families
from bad.calls import Caller
from bad.kinds import KINDS, SPOILT, Unfit
from bad.outcomes import CODES, class_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
AT = struct.Struct("ii")  # place, kind
SECONDS = 10  # that a call may take
SPARE = 2 << 30  # bytes that the calls may take beyond what importing took
SPARE_THERE = 6 << 30  # TensorFlow's threads and arenas are promised more than they use


class Hang(BaseException):
    """A call took longer than SECONDS."""


def run(job):
    """Makes the calls of a job: a dictionary, see `bad.driver`."""
    faulthandler.enable()
    tf = _tensorflow() if job["there"] else _tenfold()
    cases, places = {}, []
    for stem, case_key, key, source, good in job["plan"]:
        if stem not in cases:
            cases[stem] = {case.key: case for case in families.cases_of(stem)}
        places.append(calls.Place(key, source, good, cases[stem][case_key]))
    limit = (SPARE_THERE if job["there"] else SPARE) + _size()
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.signal(signal.SIGALRM, _give_up)
    out, at = open(job["out"], "a", encoding="utf-8"), open(job["at"], "r+b", buffering=0)
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        os.chdir(folder)
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
            if not job["there"]:
                warnings.simplefilter("error")
                # NumPy's notes of overflow, which importing tenfold has silenced
                warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"tenfold\.")
                tf.debugging.disable_traceback_filtering()
            session = Session(tf, at, job)
            for i in range(job["start"], len(places)):
                found = session.place(i, places[i])
                out.write(json.dumps({"place": i, **found}) + "\n")
                out.flush()
        os.chdir("/")


def _give_up(*_):
    raise Hang


def _size():
    pages = Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]
    return int(pages) * resource.getpagesize()


def _tenfold():
    import tenfold as tf

    return tf


def _tensorflow():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    path = ROOT / "src" / "tenfold" / "testing" / "cases.py"
    spec = importlib.util.spec_from_file_location("tenfold.testing.cases", path)
    module = importlib.util.module_from_spec(spec)
    for name in ("tenfold", "tenfold.testing", "tenfold.testing.cases"):
        sys.modules[name] = module
    spec.loader.exec_module(module)
    return tf


class Session:
    """What the calls have in common."""

    def __init__(self, tf, at, job):
        self.tf, self.at, self.kinds = tf, at, KINDS
        self.skip = {(p, k): how for p, k, how in job["skip"]}
        self.wanted = set(job["kinds"] or KINDS)
        self.door, self.watch = job["door"], None
        if not job["there"]:
            from bad.watch import Watch  # which knows tenfold

            self.watch = Watch(tf)

    def place(self, i, place):
        """The line of a place: a letter for each kind, and what is wrong with an outcome."""
        caller, codes, faults = Caller(self.tf, place), [], []
        try:
            good = caller.good()
        except Exception:
            good = None
        for k, name in enumerate(self.kinds):
            outcome, fault = "unfit", None
            if (i, k) in self.skip:
                outcome = self.skip[i, k]
                fault = [outcome, "", ""]
            elif name in self.wanted:
                self.at.seek(0)
                self.at.write(AT.pack(i, k))
                outcome, fault = self._call(caller, self.kinds[name], good, name)
            codes.append(CODES[outcome])
            if fault:
                faults.append([name, CODES[outcome], *fault])
        return {"key": place.key, "codes": "".join(codes), "faults": faults}

    def _call(self, caller, kind, good, name):
        if name in SPOILT and caller.place.good is None:
            return "unfit", None
        try:
            bad = kind(self.tf, good)
        except Unfit:
            return "unfit", None
        except Exception:  # this good argument cannot be spoilt so
            return "unfit", None
        inputs = caller.inputs()
        before = self.watch and self.watch.state(bad, inputs)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            with self._graph():
                caller.call(bad, inputs)
            return "value", None
        except Hang:
            return "hang", ["hang", "", ""]
        except Exception as e:
            signal.setitimer(signal.ITIMER_REAL, 0)
            fault, where = ("", "") if self.watch is None else self.watch.fault(e, before, bad, inputs)
            text = f"{type(e).__name__}: {e!s:.600}"
            return class_of(e), [fault, where, text]
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _graph(self):
        return self.tf.Graph().as_default() if self.door == "graph" else contextlib.nullcontext()
