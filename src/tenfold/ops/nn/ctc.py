"""Connectionist temporal classification (Graves et al., ICML 2006): the loss, and the gradient that comes with it.

Everything is in logarithms and for a whole batch at once. A label sequence of length L becomes 2 L + 1 states: its
labels with blanks around them.
"""

import numpy as np

from tenfold.core.calls.attrs import Bool, Int
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.failing import fails_where
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import same_as
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.nn.softmax import top

IMPOSSIBLE = -1e30  # a logarithm of zero that can be added to without becoming NaN


def infer_ctc(logits, labels, label_length, logit_length, **_):
    batch = None if logits.shape is None else logits.shape[1]
    return Spec((batch,), logits.dtype), Spec(logits.shape, logits.dtype)


@op(infer=infer_ctc, type="CTCLoss", graphdef=COMPOSED)
def ctc(
    logits,
    labels: Free,
    label_length: Free,
    logit_length: Free,
    *,
    blank: Int,
    merge_repeated: Bool = True,
    strict: Bool = False,
):
    """Negative log likelihood of `labels`, and its gradient for `logits`.

    Args:
      logits: (time, batch, classes).
      labels: (batch, width) class numbers, of which the first `label_length` count.
      label_length, logit_length: (batch,).
      blank: the class that stands for no label.
      merge_repeated: whether a label held for several steps is one label.
      strict: whether labels that do not fit into the time are an error.
    """
    return loss_and_gradient(np, numpy_scan, logits, labels, label_length, logit_length, blank, merge_repeated, strict)


@ctc.gradient
def _(dys, ys):
    return multiply(expand_dims(expand_dims(dys[0], 0), -1), ctc_gradient(ys[1])), None, None, None


@op(infer=same_as(0))
def ctc_gradient(gradient):
    """The gradient that `ctc` found. It has no rule: like TensorFlow we know no second derivative of this loss."""
    return gradient


def numpy_scan(step, carry, xs):
    """`lax.scan` in NumPy: `step(carry, x) -> (carry, y)` along the first axis; the last carry and all y stacked."""
    out = []
    for x in zip(*xs):
        carry, y = step(carry, x)
        out.append(y)
    return carry, np.stack(out)


def loss_and_gradient(np_, scan, logits, labels, label_length, logit_length, blank, merge_repeated, strict):
    """The arithmetic of `ctc` over either array namespace."""
    time, _, classes = logits.shape
    check(labels, label_length, logit_length, classes, time, strict)
    log_p = logits - top(logits, -1)
    log_p = log_p - np_.log(np_.exp(log_p).sum(-1, keepdims=True, dtype=logits.dtype))
    states = Lattice(np_, labels, label_length, blank, merge_repeated, logits.dtype)
    emitted = np_.take_along_axis(log_p, np_.broadcast_to(states.label[None], (time, *states.label.shape)), -1)
    running = np.arange(time)[:, None] < logit_length
    alpha = states.forward(scan, emitted, running)
    beta = states.backward(scan, emitted, np.arange(time)[:, None] < logit_length - 1)
    log_likelihood = states.end(alpha[-1])
    impossible = log_likelihood < IMPOSSIBLE / 2
    share = np_.exp(np_.minimum(alpha + beta - log_likelihood[:, None], 0))
    share = np_.where(running[..., None] & ~impossible[:, None], share, logits.dtype.type(0))
    hot = (states.label[..., None] == np.arange(classes)).astype(logits.dtype)
    expected = np_.swapaxes(np_.matmul(np_.swapaxes(share, 0, 1), hot), 0, 1)
    grad = np_.where(running[..., None], np_.exp(log_p) - expected, logits.dtype.type(0))
    return np_.where(impossible, logits.dtype.type(np.inf), -log_likelihood), grad


def check(labels, label_length, logit_length, classes, time, strict):
    inside = np.arange(labels.shape[1]) < label_length[:, None]
    fails_where(
        inside & ((labels < 0) | (labels >= classes)),
        f"labels must lie in [0, {classes}): the logits have so many classes",
    )
    fails_where(logit_length > time, f"logit_length must not exceed the {time} time steps that logits have")
    if strict:
        fails_where(
            label_length > logit_length,
            "Not enough time for target transition sequence: there are more labels than time "
            "steps. Use longer inputs or ignore_longer_outputs_than_inputs=True.",
        )


class Lattice:
    """States and the steps between them.

    Attributes:
      label: (batch, states) the class that each state emits.
      stay, skip: (batch, states) 0 where a state may follow itself, or the one before the last, else IMPOSSIBLE.
      final: (batch, states) 0 where a path may end.
    """

    def __init__(self, np_, labels, label_length, blank, merge_repeated, dtype):
        batch, width = labels.shape
        self.np, count = np_, 2 * width + 1
        place = np.arange(count)
        real = np_.zeros((batch, count), bool) | (place % 2 == 1)
        held = np_.repeat(labels, 2, axis=1)
        self.label = np_.where(
            real, np_.concatenate([held, np_.zeros((batch, 1), labels.dtype)], 1), labels.dtype.type(blank)
        )
        before = np_.concatenate([np_.full((batch, 2), -1, labels.dtype), self.label[:, :-2]], 1)[:, :count]
        self.impossible, zero = dtype.type(IMPOSSIBLE), dtype.type(0)
        skips = real & (self.label != before) if merge_repeated else real & (place > 1)
        self.skip = np_.where(skips & (place > 1), zero, self.impossible)
        self.stay = np_.where(real & (not merge_repeated), self.impossible, zero)
        last = 2 * label_length[:, None]
        self.final = np_.where((place == last) | (place == last - 1), zero, self.impossible)
        self.first = np_.where(place < 2, zero, self.impossible) + np_.zeros_like(self.stay)

    def shifted(self, x, by):
        """`x` with each state's value moved `by` states up, or down for a negative number."""
        rows, n = x.shape
        blocked = self.np.full((rows, min(abs(by), n)), self.impossible, x.dtype)
        return self.np.concatenate([blocked, x[:, :-by]] if by > 0 else [x[:, -by:], blocked], 1)[:, :n]

    def joined(self, *paths):
        top = self.np.maximum(self.np.maximum(paths[0], paths[1]), paths[2])
        total = sum(self.np.exp(p - top) for p in paths)
        return self.np.maximum(top + self.np.log(total), self.impossible)

    def forward(self, scan, emitted, running):
        """Log probability of each state at each time, its emission included: (time, batch, states)."""

        def step(a, x):
            emission, on = x
            new = self.joined(a + self.stay, self.shifted(a, 1), self.shifted(a, 2) + self.skip) + emission
            new = self.np.where(on[:, None], new, a)
            return new, new

        start = self.np.where(running[0][:, None], self.first + emitted[0], self.first)
        rest = scan(step, start, (emitted[1:], running[1:]))[1] if len(emitted) > 1 else emitted[:0]
        return self.np.concatenate([start[None], rest])

    def backward(self, scan, emitted, goes_on):
        """Log probability of what follows each state at each time: (time, batch, states)."""

        def step(b, x):
            emission, on = x
            c = b + emission
            up = self.joined(c + self.stay, self.shifted(c, -1), self.shifted(c + self.skip, -2))
            new = self.np.where(on[:, None], up, self.final)
            return new, new

        start = self.final
        rest = scan(step, start, (emitted[:0:-1], goes_on[-2::-1]))[1] if len(emitted) > 1 else emitted[:0]
        return self.np.concatenate([start[None], rest])[::-1]

    def end(self, alpha):
        """Log probability of all paths that end where they may."""
        a = alpha + self.final
        top = a.max(-1, keepdims=True)
        return self.np.maximum((top + self.np.log(self.np.exp(a - top).sum(-1, keepdims=True)))[:, 0], self.impossible)
