"""Evaluates a program, and puts what it gives into JSON, with dtypes of arrays and the order of dictionaries."""

import json
import math
import warnings

import numpy as np
import sequence_programs
import text_programs

TABLES = {"text": text_programs, "sequences": sequence_programs}


def run(table, program, keras):
    """What a program gives, or the class and the text of what it raises."""
    names = {"np": np, "json": json, "K": keras, "T": keras.preprocessing.text, "S": keras.preprocessing.sequence}
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            found = as_json(eval(program, vars(TABLES[table]) | names))
    except Exception as error:
        return ["raises", type(error).__name__, str(error)]
    return found if not warned else [found, "warns", *(str(w.message) for w in warned)]


def as_json(value):
    if isinstance(value, dict):
        return ["dict", [[as_json(k), as_json(v)] for k, v in value.items()]]
    if isinstance(value, tuple):
        return ["tuple", [as_json(v) for v in value]]
    if isinstance(value, list):
        return [as_json(v) for v in value]
    if isinstance(value, np.ndarray):
        return ["array", str(value.dtype), list(value.shape), as_json(value.ravel().tolist())]
    if isinstance(value, np.generic):
        return [str(value.dtype), as_json(value.item())]
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else repr(value)
    if isinstance(value, bytes):
        return ["bytes", value.decode("latin-1")]
    if value is None or isinstance(value, (int, str)):
        return value
    return ["object", getattr(value, "__name__", type(value).__name__)]
