"""What the programs beside this file need to write down what they see."""

import inspect
import re


def count(tf, function, **options):
    """(traced function, list that grows with each trace)."""
    traces = []

    def body(*args, **kwargs):
        traces.append(1)
        return function(*args, **kwargs)

    body.__signature__ = inspect.signature(function)
    return tf.function(body, **options), traces


def plain(value):
    """Tensors as Python numbers, lists and strings, in whatever structure."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    value = value.numpy() if hasattr(value, "numpy") else value
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return value.decode() if isinstance(value, bytes) else value


def failure(call, *words):
    """[class of the error that `call` raises, whether its message has each of `words` ...]; "none" if it returns."""
    try:
        call()
    except Exception as e:
        return [
            next(c.__name__ for c in type(e).__mro__ if "NeedsValue" not in c.__name__),
            *[w in str(e) for w in words],
        ]
    return "none"


def steady(text):
    """Text without addresses and numbers of functions."""
    return re.sub(r"__inference_(\w+?)_\d+\b", r"__inference_\1_N", re.sub(r"0x[0-9A-Fa-f]+", "0x", str(text)))


def signature(concrete):
    """[the structured input signature, the names of the inputs], as text."""
    args, kwargs = concrete.structured_input_signature
    return [steady(repr((args, kwargs))), *[t.name for t in concrete.inputs]]


def as_json(value):
    """What a program yields, as JSON gives it back."""
    if isinstance(value, (list, tuple)):
        return [as_json(v) for v in value]
    if isinstance(value, dict):
        return {str(k): as_json(v) for k, v in value.items()}
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, complex):
        return str(value)
    return round(value, 6) if isinstance(value, float) else value
