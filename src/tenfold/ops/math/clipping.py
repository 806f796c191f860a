"""Holding values and norms within bounds, and scaling to norm one."""

from tenfold.core.calls.op import op, xp
from tenfold.core.values.convert import convert, meet
from tenfold.core.values.shapes import broadcast_shapes, is_compatible
from tenfold.ops.arrays.basics import cast, stack
from tenfold.ops.arrays.broadcasting import sum_to
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.infer import broadcast
from tenfold.ops.math.arithmetic import multiply, scalar, square, truediv
from tenfold.ops.math.comparison import clear_where, greater, greater_equal, keep_where, ordered, select
from tenfold.ops.math.complex_numbers import as_complex
from tenfold.ops.math.elementwise import absolute, is_finite, rsqrt, sqrt
from tenfold.ops.math.logic import logical_and, logical_not
from tenfold.ops.math.powers import maximum, minimum
from tenfold.ops.math.reduce import reduce_mean, reduce_sum
from tenfold.ops.scoped import scoped, within
from tenfold.ops.state.sources import identity
from tenfold.ops.structures.indexed_slices import IndexedSlices
from tenfold.ops.structures.kept_whole import kept_whole


def infer_clipped(t, *bounds):
    if t.shape is not None and not is_compatible(broadcast(t, *bounds).shape, t.shape):
        raise ValueError(f"bounds of shapes {[b.shape for b in bounds]} do not fit into a tensor of shape {t.shape}")
    return t


@op(infer=infer_clipped, type="Maximum", label="clip_by_value", graphdef=COMPOSED)
def _clip_by_value(t, clip_value_min, clip_value_max):
    np_ = xp(ordered(t), clip_value_min, clip_value_max)
    return np_.maximum(np_.minimum(t, clip_value_max), clip_value_min)


@_clip_by_value.gradient
def _(dy, t, clip_value_min, clip_value_max, clip_value_min_shape, clip_value_max_shape):
    enough, above = greater_equal(t, clip_value_min), greater(t, clip_value_max)  # NaN counts as below
    return (
        keep_where(dy, logical_and(enough, logical_not(above))),
        lambda: sum_to(clear_where(dy, enough), clip_value_min_shape),
        lambda: sum_to(keep_where(dy, logical_and(enough, above)), clip_value_max_shape),
    )


def clip_by_value(t, clip_value_min, clip_value_max, name=None):
    """Elements of `t` held within the bounds.

    Args:
      t: tensor or IndexedSlices.
      clip_value_min, clip_value_max: numbers, or tensors that broadcast to the shape of `t`.

    Raises:
      ValueError: bounds larger than `t`.
    """
    if hasattr(t, "flat_values"):  # ragged
        return t._map_values(lambda v: clip_by_value(v, clip_value_min, clip_value_max))
    slices, t = t, values_of(t)
    low, high = meet(clip_value_min, t.dtype), meet(clip_value_max, t.dtype)
    for bound in (low, high):
        if bound._dims and t._dims is not None and not is_compatible(broadcast_shapes(t._dims, bound._dims), t._dims):
            raise ValueError(
                f"Shapes {t.shape} and {bound.shape} are incompatible: the bounds must broadcast to the shape of t."
            )
    return with_values(slices, _clip_by_value(t, low, high, name=name))


@scoped("clip_by_norm", None)
def clip_by_norm(t, clip_norm, axes=None, name=None):
    """`t`, scaled down where its L2 norm (over `axes`, all by default) is larger than `clip_norm`."""
    slices, t = t, values_of(t)
    clip_norm = maximum(meet(clip_norm, t.dtype), scalar(0, t))
    total = reduce_sum(square(t), axes, True)
    positive = greater(total, scalar(0, total))
    norm = select(positive, sqrt(select(positive, total, scalar(1, total))), total)  # no gradient through sqrt(0)
    return with_values(slices, _called(name, truediv(multiply(t, clip_norm), maximum(norm, clip_norm))))


@scoped("clip_by_average_norm", None)
def clip_by_average_norm(t, clip_norm, name=None):
    """`t`, scaled down where its L2 norm per element is larger than `clip_norm`; IndexedSlices become dense."""
    t = convert(t)
    clip_norm = meet(clip_norm, t.dtype)
    average = sqrt(reduce_mean(square(t))) * rsqrt(reduce_sum(scalar(1, t) + multiply(t, scalar(0, t))))
    return _called(name, truediv(multiply(t, clip_norm), maximum(average, clip_norm)))


def _called(name, result):
    """TensorFlow puts an identity behind what is clipped, which has the name."""
    return result if name is None else identity(result, name=name)


def values_of(t):
    """`t` as a tensor, of IndexedSlices the values they hold."""
    return t.values if isinstance(t, IndexedSlices) else convert(t)


def with_values(t, values):
    """`values` as what `t` is: IndexedSlices stay IndexedSlices."""
    return t.on_values(lambda _: values) if isinstance(t, IndexedSlices) else values


def check_list(t_list):
    if hasattr(t_list, "dtype") or not isinstance(t_list, (list, tuple)):
        raise TypeError(f"t_list should be a sequence; received {type(t_list).__name__}. Put the tensor into a list.")


@scoped("global_norm", "global_norm")
def global_norm(t_list, name=None):
    """sqrt of the sum of squares of all elements of all tensors; entries that are None are left out."""
    check_list(t_list)
    squares = [reduce_sum(square(values_of(t))) for t in t_list if t is not None]
    return sqrt(reduce_sum(stack(squares)), name=name) if squares else sqrt(convert(0.0), name=name)


def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None):
    """All tensors scaled by one factor, so that their global norm is at most `clip_norm`.

    Args:
      t_list: list of tensors or IndexedSlices; None stays None.
      clip_norm: largest norm, a number > 0.
      use_norm: the global norm, if it is known already.

    Returns: (list of scaled tensors, the global norm). An infinite norm makes all of them NaN.
    """
    check_list(t_list)
    norm = convert(use_norm) if use_norm is not None else global_norm(t_list)
    return _scaled(t_list, norm, clip_norm, name=name), norm


@scoped("clip_by_global_norm", None)
def _scaled(t_list, norm, clip_norm, name=None):
    clip_norm = meet(clip_norm, norm.dtype)
    scale = truediv(minimum(clip_norm, norm), norm)
    scale = select(greater(norm, clip_norm), scale, scalar(1, norm))
    scale = select(is_finite(norm), scale, scalar(float("nan"), norm))

    def scaled(i, t):
        values = multiply(values_of(t), cast(scale, values_of(t).dtype))
        return with_values(t, _called(within(name, f"clip_by_global_norm/_{i}"), values))

    return [None if t is None else scaled(i, t) for i, t in enumerate(t_list)]


@kept_whole("math.l2_normalize")
@scoped("l2_normalize")
def l2_normalize(x, axis=None, epsilon=1e-12, name=None):
    """x / sqrt(max(sum(|x| ** 2), epsilon)), the sum over `axis`."""
    x = convert(x)
    if x.dtype.is_complex:
        total = reduce_sum(square(absolute(x)), axis, True)
        return multiply(x, as_complex(rsqrt(maximum(total, convert(epsilon, partner=total.dtype)))), name=name)
    total = reduce_sum(square(x), axis, True)
    return multiply(x, rsqrt(maximum(total, convert(epsilon, partner=x.dtype))), name=name)
