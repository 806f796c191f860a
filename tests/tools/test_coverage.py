"""`tools/coverage.py`: the class of a name, and what is counted."""

import importlib.util
import sys
from pathlib import Path

import pytest

import tenfold as tf

TOOL = Path(__file__).parents[2] / "tools" / "coverage.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("coverage_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


CLASSES = {
    "keras": "keras.layers.Dense tf.keras.Model tf.optimizers.Adam tf.initializers.zeros tf.losses.mean_squared_error",
    "v1": "tf.placeholder tf.Session tf.losses.huber_loss tf.contrib.rnn.BasicLSTMCell tf.flags.FLAGS tf.mul "
    "tf.layers.dense",
    "internal": "tf.python.framework.ops tf.python.util.nest.is_sequence",
    "noise": "tf.model tf.model.fit tf.__version__.split tf.float32.min",
    "data": "tf.data.Dataset tf.data.TFRecordDataset",
    "files": "tf.saved_model.load tf.train.Checkpoint tf.train.Example tf.summary.scalar",
    "devices": "tf.distribute.MirroredStrategy tf.tpu.experimental.initialize_tpu_system",
    "estimator": "tf.estimator.Estimator tf.feature_column.numeric_column",
    "graphs": "tf.autograph.to_code",
    "core": "tf.__version__ tf.reduce_mean tf.nn tf.nn.relu tf.io.read_file tf.io.TFRecordWriter tf.compat.as_str "
    "tf.version.VERSION tf.linalg.matmul",
}


@pytest.mark.parametrize("kind", CLASSES)
def test_class_of(tool, kind):
    assert {name: tool.class_of(name) for name in CLASSES[kind].split()} == dict.fromkeys(CLASSES[kind].split(), kind)


def test_find_goes_the_way_a_program_would(tool):
    assert tool.find("tf.nn.relu", "core") is tf.nn.relu
    assert tool.find("tf.placeholder", "v1") is tf.compat.v1.placeholder
    assert tool.find("tf.python.framework.ops.reset_default_graph", "internal") is tf.compat.v1.reset_default_graph
    assert tool.find("keras.layers.core.Dense", "keras") is tf.keras.layers.Dense
    assert "did you mean" in tool.absent("tf.nn.reluu", "core") and tool.absent("tf.nn.relu", "core") == ""


def test_report(tool, tmp_path, capsys):
    table, page = tmp_path / "usage.tsv", tmp_path / "coverage.md"
    table.write_text("9\ttf.nn.relu\n5\ttf.data.Dataset\n3\ttf.nn.reluu\n3\ttf.estimator.Estimator\n2\ttf.abs\n")
    assert tool.main([str(table), "--write", str(page)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].split()[:7] == ["not", "keras,", "data,", "v1", "1", "of", "2"]
    text = page.read_text()
    assert (
        "| core | 1 | 1 | 100.0 % |" in text
        and "- estimator: `tf.estimator.Estimator` (not in this version of Tenfold" in text
    )
    assert "| `tf.bitwise` | 6 | 6 |  |" in text


def test_the_committed_names_are_tensorflows(tool):
    assert {"tf.abs", "tf.nn.conv2d", "tf.data.Dataset", "tf.optimizers.Adam"} <= tool.public_names(2)
    assert {"tf.placeholder", "tf.train.AdamOptimizer", "tf.layers.dense"} <= tool.public_names(1)
    assert not tool.public_names(1) & tool.public_names(2)


def test_names_whose_values_no_test_compares_are_listed(tool):
    from tenfold import keras

    found = {"Dense": keras.layers.Dense, "Convolution2D": keras.layers.Convolution2D, "Mine": object()}
    assert tool.untested([*found, "nowhere"], lambda name: found[name] if name in found else keras.nowhere) == ["Mine"]
