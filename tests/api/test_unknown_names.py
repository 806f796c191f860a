"""The words and the class of the error for a public name that is not there."""

import pickle
import sys
import types

import pytest

import tenfold as tf
from tenfold.api.unknown_names import missing, namesake, suggestion

KNOWN = ["Dense", "RandomFlip", "RandomZoom", "LSTM"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("RandomFlp", "did you mean 'RandomFlip'?"), ("random_flip", "did you mean 'RandomFlip'?"), ("zzzz", None)],
)
def test_the_nearest_name_is_offered(name, words):
    assert suggestion("keras.layers.", name, KNOWN, ()) == words


def test_a_namesake_goes_before_a_neighbour():
    everywhere = ["nn.conv2d", "layers.conv2d", "keras.backend.conv2d", "experimental.numpy.sun"]
    assert suggestion("keras.layers.", "conv2d", ["Conv2D"], everywhere) == "it is tf.keras.backend.conv2d"
    assert namesake("", "conv2d", everywhere) == "layers.conv2d"
    assert suggestion("", "sun", ["sin"], everywhere) == "did you mean 'sin'?"  # experimental ones come last
    assert suggestion("", "sun", [], everywhere) == "there is tf.experimental.numpy.sun"


def test_the_words_wait_until_somebody_reads_them():
    asked = []
    error = missing("tf", "ad", lambda: asked.append(1) or "use add")
    assert isinstance(error, AttributeError) and not asked
    assert str(error) == "module 'tf' has no attribute 'ad': use add" and asked == [1]
    assert str(missing("tf", "zzzz")) == "module 'tf' has no attribute 'zzzz'"


def test_the_error_pickles():
    with pytest.raises(AttributeError) as caught:
        tf.random_normal  # noqa: B018
    assert "tf.random.normal" in str(pickle.loads(pickle.dumps(caught.value)))


IMPORTS = {
    "from tenfold.keras.layers import Adam": "name 'Adam' from 'tenfold.keras.layers': it is tf.keras.optim",
    "from tenfold.keras.layers import Dense, Danse": "did you mean 'Dense'?",
    "from tenfold.keras import applications": "planned: known architectures",
    "from tenfold.keras.layers.core import Danse": "did you mean 'Dense'?",
    "from tenfold import contrib": "tf.contrib ended",
    "from tenfold.nn import reluu": "did you mean 'relu'?",
    "from tenfold.compat import v3": "it has as_bytes",
    "from tenfold.compat.v1 import layers": "TensorFlow 1's layers; until then tf.keras.layers",
}


@pytest.mark.parametrize("line", IMPORTS)
def test_a_from_import_says_it_too(line):
    with pytest.raises(ImportError) as caught:
        exec(line)
    assert IMPORTS[line] in str(caught.value) and type(caught.value) is ImportError


def test_programs_can_ask():
    assert not hasattr(tf.keras.layers, "Adam") and getattr(tf, "contrib", None) is None
    assert not hasattr(tf.compat.v1, "layers") and not hasattr(tf.compat, "v3")


def test_modules_yet_to_be_imported_are(tmp_path, monkeypatch):
    """A package whose `__getattr__` knows no name lets Python look for a module of it."""
    (tmp_path / "yet_to_come.py").write_text("here = True")
    package = types.ModuleType("absent_package")

    def __getattr__(name):
        raise missing("absent_package", name)

    package.__path__, package.__getattr__ = [str(tmp_path)], __getattr__
    monkeypatch.setitem(sys.modules, "absent_package", package)
    names = {}
    exec("from absent_package import yet_to_come", names)
    assert names["yet_to_come"].here
    monkeypatch.delitem(sys.modules, "absent_package.yet_to_come")
    with pytest.raises(ImportError, match="cannot import name 'never'"):
        exec("from absent_package import never")
