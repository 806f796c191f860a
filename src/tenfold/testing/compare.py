"""Comparing results, and saying what differs."""

import numpy as np

# dtype name -> (relative, absolute) tolerance against another implementation; what is not here must be equal
TOLERANCE = {
    "float64": (1e-8, 1e-10),
    "float32": (1e-5, 2e-6),
    "float16": (2e-3, 1e-3),
    "bfloat16": (2e-2, 1e-2),
    "complex64": (1e-5, 4e-6),
    "complex128": (1e-8, 1e-10),
}


class Failure(AssertionError):
    """A check that does not hold."""


def fail(check, case, *lines):
    inputs = [f"    {n} = {a.dtype}{list(a.shape)} {shown(a)}" for n, a in case.tensors.items()]
    inputs += [f"    {n} = {v!r}" for n, v in case.plain.items()]
    raise Failure("\n".join([f"{check}: {case.expression}", *inputs, *(f"  {line}" for line in lines)]))


def shown(value):
    """A value on few lines."""
    if not isinstance(value, (np.ndarray, np.generic)):
        return repr(value)
    return np.array2string(np.asarray(value), threshold=60, edgeitems=4, precision=7, prefix="    ")


def compare_all(check, case, wanted, found, names=("expected", "received")):
    """Two lists of leaves, one by one."""
    if len(wanted) != len(found):
        fail(check, case, f"{len(wanted)} results {names[0]}, {len(found)} {names[1]}: {found!r:.300}")
    for i, (w, f) in enumerate(zip(wanted, found)):
        compare(f"{check}, result {i}" if len(wanted) > 1 else check, case, w, f, names)


def compare(check, case, wanted, found, names=("expected", "received"), loosen=1.0):
    """One leaf: dtype, shape and value; Python values by their text. `loosen`: times the tolerance."""
    if not isinstance(wanted, (np.ndarray, np.generic)):
        if str(wanted) != str(found):
            fail(check, case, f"{names[0]}: {wanted}", f"{names[1]}: {found}")
        return
    found = np.asarray(found)
    if wanted.dtype != found.dtype and not (wanted.dtype.kind in "SO" and found.dtype.kind in "SO"):
        fail(check, case, f"dtype {names[0]}: {wanted.dtype}", f"dtype {names[1]}: {found.dtype}")
    if wanted.shape != found.shape:
        fail(check, case, f"shape {names[0]}: {wanted.shape}", f"shape {names[1]}: {found.shape}")
    rtol, atol = tolerance(case, wanted.dtype)
    if not close(wanted, found, rtol * loosen, atol * loosen):
        fail(check, case, f"{names[0]}: {shown(wanted)}", f"{names[1]}: {shown(found)}", worst(wanted, found))


def tolerance(case, dtype):
    rtol, atol = TOLERANCE.get(dtype.name, (0, 0))
    if rtol == 0:
        return rtol, atol
    return case.rtol if case.rtol is not None else rtol, case.atol if case.atol is not None else atol


def close(wanted, found, rtol, atol):
    if wanted.dtype.kind in "biuSO" or rtol == atol == 0:
        return bool(np.all(wanted == found))
    kind = complex if wanted.dtype.kind == "c" else float
    return np.allclose(found.astype(kind), wanted.astype(kind), rtol, atol, equal_nan=True)


def worst(wanted, found):
    """Where two numeric arrays differ most."""
    if wanted.dtype.kind in "SO" or not wanted.size:
        return ""
    kind = complex if wanted.dtype.kind == "c" else float
    with np.errstate(all="ignore"):
        gap = np.nan_to_num(np.abs(np.asarray(found).astype(kind) - wanted.astype(kind)), nan=np.inf)
    at = np.unravel_index(np.argmax(gap), gap.shape)
    where = tuple(int(i) for i in at)
    return f"differs most at {where}: {wanted[at]} and {found[at]} ({int((gap > 0).sum())} of {gap.size} differ)"
