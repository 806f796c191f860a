"""The tables of public names: every name leads somewhere, once, and to something that says what it is."""

import importlib
import pathlib
import types
from collections import defaultdict

import pytest

import tenfold as tf
from tenfold.api import namespaces
from tenfold.core.calls.op import Op

VERSIONS = {"v2": tf, "v1": tf.compat.v1}


def found(root, name):
    for part in name.split("."):
        root = getattr(root, part)
    return root


@pytest.mark.parametrize("version", VERSIONS)
def test_every_name_is_there(version):
    missing = []
    for name in namespaces.table(version):
        try:
            found(VERSIONS[version], name)
        except (AttributeError, ImportError) as error:
            missing.append(f"{name}: {error}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("field", ["NAMES", "V1"])
def test_no_name_leads_to_two_places(field):
    targets = defaultdict(set)
    for name, target in namespaces.rows(field):
        targets[name].add(target)
    assert not {name: where for name, where in targets.items() if len(where) > 1}


@pytest.mark.parametrize("version", VERSIONS)
def test_no_file_has_the_name_of_a_public_name_of_its_folder(version):
    """Importing it would put the module in the place of the name: whoever asks then gets that."""
    root = pathlib.Path(tf.__file__).parent
    files = [root.joinpath(*name.split(".")) for name in namespaces.table(version) if "." in name]
    assert not [str(f) for f in files if f.with_suffix(".py").exists() or (f / "__init__.py").exists()]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_can_be_called_says_what_it_does(version):
    silent = set()
    for target in namespaces.table(version).values():
        module, _, attribute = target.partition(":")
        value = importlib.import_module(module)
        value = getattr(value, attribute) if attribute else value
        if isinstance(value, types.FunctionType | type | Op | types.ModuleType) and not (value.__doc__ or "").strip():
            silent.add(target)
    assert not silent


def test_two_names_of_a_thing_are_one_thing():
    assert tf.nn.relu is tf.keras.activations.relu or tf.math.log_softmax is tf.nn.log_softmax
    assert tf.add is tf.math.add and tf.reduce_mean is tf.math.reduce_mean and tf.abs is tf.math.abs
    assert tf.compat.v2 is tf and tf.compat.v1.keras is tf.keras


@pytest.mark.parametrize("version", VERSIONS)
def test_dir_lists_names_and_namespaces(version):
    root = VERSIONS[version]
    assert {"constant", "Variable", "nn", "math", "keras", "float32", "function"} <= set(dir(root))
    assert {"relu", "softmax", "conv2d"} <= set(dir(root.nn))


def test_first_version_overrides_second():
    v1 = tf.compat.v1
    assert v1.reduce_sum([1, 2], keep_dims=True).shape == tf.reduce_sum([1, 2], keepdims=True).shape == (1,)
    assert v1.random_normal_initializer().get_config()["stddev"] == 1.0
    assert tf.random_normal_initializer().get_config()["stddev"] == 0.05
    assert not hasattr(tf, "placeholder") and callable(v1.placeholder)


def test_what_means_something_else_in_version_one_is_not_handed_out_there():
    assert callable(tf.losses.mean_squared_error) and callable(tf.metrics.Accuracy) and callable(tf.optimizers.Adam)
    for old in ("losses.mean_squared_error", "metrics.Accuracy", "optimizers.Adam", "initializers.HeNormal"):
        with pytest.raises(AttributeError):
            found(tf.compat.v1, old)


def test_names_of_version_zero_still_count_in_version_one():
    v1 = tf.compat.v1
    assert [float(t) for t in (v1.mul(2.0, 3.0), v1.sub(2.0, 3.0), v1.neg(2.0))] == [6.0, -1.0, -2.0]
    assert v1.pack([1, 2]).shape == (2,) and len(v1.unpack([1, 2])) == 2


def test_version_says_both_versions():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert tf.version.VERSION == tf.__version__ == tf.compat.v1.VERSION == tf.keras.__version__ == "2.15.0"
    module, _, name = project["tool"]["setuptools"]["dynamic"]["version"]["attr"].rpartition(".")
    assert tf.version.TENFOLD == getattr(importlib.import_module(module), name)  # written in one place
    with pytest.raises(AttributeError, match="VERSION, TENFOLD"):
        tf.version.MAJOR  # noqa: B018


def test_odds_and_ends():
    assert tf.inside_function() is False
    assert bool(tf.function(lambda: tf.constant(tf.inside_function()))())
    assert {dtype.name for dtype in tf.dtypes.QUANTIZED_DTYPES} == {"qint8", "quint8", "qint16", "quint16", "qint32"}
    assert tf.AggregationMethod.DEFAULT == tf.AggregationMethod.ADD_N == 0
    assert tf.compat.v1.OpError is tf.errors.OpError

    @tf.autograph.experimental.do_not_convert
    def twice(x):
        return 2 * x

    assert float(tf.function(tf.autograph.experimental.do_not_convert()(twice))(tf.constant(3.0))) == 6.0
