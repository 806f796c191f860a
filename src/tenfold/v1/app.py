"""`tf.compat.v1.app.run`: read the command line's flags and run the program's `main`."""

import sys

from tenfold.v1 import flags


def run(main=None, argv=None):
    """Parse the flags that are defined, call `main` with what is left of the command line, and exit with its result.

    Args:
      main: function of a list of strings, the program's name first; `main` of the program by default.
      argv: the command line, sys.argv by default.
    """
    main = main or sys.modules["__main__"].main
    try:
        rest = flags.FLAGS(sys.argv if argv is None else argv, known_only=True)
    except flags.Error as e:
        print(f"FATAL Flags parsing error: {e}\nPass --help to see help on flags.", file=sys.stderr)
        sys.exit(1)
    sys.exit(main(rest))
