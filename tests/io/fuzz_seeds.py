"""Good files of each format, small, as the fuzzing begins with: lists of {what follows the name: bytes}."""

import functools
import gzip
import io
import os
import tempfile
import zlib

import numpy as np

import tenfold as tf
from tenfold import keras
from tenfold.io import bundle, messages, text_format
from tenfold.io.checkpoints.state import update_checkpoint_state
from tenfold.io.events.writer import EventWriter, event

TEXT = b"some text, " * 30
TENSORS = [
    np.arange(6, dtype=np.float32).reshape(2, 3),
    np.array([b"a", b"", b"long " * 20], object),
    np.array([True, False]),
    np.array(3, np.int64),
    np.zeros((0, 2), np.complex64),
    np.ones((2, 1, 2), np.float16),
]


def plain(*contents):
    """A function that gives a list of seeds, of bytes or of functions that give bytes."""
    return lambda: [{"": content() if callable(content) else content} for content in contents]


def tensor_protos():
    typed = tf.make_tensor_proto([1.5, 2.5], tf.float64, [3, 2])
    return plain(*[tf.io.serialize_tensor(x).numpy() for x in TENSORS], typed.SerializeToString(deterministic=True))()


def graph():
    graph = messages.GraphDef()
    node = graph.node.add(name="x", op="Placeholder", input=["a", "^b"])
    node.attr["dtype"].type = 1
    node.attr["shape"].shape.dim.add(size=-1)
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(TENSORS[0]))
    node.attr["list"].list.s.extend([b"x", b"y"])
    node.attr["f"].func.name = "g"
    graph.library.function.add().signature.name = "g"
    graph.versions.producer = 1395
    return graph


def picture(kind, mode="RGB"):
    """An image file as Pillow writes it; a GIF has two frames."""
    from PIL import Image

    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (13, 11, 3), np.uint8))
    more = {"save_all": True, "append_images": [image.rotate(90)]} if kind == "GIF" else {}
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **more, **({"lossless": True} if kind == "WEBP" else {}))
    return out.getvalue()


def pictures(kind, *modes):
    return lambda: plain(*[picture(kind, mode) for mode in modes])()


def wav():
    return tf.audio.encode_wav(np.sin(np.arange(100, dtype=np.float32))[:, None], 8000).numpy()


def compressed():
    return plain(gzip.compress(TEXT), zlib.compress(TEXT))()


@functools.cache
def model():
    return keras.Sequential([keras.layers.Dense(3, input_shape=(2,), activation="relu"), keras.layers.Dense(1)])


def of_files(write, *names):
    """The files of these endings that `write(path)` makes."""
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, "seed"))
        found = {}
        for name in names:
            with open(os.path.join(folder, "seed" + name), "rb") as file:
                found[name] = file.read()
        return found


def weights():
    return [of_files(lambda path: model().save_weights(path + ".h5"), ".h5")]


def models():
    plain = of_files(lambda path: model().save(path + ".h5"), ".h5")
    model().compile("adam", "mse")
    model().fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0)
    return [plain, of_files(lambda path: model().save(path + ".h5"), ".h5")]


def checkpoints():
    """Of one data file, with many kinds of tensors; and of two, with parts of a tensor."""

    def several(path):
        with bundle.Writer(path, shards=2) as writer:
            writer.add("floats", TENSORS[0], shard=1)
            writer.add("strings", TENSORS[1], shard=0)
            for n in (0, 1):
                writer.add_slice("parts", (4, 2), ((2 * n, 2), (0, -1)), np.full((2, 2), n, "int32"), shard=n)

    tensors = {f"tensor{i}/{'x' * 3 * i}": tensor for i, tensor in enumerate(TENSORS)}
    return [
        of_files(lambda path: bundle.write(path, tensors), ".index", ".data-00000-of-00001"),
        of_files(several, ".index", ".data-00000-of-00002", ".data-00001-of-00002"),
    ]


def sparse_strings():
    """Three serialised tensors, one after the other: [1, 3] strings with their lengths before them."""
    sparse = tf.sparse.from_dense([[1.0, 0.0], [0.0, 2.0]])
    strings = tf.io.serialize_sparse(sparse).numpy()
    return [{f".{i}": string for i, string in enumerate(strings)}]


def graph_text():
    return text_format.to_text(graph()).encode()


def projector_config():
    config = messages.ProjectorConfig(model_checkpoint_path="ck")
    config.embeddings.add(tensor_name="e", metadata_path="m.tsv").sprite.single_image_dim.extend([2, 3])
    return text_format.to_text(config).encode()


def checkpoint_states():
    return [of_files(lambda path: update_checkpoint_state(os.path.dirname(path), "ck-2", ["ck-1", "ck-2"], "seed"), "")]


RECORDS = [b"", b"one", b"a longer record " * 20, bytes(300)]


def records(compression):
    def write(path, several):
        with tf.io.TFRecordWriter(path, compression) as writer:
            for record in several:
                writer.write(record)

    return lambda: [
        of_files(lambda path: write(path, RECORDS), ""),
        of_files(lambda path: write(path, RECORDS[1:]), ""),
    ]


def events():
    def write(path):
        with EventWriter(os.path.dirname(path)) as writer:
            writer.add(event(1, 1.5, summary=messages.Summary(value=[{"tag": "loss", "simple_value": 0.5}])))
            writer.add(event(2, 2.5, graph_def=graph()))
            writer.add(event(3, 3.5, log_message=messages.LogMessage(message="hello " * 20)))
        os.rename(writer.path, path)

    return [of_files(write, "")]
