#!/usr/bin/env python3
"""Runs the tests on each Python that pyproject.toml allows and this machine has, and once with the oldest libraries.

    python tools/compat.py [--envs FOLDER] [PYTEST ARGUMENTS...]     (make compat)
    python tools/compat.py --here                                    says what this Python would run them with

Each Python gets an environment of its own in FOLDER (default .compat), with the newest libraries that pyproject.toml
allows; the oldest Python another one with the oldest. The table at the end says which ran, and which Pythons were not
at hand: looked for on PATH and among pyenv's. Exit status 1 where tests failed.
"""

import argparse
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NUMBERED = re.compile(r"Programming Language :: Python :: (\d+\.\d+)")
BOUNDED = re.compile(r"([\w-]+)>=([\d.]+)")


def pythons(project: dict = PROJECT) -> list[str]:
    """The versions that the project says it supports, oldest first: "3.11" ..."""
    return [found[1] for text in project["classifiers"] if (found := NUMBERED.fullmatch(text))]


def libraries(project: dict = PROJECT) -> list[tuple[str, str]]:
    """(name, oldest version) of what the package and its second gear stand on."""
    lines = project["dependencies"] + project["optional-dependencies"]["xla"]
    return [(found[1], found[2]) for line in lines if (found := BOUNDED.match(line))]


def oldest(project: dict = PROJECT) -> list[str]:
    """pip's constraints for the oldest series of each library: numpy>=2.0 asks for numpy==2.0.*"""
    return [f"{name}=={version}.*" for name, version in libraries(project)]


def interpreter(version: str) -> str | None:
    """A Python of that version which starts; None where there is none at hand."""
    shims = [Path(folder) / f"python{version}" for folder in os.get_exec_path()]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for path in [*shims, *sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)]:
        if path.is_file() and _says(path) == version:
            return str(path)
    return None


def _says(path: Path) -> str:
    told = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.run([path, "-c", told], capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def here() -> str:
    """This Python and the libraries it has, in a line."""
    told = []
    for name, _ in libraries():
        try:
            told.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            told.append(f"no {name}")
    return f"Python {platform.python_version()}: {', '.join(told)}"


def tried(python: str, folder: Path, constraints: list[str], arguments: list[str]) -> tuple[str, bool]:
    """What ran, in a line, and whether all tests passed, in an environment made or brought up to date in `folder`."""
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not inside.exists():
        subprocess.run([python, "-m", "venv", folder], check=True)
    install = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    install += ["--upgrade-strategy", "eager", "--editable", f"{ROOT}[xla,dev]", *constraints]
    subprocess.run(install, check=True)
    told = subprocess.run([inside, __file__, "--here"], capture_output=True, text=True, check=True).stdout.splitlines()[
        0
    ]
    print(f"== {told}", flush=True)
    return told, subprocess.run([inside, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode == 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--envs", type=Path, default=ROOT / ".compat", help="where environments are made and kept")
    parser.add_argument("--here", action="store_true", help="say what this Python has, and which others are untried")
    options, arguments = parser.parse_known_args(argv)
    if options.here:
        others = [version for version in pythons() if not platform.python_version().startswith(version + ".")]
        print(here(), f"not run here: Python {', '.join(others)} and the oldest libraries (make compat)", sep="\n")
        return 0
    found = {version: interpreter(version) for version in pythons()}
    runs = [(version, path, options.envs / version, []) for version, path in found.items() if path]
    if runs:
        version, path, *_ = runs[0]
        runs.append((version, path, options.envs / f"{version}-oldest", oldest()))
    table = [tried(path, folder, constraints, arguments) for _, path, folder, constraints in runs]
    print()
    for told, passed in table:
        print(f"{'passed' if passed else 'FAILED'}   {told}")
    for version in [version for version, path in found.items() if path is None]:
        print(f"not run  Python {version}: not at hand")
    return 0 if table and all(passed for _, passed in table) else 1


if __name__ == "__main__":
    sys.exit(main())
