"""What a process that makes batches does: it answers questions until nobody asks any more."""

import os
import pickle
import signal
import traceback
from multiprocessing import spawn


def serve(setup, questions):
    """Answer numbers of batches by pickled (whether it is good, batch or error) on the standard output.

    What the program prints goes to the error output, and its standard input is empty; Ctrl-C is for the process that
    asks.

    Args:
      setup: {"sys_path", "sys_argv", "dir"} and, where its file is needed, "init_main_from_path" or
        "init_main_from_name" of the program; "aliases": what makes its imports find Tenfold, or None.
      questions: a file of pickled things: the Sequence, and then numbers of its batches.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    aliases = setup.pop("aliases")
    if aliases is not None:
        aliases[0](*aliases[1:])
    spawn.prepare(setup)
    sequence = pickle.load(questions)  # noqa: S301  (of the process that started this one)
    while True:
        try:
            index = pickle.load(questions)  # noqa: S301
        except EOFError:
            return
        answers.write(_answer(sequence, index))
        answers.flush()


def _answer(sequence, index):
    try:
        return pickle.dumps((True, sequence[index]), pickle.HIGHEST_PROTOCOL)
    except Exception as e:  # noqa: BLE001  (whatever it is, it is raised over there)
        text = traceback.format_exc()
        try:
            pickle.loads(pickle.dumps(e))  # noqa: S301
        except Exception:  # noqa: BLE001  (an error that cannot be sent, or not be made again)
            e = RuntimeError(f"{type(e).__name__}: {e}")
        return pickle.dumps((False, (e, text)))
