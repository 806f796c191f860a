"""The explanation of the core is a program, and it holds."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def test_how_it_works():
    done = subprocess.run([sys.executable, DOCS / "how_it_works.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("everything above holds\n")


@pytest.mark.parametrize("page", ["functions", "data"])
def test_the_programs_of_a_page(page, tmp_path):
    """In one file, as they follow one another: AutoGraph reads it."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    programs = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    assert programs.count("assert ") > 5 and len(text.splitlines()) <= 150
    file = tmp_path / f"{page}.py"
    file.write_text(programs.replace("import tensorflow as tf", "import tenfold as tf"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(f"page_on_{page}", file)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_the_page_on_data_names_the_rules_and_their_switches():
    import tenfold as tf
    from tenfold.data.plan.options import SWITCHES
    from tenfold.data.run.shorter import RULES

    tf.data.Dataset.range(1)
    text = (DOCS / "data.md").read_text(encoding="utf-8")
    assert not [r.__name__ for r in RULES if f"`{r.__name__}`" not in text]
    assert not [name for name in SWITCHES if f"`{name}`" not in text]


def test_the_layout_names_files_and_rooms_that_are_there():
    text = (DOCS / "layout.md").read_text(encoding="utf-8")
    house = DOCS.parent / "src" / "tenfold"
    files = set(re.findall(r"`([a-z_0-9/]+\.py)", text))
    assert len(files) > 20 and not [f for f in files if not (house / f).exists() and not (house / "ops" / f).exists()]
    rows = re.findall(r"^\| `([a-z0-9]+)/` \| ([^|]*)\|", text, re.MULTILINE)
    rooms = [f"{floor}/{room}" for floor, named in rows for room in re.findall(r"`([a-z_0-9/]+)`", named)]
    assert len(rooms) > 30 and not [r for r in rooms if not (house / r).is_dir()]


def test_the_layout_names_every_room():
    text = (DOCS / "layout.md").read_text(encoding="utf-8")
    for floor in ("core", "ops", "runtime", "keras"):
        (row,) = re.findall(rf"^\| `{floor}/` \| ([^|]*)\|", text, re.MULTILINE)
        there = {p.parent.name for p in (DOCS.parent / "src" / "tenfold" / floor).glob("*/__init__.py")}
        assert there <= set(re.findall(r"[a-z_0-9]+", row)), floor


def test_walks_are_short():
    walks = (DOCS / "layout.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert [w.splitlines()[0] for w in walks] == [
        "A call of `tf.add`",
        "A `tf.function` call, a step of `fit`, a `Session.run`",
    ]
    assert all(len(re.findall(r"^(?:\d\.|   )", w, re.MULTILINE)) < 15 for w in walks)
