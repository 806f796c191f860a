"""Names of files, bytes and audio."""

_FILES = (
    "read_file write_file matching_files match_filenames_once decode_raw encode_base64 decode_base64 decode_compressed"
).split()
_GFILE = (
    "GFile exists isdir stat glob listdir walk mkdir makedirs remove rmtree copy rename join get_registered_schemes"
).split()

NAMES = {
    "ops.bytes.files": {name: f"io.{name}" for name in _FILES},
    "ops.bytes.csv": {"decode_csv": "io.decode_csv"},
    "ops.bytes.tensor_proto": {name: f"io.{name}" for name in ("serialize_tensor", "parse_tensor")},
    "ops.signal.audio": {name: f"audio.{name}" for name in ("decode_wav", "encode_wav")},
    "io.gfile": {name: f"io.gfile.{name}" for name in _GFILE},
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
    "io.gfile": {
        "GFile": "gfile.GFile gfile.FastGFile gfile.Open",
        "copy": "gfile.Copy",
        "rmtree": "gfile.DeleteRecursively",
        "exists": "gfile.Exists",
        "glob": "gfile.Glob",
        "isdir": "gfile.IsDirectory",
        "listdir": "gfile.ListDirectory",
        "makedirs": "gfile.MakeDirs",
        "mkdir": "gfile.MkDir",
        "remove": "gfile.Remove",
        "rename": "gfile.Rename",
        "stat": "gfile.Stat",
        "walk": "gfile.Walk",
    },
}
