"""The explanation of the core is a program, and it holds."""

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_how_it_works():
    done = subprocess.run([sys.executable, DOCS / "how_it_works.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("everything above holds\n")
