"""Saved weights of LSTM and GRU for their cuDNN counterparts, and the other way round."""


def fitting(layer, arrays):
    """The saved (name, array) pairs of a layer, those of recurrent layers inside it as these keep theirs.

    Only a layer that has as many weights as were saved is looked into; shapes are checked later.

    Raises:
      ValueError: weights of CuDNNGRU for a GRU that resets before the product, or the other way round.
    """
    variables = layer.trainable_weights + layer.non_trainable_weights
    if len(variables) != len(arrays):
        return arrays
    place = {id(v): i for i, v in enumerate(variables)}
    arrays = list(arrays)
    for part in layer._flatten_layers():
        own = [place[id(v)] for v in part.weights if id(v) in place] if hasattr(part, "weights_as_own") else []
        if len(own) == 3:
            found = part.weights_as_own([arrays[i][1] for i in own])
            for i, array in zip(own, found):
                arrays[i] = arrays[i][0], array
    return arrays
