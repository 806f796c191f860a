"""Packages that go with TensorFlow: what stands in is said where none is installed."""

import importlib
import importlib.util
import sys

import pytest

from tenfold.api.absent.companions import COMPANIONS
from tenfold.compat.companions import CompanionFinder


@pytest.fixture
def finder(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, CompanionFinder()])


def test_a_missing_companion_says_what_stands_in(finder):
    with pytest.raises(ModuleNotFoundError, match="scikit-learn's|scikit-learn, XGBoost") as caught:
        import tensorflow_decision_forests  # noqa: F401
    assert caught.value.name == "tensorflow_decision_forests"
    with pytest.raises(ImportError, match="AdamW, Lamb"):
        from tensorflow_addons.optimizers import LAMB  # noqa: F401
    with pytest.raises(ModuleNotFoundError, match="tf.contrib.slim"):
        importlib.import_module("tf_slim")


def test_a_question_is_answered_and_others_are_left_alone(finder):
    assert importlib.util.find_spec("tensorflow_addons") is None
    with pytest.raises(ModuleNotFoundError, match="^No module named 'nobodys_package'$"):
        importlib.import_module("nobodys_package")


def test_an_installed_package_is_taken(finder, tmp_path, monkeypatch):
    (tmp_path / "tflearn.py").write_text("here = True")
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("tflearn").here
    monkeypatch.delitem(sys.modules, "tflearn")


def test_a_program_that_does_without_goes_on(finder):
    try:
        import tensorflow_hub as hub
    except ImportError:
        hub = None
    assert hub is None


def test_every_clause_is_a_clause():
    assert all(clause and not clause.endswith(".") for clause in COMPANIONS.values())
