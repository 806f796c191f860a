"""Processes that make the batches of a Sequence.

They are started anew (`subprocess`), not forked: a fork takes along the locks that JAX's and BLAS's threads hold at
that moment, and nobody to release them, so it may wait for ever; and it takes along a GPU that it cannot use. What a
new process needs comes pickled: the Sequence, with each pass, as it is then.

A Sequence whose class stands in the program's own file needs that file run once more in each process, as Python's own
`spawn` does. That is right only where the program's body stands under `if __name__ == "__main__":`. Else, and where the
file is none (a notebook), threads make the batches; the results are the same, and a line of the log says so.
"""

import ast
import contextlib
import logging
import os
import pickle
import queue
import subprocess
import sys

from tenfold.core.base.hooks import hooks

log = logging.getLogger("tenfold")
_CHILD = """
import os, pickle, sys
questions = os.fdopen(os.dup(0), "rb")
nothing = os.open(os.devnull, os.O_RDONLY)
os.dup2(nothing, 0)
os.close(nothing)
setup = pickle.load(questions)
sys.path[:] = setup["sys_path"]
from tenfold.keras.utils.process_main import serve
serve(setup, questions)
"""


class Processes:
    """So many processes that each answer `sequence[index]`, one question at a time.

    Args:
      payload: the pickled Sequence.
      number: how many.
    """

    def __init__(self, payload, number):
        self._all, self._idle = [], queue.SimpleQueue()
        try:
            for _ in range(number):
                self._all.append(_Process(payload))
        except BaseException:  # those that have begun would wait for ever
            self.close()
            raise
        for process in self._all:
            self._idle.put(process)

    def load(self, index):
        """`sequence[index]`, from a process that is idle. Raises what it raised, with its traceback as a note."""
        process = self._idle.get()
        try:
            return process.ask(index)
        finally:
            self._idle.put(process)

    def close(self):
        """End them all, and whoever waits for an answer of theirs."""
        for process in self._all:
            process.kill()
        for process in self._all:
            process.end()


class _Process:
    def __init__(self, payload):
        setup = {"sys_path": sys.path, "sys_argv": sys.argv, "dir": os.getcwd()}
        setup["aliases"] = hooks.aliases() if hooks.aliases is not None else None
        if _needs_main(payload):
            setup |= _main()
        self._unsent = [pickle.dumps(setup), payload]  # which waits for the process, and so is for whoever asks first
        self._running = subprocess.Popen(  # noqa: S603  (this Python)
            [sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=os.getcwd()
        )

    def _send(self, *messages):
        with contextlib.suppress(BrokenPipeError):  # the answer, which is none, says more
            for message in messages:
                self._running.stdin.write(message)
            self._running.stdin.flush()

    def ask(self, index):
        messages, self._unsent = [*self._unsent, pickle.dumps(index)], []
        self._send(*messages)
        try:
            good, found = pickle.load(self._running.stdout)  # noqa: S301  (of a process of ours)
        except (EOFError, pickle.UnpicklingError):
            raise RuntimeError(
                f"A process that makes batches (use_multiprocessing=True) has ended, exit status "
                f"{self._running.wait()}; what it wrote stands on the error output. workers=... alone uses threads."
            ) from None
        if not good:
            error, text = found
            error.add_note(f"In a process that makes batches:\n{text}")
            raise error
        return found

    def kill(self):
        """End it, whatever it does: it holds nothing that anyone needs."""
        self._running.kill()

    def end(self):
        """Wait until it has ended."""
        with contextlib.suppress(BrokenPipeError):
            self._running.stdin.close()
        self._running.stdout.close()
        self._running.wait()


def payload_of(sequence):
    """`sequence` pickled for processes; None, with a line in the log, where these could not be without harm.

    Raises:
      TypeError: it cannot be pickled.
    """
    try:
        payload = pickle.dumps(sequence)
    except Exception as e:
        raise TypeError(
            f"use_multiprocessing=True sends {type(sequence).__name__} to other processes, and it cannot be pickled: "
            f"{e}. Make open files, locks, generators and lambdas in __getitem__, or leave them out in __getstate__. "
            "Without use_multiprocessing workers=... uses threads, which need none of this."
        ) from e
    if _needs_main(payload) and not _main_may_run_again():
        log.warning(
            "use_multiprocessing: %s stands in the program's own file, which has no `if __name__ == '__main__':`, so "
            "processes would run the whole program again. Threads make its batches instead.",
            type(sequence).__name__,
        )
        return None
    return payload


def _needs_main(payload):
    return b"__main__" in payload


def _main():
    """How a process finds the program's own file: see `multiprocessing.spawn.prepare`."""
    module = sys.modules["__main__"]
    name = getattr(getattr(module, "__spec__", None), "name", None)
    if name is not None:
        return {"init_main_from_name": name}
    return {"init_main_from_path": os.path.abspath(module.__file__)}


def _main_may_run_again():
    """Whether the program's body stands under `if __name__ == "__main__":`."""
    path = getattr(sys.modules["__main__"], "__file__", None)
    try:
        with open(path, encoding="utf-8") as file:
            program = ast.parse(file.read())
    except (TypeError, OSError, SyntaxError, ValueError):
        return False
    tests = [node.test for node in program.body if isinstance(node, ast.If)]
    return any(isinstance(n, ast.Name) and n.id == "__name__" for test in tests for n in ast.walk(test))
