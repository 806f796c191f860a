"""The era detector reads a program's own names."""

import pytest

from tenfold.compat import era

TF1 = [
    "import tensorflow as tf\nx = tf.placeholder('float')",
    "import tensorflow as tf\nwith tf.Session() as sess:\n    sess.run(1)",
    "import tensorflow as tf\ntf.train.GradientDescentOptimizer(0.1).minimize(1)",
    "import tensorflow\ntensorflow.layers.dense(1, 2)",
    "from tensorflow import Session",
    "from tensorflow.contrib import rnn",
    "from tensorflow.examples.tutorials.mnist import input_data",
    "import tensorflow as tf\nslim = tf.contrib.slim",
    "import tensorflow as tf\nlayers = tf.layers\nlayers.dense(1, 2)",
    "import tensorflow as tf\ncell = tf.nn.rnn_cell.BasicLSTMCell(3)",
    "import tensorflow as tf\nif True:\n    def f():\n        return tf.get_variable('w', [1])",
    "import tensorflow as tf\nimport tensorflow.keras.layers\ntf.random_normal([2])",
    "import tenfold as tf\ntf.Session()",
    "import tensorflow as tf\nprint 'python 2'",
]
TF2 = [
    "",
    "import tensorflow as tf\nwith tf.GradientTape() as tape:\n    tf.math.log(1.0)",
    "import tensorflow as tf\nx = tf.compat.v1.placeholder('float')",
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\ntf.placeholder('float')",
    "import tensorflow as tf\ntf = tf.compat.v1\ntf.Session()",
    "import tensorflow as tf\ntf.placeholder = tf.compat.v1.placeholder\ntf.placeholder('float')",
    "from tensorflow.compat import v1 as tf1\ntf1.Session()",
    "import tensorflow as tf\nfrom torch.utils import tensorboard\nsummary.FileWriter('x')",
    "import numpy as tf\ntf.log(2)",
    "import tensorflow as tf\ntf.keras.layers.Dense(1)\ntf.summary.create_file_writer('x')",
    "from tensorflow.keras import layers, random_thing",
    "import keras\nkeras.layers.Dense(1)",
    "from tensorflow.python.framework import ops\nops.reset_default_graph()",
    "import tensorflow as tf\nthis is not python",
]
KERAS3 = [
    "import keras\nkeras.ops.add(1, 2)",
    "from keras import ops",
    "from keras.random import normal",
    "import tensorflow as tf\ntf.keras.ops.add(1, 2)",
]


@pytest.mark.parametrize("source", TF1)
def test_tensorflow_1(source):
    assert era.era_of_source(source) == "1.15"


@pytest.mark.parametrize("source", TF2)
def test_tensorflow_2(source):
    assert era.era_of_source(source) == "2.15"


@pytest.mark.parametrize("source", KERAS3)
def test_keras_3(source):
    assert era.era_of_source(source) == "3"


def test_files_beside_the_program_count(tmp_path):
    (tmp_path / "main.py").write_text("import os\nfrom model.net import build\nimport helper\n")
    (tmp_path / "helper.py").write_text("import main\n")
    assert era.era_of(tmp_path / "main.py") == "2.15"
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "net.py").write_text("import tensorflow as tf\nbuild = tf.layers.dense\n")
    assert era.era_of(tmp_path / "main.py") == "1.15"


def test_the_environment_goes_first(tmp_path, monkeypatch):
    program = tmp_path / "main.py"
    program.write_text(TF1[0])
    monkeypatch.setenv("TENFOLD_ERA", "2.15")
    assert era.era_of(program) == "2.15"
    monkeypatch.setenv("TENFOLD_ERA", "2.9")
    with pytest.raises(ValueError, match="Unknown era '2.9'; expected one of '1.15', '2.15', '3'"):
        era.era_of(program)
