"""Names that only TensorFlow's own source tree has, reached as `tensorflow.python...`.

Most of what programs import from there has a public name too: `compat.aliases` says under which namespaces.
"""

V1 = {
    "core.base.nest": {"is_nested": "python.util.nest.is_sequence"},
    "io.profiles.timeline": {
        name: f"python.client.timeline.{name}" for name in ("AllocationMaximum", "StepStatsAnalysis", "Timeline")
    },
    "io.make_tensor": {"make_ndarray": "python.framework.tensor_util.MakeNdarray"},
    "ops.structures.specs": {"get_static_value": "python.framework.tensor_util.constant_value"},
    "ops.structures.nest_walks": {
        name: f"python.util.nest.{name}"
        for name in (
            "assert_shallow_structure flatten_up_to flatten_with_joined_string_paths flatten_with_path "
            "map_structure_up_to map_structure_with_path"
        ).split()
    },
    "v1.initializers": {
        name: f"python.ops.init_ops.{name}"
        for name in (
            "Initializer Zeros Ones Constant RandomUniform RandomNormal TruncatedNormal UniformUnitScaling "
            "VarianceScaling GlorotUniform GlorotNormal Orthogonal Identity"
        ).split()
    },
}
