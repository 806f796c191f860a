"""The kernels against plain loops and Examples as written, in C++: tests/native/check.cc with the library as it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tenfold.runtime.native import compiling, library

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [
    pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}"),
    pytest.mark.skipif(sys.platform == "win32", reason="the driver is linked with an ELF or Mach-O library"),
]


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """The driver, linked with the installed library."""
    folder, tool = tmp_path_factory.mktemp("check"), compiling.compiler()
    unit = compiling.Unit(ROOT / "tests" / "native" / "check.cc", "", ["-O1"])
    objects = compiling.compiled([unit], folder, [], tool)
    compiling.linked([*objects, library.PATH], folder / "check", [f"-Wl,-rpath,{library.PATH.parent}"], tool)
    return folder / "check"


def test_every_instruction_set_of_this_machine(check):
    done = subprocess.run([check, "--rounds", "60"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    agree = [f"{name}: 60 rounds of every kernel agree with plain loops" for name in library.instruction_sets()]
    examples, records = (f"{what}: 180 rounds come out as they were written" for what in ("examples", "records"))
    assert said == [examples, *agree, records, "pipelines: 60 rounds give what plain loops give"]
