"""`tenfold run`: somebody's TensorFlow program as `__main__`, with Tenfold under TensorFlow's names."""

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, TracebackType

from tenfold.api.era import DEFAULT
from tenfold.compat import install
from tenfold.compat.era import era_of


def run_program(program: str, arguments: Sequence[str] = (), era: str | None = None) -> None:
    """Run the file `program` as `python program arguments...` would: as `__main__`, its folder first on `sys.path`.

    Args:
        program: path of a Python file, or of a folder whose `__main__.py` is run.
        arguments: what it finds in `sys.argv[1:]`.
        era: a version of TensorFlow or Keras (`api.era`); default: read off the names the program uses
            (`compat.era.era_of`).

    An exception the program lets through is shown from the program's own first line on and ends the process with status
    1, as Python does; a program that is not there ends it with status 2.
    """
    file = os.path.join(program, "__main__.py") if os.path.isdir(program) else program
    path = Path(file)
    if not path.is_file():
        raise SystemExit(_refused(_not_there(program)))
    install(era or _read_off(path))
    _as_main(file, [program, *arguments], str(path.resolve().parent), None)


def _not_there(program: str) -> str:
    if not os.path.isdir(program):
        return f"can't open file {program!r}: no such file"
    programs = sorted(path.name for path in Path(program).glob("*.py"))
    cure = f"name one of its programs: {', '.join(programs)}" if programs else "it holds no Python program"
    return f"the folder {program!r} has no __main__.py; {cure}"


def run_module(module: str, arguments: Sequence[str] = (), era: str | None = None) -> None:
    """Run a module as `python -m module arguments...` would; see `run_program`."""
    sys.path.insert(0, os.getcwd())
    try:
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(module + ".__main__")
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.origin is None or not spec.has_location:
        raise SystemExit(_refused(f"no module named {module!r} that can be run"))
    del sys.path[0]
    install(era or _read_off(Path(spec.origin)))
    _as_main(spec.origin, [spec.origin, *arguments], os.getcwd(), spec)


def _read_off(path: Path) -> str | None:
    """The era of a program, None for the default one; why it is another is said on stderr."""
    try:
        verdict = era_of(path)
    except ValueError as error:  # TENFOLD_ERA names none
        raise SystemExit(_refused(str(error)))
    if str(verdict):
        print(f"tenfold run: {verdict}", file=sys.stderr)
    return None if verdict.era == DEFAULT else verdict.era


def _as_main(file: str, argv: list[str], folder: str, spec: ModuleSpec | None) -> None:
    """Execute a file in a fresh `__main__` that stays, for threads and exit handlers that outlive its last line."""
    main = ModuleType("__main__")
    main.__dict__.update(__file__=file, __spec__=spec, __builtins__=__builtins__)
    main.__package__ = spec.parent if spec else None
    sys.modules["__main__"] = main
    sys.argv[:] = argv
    sys.path.insert(0, folder)
    try:
        exec(compile(Path(file).read_bytes(), file, "exec"), main.__dict__)  # noqa: S102  the user's own program
    except Exception as error:  # noqa: BLE001  whatever the program raises is shown from the program on
        trace = _from_the_program_on(error)
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        raise SystemExit(1) from None


def _from_the_program_on(error: BaseException) -> TracebackType | None:
    """The traceback without the frames that lead up to the program: none of them can be at fault."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def _refused(why: str) -> int:
    print(f"tenfold run: {why}", file=sys.stderr)
    return 2
