"""Boxes on images: drawing them, and keeping the best of those that overlap (non-maximum suppression)."""

import heapq

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Count, Float, Size
from tenfold.core.calls.op import Free, Optional, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert, meet
from tenfold.ops.arrays.basics import cast
from tenfold.ops.scoped import scoped

_COLORS = np.array(
    [
        [1, 1, 0, 1],
        [0, 0, 1, 1],
        [1, 0, 0, 1],
        [0, 1, 0, 1],
        [0.5, 0, 0.5, 1],
        [0.5, 0.5, 0, 1],
        [0.5, 0, 0, 1],
        [0, 0, 0.5, 1],
        [0, 1, 1, 1],
        [1, 0, 1, 1],
    ],
    np.float32,
)  # yellow, blue, red, lime, purple, olive, maroon, navy, aqua, fuchsia


@op(
    infer=lambda images, boxes, colors: images,
    host=True,
    gradient=None,
    type=lambda inputs, _: "DrawBoundingBoxes" if inputs[2] is None else "DrawBoundingBoxesV2",
)
def _draw(images, boxes: Free, colors: Optional):
    if boxes.ndim != 3 or boxes.shape[::2] != (len(images), 4):
        raise ValueError(f"boxes must be [{len(images)}, boxes, 4]; received shape {list(boxes.shape)}")
    depth = images.shape[-1]
    table = _COLORS if colors is None or not colors.size else colors
    if table.shape[-1] < depth:
        raise errors.InvalidArgumentError(f"colors have {table.shape[-1]} channels, the images {depth}.")
    if depth == 1 and (colors is None or not colors.size):
        table = np.ones((len(_COLORS), 1), np.float32)
    out = images.copy()
    for image, found in zip(out, boxes):
        for i, box in enumerate(found):
            _outline(image, box, table[i % len(table), :depth])
    return out


def _outline(image, box, color):
    """Lines one pixel wide; what lies outside of the image is not drawn."""
    height, width = image.shape[:2]
    scale = np.array([height - 1, width - 1] * 2, np.float32)
    y0, x0, y1, x1 = (box * scale).astype(np.int64).tolist()
    if y0 > y1 or x0 > x1 or y0 >= height or y1 < 0 or x0 >= width or x1 < 0:
        return
    rows, columns = slice(max(y0, 0), min(y1, height - 1) + 1), slice(max(x0, 0), min(x1, width - 1) + 1)
    for y in (y0, y1):
        if 0 <= y < height:
            image[y, columns] = color
    for x in (x0, x1):
        if 0 <= x < width:
            image[rows, x] = color


def draw_bounding_boxes(images, boxes, colors, name=None):
    """A copy of the images with boxes drawn on them.

    Args:
      images: float [batch, height, width, depth].
      boxes: float32 [batch, boxes, 4]: [y_min, x_min, y_max, x_max] as parts of height and width.
      colors: [colours, depth], used in turn; None for ten colours of the op's own.
    """
    images = meet(images, dtypes.float32)
    colors = None if colors is None else convert(colors, partner=dtypes.float32)
    return _draw(images, convert(boxes, partner=dtypes.float32), colors, name=name)


def draw_bounding_boxes_v1(images, boxes, name=None, colors=None):
    """TensorFlow 1's `draw_bounding_boxes`."""
    return draw_bounding_boxes(images, boxes, colors, name)


def overlap(boxes, box):
    """Intersection over union of `box` with each of `boxes` [n, 4]; corners may come in either order."""
    low, high = np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])
    low1, high1 = np.minimum(box[:2], box[2:]), np.maximum(box[:2], box[2:])
    shared = np.maximum(np.minimum(high, high1) - np.maximum(low, low1), 0).prod(1)
    areas, area = (high - low).prod(1), (high1 - low1).prod()
    union = areas + area - shared
    return np.where((areas > 0) & (area > 0), shared / np.where(union == 0, 1, union), 0)


def suppressed(scores, similarity, limit, threshold, score_threshold, sigma=0.0):
    """Indices kept and their scores, the best first.

    Args:
      scores: [n].
      similarity: function(i) that gives the similarity [n] of all to i.
      limit: most indices to keep.
      threshold: what is more similar than this to one that is kept is dropped, unless sigma is above 0.
      score_threshold: what does not score more is never kept.
      sigma: above 0, scores decay by exp(-similarity^2 / (2 sigma)) instead (Bodla et al., ICCV 2017).
    """
    queue = [(-float(s), i, 0) for i, s in enumerate(scores) if s > score_threshold]
    heapq.heapify(queue)
    kept, kept_scores, rows = [], [], []
    while queue and len(kept) < limit:
        negative, i, seen = heapq.heappop(queue)
        score = scores.dtype.type(-negative)
        new, dropped = score, False
        for row in reversed(rows[seen:]):
            if sigma <= 0 and row[i] > threshold:
                dropped = True
                break
            if sigma > 0:
                new = scores.dtype.type(new * np.exp(-0.5 / sigma * row[i] * row[i]))
                if new <= score_threshold:
                    break
        if dropped:
            continue
        if new == score:
            kept.append(i)
            kept_scores.append(score)
            rows.append(similarity(i))
        elif sigma > 0 and new > score_threshold:
            heapq.heappush(queue, (-float(new), i, len(rows)))
    return np.array(kept, np.int32), np.array(kept_scores, scores.dtype)


def _check_boxes(boxes, scores):
    if boxes.ndim != 2 or boxes.shape[1] != 4 or scores.shape != boxes.shape[:1]:
        raise errors.InvalidArgumentError(
            f"boxes must be [n, 4] and scores [n]; received {boxes.shape} and {scores.shape}."
        )


def _infer_kept(boxes, scores, *, max_output_size, padded, **_):
    kept = max_output_size if padded else None
    return Spec((kept,), dtypes.int32), Spec((kept,), scores.dtype), Spec((), dtypes.int32)


@op(
    infer=_infer_kept,
    host=True,
    gradient=None,
    type=lambda _, attrs: "NonMaxSuppressionV5" if attrs["soft_nms_sigma"] else "NonMaxSuppressionV3",
)
def _keep(
    boxes,
    scores,
    *,
    max_output_size: Count,
    iou_threshold: Float,
    score_threshold: Float,
    soft_nms_sigma: Float,
    padded: Bool,
):
    """Indices, their scores, and how many are valid; with `padded`, zeros fill up to max_output_size."""
    _check_boxes(boxes, scores)
    if not 0 <= iou_threshold <= 1:
        raise errors.InvalidArgumentError(f"iou_threshold must be in [0, 1]; received {iou_threshold}.")
    kept, found = suppressed(
        scores, lambda i: overlap(boxes, boxes[i]), max_output_size, iou_threshold, score_threshold, soft_nms_sigma
    )
    n = len(kept)
    if padded:
        kept, found = (np.pad(v, (0, max_output_size - n)) for v in (kept, found))
    return kept, found, np.int32(n)


def _kept(boxes, scores, max_output_size, iou_threshold, score_threshold, sigma=0.0, padded=False, name=None):
    boxes, scores = convert(boxes, partner=dtypes.float32), convert(scores, partner=dtypes.float32)
    return _keep(boxes, scores, max_output_size, iou_threshold, score_threshold, sigma, padded, name=name)


@scoped("non_max_suppression", "NonMaxSuppressionV3")
def non_max_suppression(boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float("-inf"), name=None):
    """Indices, int32, of the boxes that are kept: by falling score, none overlapping a better one too much.

    Args:
      boxes: [n, 4], two opposite corners [y1, x1, y2, x2] each.
      scores: [n].
      max_output_size: most boxes to keep.
      iou_threshold: intersection over union above which the lesser box is dropped.
      score_threshold: boxes must score more than this.
    """
    return _kept(boxes, scores, max_output_size, iou_threshold, score_threshold, name=name)[0]


@scoped("non_max_suppression_with_scores", "NonMaxSuppressionV5")
def non_max_suppression_with_scores(
    boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=float("-inf"), soft_nms_sigma=0.0, name=None
):
    """`non_max_suppression` that also gives scores; with `soft_nms_sigma` above 0, overlap lowers them instead."""
    return _kept(boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma, name=name)[:2]


def non_max_suppression_padded(
    boxes,
    scores,
    max_output_size,
    iou_threshold=0.5,
    score_threshold=float("-inf"),
    pad_to_max_output_size=False,
    name=None,
    sorted_input=False,
    canonicalized_coordinates=False,
    tile_size=512,
):
    """`non_max_suppression`, its indices filled up with zeros on demand, and how many of them are valid.

    The result does not turn on `sorted_input`, `canonicalized_coordinates` and `tile_size`, which are about speed.
    """
    kept, _, count = _kept(
        boxes, scores, max_output_size, iou_threshold, score_threshold, 0.0, pad_to_max_output_size, name
    )
    return kept, count


@op(
    infer=lambda overlaps, scores, **_: Spec((None,), dtypes.int32),
    host=True,
    gradient=None,
    type="NonMaxSuppressionWithOverlaps",
    label="non_max_suppression_overlaps/NonMaxSuppressionWithOverlaps",
)
def _keep_by(overlaps, scores, *, max_output_size: Count, overlap_threshold: Float, score_threshold: Float):
    return suppressed(scores, lambda i: overlaps[:, i], max_output_size, overlap_threshold, score_threshold)[0]


def non_max_suppression_overlaps(
    overlaps, scores, max_output_size, overlap_threshold=0.5, score_threshold=float("-inf"), name=None
):
    """`non_max_suppression` with overlaps given, [n, n]: row i has those of box i with boxes kept before it."""
    overlaps, scores = convert(overlaps, partner=dtypes.float32), convert(scores, partner=dtypes.float32)
    return _keep_by(overlaps, scores, max_output_size, overlap_threshold, score_threshold, name=name)


def _combined_spec(boxes, scores, *, per_class, total, pad_per_class, **_):
    batch, classes = (None, None) if scores.shape is None else (scores.shape[0], scores.shape[-1])
    if pad_per_class:
        total = None if None in (per_class, classes, total) else min(total, per_class * classes)
    return (
        Spec((batch, total, 4), dtypes.float32),
        Spec((batch, total), dtypes.float32),
        Spec((batch, total), dtypes.float32),
        Spec((batch,), dtypes.int32),
    )


@op(
    infer=_combined_spec,
    host=True,
    gradient=None,
    results=("nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"),
    type="CombinedNonMaxSuppression",
    label="combined_non_max_suppression/CombinedNonMaxSuppression",
)
def _combined(
    boxes,
    scores,
    *,
    per_class: Size,
    total: Size,
    iou_threshold: Float,
    score_threshold: Float,
    pad_per_class: Bool,
    clip_boxes: Bool,
):
    n = min(total, per_class * scores.shape[-1]) if pad_per_class else total
    batch = len(boxes)
    out = np.zeros((batch, n, 4), np.float32), np.zeros((batch, n), np.float32), np.zeros((batch, n), np.float32)
    valid = np.zeros(batch, np.int32)
    for b in range(batch):
        found = _of_all_classes(boxes[b], scores[b], per_class, iou_threshold, score_threshold)
        valid[b] = count = min(len(found[1]), n)
        for array, values in zip(out, found):
            array[b, :count] = values[:count]
    return np.clip(out[0], 0, 1) if clip_boxes else out[0], out[1], out[2], valid


def _of_all_classes(boxes, scores, per_class, iou_threshold, score_threshold):
    """Boxes, scores and classes kept of one image, by falling score. boxes: [n, 1 or classes, 4]."""
    parts = []
    for c in range(scores.shape[-1]):
        own = boxes[:, min(c, boxes.shape[1] - 1)]
        kept, found = suppressed(
            scores[:, c], lambda i, own=own: overlap(own, own[i]), per_class, iou_threshold, score_threshold
        )
        parts.append((own[kept], found, np.full(len(kept), c, np.float32)))
    merged = [np.concatenate(p) for p in zip(*parts)]
    order = np.argsort(-merged[1], kind="stable")
    return [m[order] for m in merged]


def combined_non_max_suppression(
    boxes,
    scores,
    max_output_size_per_class,
    max_total_size,
    iou_threshold=0.5,
    score_threshold=float("-inf"),
    pad_per_class=False,
    clip_boxes=True,
    name=None,
):
    """Non-maximum suppression per class, then the best of all classes, for each image of a batch.

    Args:
      boxes: [batch, n, 1 or classes, 4]; scores: [batch, n, classes].
      max_output_size_per_class, max_total_size: most boxes of a class, and of all.
      pad_per_class: make the result as long as could be needed, if that is less than max_total_size.
      clip_boxes: hold coordinates within [0, 1].

    Returns:
      (nmsed_boxes, nmsed_scores, nmsed_classes, valid_detections): zeros fill what is not valid.
    """
    boxes, scores = cast(boxes, dtypes.float32), cast(scores, dtypes.float32)
    return _combined(
        boxes,
        scores,
        max_output_size_per_class,
        max_total_size,
        iou_threshold,
        score_threshold,
        pad_per_class,
        clip_boxes,
        name=name,
    )
