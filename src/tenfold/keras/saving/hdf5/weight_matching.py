"""Which saved array belongs to which variable of a model: by the layers' order or by their names.

`layers` is [(layer name, variables)] in the model's order, each layer's trainable variables before its others; a
variable needs only `name` and `shape`. A layer may have a third part, a function of its saved (name, array) pairs that
gives those to be set. Both functions return (variable, array) pairs and raise before anything is set.
"""

import logging

logger = logging.getLogger("tenfold")


def match_by_order(saved, layers, top_level=()):
    """Pair the n-th saved layer that has weights with the n-th layer that has variables, whatever they are called.

    Args:
        saved: `hdf5_format.SavedWeights`.
        layers: the model's layers and their variables.
        top_level: variables that the model itself owns.

    Raises:
        ValueError: numbers of layers, numbers of weights or shapes differ.
    """
    layers = [layer for layer in layers if layer[1]]
    saved_layers = [(name, arrays) for name, arrays in saved.layers if arrays]
    if len(layers) != len(saved_layers):
        raise ValueError(
            "Layer count mismatch when loading weights from file. "
            f"Model expected {len(layers)} layers, found {len(saved_layers)} saved layers. "
            f"Model: {[layer[0] for layer in layers]}; file: {[name for name, _ in saved_layers]}. "
            "by_name=True loads what matches."
        )
    pairs = []
    for k, ((name, variables, *fit), (saved_name, arrays)) in enumerate(zip(layers, saved_layers)):
        where = f"layer #{k} (named {name} in the current model, {saved_name} in the save file)"
        pairs += _pairs(where, variables, _fitting(fit, arrays))
    return pairs + _top_level(saved, top_level, skip_mismatch=False)


def match_by_name(saved, layers, top_level=(), skip_mismatch=False):
    """Pair saved layers with the layers of the same name; others, on either side, are left alone.

    Args and errors as `match_by_order`; with `skip_mismatch` what does not fit is left out with a warning.
    """
    by_name = {}
    for name, *layer in layers:
        by_name.setdefault(name, []).append(layer)
    pairs = []
    for k, (name, arrays) in enumerate(saved.layers):
        for variables, *fit in by_name.get(name, ()):
            pairs += _pairs(f"layer #{k} (named {name})", variables, _fitting(fit, arrays), skip_mismatch)
    return pairs + _top_level(saved, top_level, skip_mismatch)


def _fitting(fit, arrays):
    return fit[0](arrays) if fit else arrays


def _top_level(saved, variables, skip_mismatch):
    if saved.top_level is None:
        return []
    return _pairs("the model's own (top-level) weights", list(variables), saved.top_level, skip_mismatch)


def _pairs(where, variables, arrays, skip_mismatch=False):
    if len(variables) != len(arrays):
        counts = f"Layer expects {len(variables)} weight(s). Received {len(arrays)} saved weight(s)"
        _refuse(f"Weight count mismatch for {where}. {counts}", skip_mismatch)
        return []
    pairs = []
    for variable, (_, array) in zip(variables, arrays):
        shape = tuple(None if size is None else int(size) for size in variable.shape)
        if len(shape) == array.ndim and all(size in (None, n) for size, n in zip(shape, array.shape)):
            pairs.append((variable, array))
            continue
        shapes = f"Weight expects shape {shape}. Received saved weight with shape {array.shape}"
        _refuse(f"Shape mismatch in {where} for weight {variable.name}. {shapes}", skip_mismatch)
    return pairs


def _refuse(message, skip_mismatch):
    if not skip_mismatch:
        raise ValueError(message)
    logger.warning("Skipping: %s", message)
