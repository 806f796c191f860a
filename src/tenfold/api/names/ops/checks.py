"""Names of the ops in `ops/checks/`."""

COMPARISONS = (
    "assert_equal assert_none_equal assert_less assert_less_equal assert_greater assert_greater_equal assert_near"
)

SIGNS = "assert_negative assert_positive assert_non_negative assert_non_positive"

_OWN = (
    "assert_all_finite check_numerics is_numeric_tensor enable_check_numerics disable_check_numerics "
    "set_log_device_placement "
    "get_log_device_placement enable_traceback_filtering disable_traceback_filtering is_traceback_filtering_enabled"
)

_FRONT = ("assert_equal", "assert_less", "assert_greater", "assert_rank")  # of tf itself too

_SHAPES = (
    "assert_rank assert_rank_at_least assert_rank_in assert_scalar assert_type assert_integer assert_proper_iterable"
)

NAMES = {
    "ops.checks.debugging": {
        "Assert": "debugging.Assert Assert",
        **{n: f"debugging.{n} {n if n in _FRONT else ''}" for n in (COMPARISONS + " " + SIGNS + " " + _OWN).split()},
    },
    "ops.checks.shape_assertions": {
        **{n: f"debugging.{n} {n if n in _FRONT else ''}" for n in _SHAPES.split()},
        "assert_same_float_dtype": "debugging.assert_same_float_dtype",
        "assert_shapes": "debugging.assert_shapes",
    },
    "ops.checks.printing": {"print_": "print"},
}

V1 = {
    "ops.checks.debugging": {
        "check_numerics": "check_numerics debugging.check_numerics",
        "verify_tensor_all_finite": "verify_tensor_all_finite debugging.assert_all_finite",
        "is_numeric_tensor": "is_numeric_tensor debugging.is_numeric_tensor",
    },
    "ops.checks.shape_assertions": {
        **{n: f"debugging.{n} {n}" for n in ("assert_type", "assert_integer", "assert_proper_iterable")},
        "assert_same_float_dtype": "assert_same_float_dtype debugging.assert_same_float_dtype",
    },
    "ops.checks.printing": {"Print": "Print"},
}
