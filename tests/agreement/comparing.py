"""Says where two outcomes of one call differ beyond rounding."""

import re

import numpy as np

# dtype -> relative tolerance, and the absolute one for a result whose largest element is 1
TOLERANCE = {
    "float64": (1e-8, 1e-10),
    "float32": (2e-5, 4e-6),
    "float16": (4e-3, 2e-3),
    "bfloat16": (3e-2, 1.6e-2),
    "complex64": (2e-5, 6e-6),
    "complex128": (1e-8, 1e-10),
}


LOOSER = {  # pattern of a name -> (factor of the tolerances, least size that a result is taken to have)
    r"(compat\.v1\.)?image\.ssim.*": (10, 1.0),  # quotients of differences of sums
    r"keras\.metrics\..*": (1, 1.0),  # differences of totals
}


def difference_of(call, wanted, found):
    """`difference`, as far as the function called is known to be exact."""
    for pattern, (loosen, least) in LOOSER.items():
        if re.fullmatch(pattern, call["name"]):
            return difference(wanted, found, loosen, least)
    return difference(wanted, found)


def difference(wanted, found, loosen=1.0, least=1e-3):
    """None, or (kind, what differs). An outcome that TensorFlow refuses is no difference."""
    if "raises" in wanted:
        return None
    if "raises" in found:
        return "raises", f"{found['raises']}: {found['message'][:200]}"
    if str(wanted["structure"]) != str(found["structure"]) or len(wanted["leaves"]) != len(found["leaves"]):
        return "structure", f"{wanted['structure']} and {found['structure']}"
    for i, (w, f) in enumerate(zip(wanted["leaves"], found["leaves"])):
        if told := leaf_difference(w, f, loosen, least):
            return told[0], f"result {i}: {told[1]}"
    if wanted.get("config", "") != found.get("config", ""):
        return "config", f"{wanted.get('config', '')}\n        {found.get('config', '')}"
    return gradient_difference(wanted.get("gradients"), found.get("gradients"), loosen)


def gradient_difference(wanted, found, loosen):
    if wanted is None or found is None:
        return None
    for i, (w, f) in enumerate(zip(wanted, found)):
        if (w is None) != (f is None):
            return (
                "gradient",
                f"gradient {i}: {'none' if w is None else 'one'} there, {'none' if f is None else 'one'} here",
            )
        if w is not None and (told := leaf_difference(w, f, 10 * loosen, 1.0)):
            return "gradient", f"gradient {i}: {told[1]}"
    return None


def leaf_difference(wanted, found, loosen, least=1e-3):
    if not isinstance(wanted, (np.ndarray, np.generic)):
        if isinstance(wanted, str) and isinstance(found, str) and _same_number(wanted, found):
            return None
        return None if str(wanted) == str(found) else ("text", f"{wanted!r} and {found!r}")
    found = np.asarray(found)
    if wanted.dtype != found.dtype and not (wanted.dtype.kind in "SO" and found.dtype.kind in "SO"):
        return "dtype", f"{wanted.dtype} and {found.dtype}"
    if wanted.shape != found.shape:
        return "shape", f"{list(wanted.shape)} and {list(found.shape)}"
    return value_difference(np.asarray(wanted), found, loosen, least)


def _same_number(a, b):
    """Python floats in outcomes, as text: sums of losses."""
    try:
        return bool(np.isclose(float(a), float(b), rtol=1e-5, atol=1e-6, equal_nan=True))
    except ValueError:
        return False


def value_difference(wanted, found, loosen, least):
    """`least` is the smallest size that the result is taken to have, where its terms may cancel."""
    rtol, atol = TOLERANCE.get(wanted.dtype.name, (0, 0))
    if not wanted.size:
        return None
    if rtol == 0:
        wrong = np.asarray(wanted != found)
        return ("value", shown(wanted, found, wrong)) if wrong.any() else None
    kind = complex if wanted.dtype.kind == "c" else float
    w, f = wanted.astype(kind), found.astype(kind)
    finite = np.abs(w[np.isfinite(w)])
    scale = max(least, float(finite.max())) if finite.size else 1.0
    with np.errstate(all="ignore"):
        wrong = ~np.isclose(f, w, rtol * loosen, atol * loosen * scale, equal_nan=True)
    if not wrong.any():
        return None
    special = bool((~np.isfinite(w[wrong])).any() or (~np.isfinite(f[wrong])).any())
    return "NaN or infinity" if special else "value", shown(wanted, found, wrong)


def shown(wanted, found, wrong):
    at = np.unravel_index(np.flatnonzero(wrong.reshape(-1))[0], wanted.shape)
    return f"{int(wrong.sum())} of {wanted.size}, first at {[int(i) for i in at]}: {wanted[at]!r} and {found[at]!r}"
