"""Processes that are killed while they save: one prepared server process forks a child for each kill.

    with Server(folder) as server:
        acknowledged = server.kill("hdf5", folder, seconds=0.01)

As a program it is that server, which takes a line of JSON for each child and gives one back.
"""

import contextlib
import ctypes
import json
import mmap
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PRELOADED = "TENFOLD_TEST_KILL_AFTER"
NEVER = 2**62


class Server(contextlib.AbstractContextManager):
    """The process that forks, seen from the tests. With `counting`, children can be killed after a chosen call."""

    def __init__(self, folder, counting=False):
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(HERE), *filter(None, sys.path)]))
        if counting:
            environment["LD_PRELOAD"] = environment[PRELOADED] = str(compiled(folder))
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def kill(self, kind, folder, seconds=None, calls=None):
        """Have a child save again and again and kill it.

        Args:
          kind: one of `kill_kinds.ALL`.
          folder: where it saves.
          seconds: the kill comes that long after the first save, which leaves the old file.
          calls: or after so many calls that change files, of which the first save's are not counted.
        Returns the number of the last save that the child knew to be done, and whether it was killed before its end.
        """
        order = {"kind": kind, "folder": str(folder), "seconds": seconds, "calls": calls}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["acknowledged"], answer["killed"]

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def compiled(folder):
    """`kill_after.c` as a library in `folder`; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        return None
    library = Path(folder) / "kill_after.so"
    if not library.exists():
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "kill_after.c", "-ldl"]
        subprocess.run(command, check=True)
    return library


def serve():
    from kill_kinds import ALL

    # The number of the last save that is done, which outlives the child. It is stored in one piece: `struct.pack_into`
    # would put a zero there first, and a kill can come between.
    shared = ctypes.c_int64.from_buffer(mmap.mmap(-1, 8))
    for line in sys.stdin:
        order = json.loads(line)
        shared.value = -1
        process = os.fork()
        if not process:
            _save(ALL[order["kind"]], order, shared)
        print(json.dumps(_ended(process, order, shared)), flush=True)


def _save(kind, order, shared):
    """In the child: save number 0, then 1, 2, ..., each noted when it is done. Never returns."""
    status = 1
    try:
        saver = kind(order["folder"])
        for i in range(kind.saves if order["calls"] else NEVER):
            if i == 1 and order["calls"]:
                ctypes.CDLL(os.environ[PRELOADED]).tenfold_arm(ctypes.c_long(order["calls"]))
            saver.save(i)
            shared.value = i
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def _ended(process, order, shared):
    """In the server: kill the child at its time, and say how far it had come."""
    if order["calls"] is None:
        while shared.value < 0 and not os.waitpid(process, os.WNOHANG)[0]:
            time.sleep(0.0002)
        time.sleep(order["seconds"])
        os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    answer = {"acknowledged": shared.value, "killed": killed}
    return answer if killed or status == 0 else {"error": f"the child ended by itself with status {status}: {order}"}


if __name__ == "__main__":
    serve()
