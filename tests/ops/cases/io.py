"""Bytes in strings: raw numbers, base64, compression, CSV, TensorProto, WAV."""

from tenfold.testing.cases import bf16, bools, c64, case, f16, f32, f64, ints, strs

# b"abc" * 9; as bytes, since what Python's own gzip and zlib write changes with their versions
GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03KLJN\xc4\x81\x00\xd1\x8e\xf6\xa8\x1b\x00\x00\x00"
ZLIB = b"x\x9cKLJN\xc4\x81\x00\x90\xbd\nW"
BYTES = strs([b"\x01\x02\x03\x04", b"\xff\x00\x7f\x80"])
HOST = {"grad": False, "why": "strings have no gradient"}
ROWS = strs(["1,a,2.5", '4,"b,""c",', "-7, d ,1e3"])

RAW = [
    *(
        case(f"tf.io.decode_raw(x, '{t}')", x=BYTES)
        for t in ("uint8", "int16", "int32", "float16", "float32", "bool", "int64")
    ),
    case("tf.io.decode_raw(x, tf.int16, little_endian=False)", x=BYTES),
    case("tf.io.decode_raw(x, tf.uint8, fixed_length=6)", x=strs([b"abc", b"defghijk"])),
    case("tf.io.decode_raw(x, tf.uint8)", x=strs([b"abc", b"defghijk"])),
    case("tf.io.decode_raw(x, tf.int16, fixed_length=3)", x=strs([b"abc", b"defghijk"])),
    case("tf.decode_raw(x, tf.uint8)", x=strs(b"abc"), v1=True),
    case("tf.io.encode_base64(x)", x=strs(["hello?>~", "a", ""])),
    case("tf.io.encode_base64(x, pad=True)", x=strs(["hello?>~", "a", ""])),
    case("tf.io.decode_base64(x)", x=strs(["aGVsbG8_Pn4", "YQ==", "YQ"])),
    *(case("tf.io.decode_base64(x)", x=strs(s)) for s in ("a?", "a+/a", "YWFhY")),
    case("tf.io.decode_compressed(x, 'ZLIB')", x=strs([ZLIB])),
    case("tf.io.decode_compressed(x, 'GZIP')", x=strs([GZIP])),
    case("tf.io.decode_compressed(x)", x=strs(["abc"])),
    case("tf.io.decode_compressed(x, 'ZLIB')", x=strs(["abc"])),
]

CSV = [
    case("tf.io.decode_csv(x, [1, 'x', 3.0])", x=ROWS),
    case("tf.io.decode_csv(x, [0, '', 0.0], select_cols=[0, 1, 2])", x=ROWS),
    case("tf.io.decode_csv(x, ['', ''], select_cols=[1, 2])", x=ROWS),
    case("tf.io.decode_csv(x, [[], ['']])", x=strs("1,a")),
    case("tf.io.decode_csv(x, [[], ['']])", x=strs(",a")),
    case("tf.io.decode_csv(x, [1, 2.0, 3.0], field_delim=';', na_value='NA')", x=strs("1;2;NA")),
    case("tf.io.decode_csv(x, ['', ''], use_quote_delim=False)", x=strs(['a"b",c'])),
    *(
        case("tf.io.decode_csv(x, [0, ''])", x=strs([s]))
        for s in ("1,a,3", "x,a", '1,"a"b', '1,"a', "1,a\n", "", "1", '1,""', " 5 ,b")
    ),
    case("tf.decode_csv(x, [[1], ['x'], [3.0]])", x=ROWS, v1=True),
]

PROTOS = [
    *(
        case("tf.io.serialize_tensor(x)", x=x, unknown="dims", why="the shape is part of the value", grad=False)
        for x in (
            ints([1, 2]),
            f64([[1.5]]),
            strs("a"),
            bools([True, False]),
            ints(3, "uint8"),
            c64([1 + 2j]),
            bf16([1.5]),
            f32(0),
        )
    ),
    *(
        case(f"tf.io.parse_tensor(tf.io.serialize_tensor(x), '{t}')", x=x, **HOST)
        for x, t in (
            (f16(2, 3), "float16"),
            (strs(["ab", "c"]), "string"),
            (ints([2**40, -1], "int64"), "int64"),
            (f32(0, 2), "float32"),
        )
    ),
    case("tf.io.parse_tensor(x, tf.float32)", x=strs("zzz")),
    case("tf.io.parse_tensor(tf.io.serialize_tensor([1, 2]), tf.float32)"),
    case("tf.io.parse_tensor(b'\\x08\\x01\\x12\\x04\\x12\\x02\\x08\\x03*\\x04\\x00\\x00\\xc0?', tf.float32)"),
    case(
        "tf.io.parse_tensor(x, tf.int64)",
        x=strs(b"\x08\x09\x12\x04\x12\x02\x08\x02R\x0b\x05" + b"\xff" * 9 + b"\x01"),
    ),
    case("tf.io.parse_tensor(b'\\x08\\x13\\x12\\x04\\x12\\x02\\x08\\x02j\\x03\\x80\\x7c\\x01', tf.float16)"),
]

WAV = f32([[0, 0.5], [-1, 1], [2, -0.25], [0.00001, -0.00005]])
AUDIO = [
    case("tf.audio.encode_wav(x, 8000)", x=WAV, **HOST),
    case("tf.audio.decode_wav(tf.audio.encode_wav(x, 8000))", x=WAV, **HOST),
    case("tf.audio.decode_wav(tf.audio.encode_wav(x, 8000), 1)", x=WAV, **HOST),
    case("tf.audio.decode_wav(tf.audio.encode_wav(x, 8000), desired_channels=3, desired_samples=6)", x=WAV, **HOST),
    case("tf.audio.decode_wav(tf.audio.encode_wav(x, 8000), desired_samples=2)", x=WAV, **HOST),
    case("tf.audio.decode_wav(x)", x=strs("zzz")),
]

CASES = RAW + CSV + PROTOS + AUDIO
