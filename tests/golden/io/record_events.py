"""Records event files that TensorFlow 2.21 and TensorBoard write, and what TensorBoard reads in tenfold's.

    python tests/golden/io/record_events.py        (a Python that has TensorFlow, TensorBoard and what tenfold needs)

Writes beside this file new.tfevents (tf.summary), old.tfevents (tf.compat.v1.summary, FileWriter), hparams.tfevents
and events.json: {"errors": {program: class}, "descriptions": {JSON: text}, "projector": text, "tenfold": {"digest": of
the events that tenfold wrote and TensorBoard read, "seen": {tag: [plugin, steps, dtype, shapes, digest]}, ...}}.
"""

import hashlib
import json
import os
import pathlib
import shutil
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "src"))
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "io" / "events"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import event_programs as programs
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins import projector
from tensorboard.plugins.hparams import api as hp
from tensorboard.plugins.hparams import api_pb2, plugin_data_pb2
from tensorboard.plugins.hparams import summary as hparams_summary
from tensorflow.core.framework import tensor_pb2

HERE = pathlib.Path(__file__).parent
v1 = tf.compat.v1


def kept(folder, name):
    (file,) = pathlib.Path(folder).glob("*tfevents*")
    shutil.copyfile(file, HERE / name)


def new(folder):
    writer = tf.summary.create_file_writer(folder)
    with writer.as_default():
        for step, (tag, (what, data, keywords)) in enumerate(programs.NEW.items()):
            getattr(tf.summary, what)(tag, data, step=step, **keywords)
        tf.summary.write("longs", tf.constant([1, 2], tf.int64), step=0)
        tf.summary.write("complex", tf.constant([1 + 2j]), step=0, metadata=v1.SummaryMetadata(display_name="C"))
    writer.close()
    kept(folder, "new.tfevents")


def old(folder):
    with tf.Graph().as_default(), v1.Session() as session:
        summaries = [old_op(tag, *case) for tag, case in programs.OLD.items()]
        writer = v1.summary.FileWriter(folder)
        for step, summary in enumerate(session.run(summaries)):
            writer.add_summary(summary, step)
        writer.add_session_log(v1.SessionLog(status=v1.SessionLog.STOP, checkpoint_path="c"), 3)
        writer.add_graph(tf.Graph(), 4)
        writer.close()
    kept(folder, "old.tfevents")


def old_op(tag, what, data, keywords):
    return getattr(v1.summary, what)(tag, tf.constant(data) if what in ("text", "tensor_summary") else data, **keywords)


def raised(function):
    try:
        function()
    except Exception as error:
        return type(error).__name__
    raise AssertionError("nothing was raised")


def errors(folder):
    found = {}
    with tf.summary.create_file_writer(folder).as_default():
        for tag, (what, data, keywords) in programs.NEW_ERRORS.items():
            found[f"new {tag}"] = raised(lambda w=what, d=data, k=keywords: getattr(tf.summary, w)("x", d, step=0, **k))
    for tag, case in programs.OLD_ERRORS.items():
        with tf.Graph().as_default(), v1.Session() as session:
            found[f"old {tag}"] = raised(lambda c=case, s=session: s.run(old_op("x", *c)))
    return found


def hparams(folder):
    summaries = [hp.hparams_config_pb(*programs.hparams(hp), time_created_secs=programs.TIME)]
    summaries += [hp.hparams_pb(h, trial, programs.TIME) for h, trial in programs.sessions(hp)]
    summaries += [hparams_summary.session_end_pb(api_pb2.STATUS_SUCCESS, programs.TIME)]
    summaries += [hparams_summary.session_start_pb({"a": 1}, "model", "monitor", "group", programs.TIME)]
    with tf.io.TFRecordWriter(f"{folder}.tfevents") as file:
        for summary in summaries:
            summary = v1.Summary.FromString(summary.SerializeToString())
            file.write(v1.Event(wall_time=programs.TIME, summary=summary).SerializeToString())
    shutil.copyfile(f"{folder}.tfevents", HERE / "hparams.tfevents")


def descriptions():
    found = {}
    for text in ('{"typeHint": "hey"}', '{"type_hint": "x"}', "[]", "", "{", '{"nope": 1}'):
        node = v1.NodeDef(op="TensorSummary")
        node.attr["description"].s = text.encode()
        try:
            found[text] = str(v1.summary.get_summary_description(node))
        except Exception as error:
            found[text] = [type(error).__name__]
    return found


def projector_config(folder):
    os.mkdir(folder)
    config = projector.ProjectorConfig(model_checkpoint_path="model.ckpt")
    embedding = config.embeddings.add(tensor_name="w/.ATTRIBUTES/VARIABLE_VALUE", metadata_path='a "b".tsv')
    embedding.sprite.image_path = "é.png"
    embedding.sprite.single_image_dim.extend([28, 14])
    projector.visualize_embeddings(folder, config)
    return pathlib.Path(folder, "projector_config.pbtxt").read_text()


def of_tenfold(folder):
    """What TensorBoard makes of the events that tenfold's tests write."""
    import program_of_events as program

    program.write(folder)
    board = EventAccumulator(folder, {"tensors": 0})
    board.Reload()
    seen = {tag: tensor_seen(board, tag) for tag in board.Tags()["tensors"]}
    (path,) = pathlib.Path(folder).glob("*tfevents*")
    return {
        "digest": programs.digest(list(v1.train.summary_iterator(str(path)))[1:]),  # the first is of the writer's time
        "seen": seen,
        "tags": {kind: tags for kind, tags in board.Tags().items() if kind != "tensors"},
        "graph": len(board.Graph().node),
        "hparams": [
            str(plugin_data_pb2.HParamsPluginData.FromString(event.metadata.plugin_data.content).WhichOneof("data"))
            for event in hparams_values(path)
        ],
    }


def tensor_seen(board, tag):
    """[plugin, steps, dtype, shapes, digest of the values]; pictures as their pixels."""
    metadata = v1.SummaryMetadata.FromString(board.SummaryMetadata(tag).SerializeToString())
    arrays = [array_seen(event.tensor_proto.SerializeToString(), metadata) for event in board.Tensors(tag)]
    content = hashlib.sha256(b"".join(str(array.tolist()).encode() for array in arrays)).hexdigest()[:16]
    steps, shapes = [event.step for event in board.Tensors(tag)], [list(array.shape) for array in arrays]
    return [metadata.plugin_data.plugin_name, steps, str(arrays[0].dtype), shapes, content]


def array_seen(proto, metadata):
    value = v1.Summary.Value(tensor=tensor_pb2.TensorProto.FromString(proto), metadata=metadata)
    return tf.make_ndarray(programs.with_pixels(value).tensor)


def hparams_values(path):
    for event in v1.train.summary_iterator(str(path)):
        yield from (v for v in event.summary.value if v.metadata.plugin_data.plugin_name == "hparams")


def lines(found, depth=0):
    """JSON with an entry of a dictionary a line."""
    if not isinstance(found, dict):
        return json.dumps(found, ensure_ascii=False)
    pad = "\n" + " " * (depth + 1)
    return "{" + ",".join(f"{pad}{lines(name)}: {lines(value, depth + 1)}" for name, value in found.items()) + "}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        new(f"{folder}/new")
        old(f"{folder}/old")
        hparams(f"{folder}/hparams")
        found = {
            "errors": errors(f"{folder}/errors"),
            "descriptions": descriptions(),
            "projector": projector_config(f"{folder}/projector"),
            "tenfold": of_tenfold(f"{folder}/tenfold"),
        }
    (HERE / "events.json").write_text(lines(found) + "\n", encoding="utf-8")
    sizes = {file.name: file.stat().st_size for file in HERE.glob("*.tfevents")}
    print(f"events.json and {sizes} from TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()
