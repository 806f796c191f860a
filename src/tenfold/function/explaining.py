"""`function.explain_retracing()`: what each trace of a function has that the ones before it had not."""

from typing import Any

from tenfold.function.keys import LITERAL, Alike, Same, is_tensor_key

Key = tuple[Any, tuple[Any, ...]]


def explanation(name: str, traces: list[tuple[Key, list[str]]]) -> str:
    """A line for each trace, the first ones first.

    Args:
      traces: a key (how arguments nest, and a key per leaf) and what its leaves are called, per trace.
    """
    lines = [f"{name} has been traced for {len(traces)} signature{'s' * (len(traces) != 1)}."]
    for i, (key, paths) in enumerate(traces):
        if i == 0:
            parts = [f"{path}: {_shown(part)}" for path, part in zip(paths, key[1])]
            lines.append(f"1. {', '.join(parts) or 'no arguments'}")
        else:
            differences = [_differences(key, paths, other) for other, _ in traces[:i]]
            nearest = min(differences, key=len)
            lines.append(
                f"{i + 1}. {'; '.join(filter(None, nearest)) or 'what it had captured cannot be reached from here'}"
            )
    return "\n".join(lines)


def _differences(key: Key, paths: list[str], other: Key) -> list[str]:
    """What differs between two signatures, in words, each with its cure."""
    if key[0] != other[0] or len(key[1]) != len(other[1]):
        return ["the arguments nest differently: other keys, lengths or classes", "", ""]
    return [_difference(path, a, b) for path, a, b in zip(paths, other[1], key[1]) if a != b]


def _difference(path: str, before: Any, now: Any) -> str:
    words = f"{path}: {_shown(before)} became {_shown(now)}"
    if is_tensor_key(before) and is_tensor_key(now):
        if before[0] == now[0]:
            return f"{words} (reduce_retracing=True or an input_signature with None makes one trace of them)"
        return f"{words} (cast it before the call)"
    if not is_tensor_key(before) and not is_tensor_key(now) and type(now) is not Same and type(now[1]) is not Alike:
        return f"{words} (a Python value is part of the trace: pass tf.constant(...) for one trace of all)"
    return words


def _shown(part: Any) -> str:
    if is_tensor_key(part):
        dims = "of unknown rank" if part[1] is None else str(part[1])
        return f"{part[0].name} {dims}"
    if type(part) is tuple and part[0] == LITERAL:
        return _shown_variable(part[1]) if type(part[1]) is Alike else repr(part[1])
    held = part.ref()
    return "an object that is gone" if held is None else f"{held!r:.60}"


def _shown_variable(what: Alike) -> str:
    return f"variable {what.number} of {what.dtype.name} {what.dims}{'' if what.trainable else ', not trained'}"
