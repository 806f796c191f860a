"""Images read at any places: each pixel of a result says where."""

from tenfold.core.calls.attrs import Float, Shape
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.ops.image.projective import gathered, given_back, taps_at


def infer_displaced(images, x, y, **_):
    if images.shape is None or x.shape is None:
        return Spec(None, images.dtype)
    return Spec((images.shape[0], *x.shape[1:], images.shape[-1]), images.dtype)


@op(infer=infer_displaced)
def displaced(images, x: Free, y: Free, *, fill_value: Float = 0.0, interpolation="bilinear", fill_mode="constant"):
    """Images whose pixel [n, i, j] is what the images have at (x[n, i, j], y[n, i, j]).

    Args:
      images: [batch, height, width, channels].
      x, y: columns and rows, [batch, new height, new width] in float32.
      fill_value, interpolation, fill_mode: see `projective_transform`.

    Returns: the images' dtype, [batch, new height, new width, channels]. Differentiable in the images.
    """
    return gathered(images, taps_at(images.shape, x, y, interpolation, fill_mode), x.shape[1:], fill_value)


@displaced.gradient
def _(dy, x, y, images_shape, interpolation, fill_mode):
    d = displaced_transpose(dy, x, y, size=images_shape[1:3], interpolation=interpolation, fill_mode=fill_mode)
    return d, None, None


@op(infer=lambda d, x, y, *, size, **_: Spec((d.shape[0], *(size or (None, None)), d.shape[-1]), d.dtype))
def displaced_transpose(d, x: Free, y: Free, *, size: Shape, interpolation, fill_mode):
    """The transpose of `displaced` from images of `size`: all that goes back to each of their pixels."""
    return given_back(d, taps_at((d.shape[0], *size, d.shape[-1]), x, y, interpolation, fill_mode), size)


@displaced_transpose.gradient
def _(dy, x, y, interpolation, fill_mode):
    return displaced(dy, x, y, interpolation=interpolation, fill_mode=fill_mode), None, None
