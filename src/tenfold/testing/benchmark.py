"""`tf.test.Benchmark`: timings that report themselves."""

import time

import numpy as np

from tenfold.core.base import nest
from tenfold.runtime.sessions.open_sessions import get_default_session


class Benchmark:
    """Base of benchmarks: methods whose names begin with `benchmark` call `report_benchmark`."""

    def _name(self):
        return f"{type(self).__module__}.{type(self).__qualname__}"

    def evaluate(self, tensors):
        """NumPy values of tensors: at once, or in the default session."""
        session = get_default_session()
        if session is not None:
            return session.run(tensors)
        return nest.map_structure(lambda t: t.numpy() if hasattr(t, "numpy") else t, tensors)

    def report_benchmark(
        self, iters=None, cpu_time=None, wall_time=None, throughput=None, extras=None, name=None, metrics=None
    ):
        """Print one result: seconds for one iteration, throughput in MB/s, and whatever else `extras` holds."""
        given = {
            "iters": iters,
            "cpu_time": cpu_time,
            "wall_time": wall_time,
            "throughput": throughput,
            **(extras or {}),
        }
        given |= {m["name"]: m["value"] for m in metrics or ()}
        shown = ", ".join(f"{k}: {v}" for k, v in given.items() if v is not None)
        print(f"{self._name()}{f'.{name}' if name else ''}: {shown}")

    def run_op_benchmark(
        self, sess, op_or_tensor, feed_dict=None, burn_iters=2, min_iters=10, name=None, extras=None, mbs=0
    ):
        """Time an operation or tensor in a session, report the median, and give it.

        Args:
          burn_iters, min_iters: runs that do not count, and runs that do.
          mbs: megabytes a run moves, for the throughput.

        Returns:
          dict with "name", "iters", "wall_time" (median, seconds), "throughput" and "extras".
        """
        for _ in range(burn_iters):
            sess.run(op_or_tensor, feed_dict)
        times = []
        for _ in range(min_iters):
            start = time.perf_counter()
            sess.run(op_or_tensor, feed_dict)
            times.append(time.perf_counter() - start)
        median = float(np.median(times))
        found = {"iters": min_iters, "wall_time": median, "throughput": mbs / median, "extras": extras or {}}
        self.report_benchmark(
            min_iters, wall_time=median, throughput=found["throughput"] if mbs else None, extras=extras, name=name
        )
        return {"name": name or self._name(), **found}
