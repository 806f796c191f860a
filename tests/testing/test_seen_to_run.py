"""The plugin that looks whether ops run where they are said to be tested."""

from collections import Counter, defaultdict
from functools import partial
from types import SimpleNamespace

import pytest
from seen_to_run import GRADIENT, HERE, SeenToRun, answers, watch

import tenfold as tf
from tenfold.core.calls.op import OPS


def test_every_file_is_there():
    assert [file for file in answers() if not (HERE / file).exists()] == []


def test_what_is_called_is_noted():
    seen = set()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("softplus", f"{GRADIENT}softplus", "softsign", f"{GRADIENT}softsign"):
            watch(patch, name, partial(seen.add, name))
        x = tf.constant([1.0, 2.0])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.nn.softplus(x)
        assert seen == {"softplus"}
        tape.gradient(y, x)
        assert seen == {"softplus", f"{GRADIENT}softplus"}
        assert OPS["softplus"].numpy is OPS["softplus"].forward
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.softsign(x)
    tape.gradient(y, x)
    assert seen == {"softplus", f"{GRADIENT}softplus"}


@pytest.fixture
def watching():
    """One that saw `exp` run in a.py, of which both tests passed, and `log` in b.py, of which one did."""
    one = SeenToRun(SimpleNamespace(), {"a.py": {"exp", "sin"}, "b.py": {"log", "cos"}})
    one.there, one.passed = Counter({"a.py": 2, "b.py": 2}), Counter({"a.py": 2, "b.py": 1})
    one.seen = defaultdict(set, {"a.py": {"exp"}, "b.py": {"log"}})
    return one


def test_what_nothing_called_is_said_of_files_that_ran_whole(watching):
    assert watching.judged(chosen=False) == {"a.py": ["sin"]}
    assert watching.judged(chosen=True) == {}


def test_what_workers_saw_counts(watching):
    watching.pytest_testnodedown(SimpleNamespace(workeroutput={"ops_seen": ({"a.py": ["sin"]}, {"a.py": 2})}))
    assert watching.judged(chosen=False) == {}


def test_a_run_in_which_an_op_was_not_seen_fails(watching):
    watching.config = SimpleNamespace(option=SimpleNamespace(keyword=""), args=["tests"])
    session = SimpleNamespace(exitstatus=0)
    watching.pytest_sessionfinish(session)
    assert session.exitstatus == 1
    lines = []
    watching.pytest_terminal_summary(SimpleNamespace(write_line=lambda line, **_: lines.append(line)))
    assert len(lines) == 1 and "tests/a.py" in lines[0] and "['sin']" in lines[0]
