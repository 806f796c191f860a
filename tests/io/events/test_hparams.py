"""Hyperparameters and the projector's configuration equal what TensorBoard writes."""

import program_of_events as program
import pytest

import tenfold as tf
from tenfold.compat import v1
from tenfold.io import messages
from tenfold.io.events import hparams as hp
from tenfold.io.events.projector import visualize_embeddings
from tenfold.io.events.writer import EventWriter


def content(summary):
    (value,) = summary.value
    plugin = value.metadata.plugin_data
    return value.tag, plugin.plugin_name, messages.HParamsPluginData.FromString(plugin.content), value.tensor


def test_as_tensorboard_writes_them(framed, golden):
    theirs = [content(event.summary) for event in framed(golden("hparams.tfevents"))]
    assert [content(summary) for summary in program.of_hparams()] == theirs


def test_times_are_now_by_default(monkeypatch):
    monkeypatch.setattr("time.time", lambda: 5.5)
    assert content(hp.experiment([], []))[2].experiment.time_created_secs == 5.5
    assert content(hp.session_start({}))[2].session_start_info.start_time_secs == 5.5
    end = content(hp.session_end("STATUS_FAILURE"))[2].session_end_info
    assert end.end_time_secs == 5.5 and end.status == 2


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: hp.session_start({"x": None}), TypeError, "unsupported type"),
        (lambda: hp.session_start({"x": [1]}), TypeError, "unsupported type"),
        (lambda: hp.session_start({"x": 1, hp.HParam("x"): 2}), ValueError, "multiple values"),
        (lambda: hp.session_end("STATUS_FINE"), ValueError, "STATUS_FINE"),
        (lambda: hp.Discrete([1, "a"]), TypeError, "not isinstance"),
        (lambda: hp.Discrete([]), ValueError, "no dtype"),
        (lambda: hp.Discrete([], dtype=list), ValueError, "Unsupported dtype"),
        (lambda: hp.RealInterval(1, 0.5), TypeError, "min_value must be a float: 1"),
        (lambda: hp.IntInterval(1, 2.0), TypeError, "max_value must be an int: 2.0"),
        (lambda: hp.IntInterval(3, 2), ValueError, "3 > 2"),
    ],
)
def test_what_is_refused(make, error, words):
    with pytest.raises(error, match=words):
        make()


def projector_config():
    """That of `record_events.py`."""
    config = messages.ProjectorConfig(model_checkpoint_path="model.ckpt")
    embedding = config.embeddings.add(tensor_name="w/.ATTRIBUTES/VARIABLE_VALUE", metadata_path='a "b".tsv')
    embedding.sprite.image_path = "é.png"
    embedding.sprite.single_image_dim.extend([28, 14])
    return config


def test_projector(tmp_path, recorded):
    visualize_embeddings(tmp_path, projector_config())
    with EventWriter(tmp_path / "new") as writer:
        visualize_embeddings(writer, projector_config())
    for folder in (tmp_path, tmp_path / "new"):
        assert (folder / "projector_config.pbtxt").read_text(encoding="utf-8") == recorded["projector"]
    with pytest.raises(TypeError, match="ProjectorConfig; received 'x'"):
        visualize_embeddings(tmp_path, "x")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(tf.errors.OpError, match="file"):
        visualize_embeddings(tmp_path / "file", projector_config())


def test_descriptions(recorded):
    get_summary_description = v1.summary.get_summary_description
    for text, found in recorded["descriptions"].items():
        node = messages.NodeDef(op="TensorSummary")
        node.attr["description"].s = text.encode()
        if isinstance(found, list):
            with pytest.raises(Exception) as raised:
                get_summary_description(node)
            assert type(raised.value).__name__ == found[0]
        else:
            assert str(get_summary_description(node)) == found
    with pytest.raises(ValueError, match="TensorSummaryV2"):
        get_summary_description(messages.NodeDef(op="TensorSummaryV2"))
