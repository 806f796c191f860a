"""The benchmark table says what was measured: figures, targets and failures."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("benchmark_run", BENCHMARKS / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    for name in ["common", *module.ORDER]:
        sys.modules.pop(name, None)


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


def test_every_row_file_is_in_the_table_and_says_what_it_must_reach(run):
    assert sorted(run.ORDER) == sorted(p.stem for p in (BENCHMARKS / "rows").glob("*.py") if p.stem != "common")
    for name in run.ORDER:
        module = importlib.import_module(name)
        assert set(run.sides_of(module.ROW)) <= set(run.common.SIDES) and callable(module.measure)


def test_rounds_are_interleaved_and_ratios_are_per_round(run, fake):
    calls = fake({"tenfold": [1e-6, 2e-6, 5e-6], "TensorFlow": [20e-6, 60e-6, 50e-6]})
    rows = {"add": run.common.Row("add", "us", {"TensorFlow": run.common.faster(10)})}
    values, failures, _ = run.measure_all(rows, 3, None, say=lambda text: None)
    assert calls == [("add", "tenfold"), ("add", "TensorFlow")] * 3
    text, good = run.table(rows, values, failures)
    # Ratios 20, 30 and 10: 20 in the middle. The ratio of the medians would be 25.
    assert text.splitlines()[2] == "| add | 2.00 µs | TensorFlow | 50.0 µs | 20x faster | at least 10x faster | yes |"
    assert good and not failures


@pytest.mark.parametrize(
    "target, ours, theirs, shown, reached",
    [
        (lambda c: c.faster(10), 1.0, 9.9, "9.9x faster", False),
        (lambda c: c.faster(1), 1.0, 1.0, "1x faster", True),
        (lambda c: c.at_most(1.5), 1.6, 1.0, "1.60x", False),
        (lambda c: c.at_most(1.5), 1.4, 1.0, "1.40x", True),
        (lambda c: c.within(20, "MB"), 51.0, 31.0, "+20.0 MB", True),
        (lambda c: c.within(20, "MB"), 52.0, 31.0, "+21.0 MB", False),
        (lambda c: c.flat(2, "MB"), 2.5, 2.5, "+2.50 MB", False),
        (lambda c: c.flat(2, "MB"), -0.1, -0.1, "-0.10 MB", True),
    ],
)
def test_targets(run, target, ours, theirs, shown, reached):
    judged = target(run.common)
    figure = judged.figure(ours, theirs)
    assert judged.shown(figure) == shown and judged.reached(figure) is reached


def test_a_target_missed_or_not_measured_fails_the_run(run, fake):
    row = run.common.Row("add", "us", {"TensorFlow": run.common.faster(10), "Keras on JAX": None})
    fake({"tenfold": [1e-6], "TensorFlow": [2e-6], "Keras on JAX": [1e-6]})
    text, good = run.table({"add": row}, *run.measure_all({"add": row}, 1, None, say=lambda text: None)[:2])
    assert not good and text.splitlines()[2].endswith("| 2x faster | at least 10x faster | no |")
    assert text.splitlines()[3].endswith("| 1x faster |  |  |")
    fake({"tenfold": [1e-6], "TensorFlow": "no such file", "Keras on JAX": [1e-6]})
    text, good = run.table({"add": row}, *run.measure_all({"add": row}, 1, None, say=lambda text: None)[:2])
    assert not good and "not measured: no such file" in text


def test_a_side_that_dies_says_its_last_words(run, monkeypatch, tmp_path):
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "add.py").write_text("import sys\nraise KeyError(sys.argv[1])\n")
    monkeypatch.setattr(run, "HERE", tmp_path)
    with pytest.raises(run.Failed, match="^KeyError: 'tenfold'$"):
        run.measure("add", "tenfold", None)


def test_no_peers_is_said(run):
    with pytest.raises(run.Failed, match="--peers"):
        run.measure("add", "TensorFlow", None)


def test_the_readme_gets_the_table_between_its_marks(run, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(f"a\n{run.BEGIN}\nold\n{run.END}\nb\n", encoding="utf-8")
    run.write_readme("new", readme)
    run.write_readme("newer", readme)
    assert readme.read_text(encoding="utf-8") == f"a\n{run.BEGIN}\nnewer\n{run.END}\nb\n"
    readme.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="benchmarks:begin"):
        run.write_readme("new", readme)


def test_figures_are_shown_with_three_digits(run):
    assert [run.shown(v, "us") for v in (1.234e-6, 12.34e-6, 123.4e-6)] == ["1.23 µs", "12.3 µs", "123 µs"]
    assert run.shown(0.0571, "s") == "0.057 s" and run.shown(31.16, "MB") == "31.2 MB"


def test_a_fresh_import_is_measured(run):
    seconds, memory = run.common.fresh_import("NumPy")
    assert 0 < seconds < 60 and 5 < memory < 2000
