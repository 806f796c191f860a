"""The page of figures: its networks and kernels are what it says, and its verdicts follow from the figures."""

import dataclasses
import functools
import importlib

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.calls.kernels import library


@pytest.fixture
def performance(run):
    return importlib.import_module("performance")


@pytest.fixture
def found(performance):
    """Figures of a table with two kernels of one case, by side: rounds of (forward, input gradient)."""
    case = next(case for case in performance.CASES if len(case.whats) == 2)
    names = [performance.label(case, what) for what in case.whats]

    def values(**sides):
        as_named = {name.replace("_", ", first "): rounds for name, rounds in sides.items()}
        return {("kernels", side): [dict(zip(names, r)) for r in rounds] for side, rounds in as_named.items()}

    return case, values


def test_a_networks_work_is_that_of_its_layers(run):
    networks = importlib.import_module("networks")
    mnist = networks.NETWORKS["cnn_mnist"]
    first, others = 24 * 24 * 32 * 25, 8 * 8 * 64 * 25 * 32 + 1024 * 1024 + 1024 * 10
    assert mnist.work() == 2 * 64 * (2 * first + 3 * others)
    assert networks.NETWORKS["cnn_fashion"].work() == 2 * 32 * (2 * 28 * 28 * 64 * 9 + 3 * 14 * 14 * 64 * 10)


@pytest.mark.parametrize("name", ["cnn_fashion", "cnn_mnist", "cnn_cats"])
def test_networks_have_the_shapes_that_their_work_is_counted_from(run, name):
    networks = importlib.import_module("networks")
    network = networks.NETWORKS[name]
    model = networks.in_keras(tf.keras, network)
    flat = next(layer for layer in model.layers if isinstance(layer, tf.keras.layers.Flatten))
    assert flat.output.shape == (None, network.features())
    convolutions = [layer for layer in model.layers if isinstance(layer, tf.keras.layers.Conv2D)]
    *counted, _ = network.layers()
    assert [np.prod(layer.output.shape[1:]) for layer in convolutions] == [c[0] * c[1] for c in counted]
    x, y = networks.batches(network, 1)
    assert x.shape == (network.batch, *network.image) and len(y) == len(x) and x.dtype == np.float32


def small(case):
    """The case with one image of 9 pixels a side, and 4 channels a group."""
    sizes = {"x": (1, *[9] * (len(case.x) - 2), 4)}
    if hasattr(case, "groups"):
        groups = 4 if case.depthwise else min(case.groups, 2)
        sizes.update(groups=groups, filters=8)
    return dataclasses.replace(case, **sizes)


def test_kernels_give_arrays_of_the_shapes_that_the_cases_tell(run):
    cases, ours = importlib.import_module("kernel_cases"), importlib.import_module("on_tenfold")
    assert len({case.name for case in cases.CASES}) == len(cases.CASES)
    for case in map(small, cases.CASES):
        told = {cases.FORWARD: case.y, cases.FILTER: getattr(case, "w", None), cases.INPUT: case.x}
        for what in case.whats:
            assert ours.first_gear(case, what)().shape == told[what], (case, what)


@pytest.mark.parametrize("gear", ["first_gear", "second_gear"])
def test_kernels_that_wait_for_their_op_are_what_is_measured(run, monkeypatch, gear):
    cases, ours = importlib.import_module("kernel_cases"), importlib.import_module("on_tenfold")
    case, names, brought = small(cases.CASES[0]), ["conv", "conv_backprop_filter", "conv_backprop_input"], []
    for name in names:
        monkeypatch.setitem(library.waiting, name, functools.partial(brought.append, name))
    for what in case.whats:
        getattr(ours, gear)(case, what)
    assert brought == names


@pytest.mark.parametrize("title", ["DeepLab", "MobileNetV2", "ResNet, overlapping"])
def test_both_gears_measure_the_same(run, title):
    cases, ours = importlib.import_module("kernel_cases"), importlib.import_module("on_tenfold")
    case = small(next(case for case in cases.CASES if case.title == title))
    for what in case.whats:
        first, second = ours.first_gear(case, what)(), ours.second_gear(case, what)()
        np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "ours, told, good",
    [
        ([(1.0, 1.0), (1.0, 2.0)], "median 1.5x faster, worst 1.00", True),  # per round 1.0 1.0 and 2.0 2.0
        ([(1.0, 1.1), (1.0, 2.2)], "slower on 1 of 2: no", False),
        ([(1.0, 1.0), (1.9, 2.0)], "slower on 0 of 2: yes", True),
        ([(1.0, "no such kernel"), (1.0, "no such kernel")], "Missing:", False),
    ],
)
def test_verdict_of_a_gear(performance, found, ours, told, good):
    case, values = found
    text, reached = performance.judged(values(tenfold=ours, TensorFlow=[(2.0, 1.0), (2.0, 2.0)]), "tenfold", [case])
    assert told in text and reached is good


def test_kernels_that_a_peer_has_not_got_are_told_and_not_judged(performance, found):
    case, values = found
    given = values(tenfold=[(1e-3, 1e-3)], TensorFlow=[(2e-3, "OpError: not on CPU")], lax=[(3e-3, 4e-3)])
    text, good = performance.judged(given, "tenfold", [case])
    assert good and "slower on 0 of 1" in text
    lines = performance.kernel_table(given, [case]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert lines[2].endswith("| forward | 1.00 | 2.00 | - | - | - | 2.00 | 3.00 |")
    assert lines[3].endswith("| input gradient | 1.00 | - | - | - | - | - | 4.00 |")
    told = performance.absent(given, {("kernels", "PyTorch"): "no torch", ("add", "PyTorch"): "other"}, [case])
    assert told.splitlines() == [
        "* PyTorch: not measured: no torch",
        f"* TensorFlow has no {performance.label(case, 'input gradient')}: OpError: not on CPU",
    ]


def test_a_side_that_lacks_a_kernel_goes_on(run, monkeypatch, capsys):
    kernels = importlib.import_module("kernels")

    def make(case, what):
        raise NotImplementedError("dilation\nmore")

    case = kernels.CASES[0]
    assert kernels.timed(make, case, "forward") == "NotImplementedError: dilation"
    assert "dilation\nmore" in capsys.readouterr().err


@pytest.fixture
def page(performance, run, monkeypatch, tmp_path):
    """A page to write, and a measurement that finds what is set here: kernels' seconds, and that of the other rows."""
    monkeypatch.setattr(run, "MODELS", ["cnn_memory:cnn_mnist"])
    monkeypatch.setattr(run, "RECURRENT", ["recurrent_words"])
    monkeypatch.setattr(run, "TRAINING", ["training_calls:evaluate"])
    monkeypatch.setattr(run, "FUNCTIONS", ["function_calls:tiny"])
    monkeypatch.setattr(run, "PIPELINES", ["pipeline_fit"])
    monkeypatch.setattr(run, "BYTES", ["event_files"])
    monkeypatch.setenv("BENCHMARK_SMOKE", "")
    others = {
        "cnn_memory:cnn_mnist": 100.0,
        "recurrent_words": 1.0,
        "training_calls:evaluate": 1.0,
        "function_calls:tiny": 1.0,
        "pipeline_fit": 1.0,
        "event_files": {"scalars": 2.0},
    }

    def measure(row, side, peers):
        kernels = {performance.label(c, w): 1e-3 for c in performance.CASES for w in c.whats}
        return {"value": {**others, "kernels": kernels}[row], "versions": {"numpy": "2"}}

    monkeypatch.setattr(run, "measure", measure)
    return tmp_path / "performance.md", others


def test_the_page_has_every_section_that_was_measured(performance, page):
    path, _ = page
    assert performance.main(["--rounds", "1", "--smoke", "--page", str(path)]) == 1 and not path.exists()
    assert performance.main(["--rounds", "2", "--page", str(path)]) == 1  # 1x faster is not 1.2x
    text = path.read_text(encoding="utf-8")
    assert "| cnn_mnist: peak memory | 100 MB | Keras on TensorFlow | 100 MB | +0.0 MB | never more | yes |" in text
    assert "* second gear against TensorFlow: median 1x faster, worst 1.00" in text
    assert "| 10,000 scalars to an event file | 2000 ms | TensorFlow | 2000 ms | 1x faster |" in text
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Performance", "## Networks", "## Kernels", "## Recurrent networks", "## Training", "## Functions",
        "## Pipelines", "## Bytes",
    ]  # fmt: skip
    assert text.count("Medians of 2 rounds") == text.count("made by `make performance`.") == 7


def test_a_section_measured_again_leaves_the_others_alone(performance, page):
    path, found = page
    performance.main(["--rounds", "2", "--page", str(path)])
    old = path.read_text(encoding="utf-8")
    found.update({"cnn_memory:cnn_mnist": 50.0, "event_files": {"scalars": 1.0}})
    assert performance.main(["--rounds", "1", "--only", "models", "--page", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert "made by `make performance ONLY=models`" in text and "| 50.0 MB |" in text and "2000 ms" in text
    head, networks, *others = old.split("## ")
    assert text.split("## ")[0] == head and text.split("## ")[2:] == others


def test_the_page_begins_with_a_section_measured_alone(performance, page):
    path, _ = page
    assert performance.main(["--rounds", "1", "--only", "models", "--page", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(performance.HEAD) and text.count("## ") == 1


def test_the_page_that_is_there_is_one_that_the_program_writes(performance):
    text = performance.PAGE.read_text(encoding="utf-8")
    assert performance.with_section(text, text[text.index("## Kernels") :].split("\n## ")[0]) == text
