"""Records again what TensorFlow 2.21 gives for the calls in agreement.npz, beside this file.

    python tests/golden/record_agreement.py      (a Python that has TensorFlow and tf_keras)

The calls stand in the file: `python tests/agreement/main.py --oracle PYTHON --draw` draws them anew and records them.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import tensorflow as tf  # noqa: E402
from agreement import recording, running  # noqa: E402

if __name__ == "__main__":
    calls, _ = recording.load(recording.SAMPLE)
    recording.save(recording.SAMPLE, calls, [running.run_timed(tf, call) for call in calls])
    print(f"{recording.SAMPLE.name}: {len(calls)} calls, {recording.SAMPLE.stat().st_size / 1024:.0f} kB")
