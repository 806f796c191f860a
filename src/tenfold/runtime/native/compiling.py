"""How the sources become one shared library: which compiler, which flags, once for each instruction set.

Read by `setup.py` when tenfold is installed and by the tests, so it imports nothing of tenfold; run as a program it
compiles in place (`make native`). The library knows nothing of Python: one serves every version.
"""

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).with_name("sources")
LIBRARY = {"darwin": "libtenfold.dylib", "win32": "tenfold.dll"}.get(sys.platform, "libtenfold.so")
NOT_BUILT = "not_built.txt"  # stands in the library's place and says why there is none
COMPILERS = ("c++", "g++", "clang++")
FLAGS = ["-std=c++17", "-O3", "-fvisibility=hidden", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"]
SETS = {
    "x86_64": {
        "avx512": "-mavx512f -mavx512vl -mavx512bw -mavx512dq -mfma -mprefer-vector-width=512".split(),
        "avx2": ["-mavx2", "-mfma"],
        "portable": [],
    }
}
ANYWHERE: dict[str, list[str]] = {"portable": []}


class Failed(Exception):
    """There is no library; the message, one line, says why."""


class Compiler(NamedTuple):
    """A command, and what it compiles for: "x86_64-linux-gnu", "arm64-apple-darwin24.1.0", ..."""

    command: list[str]
    target: str

    def machine(self) -> str:
        first = self.target.split("-")[0]
        return {"amd64": "x86_64", "arm64": "aarch64"}.get(first, first)

    def windows(self) -> bool:
        return "windows" in self.target or "mingw" in self.target


class Unit(NamedTuple):
    """One run of the compiler: a source, and the instruction set that it is compiled for ("" for any)."""

    source: Path
    instruction_set: str
    flags: list[str]


def compiler() -> Compiler:
    """$CXX, or the first of c++, g++ and clang++ that is there, with $ARCHFLAGS. Raises Failed where there is none."""
    named = _words("CXX")
    candidates = [named] if named else [[name] for name in COMPILERS]
    for command in candidates:
        if shutil.which(command[0]):
            command = [*command, *_words("ARCHFLAGS")]
            if command.count("-arch") > 1:
                raise Failed("ARCHFLAGS names two architectures, and a library is made for one")
            return Compiler(command, _output([*command, "-dumpmachine"]).strip() or platform.machine())
    raise Failed(f"no C++ compiler was found ({' '.join(named) or ', '.join(COMPILERS)})")


def _words(variable: str) -> list[str]:
    """What an environment variable holds, as a shell would read it. Raises Failed for what it could not."""
    try:
        return shlex.split(os.environ.get(variable, ""))
    except ValueError as e:
        raise Failed(f"{variable}={os.environ[variable]} cannot be read: {e}") from e


def units(machine: str, sources: Path = SOURCES) -> list[Unit]:
    """What is compiled for a machine, the slowest first. `kernels.cc` is compiled for each instruction set."""
    sets = SETS.get(machine, ANYWHERE)
    kernels = [Unit(sources / "kernels.cc", name, [f"-DTENFOLD_ISA={name}", *flags]) for name, flags in sets.items()]
    others = [path for path in sorted(sources.glob("*.cc")) if path.name != "kernels.cc"]
    told = {
        "entry.cc": [f"-DTENFOLD_SOURCES={sources_digest(sources)}"],
        **dict.fromkeys(
            ["affine.cc", "optimizers.cc", "resampling.cc"], ["-ffp-contract=off"]
        ),  # which have NumPy's bits
    }
    return kernels + [Unit(path, "", told.get(path.name, [])) for path in others]


def sources_digest(folder: Path) -> str:
    """What tells the sources of one library from those of another: asked for when it is loaded beside its sources."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in (".cc", ".h", ".map"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def build(library: Path, folder: Path, flags: Sequence[str] = (), tool: Compiler | None = None) -> Path:
    """Compiles everything and links it.

    Args:
      library: the shared library to write.
      folder: where object files go.
      flags: more flags, for compiling and linking alike.
    Returns `library`. Raises Failed.
    """
    tool = tool or compiler()
    library.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    shown = [f"-Wl,--version-script={SOURCES / 'visible.map'}"] if "linux" in tool.target else []
    with tempfile.TemporaryDirectory(dir=folder) as own:  # nobody else who builds at the same time writes there
        objects = compiled(units(tool.machine()), Path(own), flags, tool)
        linked(objects, library, ["-shared", *shown, *flags], tool)
    return library


def compiled(what: Sequence[Unit], folder: Path, flags: Sequence[str], tool: Compiler) -> list[Path]:
    """The object files of units, made side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    position = [] if tool.windows() else ["-fPIC"]

    def one(unit: Unit) -> Path:
        target = folder / f"{'_'.join(filter(None, [unit.source.stem, unit.instruction_set]))}.o"
        _output([*tool.command, *FLAGS, *position, *unit.flags, *flags, "-c", str(unit.source), "-o", str(target)])
        return target

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, what))


def linked(objects: Sequence[Path], target: Path, flags: Sequence[str], tool: Compiler) -> None:
    """A library or program of object files. It is written beside its place first: nobody loads half of one."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    threads = [] if "msvc" in tool.target else ["-pthread"]
    own_runtime = ["-static"] if "mingw" in tool.target else []
    try:
        _output([*tool.command, *map(str, objects), *flags, *threads, *own_runtime, "-o", str(part)])
        if not part.exists():
            raise Failed(f"{tool.command[0]} says that all is well, and wrote nothing")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _output(command: Sequence[str]) -> str:
    """What a command prints. Raises Failed with the first line of an error."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    except OSError as e:
        raise Failed(f"{command[0]} does not start: {e}") from e
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise Failed(f"{command[0]}: {next((line for line in lines if 'error' in line), lines[0])}")
    return done.stdout


if __name__ == "__main__":  # in place: what an editable install and a plain checkout load
    print(build(SOURCES.with_name(LIBRARY), Path("build") / "native"))
