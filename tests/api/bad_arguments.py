#!/usr/bin/env python3
"""Calls public functions with a hundred kinds of bad argument, and says what comes of it.

    python tests/api/bad_arguments.py --family ops.math [--report] [--details FILE] [--door graph] [--sample 10]
    python tests/api/bad_arguments.py --record PYTHON [--family ...]     (PYTHON has TensorFlow)

Faults: a raw error of Python's or NumPy's, one of ours that hands on such words, a warning, a crash, a call that does
not end, changed state. Outcomes are compared with what TensorFlow gave, recorded in tests/golden/api/bad_arguments.
"""

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", action="append", help="one such as ops.math; several times, or left out for all")
    parser.add_argument("--report", action="store_true", help="print counts (the default)")
    parser.add_argument("--details", help="a file for a line of each fault and disagreement")
    parser.add_argument("--door", default="eager", choices=["eager", "graph"])
    parser.add_argument("--kind", action="append")
    parser.add_argument("--sample", type=int, default=1, help="one place in so many")
    parser.add_argument("--record", metavar="PYTHON", help="record TensorFlow's outcomes with this Python")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.job:
        from bad.worker import run

        run(json.loads(Path(options.job).read_text(encoding="utf-8")))
        return
    from bad import report

    (report.record if options.record else report.report)(options)


if __name__ == "__main__":
    main(sys.argv[1:])
