#!/usr/bin/env python3
"""Builds the native kernels with tests/native/check.cc, and runs that: every kernel against plain loops.

    python tools/native_check.py [--rounds N] [--seed N] MODE ...

A MODE is a way to build it:
* plain      as they are installed, for every instruction set that this machine has
* wide       quickly, AVX-512's sixteen lanes too, by instructions of AVX2 where the machine has no more
* address    with the address and undefined behaviour sanitizers, as `wide`
* thread     with the thread sanitizer, as `wide`
* arm        for aarch64 (NEON), run by qemu-aarch64 where this machine is none: needs g++-aarch64-linux-gnu, qemu-user

Exit status 1 where a check fails, 2 where a mode cannot be built here.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "native"
CHECK = ROOT / "tests" / "native" / "check.cc"


def _compiling():
    path = ROOT / "src" / "tenfold" / "runtime" / "native" / "compiling.py"
    spec = importlib.util.spec_from_file_location("compiling", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


compiling = _compiling()


class Mode(NamedTuple):
    flags: list[str]  # after those of the library: the last optimisation level holds
    rounds: int
    everywhere: bool = True  # each instruction set by flags that this machine has


SANITIZED = ["-O1", "-g", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all"]
MODES = {
    "plain": Mode([], 300, everywhere=False),
    "wide": Mode(["-O1"], 100),
    "address": Mode([*SANITIZED, "-fsanitize=address,undefined"], 100),
    "thread": Mode([*SANITIZED, "-fsanitize=thread"], 50),
    "arm": Mode(["-static"], 60, everywhere=False),
}


def program(name: str, folder: Path = FOLDER) -> Path:
    """The driver, built in a mode. Raises compiling.Failed."""
    mode = MODES[name]
    tool = compiling.compiler()
    if name == "arm" and tool.machine() != "aarch64":
        tool = compiling.Compiler(["aarch64-linux-gnu-g++"], "aarch64-linux-gnu")
    units = compiling.units(tool.machine())
    flags = list(mode.flags)
    if mode.everywhere and tool.machine() == "x86_64":
        flags.append("-DTENFOLD_EVERYWHERE")
        narrow = compiling.SETS["x86_64"]["avx2"]
        units = [u._replace(flags=[u.flags[0], *narrow]) if u.instruction_set == "avx512" else u for u in units]
    units.append(compiling.Unit(CHECK, "", ["-O1"]))
    objects = compiling.compiled(units, folder / name, flags, tool)
    target = folder / name / "check"
    compiling.linked(objects, target, flags, tool)
    return target


def run(name: str, rounds: int | None, seed: int | None) -> int:
    """Build and run one mode; its exit status."""
    built = program(name)
    command = [str(built), "--rounds", str(rounds or MODES[name].rounds)]
    if seed is not None:
        command += ["--seed", str(seed)]
    if name == "arm" and compiling.compiler().machine() != "aarch64":
        command = ["qemu-aarch64", *command, "--no-fork"]  # a fork of a process with threads is beyond the emulator
    print(f"== {name}", flush=True)
    return subprocess.run(command, check=False).returncode


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modes", nargs="+", choices=MODES, metavar="MODE")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int, help="of the random problems, which are always the same without it")
    asked = parser.parse_args(argv)
    os.chdir(ROOT)
    try:
        return 1 if any([run(name, asked.rounds, asked.seed) for name in asked.modes]) else 0
    except (compiling.Failed, OSError) as e:
        print(e, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
