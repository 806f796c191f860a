"""Names of the ops in `ops/control/`, and of the scopes in which ops are called."""

NAMES = {
    "ops.control.array_spec": {"TensorArray": "TensorArray", "TensorArraySpec": "TensorArraySpec"},
    "ops.control.critical_section": {"CriticalSection": "CriticalSection"},
    "ops.scopes": {
        "name_scope": "name_scope",
        "control_dependencies": "control_dependencies",
        "get_current_name_scope": "get_current_name_scope",
    },
    "ops.control.branches": {
        "cond": "cond",
        "case": "case",
        "switch_case": "switch_case",
        "group": "group",
        "do_nothing": "no_op",
        "tuple_": "tuple",
    },
    "ops.control.while_loop": {"while_loop": "while_loop"},
    "ops.control.mapping": {
        "map_fn": "map_fn",
        "vectorized_map": "vectorized_map",
        "scan": "scan",
        "foldl": "foldl",
        "foldr": "foldr",
    },
    "ops.control.host": {"py_function": "py_function", "numpy_function": "numpy_function", "timestamp": "timestamp"},
}

V1 = {
    "ops.control.branches": {"cond_v1": "cond"},
    "ops.control.while_loop": {"while_loop_v1": "while_loop"},
    "ops.control.host": {"py_func": "py_func"},
}
