"""`make types` looks into the bodies of these packages, whole: no override lets a module of theirs off."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ("check_untyped_defs", "disallow_untyped_defs", "disallow_incomplete_defs")
CODES = {"assignment", "attr-defined", "operator", "var-annotated"}
PACKAGES = ("core", "runtime", "io", "function", "cli")
# ops: annotations are kinds of attributes
LET_OFF = {f"tenfold.runtime.gears.{name}" for name in ("affine", "fused", "losses", "products", "stepping")}
OVERRIDES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["overrides"]


@pytest.mark.parametrize("package", PACKAGES)
def test_bodies_are_checked(package):
    whole = [rule for rule in OVERRIDES if f"tenfold.{package}.*" in rule["module"] and all(map(rule.get, FLAGS))]
    assert whole and CODES <= set(whole[-1]["enable_error_code"])


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_let_off(package):
    lax = [rule for rule in OVERRIDES if rule.get("ignore_errors") or "disable_error_code" in rule]
    modules = {name for rule in lax for name in rule["module"] if name.startswith(f"tenfold.{package}.")}
    assert modules <= LET_OFF
