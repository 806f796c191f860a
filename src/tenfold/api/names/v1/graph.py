"""Names of TensorFlow 1's graph mode."""

NAMES = {"v1.moving_averages": {"ExponentialMovingAverage": "train.ExponentialMovingAverage"}}

V1 = {
    "v1.scopes": {"name_scope_v1": "name_scope", "op_scope": "op_scope"},
    "v1.placeholders": {
        "sparse_placeholder": "sparse_placeholder sparse.placeholder",
        "placeholder": "placeholder",
        "placeholder_with_default": "placeholder_with_default",
    },
    "runtime.sessions.session": {"Session": "Session"},
    "runtime.sessions.open_sessions": {"get_default_session": "get_default_session"},
    "v1.interactive_session": {"InteractiveSession": "InteractiveSession"},
    "v1.behavior": {
        name: name
        for name in (
            "disable_v2_behavior enable_v2_behavior enable_resource_variables disable_resource_variables "
            "resource_variables_enabled "
            "enable_control_flow_v2 disable_control_flow_v2 control_flow_v2_enabled"
        ).split()
    },
    "runtime.sessions.modes": {
        "get_default_graph": "get_default_graph",
        "reset_default_graph": "reset_default_graph",
        "disable_eager_execution": "disable_eager_execution",
        "enable_eager_execution": "enable_eager_execution",
        "eager_outside_functions": "executing_eagerly_outside_functions",
    },
    "v1.dimension": {
        "Dimension": "Dimension",
        "dimension_at_index": "dimension_at_index",
        "dimension_value": "dimension_value",
        "enable_v2_tensorshape": "enable_v2_tensorshape",
        "disable_v2_tensorshape": "disable_v2_tensorshape",
    },
    "v1.initialization": {
        "report_uninitialized_variables": "report_uninitialized_variables",
        "is_variable_initialized": "is_variable_initialized",
        "assert_variables_initialized": "assert_variables_initialized",
    },
    "v1.collections": {
        "GraphKeys": "GraphKeys",
        "add_to_collection": "add_to_collection",
        "add_to_collections": "add_to_collections",
        "get_collection": "get_collection",
        "get_collection_ref": "get_collection_ref",
        "global_variables": "global_variables all_variables",
        "local_variables": "local_variables",
        "model_variables": "model_variables",
        "trainable_variables": "trainable_variables",
        "moving_average_variables": "moving_average_variables",
        "variables_initializer": "variables_initializer initialize_variables initializers.variables",
        "global_variables_initializer": "global_variables_initializer initialize_all_variables "
        "initializers.global_variables",
        "local_variables_initializer": "local_variables_initializer initialize_local_variables "
        "initializers.local_variables",
        "tables_initializer": "tables_initializer initialize_all_tables initializers.tables_initializer",
    },
}
