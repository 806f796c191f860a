"""The benchmark table says what was measured: figures, targets and failures."""

import importlib
import json

import pytest

from tenfold.runtime.native import library


def test_every_row_file_is_in_the_table_and_says_what_it_must_reach(run):
    assert sorted(run.ORDER) == sorted(p.stem for p in (run.HERE / "rows").glob("*.py") if p.stem != "common")
    elsewhere = [*run.MODELS, *run.RECURRENT, *run.TRAINING, *run.FUNCTIONS, *run.PIPELINES, *run.BYTES]
    named = {name.partition(":")[0] for name in elsewhere} | {"kernels"}
    files = [file for folder in run.FOLDERS if folder.name != "rows" for file in folder.glob("*.py")]
    assert named == {p.stem for p in files if "main(measure" in p.read_text(encoding="utf-8")}
    for name in [*run.ORDER, *elsewhere]:
        assert set(run.sides_of(run.row_of(name))) <= set(run.common.SIDES)
        assert callable(importlib.import_module(name.partition(":")[0]).measure)


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
        (lambda c: c.within(0, "MB"), 31.0, 31.0, "+0.0 MB", True),
        (lambda c: c.rate(3e9), 1.5, 1.5, "2 GFLOP/s", True),
        (lambda c: c.flat(2, "MB"), 2.5, 2.5, "+2.50 MB", False),
        (lambda c: c.flat(2, "MB"), -0.1, -0.1, "-0.10 MB", True),
    ],
)
def test_targets(run, target, ours, theirs, shown, reached):
    judged = target(run.common)
    figure = judged.figure(ours, theirs)
    assert judged.shown(figure) == shown and judged.reached(figure) is reached


def test_the_best_of_several_peers_is_found_in_each_round(run, fake):
    calls = fake({"tenfold": [1e-3] * 3, "Keras on TensorFlow": [3e-3, 1e-3, 4e-3], "Keras on JAX": [5e-3, 2e-3, 2e-3],
                  "Keras on PyTorch": [9e-3] * 3})  # fmt: skip
    row = run.common.Row("cnn", "ms", {"the fastest Keras": run.common.faster(2), "Keras on JAX": None})
    values, failures, _ = run.measure_all({"cnn": row}, 3, None, say=lambda text: None)
    assert len(calls) == 12 and not failures
    text, good = run.table({"cnn": row}, values, failures)
    # The fastest took 3, 1 and 2; no side's median is 2 but JAX's.
    assert text.splitlines()[2].startswith("| cnn | 1.00 ms | the fastest Keras | 2.00 ms | 2x faster |") and good


def test_one_of_several_peers_that_fails_is_no_reason_to_be_the_fastest(run, fake):
    fake({"tenfold": [1e-3], "Keras on TensorFlow": [3e-3], "Keras on JAX": "no jax", "Keras on PyTorch": [9e-3]})
    row = run.common.Row("cnn", "ms", {"the fastest Keras": run.common.faster(2)})
    text, good = run.table({"cnn": row}, *run.measure_all({"cnn": row}, 1, None, say=lambda text: None)[:2])
    assert "not measured: no jax" in text and not good


@pytest.mark.parametrize("share, reached", [(0.5, "yes"), (0.51, "no")])
def test_a_share_of_the_peak_is_enough_where_a_target_says_so(run, share, reached):
    common = run.common
    # The product took 2 s in one round and 4 in the other, as long as the row, whose work is half of it.
    row = common.Row("cnn", "s", {"PyTorch": common.or_share(common.faster(2), share)}, work=common.PEAK**3)
    values = {("cnn", "tenfold"): [2.0, 4.0], ("cnn", "PyTorch"): [1.0, 1.0], ("peak", "tenfold"): [2.0, 4.0]}
    text, good = run.table({"cnn": row}, values, {})
    assert f"| at least 2x faster, or {share:.0%} of peak | {reached} |" in text and "x faster, 50% of peak |" in text
    assert good is (reached == "yes")
    del values["peak", "tenfold"]
    assert run.table({"cnn": row}, values, {})[1] is False


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
    (tmp_path / "add.py").write_text("import sys\nraise KeyError(*sys.argv[1:2], sys.argv[2:])\n")
    monkeypatch.setattr(run, "FOLDERS", (tmp_path,))
    with pytest.raises(run.Failed, match=r"^KeyError: \('tenfold', \[\]\)$"):
        run.measure("add", "tenfold", None)
    with pytest.raises(run.Failed, match=r"^KeyError: \('tenfold', \['cnn'\]\)$"):
        run.measure("add:cnn", "tenfold", None)


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


@pytest.mark.parametrize("seconds, calls", [(0.02, 3 + 7), (0.5, 3 + 3)])
def test_slow_calls_are_made_less_often(run, monkeypatch, seconds, calls):
    clock, made = [0.0], []
    monkeypatch.setattr(run.common.time, "perf_counter", lambda: clock[0])

    def call():
        made.append(seconds)
        clock[0] += seconds

    assert run.common.seconds_per_call(call, budget=0.1, warm=0.0) == pytest.approx(seconds)
    assert len(made) == calls


def test_what_is_measured_is_named(run, capsys, monkeypatch):
    monkeypatch.setattr(run.common.sys, "argv", ["row.py", "tenfold", "cnn"])
    run.common.main(lambda side, name: f"{side} {name}")
    found = json.loads(capsys.readouterr().out)
    expected = library.instruction_set() if library.available() else "none"
    assert found["value"] == "tenfold cnn" and found["versions"]["native kernels"] == expected
    told = run.machine({"tenfold": found["versions"], "PyTorch": {"torch": "2"}}, 3, "make it")
    assert f"native kernels {expected}; PyTorch: torch 2. Medians of 3 rounds" in told and told.endswith("`make it`.")
