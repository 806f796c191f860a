"""The layout check finds what it says it finds, and nothing else."""

import importlib.util
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def layout():
    spec = importlib.util.spec_from_file_location("check_layout", ROOT / "tools" / "check_layout.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def house(tmp_path, layout):
    """Write files under src/tenfold and check them: house({"core/a.py": "import os"}) -> (wrong, long)."""

    def build(files):
        for name, text in files.items():
            path = tmp_path / "src" / "tenfold" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return layout.check(tmp_path)

    return build


def test_a_floor_may_know_the_floors_above_it(house):
    wrong, long = house(
        {
            "core/tensor.py": "import numpy as np\n",
            "ops/math.py": "from tenfold.core.tensor import x\nfrom tenfold.core import tensor\n",
            "keras/layers.py": "from tenfold.ops import math\nfrom ..core import tensor\n",
            "compat/run.py": "import tenfold\n",
        }
    )
    assert (wrong, long) == ([], [])


@pytest.mark.parametrize(
    "file, text",
    [
        ("core/a.py", "from tenfold.ops import math"),
        ("core/a.py", "import tenfold.ops.math"),
        ("core/a.py", "from ..ops.math import add"),
        ("core/a.py", "from tenfold import ops"),
        ("core/a.py", "import tenfold"),
        ("keras/a.py", "from tenfold.api import v2"),
        ("runtime/a.py", "if True:\n    from tenfold.function import trace"),
    ],
)
def test_a_floor_may_not_know_the_floors_below_it(house, file, text):
    wrong, _ = house({file: text, "ops/math.py": "", "ops/__init__.py": ""})
    assert len(wrong) == 1 and "may import only core" in wrong[0] and file in wrong[0]


def test_jax_belongs_to_runtime(house):
    wrong, _ = house({"runtime/xla.py": "import jax.numpy as jnp\n", "ops/a.py": "def f():\n    from jax import lax\n"})
    assert len(wrong) == 1 and "ops/a.py:2" in wrong[0] and "only runtime knows JAX" in wrong[0]


def test_no_import_hides_in_a_function(house):
    body = "def f():\n    from tenfold.core import a\n"
    wrong, _ = house({"core/a.py": "", "core/b.py": body, "core/c.py": body.replace("f()", "__getattr__(name)")})
    assert len(wrong) == 1 and "core/b.py:2" in wrong[0] and "inside a function" in wrong[0]


def test_a_class_getattr_is_a_function_like_any_other(house):
    text = "class A:\n    def __getattr__(self, name):\n        import tenfold.core.a\n"
    wrong, _ = house({"core/a.py": "", "core/b.py": text})
    assert len(wrong) == 1


def test_a_literal_import_module_counts(house):
    text = 'import importlib\ndef f():\n    return importlib.import_module("tenfold.core.a")\n'
    wrong, _ = house({"core/a.py": "", "core/b.py": text})
    assert len(wrong) == 1


def test_runtime_may_bring_in_its_kernels_with_jax(house):
    text = "def jax():\n    import jax\n    from tenfold.runtime import kernels\n    return jax\n"
    other = "def f():\n    from tenfold.runtime import kernels\n"
    wrong, _ = house({"runtime/kernels.py": "", "runtime/xla.py": text, "runtime/other.py": other})
    assert len(wrong) == 1 and "runtime/other.py:2" in wrong[0]


def test_circles_are_named(house):
    wrong, _ = house(
        {
            "core/__init__.py": "",
            "core/a.py": "from tenfold.core import b\n",
            "core/b.py": "from tenfold.core.c import x\n",
            "core/c.py": "import tenfold.core.a\n",
        }
    )
    assert wrong == ["circle: tenfold.core.a -> tenfold.core.b -> tenfold.core.c -> tenfold.core.a"]


def test_neighbours_may_name_each_other_for_types_alone(house):
    for_types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tenfold.{} import x\n"
    wrong, _ = house(
        {
            "core/a.py": "from tenfold.core.b import y\n",
            "core/b.py": for_types.format("core.a"),
            "core/c.py": for_types.format("ops.d"),
            "ops/d.py": "",
        }
    )
    assert len(wrong) == 1 and "core/c.py:3" in wrong[0] and "may import only core" in wrong[0]


def test_long_files_and_functions_are_listed_without_failing(house):
    long_function = "def f():\n" + "    x = 1\n" * 31
    told = 'def g():\n    """A\n' + "    long\n" * 40 + '    docstring."""\n    return 1\n'
    wrong, long = house({"core/a.py": long_function + told, "core/b.py": "x = 1\n" * 501})
    assert wrong == []
    assert long == ["  file of 501 lines: src/tenfold/core/b.py", "  function of 32 lines: src/tenfold/core/a.py:1 f"]


def test_a_room_knows_the_rooms_before_it(house):
    files = {
        "ops/arrays/a.py": "from tenfold.ops.image import b\n",
        "ops/image/b.py": "",
        "ops/image/c.py": "import re\n",
    }
    wrong, _ = house({**files, "ops/image/c.py": "from tenfold.ops.arrays import a\n"})
    assert len(wrong) == 1 and "ops/arrays imports tenfold.ops.image.b" in wrong[0] and "ops/arrays/a.py:1" in wrong[0]
    wrong, _ = house({"ops/attic/a.py": ""})
    assert any("ops/attic is in no list of rooms" in line for line in wrong)


def test_a_full_folder_is_told(house):
    files = {f"io/f{i}.py": "" for i in range(20)}
    assert house({**files, "io/__init__.py": ""})[0] == []
    wrong, _ = house({**files, "io/one_more.py": ""})
    assert wrong == ["src/tenfold/io: 21 files; 20 at most"]
