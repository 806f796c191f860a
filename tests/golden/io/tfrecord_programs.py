"""Records and options that `record_tfrecord.py` has TensorFlow write, and tests/io/tfrecord have tenfold write."""

import numpy as np


def noise(size, seed):
    return np.random.default_rng(seed).integers(0, 256, size, np.uint8).tobytes()


RECORDS = {
    "none": [],
    "empty": [b""] * 3,
    "some": [b"one", b"", b"three", bytes(range(256))],
    "many": [bytes([i % 251]) * (i % 97) for i in range(3000)],
    "large": [b"before", noise(300_000, 1), b"after"],
}

# name -> (kind of compression, zlib's settings)
OPTIONS = {
    "plain": ("", {}),
    "gzip": ("GZIP", {}),
    "zlib": ("ZLIB", {}),
    "zlib in gzip": ("ZLIB", {"window_bits": 31}),
    "small window": ("GZIP", {"window_bits": 25}),
    "sync": ("GZIP", {"flush_mode": 2, "input_buffer_size": 1000}),
    "full": ("ZLIB", {"flush_mode": 3, "input_buffer_size": 1000}),
    "partial": ("ZLIB", {"flush_mode": 1, "input_buffer_size": 5000, "output_buffer_size": 50}),
    "stored": ("GZIP", {"compression_level": 0}),
    "best": ("GZIP", {"compression_level": 9, "mem_level": 1, "compression_method": 8}),
    "huffman": ("ZLIB", {"compression_strategy": 2}),
}
