"""Matrices: products, parts, solutions, decompositions (whose signs are free: what is unique of them is compared)."""

from agreement.draw import COMPLEX, FLOATS
from agreement.recipes.table import recipe

DOUBLE = ("float32", "float32", "float64")
FIELD = DOUBLE + COMPLEX


def batch(d):
    return d.of([], [], [], [2], [2, 3], [1])


def square(d, dtypes=FIELD, fill="regular", **more):
    n = d.randint(1, 5)
    return d.array([*batch(d), n, n], d.choice(dtypes), fill=fill, **more)


def product(d):
    dtype = d.choice(FLOATS + COMPLEX + ("int32", "int64"))
    m, k, n = d.size(), d.some(), d.size()
    ta, tb = d.flag(), d.flag()
    lead = batch(d)
    a = d.array(lead + ([k, m] if ta else [m, k]), dtype)
    b = d.array((lead if d.flag() else []) + ([n, k] if tb else [k, n]), dtype, how="tensor")
    names = [d.of("transpose_", "adjoint_") + side for side in "ab"]
    return [a, b], {name: True for name, on in zip(names, (ta, tb)) if on}


recipe("linalg.matmul", product, 2.5)
recipe("compat.v1.sparse_matmul", lambda d: [d.array([3, 4], "float32"), d.array([4, 2], "float32")], 0.3)


def matvec(d):
    dtype = d.choice(FLOATS)
    m, k = d.some(), d.some()
    turned = d.flag()
    lead = batch(d)
    return [
        d.array(lead + ([k, m] if turned else [m, k]), dtype, how="tensor"),
        d.array(lead + [k], dtype, how="tensor"),
    ], ({d.of("transpose_a", "adjoint_a"): True} if turned else {})


recipe("linalg.matvec", matvec)


def tensordot(d):
    shared = d.full(0, 2)
    a, b = d.full(0, 2), d.full(0, 2)
    dtype = d.of("float32", "float64", "int32")
    n = len(shared)
    axes = n if d.flag() else [[len(a) + i for i in range(n)], list(range(n))]
    return [d.array(a + shared, dtype), d.array(shared + b, dtype, how="tensor"), axes]


recipe("linalg.tensordot", tensordot)

EQUATIONS = {
    "ij,jk->ik": [[2, 3], [3, 4]],
    "bij,bjk->bik": [[2, 2, 3], [2, 3, 2]],
    "ij,ij->": [[2, 3], [2, 3]],
    "ii->i": [[3, 3]],
    "ij->ji": [[2, 3]],
    "i,j->ij": [[3], [2]],
    "...ij,...jk->...ik": [[2, 2, 3], [3, 4]],
    "abc,cd->abd": [[2, 3, 4], [4, 2]],
    "bhqd,bhkd->bhqk": [[2, 2, 3, 2], [2, 2, 4, 2]],
    "ij,j": [[2, 3], [3]],
    "ij,jk,kl->il": [[2, 3], [3, 2], [2, 4]],
    "ijk->k": [[2, 3, 2]],
    "ii": [[3, 3]],
    "b...d,d->b...": [[2, 3, 4], [4]],
}


def einsum(d):
    equation = d.choice(list(EQUATIONS))
    dtype = d.of("float32", "float32", "float64", "complex64", "int32")
    return [equation, *[d.array(s, dtype, how="tensor") for s in EQUATIONS[equation]]]


recipe("linalg.einsum", einsum, 1.5)
recipe("linalg.adjoint", lambda d: [d.x(FIELD, d.full(2, 4))])
recipe("linalg.matrix_transpose", lambda d: ([d.x(FIELD, d.shape(2, 4))], d.opt(conjugate=d.flag())))
recipe("linalg.trace", lambda d: [d.x(FIELD + ("int32",), d.full(2, 4))])
recipe(
    "linalg.cross",
    lambda d: (lambda s, t: [d.array(s, t), d.array(s, t, how="tensor")])(
        [*d.full(0, 2), 3], d.of("float32", "float64", "int32")
    ),
)
recipe("linalg.tensor_diag", lambda d: [d.x(FIELD + ("int32",), d.full(1, 2))])
recipe("linalg.tensor_diag_part", lambda d: (lambda s: [d.x(FIELD + ("int32",), s + s)])(d.full(1, 2)))
recipe(
    "linalg.band_part",
    lambda d: [d.x(("float32", "int32", "float64", "bool"), d.full(2, 4)), d.randint(-1, 2), d.randint(-1, 2)],
)
ALIGN = ("RIGHT_LEFT", "LEFT_RIGHT", "LEFT_LEFT", "RIGHT_RIGHT")


def diag(d):
    if d.flag():
        x = d.x(("float32", "int32", "float64", "complex64"), [*batch(d), d.some()])
        return [x], d.opt(k=d.randint(-2, 2))
    low = d.randint(-2, 0)
    high = low + d.randint(1, 2)
    x = d.x(("float32", "int32"), [*batch(d), high - low + 1, 4])
    return [x], {"k": {"tuple": [low, high]}, **d.opt(align=d.of(*ALIGN), padding_value=d.randint(1, 3))}


def diag_part(d):
    x = d.x(("float32", "int32", "float64"), [*batch(d), d.randint(3, 5), d.randint(3, 5)])
    low = d.randint(-2, 1)
    k = d.of(low, {"tuple": [low, low + 1]})
    return [x], d.opt(k=k, padding_value=d.randint(1, 3), align=d.of(*ALIGN))


def set_diag(d):
    n, m = d.randint(2, 5), d.randint(2, 5)
    x = d.x(("float32", "int32"), [*batch(d), n, m], how="tensor")
    k = d.randint(-(n - 1), m - 1)
    size = min(n + min(k, 0), m - max(k, 0))
    return [x, d.like(x, shape=[*x.shape[:-2], size], how="tensor")], {"k": k}


recipe("linalg.diag", diag)
recipe("linalg.diag_part", diag_part)
recipe("linalg.set_diag", set_diag)
recipe("linalg.det linalg.logdet", lambda d: [square(d, DOUBLE if d.flag() else ("float64",), "definite")])
recipe("linalg.slogdet", lambda d: [square(d)])
recipe("linalg.inv", lambda d: ([square(d)], d.opt(adjoint=d.flag())))
recipe("linalg.cholesky", lambda d: [square(d, DOUBLE, "definite")])
recipe("linalg.eigvalsh", lambda d: [square(d, DOUBLE, "definite")])
recipe("linalg.expm", lambda d: [square(d, DOUBLE, None, low=-0.6, high=0.6)])
recipe("linalg.sqrtm", lambda d: [square(d, DOUBLE, "definite")])
recipe("linalg.matrix_rank", lambda d: [d.x(DOUBLE, [*batch(d), d.randint(2, 4), d.randint(2, 4)])])
recipe(
    "linalg.pinv", lambda d: [d.array([*batch(d), d.randint(2, 4), d.randint(2, 4)], d.choice(DOUBLE), fill="regular")]
)


def solve(d):
    a = square(d)
    return [a, d.like(a, shape=[*a.shape[:-1], d.randint(1, 3)], how="tensor")], d.opt(adjoint=d.flag())


def triangular(d):
    args, options = solve(d)
    return args, {**options, **d.opt(lower=d.flag())}


def cholesky_solve(d):
    n, lead, dtype = d.randint(1, 4), batch(d), d.choice(DOUBLE)
    a = d.array([*lead, n, n], dtype, fill="definite", how="tensor")
    return [{"call": ["linalg.cholesky", [a], {}]}, d.array([*lead, n, 2], dtype, how="tensor")]


recipe("linalg.solve", solve)
recipe("linalg.triangular_solve", triangular)
recipe("linalg.cholesky_solve", cholesky_solve)


def least_squares(d):
    m, n = d.of((4, 2), (5, 3), (3, 3), (2, 4))
    dtype = d.choice(DOUBLE)
    return [d.array([m, n], dtype, fill="regular"), d.array([m, 2], dtype, how="tensor")], d.opt(
        l2_regularizer=d.of(0.0, 0.1), fast=True
    )


recipe("linalg.lstsq", least_squares)


def norm(d):
    x = d.x(("float32", "float64", "complex64"), d.full(1, 3))
    order = d.of("euclidean", 1, 2, float("inf"), 3)
    if x.rank >= 2 and d.rare(0.4):
        order, axis = d.of("fro", "euclidean", 1, float("inf")), d.of([0, 1], [-2, -1])
    else:
        axis = d.of(None, d.axis(x.rank))
    return [x], {"ord": order, "axis": axis}


recipe("linalg.norm", lambda d: (lambda n: (n[0], {**n[1], **d.opt(keepdims=d.flag())}))(norm(d)), 1.5)
recipe("compat.v1.norm", lambda d: (lambda n: (n[0], {**n[1], **d.opt(keep_dims=d.flag())}))(norm(d)), 0.5)
recipe("linalg.normalize", norm)
recipe(
    "math.l2_normalize",
    lambda d: (lambda x: ([x], d.opt(axis=d.axes(x.rank), epsilon=d.of(1e-6, 0.1))))(
        d.x(("float32", "float64"), d.full(1, 3))
    ),
)


def banded(d):
    n, dtype = d.randint(2, 5), d.choice(DOUBLE)
    return [
        d.array([*batch(d), 3, n], dtype, low=1, high=3, how="tensor"),
        d.array([n, 2], dtype, how="tensor"),
    ], d.opt(lower=d.flag(), adjoint=d.flag())


def tridiagonal(d):
    n, dtype = d.randint(2, 5), d.choice(DOUBLE)
    lead = batch(d)
    return [d.array([*lead, 3, n], dtype, low=1, high=3, how="tensor"), d.array([*lead, n, 2], dtype, how="tensor")]


recipe("linalg.banded_triangular_solve", banded, 0.7)
recipe("linalg.tridiagonal_solve", lambda d: (tridiagonal(d), d.opt(transpose_rhs=False, conjugate_rhs=False)), 0.7)
recipe("linalg.tridiagonal_matmul", lambda d: (tridiagonal(d), {"diagonals_format": "compact"}), 0.7)
recipe(
    "linalg.eigh_tridiagonal",
    lambda d: [d.array([4], "float32", how="tensor"), d.array([3], "float32", how="tensor")],
    0.5,
)
recipe("linalg.lu", lambda d: ([square(d, FIELD, "regular")], d.opt(output_idx_type=d.dtype("int32", "int64"))))
recipe("linalg.logm", lambda d: [d.array([3, 3], "complex64", low=-0.1, high=0.1, how="tensor")], 0.2)


def factored(d, name):
    a = {"values": [[2.0, 1.0, 0.5], [0.25, 1.5, -1.0], [0.5, 0.5, 3.0]], "dtype": d.choice(DOUBLE), "how": "tensor"}
    return [a, {"values": d.perm(3), "dtype": "int32", "how": "tensor"}]


recipe("linalg.lu_reconstruct linalg.lu_matrix_inverse", lambda d: factored(d, ""), 0.4)
recipe(
    "linalg.lu_solve", lambda d: (lambda f: [*f, d.array([3, 2], f[0]["dtype"], how="tensor")])(factored(d, "")), 0.4
)
recipe(
    "linalg.svd",
    lambda d: ([d.array([*batch(d), d.randint(1, 4), d.randint(1, 4)], d.choice(FIELD))], {"compute_uv": False}),
)
recipe("compat.v1.matrix_diag compat.v1.diag", lambda d: [d.x(("float32", "int32"), d.full(1, 2))], 0.4)
recipe("compat.v1.diag_part", lambda d: (lambda s: [d.x(("float32",), s + s)])(d.full(1, 2)), 0.4)
recipe("compat.v1.self_adjoint_eigvals compat.v1.matrix_determinant", lambda d: [square(d, DOUBLE, "definite")], 0.4)
recipe(
    "compat.v1.nn.xw_plus_b compat.v1.nn.relu_layer",
    lambda d: [d.array([3, 4], "float32"), d.array([4, 2], "float32"), d.array([2], "float32")],
    0.4,
)
