"""Names of what the core itself offers."""

_DTYPES = (
    "float16 float32 float64 bfloat16 half double int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool string "
    "complex64 complex128 qint8 qint16 qint32 quint8 quint16 resource variant"
).split()

NAMES = {
    "core.values.convert": {"convert_to_tensor": "convert_to_tensor"},
    "core.values.converters": {"register_tensor_conversion_function": "register_tensor_conversion_function"},
    "core.values.creators": {"variable_creator_scope": "variable_creator_scope"},
    "core.values.dtypes": {
        **{name: f"{name} dtypes.{name}" for name in _DTYPES},
        "DType": "DType dtypes.DType",
        "as_dtype": "as_dtype dtypes.as_dtype",
        "QUANTIZED_DTYPES": "dtypes.QUANTIZED_DTYPES",
    },
    "core.values.shapes": {"TensorShape": "TensorShape"},
    "core.values.tensor": {"Tensor": "Tensor"},
    "core.values.variable": {"Variable": "Variable"},
    "core.graphs.graph": {
        "Graph": "Graph",
        "Node": "Operation",
        "init_scope": "init_scope",
        "executing_eagerly": "executing_eagerly",
        "inside_function": "inside_function",
    },
    "core.base.nest": {"": "nest"},
    "core.base.errors": {"": "errors"},
}
