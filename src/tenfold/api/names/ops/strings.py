"""Names of the ops in `ops/strings/`."""

_ONE = (
    "join lower upper strip length substr regex_replace regex_full_match reduce_join unsorted_segment_join format"
).split()

_UNICODE = (
    "unicode_decode unicode_decode_with_offsets unicode_split unicode_split_with_offsets unicode_encode "
    "unicode_transcode"
).split()

NAMES = {
    "ops.strings.editing": {name: f"strings.{name}" for name in _ONE},
    "ops.strings.splitting": {name: f"strings.{name}" for name in ("split", "bytes_split", "ngrams")},
    "ops.strings.unicode": {name: f"strings.{name}" for name in _UNICODE},
    "ops.strings.numbers": {"as_string": "strings.as_string as_string", "to_number": "strings.to_number"},
    "ops.strings.hashing": {
        "fingerprint": "fingerprint",
        **{name: f"strings.{name}" for name in ("to_hash_bucket", "to_hash_bucket_fast", "to_hash_bucket_strong")},
    },
}

V1 = {
    "ops.strings.editing": {
        "join": "string_join",
        "strip": "string_strip",
        "length_v1": "strings.length",
        "substr_v1": "strings.substr substr",
        "regex_replace": "regex_replace",
        "reduce_join_v1": "strings.reduce_join reduce_join",
    },
    "ops.strings.splitting": {"split_v1": "strings.split", "string_split": "string_split"},
    "ops.strings.numbers": {"string_to_number": "strings.to_number string_to_number"},
    "ops.strings.hashing": {
        "string_to_hash_bucket": "strings.to_hash_bucket string_to_hash_bucket",
        "to_hash_bucket_fast": "string_to_hash_bucket_fast",
        "to_hash_bucket_strong": "string_to_hash_bucket_strong",
    },
}
