"""Names of the ops in `ops/math/`."""


def _both(*names):
    """Each name at the top and under `math`."""
    return {name: f"{name} math.{name}" for name in names}


def _math(*names):
    return {name: f"math.{name}" for name in names}


def _special(*names):
    return {name: f"math.special.{name}" for name in names}


NAMES = {
    "ops.math.isotonic": {"isotonic_regression": "nn.isotonic_regression"},
    "ops.math.arithmetic": {
        **_both("add", "subtract", "multiply", "divide", "truediv", "negative", "square"),
        **_math("floordiv", "conj"),
        "floormod": "math.floormod math.mod",
        "truncatediv": "truncatediv",
        "truncatemod": "truncatemod",
        "divide_real": "realdiv",
    },
    "ops.math.powers": {
        "power": "pow math.pow",
        **_both("maximum", "minimum", "atan2"),
        **_math("squared_difference", "nextafter"),
    },
    "ops.math.no_nan": _math("xlogy", "xlog1py", "xdivy", "multiply_no_nan", "divide_no_nan", "reciprocal_no_nan"),
    "ops.math.elementwise": {
        **_both(
            "exp",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "asinh",
            "acosh",
            "atanh",
            "floor",
            "sign",
        ),
        **_math("log", "log1p", "expm1", "rsqrt", "reciprocal", "ceil", "rint", "is_nan", "is_inf", "is_finite"),
        "absolute": "abs math.abs",
        "round_even": "round math.round",
    },
    "ops.math.complex_numbers": {
        "from_parts": "complex dtypes.complex",
        "real_part": "math.real",
        "imaginary_part": "math.imag",
        "angle": "math.angle",
    },
    "ops.math.comparison": _both("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
    "ops.math.logic": {
        **_both("logical_and", "logical_or", "logical_not"),
        "logical_xor": "math.logical_xor",
        **{
            name: f"bitwise.{name}"
            for name in ("bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift")
        },
    },
    "ops.math.reduce": _both(*(f"reduce_{kind}" for kind in ("sum", "mean", "prod", "max", "min", "any", "all"))),
    "ops.math.statistics": {
        **_both("reduce_logsumexp", "argmax", "argmin"),
        **_math("reduce_euclidean_norm", "reduce_variance", "reduce_std", "count_nonzero"),
        "zero_fraction": "math.zero_fraction nn.zero_fraction",
    },
    "ops.math.cumulative": {**_both("cumsum"), **_math("cumprod", "cumulative_logsumexp")},
    "ops.math.segment": {
        **_math(*(f"segment_{kind}" for kind in ("sum", "prod", "max", "min", "mean"))),
        **_math(*(f"unsorted_segment_{kind}" for kind in ("sum", "prod", "max", "min", "mean", "sqrt_n"))),
    },
    "ops.math.bincount": {
        **_math("bincount", "confusion_matrix"),
        "histogram_fixed_width": "histogram_fixed_width",
        "histogram_fixed_width_bins": "histogram_fixed_width_bins",
    },
    "ops.math.composites": {
        **_both("add_n", "scalar_mul"),
        **_math("accumulate_n", "polyval", "is_non_decreasing", "is_strictly_increasing"),
    },
    "ops.math.clipping": {
        **{name: name for name in ("clip_by_value", "clip_by_norm", "clip_by_global_norm")},
        "global_norm": "linalg.global_norm",
        "l2_normalize": "math.l2_normalize linalg.l2_normalize nn.l2_normalize",
    },
    "ops.math.special": _math(
        *"erf erfc erfinv erfcinv ndtri lgamma digamma polygamma zeta igamma igammac betainc lbeta".split()
    ),
    "ops.math.bessel": {
        **{name: f"math.{name} math.special.{name}" for name in ("bessel_i0", "bessel_i0e", "bessel_i1", "bessel_i1e")},
        **_special(*(f"bessel_{name}" for name in ("j0", "j1", "k0", "k0e", "k1", "k1e", "y0", "y1"))),
        **_special("dawsn", "expint", "fresnel_cos", "fresnel_sin", "spence"),
    },
}

V1 = {
    "ops.math.arithmetic": {
        "multiply": "mul",
        "subtract": "sub",
        "negative": "neg",
        "div": "div",
        "conj": "conj",
        "floordiv": "floordiv floor_div",
        "floormod": "floormod mod",
    },
    "ops.math.powers": {"squared_difference": "squared_difference"},
    "ops.math.no_nan": {"divide_no_nan": "div_no_nan"},
    "ops.math.elementwise": {
        name: name for name in "log log1p expm1 rsqrt reciprocal ceil rint is_nan is_inf is_finite".split()
    },
    "ops.math.complex_numbers": {"real_part": "real", "imaginary_part": "imag", "angle": "angle"},
    "ops.math.logic": {"logical_xor": "logical_xor"},
    "ops.math.cumulative": {"cumprod": "cumprod"},
    "ops.math.segment": {
        **{f"segment_{kind}": f"segment_{kind}" for kind in ("sum", "prod", "max", "min", "mean")},
        **{
            f"unsorted_segment_{kind}": f"unsorted_segment_{kind}"
            for kind in ("sum", "prod", "max", "min", "mean", "sqrt_n")
        },
    },
    "ops.math.composites": {name: name for name in ("accumulate_n", "is_non_decreasing", "is_strictly_increasing")},
    "ops.math.clipping": {"global_norm": "global_norm", "clip_by_average_norm": "clip_by_average_norm"},
    "ops.math.special": {
        name: name for name in "erf erfc lgamma digamma polygamma zeta igamma igammac betainc lbeta".split()
    },
    "ops.math.operators": {name: name for name in ("enable_tensor_equality", "disable_tensor_equality")},
}
