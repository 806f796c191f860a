"""Names of the ops in `ops/linalg/`."""

NAMES = {
    "ops.linalg.products": {
        "matmul": "matmul linalg.matmul",
        "matvec": "linalg.matvec",
        "adjoint": "linalg.adjoint",
        "cross": "linalg.cross",
    },
    "ops.linalg.diagonals": {
        "band_part": "linalg.band_part",
        "diag": "linalg.diag",
        "diag_part": "linalg.diag_part",
        "set_diag": "linalg.set_diag",
        "tensor_diag": "linalg.tensor_diag",
        "tensor_diag_part": "linalg.tensor_diag_part",
        "trace": "linalg.trace",
    },
    "ops.linalg.solving": {
        "solve": "linalg.solve",
        "triangular_solve": "linalg.triangular_solve",
        "cholesky_solve": "linalg.cholesky_solve",
        "inv": "linalg.inv",
        "det": "linalg.det",
        "slogdet": "linalg.slogdet",
    },
    "ops.linalg.decompositions": {
        "cholesky": "linalg.cholesky",
        "qr": "linalg.qr",
        "lu": "linalg.lu",
        "lu_reconstruct": "linalg.lu_reconstruct",
        "lu_solve": "linalg.lu_solve",
        "lu_matrix_inverse": "linalg.lu_matrix_inverse",
    },
    "ops.linalg.spectra": {
        "svd": "linalg.svd",
        "eigh": "linalg.eigh",
        "eigvalsh": "linalg.eigvalsh",
        "eig": "linalg.eig eig",
        "eigvals": "linalg.eigvals eigvals",
    },
    "ops.linalg.matrix_functions": {
        "expm": "linalg.expm",
        "sqrtm": "linalg.sqrtm matrix_square_root",
        "logm": "linalg.logm",
    },
    "ops.linalg.norms": {
        "norm": "norm linalg.norm",
        "normalize": "linalg.normalize",
        "logdet": "linalg.logdet",
        "matrix_rank": "linalg.matrix_rank",
        "pinv": "linalg.pinv",
        "lstsq": "linalg.lstsq",
    },
    "ops.linalg.tridiagonal": {
        "tridiagonal_matmul": "linalg.tridiagonal_matmul",
        "tridiagonal_solve": "linalg.tridiagonal_solve",
        "banded_triangular_solve": "linalg.banded_triangular_solve",
        "eigh_tridiagonal": "linalg.eigh_tridiagonal",
    },
    "ops.linalg.einsum": {"einsum": "einsum linalg.einsum", "tensordot": "tensordot linalg.tensordot"},
}

V1 = {
    "ops.linalg.products": {"cross": "cross"},
    "ops.linalg.solving": {
        "solve": "matrix_solve",
        "triangular_solve": "matrix_triangular_solve",
        "cholesky_solve": "cholesky_solve",
        "inv": "matrix_inverse",
        "det": "matrix_determinant",
    },
    "ops.linalg.decompositions": {"cholesky": "cholesky", "qr": "qr"},
    "ops.linalg.spectra": {
        "svd": "svd",
        "eigh": "self_adjoint_eig",
        "eigvalsh": "self_adjoint_eigvals",
    },
    "ops.linalg.norms": {"lstsq": "matrix_solve_ls"},
    "ops.linalg.diagonals": {
        "band_part": "matrix_band_part",
        "diag": "matrix_diag",
        "diag_part": "matrix_diag_part",
        "set_diag": "matrix_set_diag",
        "tensor_diag": "diag",
        "tensor_diag_part": "diag_part",
        "trace": "trace",
    },
}
