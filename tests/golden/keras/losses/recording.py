"""Running programs of names and functions, and writing down what they give."""

import json
import pathlib

from outcomes import outcome

FOLDER = pathlib.Path(__file__).parent


def record(programs, tf, keras):
    """Write what the `PROGRAMS` of a module give to the JSON file of its name, a line each."""
    recorded = {
        program.__name__: {name: outcome(compute) for name, compute in program(tf, keras)}
        for program in programs.PROGRAMS
    }
    file = FOLDER / f"{programs.__name__}.json"
    rows = [
        f"{json.dumps(p)}: {{\n" + ",\n".join(f"{json.dumps(n)}: {json.dumps(v)}" for n, v in values.items()) + "\n}"
        for p, values in recorded.items()
    ]
    file.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"{file.name}: {sum(map(len, recorded.values()))} values from Keras {keras.__version__}")
