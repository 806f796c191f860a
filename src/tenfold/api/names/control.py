"""Names of control flow."""

NAMES = {
    "ops.control": {
        "cond": "cond",
        "case": "case",
        "switch_case": "switch_case",
        "group": "group",
        "do_nothing": "no_op",
        "tuple_": "tuple",
    },
    "ops.while_loop": {"while_loop": "while_loop"},
    "ops.mapping": {
        "map_fn": "map_fn",
        "vectorized_map": "vectorized_map",
        "scan": "scan",
        "foldl": "foldl",
        "foldr": "foldr",
    },
    "ops.tensor_array": {"TensorArray": "TensorArray"},
}

V1 = {"ops.control": {"cond_v1": "cond"}, "ops.while_loop": {"while_loop_v1": "while_loop"}}
