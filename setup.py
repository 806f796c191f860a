"""Compiles the native kernels when tenfold is installed; pyproject.toml says everything else.

Without a C++ compiler, or where it fails, one line says so and tenfold is installed without them: slower, not less.
"""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_ext import build_ext

PACKAGE = "tenfold.runtime.native"
ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "src" / Path(*PACKAGE.split("."))


def _compiling():
    spec = importlib.util.spec_from_file_location("compiling", FOLDER / "compiling.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


compiling = _compiling()


class BuildLibrary(build_ext):
    """The shared library, in place of an extension module: no Python is asked how it compiles its own."""

    built = False

    def get_ext_filename(self, fullname):
        return str(Path(*fullname.split(".")[:-1], compiling.LIBRARY))

    def run(self):
        target = Path(self.build_lib, *PACKAGE.split("."), compiling.LIBRARY)
        note = target.with_name(compiling.NOT_BUILT)
        for stale in (target, note):
            stale.unlink(missing_ok=True)
        try:
            compiling.build(target, Path(self.build_temp))
            self.built = True
        except compiling.Failed as reason:
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(f"{reason}\n", encoding="utf-8")
            print(
                f"tenfold is installed without its native kernels: {reason}. `tenfold doctor` knows the cure.",
                file=sys.stderr,
            )
        if self.inplace:
            self._copy_to_source(target, note)

    def _copy_to_source(self, *files):
        for file in files:
            place = FOLDER / file.name
            if not file.exists():
                place.unlink(missing_ok=True)
                continue
            part = place.with_name(
                f"{place.name}.{os.getpid()}.part"
            )  # nobody loads half of it, or has his own changed
            try:
                shutil.copy2(file, part)
                os.replace(part, place)
            finally:
                part.unlink(missing_ok=True)


class Wheel(bdist_wheel):
    """A wheel for this platform and every Python; for any platform where it has no library."""

    def run(self):
        self.run_command("build_ext")
        if not self.get_finalized_command("build_ext").built:
            self.distribution.ext_modules = []
            self.root_is_pure = True
        super().run()

    def get_tag(self):
        tag = super().get_tag()
        return ("py3", "none", "any" if self.root_is_pure else tag[2])


setup(
    ext_modules=[Extension(PACKAGE + ".kernels", sources=[], optional=True)],
    cmdclass={"build_ext": BuildLibrary, "bdist_wheel": Wheel},
)
