"""The README's program does what it shows, without a network, in both ways of starting it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Both starts in one process; whoever opens a connection fails.
START = """
import socket, sys
def refuse(*_): raise AssertionError("the README's program asks for a network")
socket.socket.connect = socket.getaddrinfo = refuse
source = sys.stdin.read()
exec(source, first := {"__name__": "__main__"})
from tenfold.compat import install
install()
exec(source.replace("import tenfold as tf", "import tensorflow as tf"), second := {"__name__": "__main__"})
for names in (first, second):
    history = names["model"].history.history
    print("last", len(history["loss"]), history["val_accuracy"][-1])
"""


def program(readme):
    """The first program of a README, and the same without its comments."""
    (source, *_) = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    return source, re.sub(r"  #.*", "", source)


def test_the_first_program_learns_without_a_network():
    pytest.importorskip("sklearn")
    source, _ = program("README.md")
    code = [sys.executable, "-c", START]
    done = subprocess.run(code, input=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = re.findall(r"^last (\d+) ([\d.]+)$", done.stdout, re.MULTILINE)
    assert len(told) == 2 and all(epochs == "10" and float(accuracy) > 0.85 for epochs, accuracy in told), told


def test_every_language_shows_the_same_program():
    assert program("README.md")[1] == program("README.ko.md")[1]
