"""What is done to tensors and their messages in TensorFlow and here: expressions, and messages as text."""

INTEGERS = "uint8 uint16 uint32 uint64 int8 int16 int32 int64".split()
NUMBERS = ["bool", *INTEGERS, "float16", "bfloat16", "float32", "float64", "complex64", "complex128"]
FLOAT8 = ("float8_e5m2", "float8_e4m3fn")
VALUES = "np.array([[0, 1, 2], [3, 100, 5]])"
SIGNED = "np.array([-1.5, 0.0, -0.0, np.inf, np.nan, 3e-5])"

ARRAYS = [
    *(f"{VALUES}.astype(tf.as_dtype('{t}').as_numpy_dtype)" for t in NUMBERS),
    *(f"{SIGNED}.astype(tf.as_dtype('{t}').as_numpy_dtype)" for t in ("float16", "bfloat16", "float32", "float64")),
    "np.array([-128, 127], np.int8)",
    "np.array([-(2**63), 2**63 - 1])",
    "np.array([2**64 - 1], np.uint64)",
    "np.array([1 + 2j, -3j, np.inf], np.complex64)",
    "np.array([1 + 2j, -3j], np.complex128)",
    "np.array([b'', b'a\\0b', 'hé'.encode(), b'\\xff'], object)",
    "np.array([[b'x']], object)",
    "np.float32(2)",
    "np.zeros((0,), np.float32)",
    "np.zeros((2, 0, 3), np.int64)",
    "np.array([], object)",
    "np.asfortranarray(np.arange(6).reshape(2, 3))",
    "np.arange(12)[::3]",
]
SERIALIZED = [f"tf.io.serialize_tensor({a})" for a in ARRAYS]

VARIED = [f"np.array([5]).astype(tf.as_dtype('{t}').as_numpy_dtype)" for t in NUMBERS]
MADE = [
    *(f"tf.make_tensor_proto({a})" for a in (*ARRAYS, *VARIED)),
    *(f"tf.make_tensor_proto({v}, '{t}')" for t in FLOAT8 for v in ("[1.5, -2.0]", "[1.5]", "1.5")),
    *(f"tf.make_tensor_proto([(1,), (2,)], tf.{t})" for t in "qint8 quint8 qint16 quint16 qint32".split()),
    *(f"tf.make_tensor_proto(5, '{t}', [2, 3])" for t in NUMBERS[1:]),
    *(
        f"tf.make_tensor_proto({arguments})"
        for arguments in (
            "1.5",
            "[1, 1.5]",
            "True",
            "[1 + 2j]",
            "2**40",
            "'héllo'",
            "[b'a\\0', 'b']",
            "np.array([b'a', b'bc'])",
            "np.array(['a', 'bc'])",
            "[]",
            "[[], []]",
            "[], shape=[0, 3]",
            "[], shape=[3]",
            "[1], shape=[0]",
            "1, shape=tf.TensorShape([2])",
            "[1], shape=[]",
            "[1, 2], shape=[2, 3]",
            "[1.0, 2.0], shape=[3]",
            "['a'], shape=[2]",
            "[1, 2], shape=[2], verify_shape=True",
            "[5], shape=[2, 2], allow_broadcast=True",
            "5, shape=[2, 2], allow_broadcast=True",
            "[1, 2], shape=[2, 2], allow_broadcast=True",
            "[1, 2], shape=[3], verify_shape=True",
            "[1, 2], shape=[2], verify_shape=True, allow_broadcast=True",
            "[1, 2, 3], shape=[2]",
            "[1, 2], shape=[]",
            "1, shape=[-1]",
            "1, shape=[None]",
            "[1, 2], shape=2",
            "None",
            "[1, None]",
            "object()",
            "{}",
            "[[1], [2, 3]]",
            "[1.5], tf.int32",
            "'a', tf.int32",
            "[1], tf.string",
            "21, tf.qint8",
            "[1], tf.resource",
            "np.array([1.5, 2.0]), tf.float32",
            "np.array([1.0, 2.0]), tf.int32",
            "np.array([1, 2]), tf.float32",
            "np.array([1, 2], np.int8), tf.qint8",
            "tf.constant([1.0, 2.0])",
            "tf.make_tensor_proto([1, 2])",
        )
    ),
]


def _text(dtype, shape, rest):
    dims = " ".join(f"dim {{ size: {n} }}" for n in shape)
    return f"dtype: DT_{dtype} tensor_shape {{ {dims} }} {rest}".strip()


# Messages that others may write; those that no array can hold, or that say what is not so, raise.
READ = [
    _text("FLOAT", [3], "float_val: [1, 2]"),
    _text("FLOAT", [3], ""),
    _text("STRING", [3], ""),
    _text("STRING", [3], 'string_val: "a"'),
    _text("FLOAT", [1], "float_val: [1, 2]"),
    _text("STRING", [1], 'string_val: ["a", "b"]'),
    _text("FLOAT", [3], 'tensor_content: "abcd"'),
    _text("FLOAT", [1], 'tensor_content: "abcde"'),
    _text("FLOAT", [1], 'tensor_content: "abcdefgh"'),
    _text("FLOAT", [1], 'tensor_content: "abcd" float_val: 3'),
    _text("FLOAT", [], 'tensor_content: "abcd"'),
    _text("STRING", [1], 'tensor_content: "abcd"'),
    _text("STRING", [2], r'tensor_content: "\001\002abc"'),
    _text("STRING", [2], r'tensor_content: "\001\002abcd"'),
    _text("STRING", [2], r'tensor_content: "\001\002ab"'),
    "dtype: DT_FLOAT tensor_shape { unknown_rank: true } float_val: 3",
    "dtype: DT_FLOAT tensor_shape { dim { size: 1 } unknown_rank: true } float_val: 3",
    "dtype: DT_FLOAT float_val: 3",
    "tensor_shape { dim { size: 1 } } float_val: 3",
    "dtype: 77 tensor_shape { dim { size: 1 } } float_val: 3",
    _text("FLOAT", [-1], "float_val: 3"),
    _text("FLOAT_REF", [1], "float_val: 3"),
    _text("FLOAT", [2], "int_val: 3"),
    _text("INT8", [2], "int_val: [300, -129]"),
    _text("UINT8", [2], "int_val: [300, -1]"),
    _text("UINT16", [2], "int_val: [70000, -1]"),
    _text("HALF", [3], "half_val: [15360, 80896]"),
    _text("BFLOAT16", [3], "half_val: [16256, 65535]"),
    _text("COMPLEX64", [3], "scomplex_val: [1, 2]"),
    _text("COMPLEX64", [3], "scomplex_val: [1, 2, 3]"),
    _text("COMPLEX64", [1], "scomplex_val: [1, 2, 3, 4]"),
    _text("COMPLEX128", [2], "dcomplex_val: [1, 2]"),
    _text("BOOL", [2], r'tensor_content: "\001\002"'),
    _text("BOOL", [3], "bool_val: [true, false]"),
    _text("UINT32", [2], "uint32_val: 4294967295"),
    _text("UINT64", [2], "uint64_val: 18446744073709551615"),
    _text("INT64", [2], "int64_val: -9223372036854775808"),
    _text("QINT8", [2], "int_val: [3, 4]"),
    _text("QUINT16", [2], r'tensor_content: "\001\002\003\004"'),
    _text("FLOAT8_E5M2", [3], 'float8_val: "<="'),
    _text("FLOAT8_E4M3FN", [2], 'tensor_content: "8="'),
    _text("FLOAT", [0, 3], ""),
    _text("FLOAT", [0, 3], "float_val: 1"),
    _text("FLOAT", [0], 'tensor_content: "abcd"'),
    _text("FLOAT", [1 << 62, 4], "float_val: 1"),
    _text("FLOAT", [1 << 62, 4, 0], "float_val: 1"),
    _text("FLOAT", [1] * 260, "float_val: 1"),
    _text("INT8", [1 << 45], "int_val: 1"),
]
