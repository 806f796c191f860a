"""TensorBoard's embedding projector: which variables of a checkpoint it shows, and what their rows are."""

import os
from typing import Any

from tenfold.io import messages
from tenfold.io.text_format import to_text
from tenfold.ops.bytes.files import file_errors
from tenfold.ops.bytes.whole_file import whole_file

FILE = "projector_config.pbtxt"


def visualize_embeddings(logdir: Any, config: Any) -> None:
    """Write the projector's configuration into a folder.

    Args:
      logdir: the folder, str, bytes or os.PathLike; or a writer of events, whose folder it is.
      config: a `messages.ProjectorConfig`, whose `embeddings` name a tensor (`tensor_name`; of a Keras model
        "layer_with_weights-0/embeddings/.ATTRIBUTES/VARIABLE_VALUE"), a file with a row of text for each of its own
        (`metadata_path`), pictures in one file (`sprite.image_path`, `sprite.single_image_dim`: width, height).

    Raises:
      TypeError: another message, or none.
      tf.errors.OpError: there is no place for the file.
    """
    if not isinstance(config, messages.ProjectorConfig):
        raise TypeError(f"visualize_embeddings takes a ProjectorConfig; received {config!r:.100}.")
    logdir = logdir.get_logdir() if hasattr(logdir, "get_logdir") else getattr(logdir, "logdir", logdir)
    path = os.path.join(os.fsdecode(logdir), FILE)
    with file_errors(path), whole_file(path) as file:
        file.write(to_text(config).encode())
