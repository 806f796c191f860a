"""Files that a configuration names: they are read for whoever trusts it, and for no stranger's file."""

import json
import os

import pytest
from programs import keras, tf

from tenfold.keras.saving import trust

L = keras.layers
pytestmark = pytest.mark.usefixtures("fresh_names")


@pytest.fixture(autouse=True)
def nothing_read(monkeypatch):
    monkeypatch.setattr(trust, "_READ", set())


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("1\n2\n")
    return str(path)


LOOKUPS = [L.StringLookup, L.IntegerLookup, L.TextVectorization]


@pytest.mark.parametrize("cls", LOOKUPS)
def test_a_strangers_configuration_reads_no_file(cls, words):
    config = {**cls().get_config(), "vocabulary": words}
    with pytest.raises(ValueError, match=f"configuration of a {cls.__name__} names a file to read: .*safe_mode=False"):
        cls.from_config(config)
    assert cls.from_config(config, safe_mode=False).vocabulary_size() == cls(vocabulary=words).vocabulary_size()


@pytest.mark.parametrize("cls", LOOKUPS)
def test_what_the_program_itself_gave_to_a_layer_is_read_again(cls, words):
    layer = cls(vocabulary=words)
    assert cls.from_config(layer.get_config()).get_vocabulary() == layer.get_vocabulary()


def nested(config):
    """The JSON of a model with a lookup inside of a wrapper, inside of a model."""
    lookup = {"class_name": "StringLookup", "config": config}
    inner = {"class_name": "Sequential", "config": {"name": "inner", "layers": [lookup]}}
    wrapped = {"class_name": "TimeDistributed", "config": {"name": "each", "layer": inner}}
    return json.dumps({"class_name": "Sequential", "config": {"name": "outer", "layers": [wrapped]}})


def test_nor_does_one_inside_of_another(words):
    text = nested({**L.StringLookup().get_config(), "vocabulary": words})
    with pytest.raises(ValueError, match="names a file to read"):
        keras.models.model_from_json(text)
    assert keras.models.model_from_json(text, safe_mode=False).layers[0].layer.layers[-1].vocabulary_size() == 3


def test_a_file_without_end_is_no_vocabulary():
    with pytest.raises(ValueError, match=f"Vocabulary file {os.devnull} does not exist, or is no file"):
        L.StringLookup(vocabulary=os.devnull)


def test_a_saved_model_holds_the_tokens_and_not_the_path(tmp_path, words):
    layer = L.StringLookup(vocabulary=words)
    model = keras.Sequential([keras.Input((1,), dtype=tf.string), layer])
    model.save(tmp_path / "m.h5")
    os.remove(words)
    trust._READ.clear()
    loaded = keras.models.load_model(tmp_path / "m.h5")
    assert loaded.layers[-1].get_vocabulary() == ["[UNK]", "1", "2"]
    assert layer.get_config()["vocabulary"] == words  # as in Keras
