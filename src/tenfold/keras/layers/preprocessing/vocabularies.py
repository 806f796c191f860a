"""Vocabularies as users give them: lists, arrays, files; and what must hold for them."""

import contextlib
import os
from collections import Counter
from numbers import Integral

import numpy as np

from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.keras.layers.preprocessing import encoding
from tenfold.keras.saving import trust
from tenfold.keras.utils.arguments import members


def listed(values):
    """An array or tensor as a list, a path as text, which JSON holds; anything else as it is."""
    values = os.fspath(values) if isinstance(values, os.PathLike) else values
    values = values.numpy() if hasattr(values, "numpy") else values
    if not isinstance(values, np.ndarray):
        return values
    return [v.decode() if isinstance(v, bytes) else v for v in values.tolist()]


def is_path(vocabulary):
    return isinstance(vocabulary, (str, os.PathLike))


@contextlib.contextmanager
def reading(config, safe_mode, kind):
    """A block in which a layer is made of `config`; a file that it names is read where that is trusted."""
    with trust.reading(safe_mode):
        if is_path(config.get("vocabulary")):
            trust.check_path(config["vocabulary"], "vocabulary", kind)
        yield


def salt_key(salt):
    """Two integers of one or two, or None."""
    if salt is None or isinstance(salt, int):
        return salt if salt is None else [salt, salt]
    if isinstance(salt, (list, tuple)) and len(salt) == 2 and all(isinstance(s, int) for s in salt):
        return list(salt)
    raise ValueError(f"`salt` can only be a tuple of 2 integers, or a single integer. Received: salt={salt!r}.")


def check_arguments(layer, idf_weights):
    """ValueError where arguments of a lookup layer do not go together."""
    kind, size = type(layer).__name__, layer.max_tokens
    for name in ("max_tokens", "num_oov_indices"):
        value = getattr(layer, name)
        if not isinstance(value, Integral) and (value is not None or name == "num_oov_indices"):
            raise ValueError(f"{kind}: `{name}` must be an integer. Received: {name}={value!r}")
    if size is not None and size <= 1:
        raise ValueError(f"{kind}: If set, `max_tokens` must be greater than 1. Received: max_tokens={size}")
    if layer.pad_to_max_tokens and size is None:
        raise ValueError(f"{kind}: If pad_to_max_tokens is True, must set `max_tokens`. Received: max_tokens={size}")
    if layer.num_oov_indices < 0:
        raise ValueError(
            f"{kind}: `num_oov_indices` must be greater than or equal to 0. Received: {layer.num_oov_indices}"
        )
    if layer.invert and layer.output_mode != encoding.INT:
        raise ValueError(
            f"{kind}: `output_mode` must be `'int'` when `invert` is true. Received: output_mode={layer.output_mode}"
        )
    if layer.invert and layer.oov_token is None:
        raise ValueError(f"{kind}: `invert` needs an `oov_token`, which numbers without a token give. Received: None")
    if idf_weights is not None and layer.output_mode != encoding.TF_IDF:
        raise ValueError(
            f"{kind}: `idf_weights` should only be set if `output_mode` is `'tf_idf'`. Received: idf_weights="
            f"{idf_weights} and output_mode={layer.output_mode}"
        )


def check_weights(layer, vocabulary, idf_weights):
    """ValueError where a vocabulary goes without the weights that it needs, or with some that it does not."""
    if layer.output_mode != encoding.TF_IDF:
        if idf_weights is not None:
            raise ValueError(
                f"Layer {layer.name}: `idf_weights` should only be set if output_mode is `'tf_idf'`. Received: "
                f"output_mode={layer.output_mode} and idf_weights={idf_weights}"
            )
        return
    if is_path(vocabulary):
        raise ValueError(f"Layer {layer.name}: output_mode `'tf_idf'` does not support loading a vocabulary from file.")
    if idf_weights is None:
        raise ValueError(f"Layer {layer.name}: `idf_weights` must be set if output_mode is TF_IDF")


def read(layer, vocabulary):
    """The tokens of a vocabulary as a list of what the user wrote; a file's are its lines.

    Raises:
      ValueError: there is no such file, nothing in it, or a tensor that only a run of a graph knows.
    """
    if is_path(vocabulary):
        if not os.path.isfile(vocabulary):
            raise ValueError(f"Layer {layer.name}: Vocabulary file {vocabulary} does not exist, or is no file.")
        trust.note_read(vocabulary)
        with open(vocabulary, "rb") as file:
            vocabulary = [line.rstrip(b"\r\n") for line in file]
    if isinstance(vocabulary, SymbolicTensor):
        raise RuntimeError(f"Layer {layer.name}: cannot set a tensor vocabulary when it is not eager.")
    tokens = list(members(listed(vocabulary), "vocabulary", f"layer {layer.name}"))
    if not tokens:
        raise ValueError(f"Layer {layer.name}: Cannot set an empty vocabulary, you passed {vocabulary}.")
    return tokens


def specials(layer, as_keys):
    """The tokens that may begin a vocabulary: the mask's, and that of the unknown once for each of its places."""
    masks = [layer.mask_token] if layer.mask_token is not None and layer.output_mode == encoding.INT else []
    unknown = [layer.oov_token] * layer.num_oov_indices if layer.oov_token is not None else []
    return as_keys([*masks, *unknown])


def check_tokens(layer, tokens, as_keys):
    """ValueError for tokens that come twice, are special, or are too many."""
    twice = [_shown(t) for t, n in Counter(tokens).items() if n > 1]
    if twice:
        raise ValueError(
            f"Layer {layer.name}: The passed vocabulary has at least one repeated term. Please uniquify your dataset. "
            f"The repeated terms are {twice[:20]}"
        )
    reserved = {"mask": layer.mask_token, "OOV": layer.oov_token if layer.invert else None}
    for what, token in reserved.items():
        key = as_keys([token])[0] if token is not None else None
        if key is not None and key in tokens:
            raise ValueError(
                f"Layer {layer.name}: Found reserved {what} token at unexpected location in `vocabulary`. Note that "
                "passed `vocabulary` does not need to include the OOV and mask tokens. Either remove all mask and OOV "
                "tokens, or include them only at the start of the vocabulary in precisely this order: "
                f"{[_shown(t) for t in specials(layer, as_keys)]}. Received: {token!r} among the tokens, at index "
                f"{tokens.index(key)}"
            )
    size = layer._token_start + len(tokens)
    if layer.max_tokens is not None and size > layer.max_tokens:
        raise ValueError(
            f"Layer {layer.name}: Attempted to set a vocabulary larger than the maximum vocab size. Passed vocab size "
            f"is {size}, max vocab size is {layer.max_tokens}."
        )


def _shown(token):
    return token.decode(errors="replace") if isinstance(token, bytes) else token
