"""TFRecord files: byte strings one after the other, each with its length and checksums."""
