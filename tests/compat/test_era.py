"""The era detector reads a program's own names."""

import pytest

from tenfold.compat import era


@pytest.fixture
def verdict(tmp_path, monkeypatch):
    """What is made of a program's text."""
    monkeypatch.delenv("TENFOLD_ERA", raising=False)

    def made(source):
        (tmp_path / "main.py").write_text(source)
        return era.era_of(tmp_path / "main.py")

    return made


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
    "from tensorflow import *\nx = placeholder('float')",
    "import tensorflow as t\nfrom tensorflow import train as tr\ntr.AdamOptimizer(0.1)",
    # reached through a function, a class, a guard, a test runner, `app.run`, a decorator that registers
    "import tensorflow as tf\ndef f():\n    g()\ndef g():\n    tf.Session()\nf()\ntf.constant(1)",
    "import tensorflow as tf\nclass Net:\n    def build(self):\n        tf.layers.dense(1, 2)\nNet()\ntf.ones(1)",
    "import tensorflow as tf\ntf.constant(1)\ndef main():\n    tf.Session()\nif __name__ == '__main__':\n    main()",
    "import tensorflow as tf\ntf.constant(1)\nclass T(tf.test.TestCase):\n    def test(self):\n        tf.Session()\n",
    "import tensorflow as tf\ntf.constant(1)\ndef main(_):\n    tf.Session()\ntf.compat.v1.app.run()",
    "import tensorflow as tf\nimport click\ntf.constant(1)\n@click.command()\ndef f():\n    tf.Session()",
    "import tensorflow as tf\ntf.constant(1)\nhandlers = {'a': lambda: tf.Session()}",
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
    "import tensorflow as tf\n\0",
    "from tensorflow import *\nfrom numpy import *\nlog(2)",
    "from tensorflow import *\ndef log(x):\n    return x\nlog(2)",
    # a function that is never called
    "import tensorflow as tf\ntf.keras.Sequential()\ndef old():\n    tf.set_random_seed(1)",
    "from keras.models import Sequential\nimport tensorflow as tf\nclass Old:\n    def f(self):\n        tf.Session()",
    "import tensorflow as tf\ntf.constant(1)\n@tf.function\ndef old():\n    from tensorflow.contrib import rnn",
    "import tensorflow as tf\ntf.constant(1)\ndef old():\n    def inner():\n        tf.Session()\n    inner()",
    # a name that only TensorFlow 2 has
    "import tensorflow as tf\ntf.placeholder('float')\ntf.random.set_seed(1)",
    "import tensorflow as tf\ntf.Session()\nopt = tf.optimizers.Adam()",
    "import tensorflow as tf\nfrom keras.layers import TextVectorization\ntf.Session()",
    # names the program can do without
    "import tensorflow as tf\ntry:\n    tf.set_random_seed(1)\nexcept AttributeError:\n    pass",
    "import tensorflow as tf\ntry:\n    tf.random.set_seed(1)\nexcept AttributeError:\n    tf.set_random_seed(1)",
    "import tensorflow as tf\ntry:\n    from tensorflow.contrib import rnn\nexcept (ImportError, OSError):\n    pass",
]
KERAS3 = [
    "import keras\nkeras.ops.add(1, 2)",
    "from keras import ops",
    "from keras.random import normal",
    "import tensorflow as tf\ntf.keras.ops.add(1, 2)",
]


@pytest.mark.parametrize("source", TF1)
def test_tensorflow_1(source, verdict):
    assert verdict(source).era == "1.15"


@pytest.mark.parametrize("source", TF2)
def test_tensorflow_2(source, verdict):
    assert verdict(source).era == "2.15"


@pytest.mark.parametrize("source", KERAS3)
def test_keras_3(source, verdict):
    assert verdict(source).era == "3"


def test_files_beside_the_program_count(tmp_path):
    (tmp_path / "main.py").write_text("import os\nfrom model.net import build\nimport helper\n")
    (tmp_path / "helper.py").write_text("import main\n")
    assert era.era_of(tmp_path / "main.py").era == "2.15"
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "net.py").write_text("import tensorflow as tf\nbuild = tf.layers.dense\n")
    assert era.era_of(tmp_path / "main.py").era == "1.15"


def test_the_environment_goes_first(tmp_path, monkeypatch):
    program = tmp_path / "main.py"
    program.write_text(TF1[0])
    monkeypatch.setenv("TENFOLD_ERA", "2.15")
    assert era.era_of(program).era == "2.15"
    monkeypatch.setenv("TENFOLD_ERA", "2.x")
    with pytest.raises(ValueError, match="Unknown era '2.x'; expected a version"):
        era.era_of(program)


REASONS = {
    "import tensorflow as tf\n\n\ntf.set_random_seed(1)\ntf.Session()": (
        "TensorFlow 1 because of tf.set_random_seed, line 4; --era 2.15 overrides"
    ),
    "from tensorflow.contrib import rnn": (
        "TensorFlow 1 because of tensorflow.contrib.rnn, line 1; --era 2.15 overrides"
    ),
    "import tensorflow as tf\nprint 'python 2'": (
        "TensorFlow 1 because of Python 2's print, line 2; --era 2.15 overrides"
    ),
    "import tensorflow as tf\ntf.Session()\ntf.random.set_seed(1)": (
        "TensorFlow 2 because of tf.random.set_seed, line 3, though tf.Session, line 2, is TensorFlow 1's; "
        "--era 1.15 overrides"
    ),
    "import keras\nkeras.ops.add(1, 2)": "Keras 3 because of keras.ops.add, line 2; --era 2.15 overrides",
    "import tensorflow as tf\ntf.random.set_seed(1)": "",
}


@pytest.mark.parametrize("source", REASONS)
def test_the_reason_is_told(source, verdict):
    assert str(verdict(source)) == REASONS[source]


def test_functions_of_files_beside_the_program_count_where_they_are_called(tmp_path):
    (tmp_path / "net.py").write_text(
        "import tensorflow as tf\ndef old():\n    tf.Session()\n"
        "def new():\n    tf.constant(1)\nif __name__ == '__main__':\n    old()\n"
    )
    program = tmp_path / "main.py"
    program.write_text("from net import new\nnew()\n")
    assert era.era_of(program).era == "2.15"
    program.write_text("from net import old as run\nrun()\n")
    assert str(era.era_of(program)) == "TensorFlow 1 because of tf.Session, net.py line 3; --era 2.15 overrides"


def test_a_package_that_imports_from_itself(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("from . import graph\n")
    (tmp_path / "pkg" / "graph.py").write_text("import tensorflow as tf\ntf.placeholder('float')\n")
    (tmp_path / "main.py").write_text("import pkg\n")
    assert era.era_of(tmp_path / "main.py").because == "tf.placeholder, pkg/graph.py line 2"
