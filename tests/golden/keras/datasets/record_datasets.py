"""Record what tf_keras (of california_housing, Keras 3) makes of the files that dataset_files.py writes.

    python record_datasets.py      an interpreter that has tf_keras and Keras 3

It writes datasets.json beside this file. The data sets' own files are big, and their hashes are checked: `get_file` is
replaced by the path of the small one.
"""

import importlib
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import dataset_files  # noqa: E402


def main():
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        dataset_files.write(Path(folder))
        for name, calls in dataset_files.CALLS.items():
            root = "keras" if name == "california_housing" else "tf_keras"
            module = importlib.import_module(f"{root}.src.datasets.{name}")
            module.get_file = lambda fname, *_, folder=folder, **__: f"{folder}/{fname}"
            found[name] = [dataset_files.told(module.load_data(**options)) for options in calls]
    (HERE / "datasets.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
