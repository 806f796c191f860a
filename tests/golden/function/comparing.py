"""How what a program gave is held against what TensorFlow gave: numbers to digits, everything else exactly."""

import numpy as np


def bare(value):
    """What `plain` gives, without dtypes."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items()}
    if isinstance(value, list):
        is_tensor = len(value) == 2 and isinstance(value[0], str)
        return bare(value[1]) if is_tensor else [bare(v) for v in value]
    return value


def assert_same(mine, recorded, rtol=1e-5, atol=1e-6):
    """Structures, types and dtypes agree, and numbers to `rtol` and `atol`."""
    if isinstance(recorded, dict):
        assert mine.keys() == recorded.keys()
        for key in recorded:
            assert_same(mine[key], recorded[key], rtol, atol)
    elif isinstance(recorded, list):
        assert isinstance(mine, list) and len(mine) == len(recorded), (mine, recorded)
        for a, b in zip(mine, recorded):
            assert_same(a, b, rtol, atol)
    elif isinstance(recorded, float):
        np.testing.assert_allclose(mine, recorded, rtol, atol)
    else:
        assert mine == recorded and type(mine) is type(recorded), (mine, recorded)
