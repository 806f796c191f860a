"""Names of the ops in `ops/bytes/`."""

_FILES = (
    "read_file write_file matching_files match_filenames_once decode_raw encode_base64 decode_base64 decode_compressed"
).split()

NAMES = {
    "ops.bytes.files": {name: f"io.{name}" for name in _FILES},
    "ops.bytes.csv": {"decode_csv": "io.decode_csv"},
    "ops.bytes.tensor_proto": {name: f"io.{name}" for name in ("serialize_tensor", "parse_tensor")},
}

V1 = {
    "ops.bytes.files": {
        **{
            name: name
            for name in "read_file write_file matching_files encode_base64 decode_base64 decode_compressed".split()
        },
        "decode_raw_v1": "decode_raw io.decode_raw",
    },
    "ops.bytes.csv": {"decode_csv_v1": "decode_csv io.decode_csv"},
    "ops.bytes.tensor_proto": {name: name for name in ("serialize_tensor", "parse_tensor")},
}
