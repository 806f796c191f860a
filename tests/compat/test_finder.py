"""The import hook leads every path programs write to one set of modules, and leaves no trace when taken away."""

import pytest

from tenfold.compat import aliases
from tenfold.compat.finder import Finder


def test_every_way_of_writing_it(in_a_small_house):
    in_a_small_house("""
        from tenfold.compat import install, installed
        install(); install()
        assert installed()
        import tensorflow as tf, tenfold
        assert tf is tenfold and tf.keras is tenfold.keras
        import tensorflow.keras
        import tensorflow.keras.layers as L
        from tensorflow.keras.layers import Dense
        from tensorflow.keras import layers, models
        from tensorflow import keras
        assert L is layers and Dense is L.Dense and layers is keras.layers
        import tensorflow.compat.v1 as tf1
        from tensorflow.compat import v1, v2
        from tensorflow.compat.v2 import keras as k2
        import tensorflow.compat.v2 as tf2
        assert tf1 is v1 is tenfold.compat.v1 and tf2 is v2 is tf and k2 is keras and tf.compat.v1 is v1
        import keras as bare, tf_keras
        import keras.layers, tf_keras.layers as TL
        assert bare is tf_keras is keras and keras.layers is TL is L
        from tensorflow.python.keras.layers import Dense as D2
        from tensorflow.python.keras.models import Model
        from tensorflow.python.keras import backend as K
        assert D2 is Dense and K.shape is len and Model is keras.Model
    """)


def test_inside_the_source_trees(in_a_small_house):
    in_a_small_house("""
        from tenfold.compat import install
        install()
        import tensorflow as tf
        from tensorflow.python.framework import ops
        from tensorflow.python.ops import math_ops, rnn_cell_impl
        import tensorflow.python.ops.array_ops
        assert ops.reset_default_graph is tf.compat.v1.reset_default_graph
        assert math_ops.lgamma == 1 and math_ops.reduce_sum is tf.compat.v1.reduce_sum
        assert rnn_cell_impl is tf.compat.v1.nn.rnn_cell
        assert "lgamma" in dir(math_ops)
        try: math_ops.reduce_sun
        except AttributeError as e: assert "reduce_sum" in str(e), e
        else: raise AssertionError
        from keras.engine.topology import Dense, Model
        from keras.layers.core import Dense as D1
        import keras.utils.np_utils
        assert Dense is D1 is tf.keras.layers.Dense
    """)


def test_modules_keep_their_own_marks(in_a_small_house):
    in_a_small_house("""
        import importlib.util, sys, tenfold, tenfold.keras
        spec, path = tenfold.__spec__, list(tenfold.__path__)
        from tenfold.compat import install
        install()
        import tensorflow, keras, tensorflow.keras.layers as L, tensorflow.python.ops.math_ops as M
        assert tenfold.__spec__ is spec and tenfold.__name__ == "tenfold" and list(tenfold.__path__) == path
        assert keras.__spec__.name == keras.__name__ == "tenfold.keras"
        assert L.__name__ == "tenfold.keras.layers" and L.__path__ == []
        assert L.__spec__.name == "tensorflow.keras.layers"       # it had none of its own
        assert M.__name__ == M.__spec__.name == "tensorflow.python.ops.math_ops"
        assert importlib.util.find_spec("tensorflow").name == "tenfold"
        assert importlib.util.find_spec("tf_keras.layers") is not None
        assert importlib.reload(tensorflow) is tenfold
    """)


def test_eras(in_a_small_house):
    in_a_small_house("""
        import os
        from tenfold.compat import install, v1
        from tenfold.api import era
        install()
        import tensorflow, tenfold
        assert era.current() == "2.15" and not v1.graphs
        assert tensorflow is tenfold and tensorflow.__version__ == "2.15.0"
        install("3")
        import tensorflow
        assert era.current() == "3" and tensorflow is tenfold
        install(era="1.15")
        import tensorflow
        import tensorflow.compat.v2 as tf2, tensorflow.keras.layers
        assert tensorflow is v1 and v1.graphs and era.current() == "1.15" and tf2 is tenfold
        assert tensorflow.__version__ == "1.15.0"
        os.environ["TENFOLD_ERA"] = "3"
        install()
        assert era.current() == "3" and v1.__version__ == "2.15.0"
        install("2.3")
        assert era.current() == "2.3" and v1.__version__ == "2.3.0"
        try: install("two")
        except ValueError as e: assert '"2.15"' in str(e)
        else: raise AssertionError
    """)


def test_a_name_that_leads_nowhere(in_a_small_house):
    in_a_small_house("""
        from tenfold.compat import install
        install()
        def message(name):
            try: __import__(name)
            except ModuleNotFoundError as e: return e.name, str(e)
            raise AssertionError(name)
        assert message("tensorflow.kers") == (
            "tensorflow.kers", "No module named 'tensorflow.kers' in Tenfold; did you mean 'tensorflow.keras'?")
        assert "write `from keras.layers import Dense`" in message("keras.layers.Dense")[1]
        assert message("tensorflow.runtime")[0] == "tensorflow.runtime"    # a floor of the house
        assert "did you mean 'tensorflow.python.ops.math_ops'" in message("tensorflow.python.ops.maths_ops")[1]
        assert message("keras.nothing.at.all")[0] == "keras.nothing"
        assert message("tensorflow.python.nothing")[0] == "tensorflow.python.nothing"
        import json, xml.dom                                           # everything else goes its own way
        assert message("tensorflow_probability")[0] == "tensorflow_probability"
        assert "scipy.stats" in message("tensorflow_probability")[1]     # what goes with TensorFlow
        assert message("a_package_of_nobodys")[1] == "No module named 'a_package_of_nobodys'"
        import importlib.util
        assert importlib.util.find_spec("tensorflow_probability") is None
    """)


def test_uninstall_puts_back_what_was_there(in_a_small_house):
    in_a_small_house("""
        import sys, types
        real = sys.modules["tensorflow"] = types.ModuleType("tensorflow")
        from tenfold.compat import install, installed, uninstall
        before = list(sys.meta_path)
        uninstall()
        assert sys.modules["tensorflow"] is real
        install()
        import tensorflow, keras.layers
        assert tensorflow is not real
        uninstall()
        import tensorflow
        assert tensorflow is real and sys.meta_path == before and not installed()
        assert not [name for name in sys.modules if name.split(".")[0] in ("keras", "tf_keras")]
    """)


def test_tf_compat_helpers(in_a_small_house):
    in_a_small_house("""
        from tenfold import compat
        import pathlib
        assert compat.as_bytes("é") == b"\\xc3\\xa9" and compat.as_bytes(bytearray(b"a")) == b"a"
        assert compat.as_text(b"\\xc3\\xa9") == compat.as_str("é") == "é" and compat.as_str_any(3) == "3"
        assert compat.path_to_str(pathlib.Path("a") / "b") == "a/b" and compat.path_to_str("x") == "x"
        assert compat.dimension_value(3) == 3 and isinstance(3, compat.integral_types)
        for bad in (lambda: compat.as_bytes(3), lambda: compat.nothing):
            try: bad()
            except (TypeError, AttributeError) as e: assert "3" in str(e) or "nothing" in str(e)
            else: raise AssertionError
    """)


@pytest.mark.parametrize("threads", [8])
def test_imports_from_many_threads(in_a_small_house, threads):
    in_a_small_house(f"""
        import threading
        from tenfold.compat import install
        install()
        got, go = [], threading.Barrier({threads})
        def work():
            go.wait()
            import tensorflow.keras.layers as L
            from tensorflow.python.framework import ops
            got.append((L, ops))
        workers = [threading.Thread(target=work) for _ in range({threads})]
        [w.start() for w in workers]; [w.join() for w in workers]
        assert len(got) == {threads} and len(set(got)) == 1
    """)


def test_rows_lead_somewhere_or_to_what_is_known_to_be_missing():
    """Namespaces that Tenfold does not have yet are listed here; the day it has one, its line goes."""
    later = set("graph_util nn.rnn_cell metrics losses distributions layers saved_model".split())
    missing = set()
    for path, targets in aliases.PYTHON_INSIDE.items():
        try:
            Finder().resolve(f"tensorflow.python.{path}")
        except ModuleNotFoundError:
            missing |= set(targets)
    assert missing == later
    for path in aliases.KERAS_INSIDE:
        Finder().resolve(f"keras.{path}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tensorflow.contrib", "tf.contrib ended with TensorFlow 1.15"),
        ("tensorflow.examples.speech_commands", "No module named"),
        ("tensorflow.nnn", "did you mean 'tensorflow.nn'"),
        ("tensorflow.compat.v1.contrib.rnn", "their cells and Bidirectional"),
    ],
)
def test_a_missing_module_says_where_it_went(path, said):
    with pytest.raises(ModuleNotFoundError, match=said):
        Finder().resolve(path)
