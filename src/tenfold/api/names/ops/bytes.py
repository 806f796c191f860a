"""Names of the ops in `ops/bytes/`."""

_FILES = (
    "read_file write_file matching_files match_filenames_once decode_raw encode_base64 decode_base64 decode_compressed"
).split()

_PARSING = {
    "features": "VarLenFeature FixedLenFeature FixedLenSequenceFeature SparseFeature",
    "examples": "parse_example parse_single_example",
    "sequences": "parse_single_sequence_example",
}

NAMES = {
    "ops.bytes.json_example": {"decode_json_example": "io.decode_json_example"},
    **{
        f"ops.bytes.parsing.{module}": {name: f"io.{name}" for name in names.split()}
        for module, names in {
            **_PARSING,
            "features": _PARSING["features"] + " RaggedFeature",
            "sequences": _PARSING["sequences"] + " parse_sequence_example",
        }.items()
    },
    "ops.bytes.files": {name: f"io.{name}" for name in _FILES},
    "ops.bytes.csv": {"decode_csv": "io.decode_csv"},
    "ops.bytes.sparse_tensors": {
        "serialize_sparse_v2": "io.serialize_sparse",
        "serialize_many_sparse_v2": "io.serialize_many_sparse",
        "deserialize_many_sparse": "io.deserialize_many_sparse",
    },
    "ops.bytes.tensor_proto": {name: f"io.{name}" for name in ("serialize_tensor", "parse_tensor")},
}

V1 = {
    "ops.bytes.json_example": {"decode_json_example": "decode_json_example"},
    "ops.bytes.parsing.features": {name: name for name in _PARSING["features"].split()},
    "ops.bytes.parsing.examples": {f"{name}_v1": f"{name} io.{name}" for name in _PARSING["examples"].split()},
    "ops.bytes.parsing.sequences": {name: name for name in _PARSING["sequences"].split()},
    "ops.bytes.files": {
        **{
            name: name
            for name in "read_file write_file matching_files encode_base64 decode_base64 decode_compressed".split()
        },
        "decode_raw_v1": "decode_raw io.decode_raw",
        "match_filenames_once": "train.match_filenames_once",
    },
    "ops.bytes.csv": {"decode_csv_v1": "decode_csv io.decode_csv"},
    "ops.bytes.sparse_tensors": {
        "serialize_sparse": "serialize_sparse io.serialize_sparse",
        "serialize_many_sparse": "serialize_many_sparse io.serialize_many_sparse",
        "deserialize_many_sparse": "deserialize_many_sparse",
    },
    "ops.bytes.tensor_proto": {name: name for name in ("serialize_tensor", "parse_tensor")},
}
