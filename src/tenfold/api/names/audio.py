"""Names of sound files."""

NAMES = {"ops.audio": {"decode_wav": "audio.decode_wav", "encode_wav": "audio.encode_wav"}}
