"""From CTC's outputs back to labels: greedily, or by a beam search over prefixes (Hannun et al., arXiv:1408.2873)."""

import numpy as np

from tenfold.core.calls.attrs import Bool, Size
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.sparse.operators import SparseTensor


def infer_decoded(inputs, lengths, *, top_paths=1, **_):
    if top_paths is None:
        raise ValueError("top_paths must be a Python int, known while the graph is written: it counts the results.")
    batch = None if inputs.shape is None else inputs.shape[1]
    path = [Spec((None, 2), dtypes.int64), Spec((None,), dtypes.int64), Spec((2,), dtypes.int64)]
    return path * top_paths + [Spec((batch, top_paths), inputs.dtype)]


def sparse_rows(rows):
    """Indices, values and dense shape of a list of label sequences."""
    indices = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
    values = [v for row in rows for v in row]
    shape = (len(rows), max(map(len, rows), default=0))
    return np.array(indices, np.int64).reshape(-1, 2), np.array(values, np.int64), np.array(shape, np.int64)


def check_lengths(inputs, lengths):
    if lengths.shape != inputs.shape[1:2] or (lengths < 0).any() or (lengths > inputs.shape[0]).any():
        raise ValueError(
            f"sequence_length must be {inputs.shape[1]} numbers in [0, {inputs.shape[0]}], the time steps of `inputs`; "
            f"received {lengths.tolist()}"
        )


@op(infer=infer_decoded, host=True, gradient=None, type="CTCGreedyDecoder")
def _greedy(inputs, sequence_length: Free, *, merge_repeated: Bool, blank_index):
    check_lengths(inputs, sequence_length)
    best = inputs.argmax(-1)
    blank = blank_index % inputs.shape[-1]
    rows, scores = [], np.zeros((inputs.shape[1], 1), inputs.dtype)
    for b, length in enumerate(sequence_length):
        path = best[:length, b]
        kept = path != blank
        if merge_repeated:
            kept[1:] &= path[1:] != path[:-1]
        rows.append(path[kept].tolist())
        scores[b] = -inputs[:length, b].max(-1).sum()
    return (*sparse_rows(rows), scores)


def ctc_greedy_decoder(inputs, sequence_length, merge_repeated=True, blank_index=None):
    """The most probable class of each step, repeats merged and blanks taken out.

    Args:
      inputs: logits (time, batch, classes).
      sequence_length: (batch,), how many time steps count.
      merge_repeated: whether equal neighbours become one.
      blank_index: class of "no label", counted from the end if negative; default the last.

    Returns: ([a SparseTensor of int64 labels], (batch, 1) sums of minus the largest logits).
    """
    blank = -1 if blank_index is None else blank_index
    *path, scores = _greedy(convert(inputs), convert(sequence_length), merge_repeated, blank)
    return [SparseTensor(*path)], scores


@op(infer=infer_decoded, host=True, gradient=None, type="CTCBeamSearchDecoder")
def _beam_search(
    inputs, sequence_length: Free, *, beam_width: Size.as_fixed(), top_paths: Size.as_fixed(), merge_repeated: Bool
):
    check_lengths(inputs, sequence_length)
    log_p = inputs - inputs.max(-1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(-1, keepdims=True))
    found = [best_prefixes(log_p[:length, b], beam_width)[:top_paths] for b, length in enumerate(sequence_length)]
    if any(len(paths) < top_paths for paths in found):
        raise ValueError(f"the beam search found fewer than the {top_paths} paths asked for; use a larger beam_width")
    parts = []
    for k in range(top_paths):
        rows = [paths[k][0] for paths in found]
        parts += sparse_rows([merged(r) for r in rows] if merge_repeated else rows)
    return (*parts, np.array([[p for _, p in paths] for paths in found], inputs.dtype))


def merged(row):
    return [v for i, v in enumerate(row) if i == 0 or v != row[i - 1]]


def best_prefixes(log_p, beam_width):
    """(labels, log probability) of the best label sequences of one utterance.

    `log_p` is (time, classes), the last class being the blank.

    Each prefix holds the probability of the paths that end in a blank and of those that end in its last label.
    """
    beams = {(): (0.0, -np.inf)}
    for row in log_p.tolist():
        blank, grown = row[-1], {}
        for prefix, (ends_blank, ends_label) in beams.items():
            total = np.logaddexp(ends_blank, ends_label)
            collect(grown, prefix, 0, total + blank)
            if prefix:
                collect(grown, prefix, 1, ends_label + row[prefix[-1]])
            for label, p in enumerate(row[:-1]):
                same = bool(prefix) and prefix[-1] == label
                collect(grown, (*prefix, label), 1, (ends_blank if same else total) + p)
        best = sorted(grown, key=lambda prefix: -np.logaddexp(*grown[prefix]))[:beam_width]
        beams = {prefix: tuple(grown[prefix]) for prefix in best}
    return [(prefix, float(np.logaddexp(*ends))) for prefix, ends in beams.items()]


def collect(grown, prefix, way, p):
    """Add the probability of one way to reach a prefix."""
    ends = grown.setdefault(prefix, [-np.inf, -np.inf])
    ends[way] = np.logaddexp(ends[way], p)


def ctc_beam_search_decoder(inputs, sequence_length, beam_width=100, top_paths=1):
    """The most probable label sequences, summed over all paths that spell them.

    Args:
      inputs: logits (time, batch, classes), the last class being the blank.
      sequence_length: (batch,), how many time steps count.
      beam_width: how many prefixes are followed.
      top_paths: how many sequences are returned, at most `beam_width`.

    Returns: (list of `top_paths` SparseTensors of int64 labels, (batch, top_paths) log probabilities).
    """
    return ctc_beam_search_decoder_v1(inputs, sequence_length, beam_width, top_paths, False)


def ctc_beam_search_decoder_v1(inputs, sequence_length, beam_width=100, top_paths=1, merge_repeated=True):
    """`ctc_beam_search_decoder`; `merge_repeated` also merges equal neighbours of what was found."""
    *parts, scores = _beam_search(convert(inputs), convert(sequence_length), beam_width, top_paths, merge_repeated)
    return [SparseTensor(*parts[3 * k : 3 * k + 3]) for k in range(top_paths)], scores
