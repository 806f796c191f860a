"""Names of the ops in `ops/numpy_api/`."""

_N = "experimental.numpy."

_MATHS = (
    "sqrt exp expm1 log log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh floor "
    "ceil arctan2 isnan isinf "
    "isfinite negative sign square add subtract multiply floor_divide maximum minimum less less_equal "
    "greater greater_equal equal "
    "not_equal logical_and logical_or logical_xor logical_not matmul power reciprocal log2 log10 hypot "
    "deg2rad rad2deg real imag clip "
    "where prod mean var std ptp count_nonzero argmax argmin cumsum cumprod isclose allclose dot tensordot "
    "einsum inner outer"
).split()

_SHAPES = (
    "pi e inf newaxis finfo iinfo isscalar issubdtype ndarray copy zeros ones full zeros_like ones_like "
    "full_like eye identity arange "
    "linspace meshgrid shape ndim size reshape ravel transpose swapaxes moveaxis expand_dims squeeze "
    "broadcast_to concatenate stack "
    "vstack hstack atleast_1d atleast_2d split tile repeat flip roll take sort argsort pad tril triu diff"
).split()

_RANDOM = "seed randn standard_normal uniform rand randint poisson".split()

_DTYPES = (
    "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 complex64 complex128 bool_ "
    "object_ inexact"
).split()

NAMES = {
    "ops.numpy_api.promotion": {name: _N + name for name in ("array", "result_type", "promote_types")},
    "ops.numpy_api.behavior": {"experimental_enable_numpy_behavior": _N + "experimental_enable_numpy_behavior"},
    "ops.numpy_api.maths": {
        **{name: _N + name for name in _MATHS},
        "abs_": f"{_N}abs {_N}absolute",
        "sum_": _N + "sum",
        "all_": _N + "all",
        "any_": _N + "any",
        "amax": f"{_N}max {_N}amax",
        "amin": f"{_N}min {_N}amin",
        "around": f"{_N}around {_N}round",
        "conj": f"{_N}conj {_N}conjugate",
        "divide": f"{_N}divide {_N}true_divide",
        "mod": f"{_N}mod {_N}remainder",
    },
    "ops.numpy_api.shapes": {
        **{name: _N + name for name in _SHAPES},
        "asarray": f"{_N}asarray {_N}asanyarray",
        "ascontiguousarray": _N + "ascontiguousarray",
        "zeros_like": f"{_N}zeros_like {_N}empty_like",
        "zeros": f"{_N}zeros {_N}empty",
        **{name: f"{_N}random.{name}" for name in _RANDOM},
        "random_": _N + "random.random",
    },
    "ops.numpy_api.dtypes": {name: _N + name for name in _DTYPES},
}
