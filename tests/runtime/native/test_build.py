"""How the kernels get into an installed tenfold, and how it is installed where they cannot be compiled."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tenfold.runtime import guest
from tenfold.runtime.native import compiling, library, loading

ROOT = Path(__file__).resolve().parents[3]


def compiler():
    """The compiler at hand; None where there is none."""
    try:
        return compiling.compiler()
    except compiling.Failed:
        return None


TOOL = compiler()
needs_compiler = pytest.mark.skipif(TOOL is None, reason="there is no C++ compiler")
needs_nm = pytest.mark.skipif(not shutil.which("nm") or sys.platform != "linux", reason="needs nm, and ELF")


def ran(*command, **how):
    """What a command prints; fails the test where it fails."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **how)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """The checkout as a source distribution has it, in a folder of its own."""
    folder = tmp_path / "copy"
    ignored = shutil.ignore_patterns("*.so", "*.dylib", "*.dll", "not_built.txt", "__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", folder / "src", ignore=ignored)
    for name in "pyproject.toml setup.py MANIFEST.in README.md LICENSE".split():
        shutil.copy(ROOT / name, folder)
    return folder


def wheel(folder, out, **environment):
    """(what pip says, the wheel) of tenfold in `folder`."""
    try:
        from setuptools.command import bdist_wheel  # noqa: F401

        isolation = ["--no-build-isolation"]
    except ImportError:  # an old setuptools: pip gets the one that pyproject.toml asks for
        isolation = []
    pip = [sys.executable, "-m", "pip", "wheel", "-v", "--no-deps", *isolation, "-w", out, "."]
    said = ran(*pip, cwd=folder, env={**os.environ, **environment})
    return said, next(out.glob("*.whl"))


@needs_compiler
@pytest.mark.skipif(os.environ.get("TENFOLD_NATIVE") == "0", reason="switched off")
def test_where_there_is_a_compiler_there_are_kernels():
    assert library.available(), library.report()


def test_the_loader_looks_for_what_is_built():
    assert (library.PATH.name, library.NOT_BUILT.name) == (compiling.LIBRARY, compiling.NOT_BUILT)


@needs_nm
@pytest.mark.skipif(not library.PATH.exists(), reason="not compiled")
def test_the_library_shows_its_interface_and_nothing_else():
    names = re.findall(r" \w (\S+)", ran("nm", "-D", "--defined-only", library.PATH))
    asked = {name for name, *_ in loading.FUNCTIONS}
    short = {"tenfold_record_append_short"}  # io/tfrecord/sinks.py
    assert sorted(names) == sorted(asked | short)


@needs_compiler
@needs_nm
def test_code_of_one_instruction_set_is_never_linked_into_another(tmp_path):
    """A function that two object files define (weak, as inline functions are) would be taken from either."""
    kernels = [unit for unit in compiling.units(TOOL.machine()) if unit.instruction_set]
    assert {unit.instruction_set for unit in kernels} >= {"portable"}
    for unit, file in zip(kernels, compiling.compiled(kernels, tmp_path, ["-O0"], TOOL)):
        lines = ran("nm", "-C", file).splitlines()
        shared = [line for line in lines if re.search(r" [VWu] ", line) and "DW.ref.__gxx_personality_v0" not in line]
        assert not shared, unit.instruction_set
        assert [line.split()[-1] for line in lines if re.search(r" [TDBR] ", line)] == [
            f"tenfold::kernels_{unit.instruction_set}"
        ]


@needs_compiler
@pytest.mark.skipif(not guest.installed(), reason="JAX is not installed")
def test_xla_s_interface_is_declared_as_its_own_header_has_it(tmp_path):
    import jaxlib

    headers = Path(jaxlib.__file__).with_name("include")
    check = Path(__file__).with_name("xla_abi.cc")
    ran(*TOOL.command, "-std=c++17", "-fsyntax-only", f"-I{compiling.SOURCES}", f"-I{headers}", check)
    other = (compiling.SOURCES / "xla_abi.h").read_text(encoding="utf-8").replace("int64_t rank;", "int32_t rank;")
    (tmp_path / "xla_abi.h").write_text(other, encoding="utf-8")
    refused = [*TOOL.command, "-std=c++17", "-fsyntax-only", f"-I{tmp_path}", f"-I{headers}", str(check)]
    assert "XLA_FFI_Buffer" in subprocess.run(refused, capture_output=True, text=True).stderr


def test_without_a_compiler_one_line_says_so_and_tenfold_works(copy, tmp_path):
    said, made = wheel(copy, tmp_path, CXX="no-such-compiler")
    lines = [line for line in said.splitlines() if "native kernels" in line]
    assert [line.strip() for line in lines] == [
        "tenfold is installed without its native kernels: no C++ compiler was found (no-such-compiler). "
        "`tenfold doctor` knows the cure."
    ]
    assert made.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert not [name for name in names if name.endswith((compiling.LIBRARY, ".cc", ".h"))]
    assert "tenfold/runtime/native/not_built.txt" in names
    code = (
        "import tenfold as tf\n"
        "from tenfold.runtime.native import library\n"
        "sums = tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'VALID')\n"
        "print(library.__file__, sums.numpy().sum())\n"
        "print(library.report())"
    )
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    env.pop("TENFOLD_NATIVE", None)
    first, second = ran(sys.executable, "-c", code, env=env, cwd=tmp_path).splitlines()
    assert first.startswith(str(tmp_path / "installed")) and first.endswith(" 36.0")
    assert second.startswith("not here: no C++ compiler was found (no-such-compiler); install a C++ compiler")


@pytest.mark.skipif(os.name == "nt", reason="the compiler of this test is a shell script")
def test_a_compiler_that_fails_says_why_in_a_line(tmp_path, monkeypatch):
    fake = tmp_path / "c++"
    fake.write_text(
        '#!/bin/sh\n[ "$1" = -dumpmachine ] && exec echo x86_64-linux-gnu\n'
        'echo "In file included from x:" >&2; echo "x.cc:3: error: no <vector>" >&2; exit 1\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("CXX", str(fake))
    monkeypatch.delenv("ARCHFLAGS", raising=False)
    assert compiling.compiler() == ([str(fake)], "x86_64-linux-gnu")
    with pytest.raises(compiling.Failed, match=r"^.*c\+\+: x.cc:3: error: no <vector>$"):
        compiling.build(tmp_path / "out.so", tmp_path / "objects")
    assert not [*tmp_path.glob("out.so*")]


@pytest.mark.parametrize(
    "target, machine, sets",
    [
        ("x86_64-linux-gnu", "x86_64", ["avx512", "avx2", "portable"]),
        ("arm64-apple-darwin24.1.0", "aarch64", ["portable"]),
        ("aarch64-linux-gnu", "aarch64", ["portable"]),
        ("amd64-portbld-freebsd14", "x86_64", ["avx512", "avx2", "portable"]),
        ("riscv64-linux-gnu", "riscv64", ["portable"]),
    ],
)
def test_what_is_compiled_for_a_machine(target, machine, sets):
    tool = compiling.Compiler(["c++"], target)
    assert tool.machine() == machine
    units = compiling.units(machine)
    assert [unit.instruction_set for unit in units if unit.source.name == "kernels.cc"] == sets
    assert len({unit.source for unit in units}) == len([*compiling.SOURCES.glob("*.cc")])


@pytest.mark.parametrize(
    "target, is_windows",
    [("x86_64-w64-mingw32", True), ("x86_64-pc-windows-msvc", True), ("x86_64-linux-gnu", False)],
)
def test_which_system_is_compiled_for(target, is_windows):
    assert compiling.Compiler(["c++"], target).windows() is is_windows


@pytest.mark.long
@needs_compiler
def test_a_wheel_from_a_source_distribution_in_a_clean_environment(copy, tmp_path):
    pytest.importorskip("setuptools", minversion="77")
    code = "from setuptools import build_meta; print(build_meta.build_sdist('made'))"
    made = ran(sys.executable, "-c", code, cwd=copy).splitlines()[-1]
    shutil.unpack_archive(copy / "made" / made, tmp_path / "unpacked")
    _, built = wheel(tmp_path / "unpacked" / made.removesuffix(".tar.gz"), tmp_path)
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform())
    assert built.name.endswith(f"-py3-none-{platform}.whl")
    venv.create(tmp_path / "clean", with_pip=True)
    python = tmp_path / "clean" / ("Scripts" if os.name == "nt" else "bin") / "python"
    ran(python, "-m", "pip", "install", "-q", built, cwd=tmp_path)
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "TENFOLD_NATIVE")}
    code = "from tenfold.runtime.native import library; print(library.report(), library.__file__)"
    said = ran(python, "-c", code, cwd=tmp_path, env=env)
    assert said.startswith(compiling.LIBRARY) and str(tmp_path / "clean") in said


def test_variables_that_cannot_be_read_are_named(monkeypatch):
    monkeypatch.setenv("CXX", "'c++")
    with pytest.raises(compiling.Failed, match="CXX='c.. cannot be read: No closing quotation"):
        compiling.compiler()


def fake(folder, does):
    """A compiler that does what a line of shell says."""
    script = folder / "fake c++"
    script.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    script.chmod(0o755)
    return compiling.Compiler([str(script)], "x86_64-linux-gnu")


@pytest.mark.skipif(os.name == "nt", reason="the compiler of this test is a shell script")
def test_two_builds_at_once_share_no_object_file(tmp_path):
    noting = fake(tmp_path, f'for last; do :; done; echo "$last" >> "{tmp_path / "written"}"; echo > "$last"')
    folder, library_file = tmp_path / "objects", tmp_path / "out.so"
    for _ in range(2):
        assert compiling.build(library_file, folder, tool=noting).exists()
    written = (tmp_path / "written").read_text(encoding="utf-8").splitlines()
    objects = [name for name in written if name.endswith(".o")]
    assert len(set(objects)) == len(objects) == 2 * len(compiling.units("x86_64"))
    assert not [*folder.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="the compiler of this test is a shell script")
def test_a_compiler_that_writes_nothing_has_failed(tmp_path):
    with pytest.raises(compiling.Failed, match="says that all is well, and wrote nothing"):
        compiling.build(tmp_path / "out.so", tmp_path / "objects", tool=fake(tmp_path, "exit 0"))
