"""The `tenfold` command.

tenfold run [--era ERA] PROGRAM.py [ARGUMENTS...]     run a TensorFlow or Keras program, unchanged
tenfold run [--era ERA] FOLDER [ARGUMENTS...]         the same for the __main__.py of a folder
tenfold run [--era ERA] -m MODULE [ARGUMENTS...]      the same for a module
tenfold doctor                                        what this machine has
tenfold --version
"""

import argparse
import sys

from tenfold.api.era import checked
from tenfold.api.version import TENFOLD
from tenfold.cli.doctor import report
from tenfold.cli.run import run_module, run_program


def main(argv: list[str] | None = None) -> int:
    """Run one command and return the exit status; a program's own SystemExit passes through, as in Python."""
    options = parser().parse_args(argv)
    if options.command == "doctor":
        print(report())
        return 0
    run = run_module if options.module else run_program
    run(options.program, options.arguments, era=options.era)
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line, as argparse knows it."""
    top = argparse.ArgumentParser(prog="tenfold", description="TensorFlow and Keras programs on a small, fast core.")
    top.add_argument("--version", action="version", version=f"tenfold {TENFOLD}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run a TensorFlow or Keras program, unchanged")
    run.add_argument(
        "--era",
        type=_era,
        help="version of TensorFlow or Keras (2.3, keras-1.2); default: read off the program's names",
    )
    run.add_argument("-m", dest="module", action="store_true", help="PROGRAM names a module, not a file")
    run.add_argument("program", metavar="PROGRAM", help="a Python file, or a folder with a __main__.py")
    run.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="ARGUMENTS", help="what the program finds in sys.argv"
    )
    commands.add_parser("doctor", help="say what this machine has: gears, kernels, devices, extras")
    return top


def _era(text: str) -> str:
    try:
        return checked(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
