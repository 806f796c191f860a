"""From one dtype to another."""

from tenfold.core.base import errors
from tenfold.core.base.hooks import hooks
from tenfold.core.calls.attrs import Dtype
from tenfold.core.calls.op import op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.graphdef import Row
from tenfold.ops.structures.kept_whole import keeper


@op(
    infer=lambda x, *, dtype: Spec(x.shape, dtype),
    static=True,
    sparse=True,
    graphdef=Row("x", types={"SrcT": 0}, DstT="dtype"),
)
def _cast(x, *, dtype: Dtype):
    if x.dtype == object and dtype.is_integer:  # partly known values, see Graph
        return x
    if x.dtype.kind == "c" and dtype.numpy.kind != "c":
        x = x.real
    return x.astype(dtype.numpy)


@_cast.gradient
def _(dy, x_dtype):
    return cast(dy, x_dtype) if x_dtype.is_differentiable and dy.dtype.is_differentiable else None


def cast(x, dtype, name=None):
    """`x` as `dtype`: floats are cut towards zero, complex numbers lose their imaginary part, nonzero is True."""
    dtype = dtypes.as_dtype(dtype)
    if hasattr(x, "_map_values"):  # sparse and ragged
        return x._map_values(lambda v: cast(v, dtype))
    if x.__class__ is hooks.slices:
        return x.on_values(lambda v: cast(v, dtype))
    x = convert(x)
    if (x.dtype is dtypes.string) is not (dtype is dtypes.string):
        raise errors.UnimplementedError(
            f"Cast {x.dtype.name} to {dtype.name} is not supported: tf.strings.to_number reads numbers from strings, "
            "tf.strings.as_string writes them."
        )
    if x.dtype is dtype and (type(x) is Tensor or keeper(x) is None):  # a functional model keeps every call
        return x
    return _cast(x, dtype=dtype, name=name)
