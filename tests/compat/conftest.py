"""A tenfold of nothing but names around the real import hook: the hook is tested apart from what it leads to."""

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "src" / "tenfold"
NAMESPACES = """
    import types
    def space(name, **names):
        module = types.ModuleType(name)
        module.__dict__.update(names)
        return module
"""
FILES = {
    "__init__.py": """
        import importlib
        __version__ = "2.15.0"
        def __getattr__(name):
            if name in ("keras", "compat"):
                return importlib.import_module("tenfold." + name)
            raise AttributeError(f"no {name} in tenfold")
        def __dir__():
            return ["keras", "nn"]
        class Tensor: pass
    """,
    "keras/__init__.py": NAMESPACES
    + """
        class Model: pass
        class Dense: pass
        made = {}
        def __getattr__(name):
            if name not in ("layers", "models", "utils", "backend"):
                raise AttributeError(f"no {name} in keras")
            known = dict(layers=dict(Dense=Dense), models=dict(Model=Model), utils={}, backend=dict(shape=len))
            return made.setdefault(name, space("tenfold.keras." + name, **known[name]))
    """,
    "core/__init__.py": "",
    "core/base/__init__.py": "",
    "core/base/hooks.py": "class hooks: aliases = None",
    "api/__init__.py": "",
    "api/namespaces.py": """
        def namespace(version, prefix):
            import tenfold.api.v1 as v1
            return v1
        def where_it_went_below(package, rest):
            return None
    """,
    "api/v1.py": NAMESPACES
    + """
        import tenfold.keras as keras
        graphs = False
        def disable_v2_behavior():
            global graphs
            graphs = True
        def reset_default_graph(): pass
        def reduce_sum(x): pass
        math = space("tenfold.api.v1.math", lgamma=1)
        nn = space("tenfold.api.v1.nn", rnn_cell=space("tenfold.api.v1.nn.rnn_cell", LSTMCell=2))
    """,
}


@pytest.fixture
def in_a_small_house(tmp_path):
    """Run Python text in a process whose tenfold is the little one; its failure is the test's."""
    for name, text in FILES.items():
        path = tmp_path / "tenfold" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace(NAMESPACES, textwrap.indent(textwrap.dedent(NAMESPACES), " " * 8))
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    shutil.copytree(HOUSE / "compat", tmp_path / "tenfold" / "compat")
    shutil.copytree(HOUSE / "api" / "absent", tmp_path / "tenfold" / "api" / "absent")
    for file in ("era.py", "unknown_names.py"):
        shutil.copy(HOUSE / "api" / file, tmp_path / "tenfold" / "api")

    def run(text):
        code = [sys.executable, "-W", "error", "-c", textwrap.dedent(text)]
        done = subprocess.run(code, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return run
