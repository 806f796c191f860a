"""The product of two 2048x2048 float32 matrices in NumPy: what this machine can do, which shares are shares of."""

import numpy as np
from common import PEAK, Row, main, rate, seconds_per_call

ROW = Row(f"the machine's peak: NumPy's float32 product, {PEAK}^3", "ms", {"": rate(2.0 * PEAK**3)})


def measure(side):
    a, b = np.random.default_rng(0).random((2, PEAK, PEAK), dtype=np.float32)
    out = np.empty_like(a)
    return seconds_per_call(lambda: np.matmul(a, b, out=out))


if __name__ == "__main__":
    main(measure)
