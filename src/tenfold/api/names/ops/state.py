"""Names of the ops in `ops/state/`."""

NAMES = {
    "ops.state.replication": {
        "VariableAggregation": "VariableAggregation",
        "VariableSynchronization": "VariableSynchronization",
    },
    "ops.state.module": {"Module": "Module"},
    "ops.state.trackable_view": {"TrackableView": "train.TrackableView"},
    "ops.state.sources": {
        "identity_n": "identity_n",
        "identity": "identity",
        "guarantee_const": "guarantee_const",
        "stop_gradient": "stop_gradient",
    },
}

V1 = {
    "ops.state.variables": {
        "assign": "assign",
        "assign_add": "assign_add",
        "assign_sub": "assign_sub",
        "count_up_to": "count_up_to",
        "scatter_update": "scatter_update",
        "scatter_add": "scatter_add",
        "scatter_sub": "scatter_sub",
        "scatter_mul": "scatter_mul",
        "scatter_div": "scatter_div",
        "scatter_min": "scatter_min",
        "scatter_max": "scatter_max",
        "scatter_nd_update": "scatter_nd_update",
        "scatter_nd_add": "scatter_nd_add",
        "scatter_nd_sub": "scatter_nd_sub",
        "batch_scatter_update": "batch_scatter_update",
    },
}
