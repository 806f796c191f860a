"""`make compat` finds the Pythons that start, asks for the oldest libraries that pyproject.toml allows, and says so."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = {
    "classifiers": ["Programming Language :: Python :: 3", "Programming Language :: Python :: 3.11", "Topic :: X"],
    "dependencies": ["numpy>=2.0,<2.6", "Pillow>=10,<14"],
    "optional-dependencies": {"xla": ["jax>=0.8,<0.13"], "dev": ["pytest>=8"]},
}


@pytest.fixture(scope="module")
def compat():
    spec = importlib.util.spec_from_file_location("compat_tool", ROOT / "tools" / "compat.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_oldest_libraries_are_read_off_the_project(compat):
    assert compat.pythons(PROJECT) == ["3.11"]
    assert compat.oldest(PROJECT) == ["numpy==2.0.*", "Pillow==10.*", "jax==0.8.*"]


def test_every_library_has_an_upper_bound_and_every_python_a_row(compat):
    lines = compat.PROJECT["dependencies"] + compat.PROJECT["optional-dependencies"]["xla"]
    assert len(compat.libraries()) == len(lines) and all(",<" in line for line in lines)
    first, last = (int(version.split(".")[1]) for version in (compat.pythons()[0], compat.pythons()[-1]))
    assert (
        compat.PROJECT["requires-python"] == f">=3.{first},<3.{last + 1}" and len(compat.pythons()) == last - first + 1
    )


def test_only_a_python_that_starts_is_at_hand(compat, tmp_path, monkeypatch):
    shim, real = tmp_path / "shims", tmp_path / "pyenv" / "versions" / "3.99.1" / "bin"
    for folder, name, line in ((shim, "python3.99", "exit 127"), (real, "python", "echo 3.99")):
        folder.mkdir(parents=True)
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(shim), prepend=":")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    assert compat.interpreter("3.99") == str(real / "python") and compat.interpreter("3.98") is None


def test_the_table_says_what_ran_and_what_did_not(compat, monkeypatch, tmp_path, capsys):
    asked = []

    def tried(python, folder, constraints, arguments):
        asked.append((folder.name, constraints, arguments))
        return f"Python {folder.name}", not constraints

    monkeypatch.setattr(compat, "interpreter", lambda version: "python" if version in ("3.11", "3.13") else None)
    monkeypatch.setattr(compat, "tried", tried)
    assert compat.main(["--envs", str(tmp_path), "-k", "x"]) == 1
    assert [name for name, *_ in asked] == ["3.11", "3.13", "3.11-oldest"]
    assert asked[0][1:] == ([], ["-k", "x"]) and asked[2][1] == compat.oldest()
    told = capsys.readouterr().out.splitlines()
    assert told[1:] == [
        "passed   Python 3.11",
        "passed   Python 3.13",
        "FAILED   Python 3.11-oldest",
        "not run  Python 3.12: not at hand",
        "not run  Python 3.14: not at hand",
    ]


def test_this_python_says_what_it_has():
    code = [sys.executable, ROOT / "tools" / "compat.py", "--here"]
    told = subprocess.run(code, capture_output=True, text=True, check=True).stdout
    assert told.startswith(f"Python {sys.version.split()[0]}: numpy ") and " ml_dtypes " in told
