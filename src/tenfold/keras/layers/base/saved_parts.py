"""What checkpoints find in a layer: its weights under the names they were made with, then under its attributes'."""

from tenfold.core.base.trackable import is_node
from tenfold.core.values.variable import Variable


def children(layer, hidden):
    """{name: child} of `layer`, for `Trackable._trackable_children`.

    A weight that `add_weight` made has the name given to it there and, after it, that of the attribute it stands in.

    Args:
      hidden: attributes that are not looked at.
    """
    made = sorted((*layer._trainable_weights, *layer._non_trainable_weights), key=lambda w: w._key)
    waiting, found = [(w, _name_of(w, i)) for i, w in enumerate(made)][::-1], {}
    for attribute, value in list(vars(layer).items()):
        if attribute in hidden or not is_node(value):
            continue
        if isinstance(value, Variable):
            _place(waiting, found, until=value._key)
        found[attribute] = value
    _place(waiting, found, until=float("inf"))
    return found


def _place(waiting, found, until):
    """Move weights made before `until` from the end of `waiting` to `found`."""
    while waiting and waiting[-1][0]._key <= until:
        weight, name = waiting.pop()
        found[name] = weight


def _name_of(weight, number):
    name = getattr(weight, "_weight_name", None)
    return f"weight-{number}" if name is None else name


def numbered(layers):
    """The layers of a functional or sequential model by number; those with weights have numbers of their own, too."""
    found, with_weights = {}, 0
    for number, layer in enumerate(layers):
        if _has_weights(layer):
            found[f"layer_with_weights-{with_weights}"] = layer
            with_weights += 1
        found[f"layer-{number}"] = layer
    return found


def _has_weights(layer):
    try:
        return bool(layer.weights)
    except ValueError:  # a Sequential that is not built yet
        return False
