"""Benchmarks as modules, and sides that take what a test says instead of processes."""

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    yield importlib.import_module("run")
    for name, found in [*sys.modules.items()]:
        if str(getattr(found, "__file__", "")).startswith(str(BENCHMARKS)):
            del sys.modules[name]


@pytest.fixture
def fake(run, monkeypatch):
    """Sides that take what `figures` says, round after round, instead of processes."""

    def measured(figures):
        calls = []

        def measure(name, side, peers):
            calls.append((name, side))
            value = figures[side]
            if isinstance(value, str):
                raise run.Failed(value)
            return {"value": value[calls.count((name, side)) - 1], "versions": {"numpy": "2"}}

        monkeypatch.setattr(run, "measure", measure)
        return calls

    return measured
