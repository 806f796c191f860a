"""Layers are built by the first call that reaches them, and are as before where that fails.

A program mends its input and calls again: layers made for the wrong one would refuse the right one.
"""

from tenfold.keras.layers.base import tracking
from tenfold.keras.layers.base.context import CALL
from tenfold.ops.random import seeds


class Fresh:
    """What the outermost call of a thread has built.

    Attributes:
      before: id of a layer -> (the layer, its attributes before).
      draws: how far the seeds of initializers had been drawn.
    """

    def __init__(self):
        self.before, self.draws = {}, seeds.drawn()

    def note(self, layer):
        for part in (layer, *tracking.tree(layer).below):
            if id(part) not in self.before:
                self.before[id(part)] = part, attributes(part)


def note_built(layer):
    """Keep what `layer` and the layers in it are before they are built."""
    if CALL.fresh is None:
        CALL.fresh = Fresh()
    CALL.fresh.note(layer)


def forget_built():
    """Make all layers that the outermost call of this thread has built what they were."""
    fresh, CALL.fresh = CALL.fresh, None
    for layer, before in fresh.before.values():
        restore(layer, before)
    seeds.draw_from(fresh.draws)


def attributes(layer):
    """(name, value, what it holds if it is a list or dict) for `restore`; calls on Keras tensors are models' affair."""
    held = {k: v for k, v in vars(layer).items() if k != "inbound_nodes"}
    return [(k, v, v.copy() if type(v) in (list, dict) else None) for k, v in held.items()]


def restore(layer, before):
    """Give `layer` the attributes back that it had, and these their contents."""
    now = vars(layer)
    for name in now.keys() - {name for name, _, _ in before} - {"inbound_nodes"}:
        del now[name]
    for name, value, held in before:
        now[name] = value
        if type(held) is list:
            value[:] = held
        elif held is not None:
            value.clear()
            value.update(held)
    tracking.forget(layer)
