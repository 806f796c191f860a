"""Records what TensorFlow 2.21 makes of StepStats, of `tf.summary`'s calls and of the profiler's.

    python tests/golden/io/record_profiles.py        (a Python that has TensorFlow)

Writes beside this file profiles.json: {"timelines": {name: events of the trace}, "maximums": {name: [time, bytes,
tensors]}, "given": what calls of `tf.summary` gave or the class of their error, "written": what the event file held,
"drawn": nodes of the traced function, "profiler": classes of errors and the options' defaults, "session": a run's
statistics}; see `profile_programs.py`.
"""

import json
import os
import pathlib
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import profile_programs as programs
import tensorflow as tf
from tensorflow.python.client import timeline

HERE = pathlib.Path(__file__).parent


def main():
    found = {"timelines": {}, "maximums": {}}
    for name, (devices, options) in programs.TIMELINES.items():
        stats = programs.step_stats(tf, devices)
        found["timelines"][name] = json.loads(timeline.Timeline(stats).generate_chrome_trace_format(**options))
        most = timeline.Timeline(stats).analyze_step_stats().allocator_maximums
        found["maximums"][name] = {k: [m.timestamp, m.num_bytes, sorted(m.tensors)] for k, m in most.items()}
    found["session"] = programs.session_run(tf)
    with tempfile.TemporaryDirectory() as folder:
        found["given"] = programs.summaries(tf, folder)
        found["written"], found["drawn"] = programs.written(tf, folder), programs.drawn(tf, folder)
    with tempfile.TemporaryDirectory() as folder:
        found["profiler"] = programs.profiler_errors(tf, folder)
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in found.items()]
    (HERE / "profiles.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
