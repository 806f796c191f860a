"""Names that only TensorFlow's own source tree has, reached as `tensorflow.python...`.

Most of what programs import from there has a public name too: `compat.aliases` says under which namespaces.
"""

V1 = {
    "core.base.nest": {"is_nested": "python.util.nest.is_sequence"},
    "v1.initializers": {
        name: f"python.ops.init_ops.{name}"
        for name in (
            "Initializer Zeros Ones Constant RandomUniform RandomNormal TruncatedNormal UniformUnitScaling "
            "VarianceScaling GlorotUniform GlorotNormal Orthogonal Identity"
        ).split()
    },
}
