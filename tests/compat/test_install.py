"""The import lines people write, on the real house: each runs, and leads where the others lead."""

import subprocess
import sys

import pytest

LINES = """
import tensorflow as tf
import tensorflow.compat.v1 as tf
import tensorflow.compat.v2 as tf
import keras
import tf_keras
from tensorflow import keras
from tensorflow.compat.v2 import keras
from tensorflow.keras import Input, Model, layers, models, optimizers, regularizers, initializers
from tensorflow.keras import backend as K
from tensorflow.keras.layers import Input, Dense, Conv2D, Concatenate, Flatten, Add, GlobalAveragePooling2D
from tensorflow.keras.models import Sequential, load_model
from tensorflow.keras.optimizers import SGD, Adam
from tensorflow.keras.callbacks import ModelCheckpoint
from tensorflow.keras.regularizers import l2
from tensorflow.keras.utils import to_categorical
from tensorflow.python.keras.layers import Input, Dense, Conv2D, MaxPooling2D
from tensorflow.python.keras.models import Model
from tensorflow.python.keras.datasets import mnist
from tensorflow.python.framework import ops
from tensorflow.python.framework.ops import reset_default_graph
from tensorflow.core.framework import graph_pb2, types_pb2
from tensorflow.core.protobuf import config_pb2, rewriter_config_pb2
from tensorflow.core.protobuf.config_pb2 import ConfigProto
import tensorflow.core.example.example_pb2
from tensorflow.python.framework.tensor_util import MakeNdarray, make_tensor_proto, constant_value
from tensorflow.python.training.checkpoint_state_pb2 import CheckpointState
from tensorflow.python.summary.summary_iterator import summary_iterator
from tensorflow.python.framework import graph_io; graph_io.write_graph
from tensorflow.python.ops import gen_parsing_ops, gen_io_ops, parsing_config; parsing_config.VarLenFeature
import tensorflow.core.framework.tensor_description_pb2
from keras.models import Sequential, Model
from keras.layers import Dense, Dropout, Activation, Flatten
from keras.layers.core import Dense
from keras.layers.convolutional import Conv2D
from keras.utils import np_utils
from keras.objectives import binary_crossentropy
from keras.utils.np_utils import to_categorical
from keras.datasets import mnist, fashion_mnist
import keras.backend as K
import tensorflow.keras.layers as L
""".strip().splitlines()
TOGETHER = """
from tenfold.compat import install
install()
import pickle
import tenfold, tensorflow as tf, keras, tf_keras
import tensorflow.keras.layers as L
from tensorflow.compat import v1
from keras.layers.core import Dense
assert tf is tenfold and keras is tf_keras is tf.keras and L is keras.layers and Dense is L.Dense
assert v1 is tf.compat.v1 and v1.keras is keras
assert tf.__version__ == "2.15.0" and v1.__version__ == "2.15.0"
assert pickle.loads(pickle.dumps(tf.float32)) is tf.float32
"""


def run(code):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("line", LINES)
def test_the_line_runs_and_prints_nothing(line):
    done = run(f"from tenfold.compat import install\ninstall()\n{line}")
    assert done.stdout == done.stderr == ""


def test_the_source_tree_in_programs_of_tensorflow_1():
    """There `tensorflow` is the v1 API, in which importing `tensorflow.python` leaves an attribute of that name."""
    run(
        "from tenfold.compat import install\ninstall(era='1.15')\n"
        "import tensorflow as tf\n"
        "from tensorflow.python.framework.tensor_util import MakeNdarray\n"
        "from tensorflow.python.tools.inspect_checkpoint import print_tensors_in_checkpoint_file\n"
        "from tensorflow.python.ops.init_ops import GlorotUniform\n"
        "assert MakeNdarray is tf.make_ndarray"
    )


def test_all_ways_lead_to_one_place():
    run(TOGETHER)


def test_without_install_tensorflow_is_not_ours():
    run(
        "import sys, tenfold.compat\n"
        "assert not any(name.split('.')[0] in ('tensorflow', 'keras') for name in sys.modules)\n"
        "assert not tenfold.compat.installed()"
    )
