"""Linear algebra and signals again: widths, empty matrices, batches, what is refused."""

from tenfold.testing.cases import bf16, c64, c128, case, f16, f32, f64, ints

SHIFTED = "x + 5 * tf.eye(3, dtype=x.dtype)"
SPD = "tf.matmul(x, x, transpose_b=True) + 3 * tf.eye(3, dtype=x.dtype)"
SIZES = {"unknown": False, "why": "the rule turns on which dimension is larger"}
RANK = {"unknown": "dims", "why": "axes are counted"}

PRODUCTS = [
    case("tf.matmul(x, y)", x=f32(0, 3), y=f32(3, 2)),
    case("tf.matmul(x, y)", x=f32(2, 0), y=f32(0, 3)),
    case("tf.matmul(x, y)", x=c128(2, 2), y=c128(2, 1)),
    case("tf.matmul(x, y)", x=ints([[1, 2]], "int64"), y=ints([[3], [4]], "int64")),
    case("tf.matmul(x, y)", x=f32(3), y=f32(3)),
    case("tf.matmul(x, y)", x=f32(2, 3), y=f64(3, 2)),
    case("tf.matmul(x, y)", x=f32(2, 2, 3), y=f32(3, 3, 2)),
    case("tf.matmul(x, y, transpose_a=True, adjoint_a=True)", x=f32(3, 2), y=f32(3, 2)),
    case("tf.matmul(x, y, a_is_sparse=True)", x=f32(2, 3), y=f32(3, 2)),
    case("tf.linalg.matvec(x, y)", x=f16(2, 3), y=f16(3)),
    case("tf.linalg.matvec(x, y)", x=f32(2, 3), y=f32(2)),
    case("tf.einsum('ij,jk->ik', x, y)", x=f32(0, 3), y=f32(3, 2)),
    case("tf.einsum('bij,bjk->bik', x, y)", x=bf16(2, 2, 3), y=bf16(2, 3, 2)),
    case("tf.einsum('ij,ij->', x, y)", x=f64(2, 3), y=f64(2, 3)),
    case("tf.einsum('i->', x, y)", x=f32(2), y=f32(2)),
    case("tf.einsum('ij', x)", x=f32(2, 3)),
    case("tf.tensordot(x, y, [[-1], [-2]])", x=f64(2, 3), y=f64(3, 2), **RANK),
    case("tf.tensordot(x, y, 3)", x=f32(2, 3), y=f32(3, 2)),
    case("tf.linalg.cross(x, y)", x=f64(2, 3), y=f64(2, 3)),
]

MATRICES = [
    *(case(f"tf.linalg.{name}({SHIFTED})", x=f64(2, 3, 3)) for name in "inv det trace expm slogdet".split()),
    *(case(f"tf.linalg.{name}({SPD})", x=f64(3, 4)) for name in "cholesky logdet eigvalsh sqrtm".split()),
    *(case(f"tf.linalg.{name}(x)", x=f32(2, 3)) for name in "inv det cholesky logdet eigvalsh expm sqrtm".split()),
    *(case(f"tf.linalg.{name}(x)", x=f32(3)) for name in "inv det cholesky qr svd trace".split()),
    *(case(f"tf.linalg.{name}(x)", x=f32(0, 0)) for name in "inv det cholesky".split()),
    *(case(f"tf.linalg.{name}(x)", x=f32(0, 3, 3)) for name in "inv det cholesky trace".split()),
    case(f"tf.linalg.solve({SHIFTED}, y)", x=f64(2, 3, 3), y=f64(2, 3, 1)),
    case("tf.linalg.solve(x, y)", x=f32(3, 3), y=f32(2, 1)),
    case(f"tf.linalg.triangular_solve({SHIFTED}, y, lower=False)", x=f64(3, 3), y=f64(3, 2)),
    case(f"tf.linalg.cholesky_solve(tf.linalg.cholesky({SPD}), y)", x=f64(3, 4), y=f64(3, 2)),
    case("tf.linalg.qr(x)", x=f64(3, 3), **SIZES),
    case("tf.linalg.svd(x, compute_uv=False)", x=f64(2, 3)),
    case("tf.linalg.lstsq(x, y)", x=f64(4, 2), y=f64(4, 1), **SIZES),
    case("tf.linalg.lstsq(x, y)", x=f32(4, 2), y=f32(3, 1)),
    case("tf.linalg.band_part(x, 5, 1)", x=f32(2, 2)),
    case("tf.linalg.band_part(x, 1, 1)", x=f16(3, 3)),
    case("tf.linalg.band_part(x, 1, 1)", x=f32(3)),
    case("tf.linalg.diag(x)", x=ints([1, 2], "int64")),
    case("tf.linalg.diag_part(x)", x=f16(2, 3)),
    case("tf.linalg.set_diag(x, y)", x=ints([[1, 2], [3, 4]]), y=ints([9, 8])),
    case("tf.linalg.tensor_diag_part(x)", x=f32(2, 3)),
    *(
        case(f"tf.norm(x, {args})", x=f64(2, 3))
        for args in ("1", "np.inf", "'euclidean', -1", "1.5, 0", "ord=2, axis=-2, keepdims=True")
    ),
    case("tf.norm(x)", x=f32(0), grad=False, why="at zero there is no slope"),
    case("tf.norm(x, ord='nuc')", x=f32(2, 2)),
    case("tf.norm(x, ord=-1)", x=f32(2)),
    case("tf.linalg.normalize(x, axis=0)", x=f64(2, 3)),
    case("tf.linalg.global_norm([x, y])", x=f64(2), y=f64(3)),
    case("tf.linalg.pinv(x)", x=f64(3, 2)),
    case("tf.linalg.matrix_rank(x)", x=f64([[1.0, 0.0], [0.0, 0.0]])),
]

SIGNALS = [
    case("tf.signal.fft(x)", x=c64(0, 4)),
    case("tf.signal.fft(x)", x=c64()),
    case("tf.signal.fft2d(x)", x=c64(3)),
    case("tf.signal.rfft(x)", x=f64(6)),
    case("tf.signal.irfft(x)", x=c128(2, 4)),
    case("tf.signal.frame(x, 3, 2)", x=f16(7)),
    case("tf.signal.frame(x, 3, 2)", x=ints([1, 2, 3, 4, 5], "int64")),
    case("tf.signal.stft(x, 8, 4)", x=f64(20)),
    case("tf.signal.dct(x, norm='ortho')", x=f64(5)),
    case("tf.signal.idct(x, type=3)", x=f64(4)),
    case("tf.signal.dct(x, norm='none')", x=f32(5)),
    case("tf.signal.fftshift(x, axes=-1)", x=f64(2, 3)),
    *(
        case(f"tf.signal.{name}(5, dtype=tf.{t})")
        for name in ("hann_window", "hamming_window")
        for t in ("float16", "float64", "bfloat16")
    ),
]

CASES = [*PRODUCTS, *MATRICES, *SIGNALS]
