"""The formats that are read from bytes: good files to begin with, who reads them, what may be said of damaged ones."""

import functools
import os
import re
import struct
import tempfile
from collections.abc import Callable
from typing import NamedTuple

import fuzz_datasets as datasets
import fuzz_examples as examples
import fuzz_repairs as repairs
import fuzz_seeds as seeds
import numpy as np
from google.protobuf.message import DecodeError

import tenfold as tf
from tenfold import keras
from tenfold.io import bundle, messages, text_format

TF = tf.errors.OpError
HDF5 = (OSError, ValueError, NotImplementedError)


class Format(NamedTuple):
    """How a format is tried.

    seeds: gives a list of good ones, each {what follows the name: bytes}, or {"": bytes} for what is in no file.
    read: takes the name (without what follows), or the bytes where `named` is false; gives what is there.
    errors: the classes that may be raised.
    named: it is read from files, and errors name them.
    inside: takes a seed, a name and a function that damages bytes; gives the files damaged within, with checksums
      that fit and compressed again, so that the damage is not found before it is met.
    right: takes a seed and what was read of it damaged; whether that may be, where checksums let nothing else pass.
    says: a pattern that errors have to match.
    crashes: another project's library which damage makes crash, and which is kept as it is.
    slow: left to `make test-long`, as they take long or are other projects' to read.
    """

    seeds: Callable
    read: Callable
    errors: tuple = (TF,)
    named: bool = False
    inside: Callable | None = None
    right: Callable | None = None
    says: str | None = None
    crashes: str | None = None
    slow: bool = False


def parse_tensor(data):
    proto = messages.TensorProto.FromString(data)
    tf.io.parse_tensor(data, tf.as_dtype(proto.dtype))
    return tf.make_ndarray(proto)


def decode_image(data):
    return tf.io.decode_image(data).numpy()


def decode_csv(data):
    return tf.io.decode_csv([data], [[0], [0.0], [b""], tf.constant([5], tf.int64)])


def decompress(data):
    return tf.io.decode_compressed(data, "GZIP" if data[:1] == b"\x1f" else "ZLIB").numpy()


def same_text(_, found):
    return not found.replace(seeds.TEXT, b"")  # several, one after the other, where the damage was to double a file


def load_weights(path):
    seeds.model().load_weights(path + ".h5")
    return seeds.model().get_weights()


def load_model(path):
    keras.backend.clear_session()
    return keras.models.load_model(path + ".h5").get_weights()


def read_checkpoint(path):
    """Tensors that can be read. Where one cannot, its error says of which file; where none can, it is raised."""
    reader = bundle.Reader(path)
    found, refused = {}, None
    for name in reader.keys:
        try:
            found[name] = reader.get_tensor(name)
        except TF as error:
            assert "seed" in str(error), error
            refused = error
    if refused and not found:
        raise refused
    return found


def read_text(kind):
    """A reader of files that hold a message as text."""

    def read(path):
        with open(path, "rb") as file:
            return text_format.parse(file.read(), kind(), path)

    return read


def deserialize_sparse(path):
    strings = []
    for i in range(3):
        with open(f"{path}.{i}", "rb") as file:
            strings.append(file.read())
    return tf.io.deserialize_many_sparse([strings], tf.float32)


def read_state(path):
    return tf.train.get_checkpoint_state(os.path.dirname(path), "seed")


def read_records(compression):
    return lambda path: before_the_damage(tf.compat.v1.io.tf_record_iterator(path, tf.io.TFRecordOptions(compression)))


def read_events(path):
    return before_the_damage(tf.compat.v1.train.summary_iterator(path))


def before_the_damage(records):
    """The records there. What is said of the damage names the file, and where in it that is."""
    found = []
    try:
        found.extend(records)
    except TF as error:
        assert re.search(r"seed.*\b(at|byte|content|before)\b.*\d", str(error)), error
        if not found:
            raise
    return found


def same_events(files, found):
    records, at = [], 0
    while at < len(files[""]):
        (size,) = struct.unpack_from("<Q", files[""], at)
        records.append(messages.Event.FromString(files[""][at + 12 : at + 12 + size]))
        at += 16 + size
    return all(event in records for event in found)


def same_records(_, found):
    return all(record in seeds.RECORDS for record in found)


@functools.cache
def _tensors(*files):
    """What is in a checkpoint that nobody has damaged."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files:
            with open(os.path.join(folder, "seed" + name), "wb") as file:
                file.write(data)
        return read_checkpoint(os.path.join(folder, "seed"))


def same_tensors(files, found):
    whole = _tensors(*files.items())
    return all(
        value.dtype == whole[name].dtype and value.shape == whole[name].shape and np.array_equal(value, whole[name])
        for name, value in found.items()
    )


CSV = [b'1,2.5,"a ""b"" c",', b"7,,x,-9223372036854775808", b'3,1e308,"with, comma",1']
PLACE = r"seed: ?(\d+:\d+:|no text in UTF-8|a string that is no UTF-8)"  # line and column
TEXTS = [
    b'node {\n  name: "a\\n\\001"\n  op: "Const"\n  attr {\n    key: "T"\n    value { type: DT_INT32 }\n  }\n}\n',
    b"versions < producer: 21 bad_consumers: [1, -2] >  # these\nnode { attr { key: 'x' value { f: -1e-3 } } }\n",
]

FORMATS = {
    "tensor_proto": Format(seeds.tensor_protos, parse_tensor, (TF, DecodeError, TypeError, ValueError)),
    "graph_def": Format(
        lambda: seeds.plain(seeds.graph().SerializeToString(deterministic=True))(),
        messages.GraphDef.FromString,
        (DecodeError,),
    ),
    "png": Format(seeds.pictures("PNG", "RGB", "P", "LA", "I;16"), decode_image, inside=repairs.png),
    "jpeg": Format(seeds.pictures("JPEG", "RGB", "L"), decode_image),
    "gif": Format(seeds.pictures("GIF", "RGB"), decode_image, slow=True),
    "bmp": Format(seeds.pictures("BMP", "RGB", "L"), decode_image, slow=True),
    "webp": Format(seeds.pictures("WEBP", "RGB"), decode_image, slow=True),
    "wav": Format(seeds.plain(seeds.wav), lambda data: tf.audio.decode_wav(data)[0].numpy()),
    "csv": Format(seeds.plain(*CSV), decode_csv),
    "compressed": Format(seeds.compressed, decompress, inside=repairs.compressed, right=same_text),
    "raw": Format(seeds.plain(bytes(range(64))), lambda data: tf.io.decode_raw(data, tf.float64)),
    "base64": Format(seeds.plain(b"AAECAwQF-_8", b"QQ=="), lambda data: tf.io.decode_base64(data).numpy()),
    "example": Format(examples.examples, examples.parse_example, (TF, ValueError)),
    "sparse": Format(seeds.sparse_strings, deserialize_sparse),
    "graph_text": Format(seeds.plain(seeds.graph_text, *TEXTS), read_text(messages.GraphDef), named=True, says=PLACE),
    "projector_config": Format(
        seeds.plain(seeds.projector_config), read_text(messages.ProjectorConfig), named=True, says=PLACE
    ),
    "checkpoint_state": Format(seeds.checkpoint_states, read_state, (TF, ValueError), named=True),
    "sequence_example": Format(examples.sequences, examples.parse_sequence),
    "json_example": Format(seeds.plain(examples.JSON), examples.decode_json),
    **{
        name: Format(
            seeds.records(kind),
            read_records(kind),
            named=True,
            right=same_records,
            inside=repairs.compressed_records if kind else repairs.records,
        )
        for name, kind in (("tfrecord", ""), ("tfrecord_gzip", "GZIP"), ("tfrecord_zlib", "ZLIB"))
    },
    "events": Format(seeds.events, read_events, named=True, inside=repairs.records, right=same_events),
    "checkpoint": Format(seeds.checkpoints, read_checkpoint, named=True, inside=repairs.bundle, right=same_tensors),
    **{
        name: Format(written, read, named=True, inside=datasets.inside, right=datasets.same(read))
        for name, written, read in (
            ("saved", datasets.saved, datasets.load),
            ("cache", datasets.cached, datasets.read_cache),
        )
    },
    "hdf5_weights": Format(seeds.weights, load_weights, HDF5, True, crashes="HDF5", slow=True),
    "hdf5_model": Format(seeds.models, load_model, HDF5, True, crashes="HDF5", slow=True),
}
