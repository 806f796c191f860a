"""Images: colours, sizes, crops, flips, boxes, codecs, windows of signals and their spectra."""

from agreement.draw import FLOATS
from agreement.recipes.table import recipe

PIXELS = ("float32", "float32", "uint8", "float64", "float16")


def picture(d, dtypes=PIXELS, channels=3, batched=None, low=2, high=7, **more):
    dtype = d.choice(dtypes)
    lead = [d.randint(1, 2)] if (d.flag() if batched is None else batched) else []
    bounds = {"low": 0, "high": 256} if dtype in ("uint8", "int32", "uint16") else {"low": 0, "high": 1}
    return d.array(
        [*lead, d.randint(low, high), d.randint(low, high), channels],
        dtype,
        how=d.of("tensor", "numpy"),
        **{**bounds, **more},
    )


REAL = ("float32", "float32", "float64", "float16")
recipe("image.rgb_to_hsv image.hsv_to_rgb", lambda d: [picture(d, REAL)])
recipe("image.rgb_to_yiq image.yiq_to_rgb image.rgb_to_yuv image.yuv_to_rgb", lambda d: [picture(d, REAL)])
recipe("image.rgb_to_grayscale", lambda d: [picture(d)])
recipe("image.grayscale_to_rgb", lambda d: [picture(d, channels=1)])
recipe("image.flip_left_right image.flip_up_down image.transpose", lambda d: [picture(d, channels=d.randint(1, 4))])
recipe("image.rot90", lambda d: ([picture(d, channels=d.randint(1, 4))], d.opt(k=d.randint(-2, 5))))
recipe("image.adjust_brightness", lambda d: [picture(d), d.number(-0.5, 0.5)])
recipe("image.adjust_contrast", lambda d: [picture(d), d.number(0.3, 2)])
recipe("image.adjust_gamma", lambda d: ([picture(d)], d.opt(gamma=d.number(0.5, 2), gain=d.number(0.5, 1.5))))
recipe("image.adjust_hue", lambda d: [picture(d), d.number(-1, 1)])
recipe("image.adjust_saturation", lambda d: [picture(d), d.number(0, 2)])
recipe("image.per_image_standardization", lambda d: [picture(d)])
recipe(
    "image.convert_image_dtype",
    lambda d: (
        [
            picture(d, ("float32", "uint8", "float64", "int32", "uint16")),
            d.dtype("float32", "uint8", "float64", "uint16", "int32"),
        ],
        d.opt(saturate=d.flag()),
    ),
    1.5,
)
recipe("image.central_crop", lambda d: [picture(d), d.number(0.2, 1.0)])


def crop(d):
    x = picture(d)
    h, w = x.shape[-3:-1]
    top, left = d.randint(0, h - 1), d.randint(0, w - 1)
    return [x, top, left, d.randint(1, h - top), d.randint(1, w - left)]


def padded(d):
    x = picture(d)
    h, w = x.shape[-3:-1]
    top, left = d.randint(0, 3), d.randint(0, 3)
    return [x, top, left, h + top + d.randint(0, 2), w + left + d.randint(0, 2)]


recipe("image.crop_to_bounding_box", crop)
recipe("image.pad_to_bounding_box", padded)
recipe(
    "image.resize_with_crop_or_pad compat.v1.image.resize_image_with_crop_or_pad",
    lambda d: [picture(d), d.randint(1, 9), d.randint(1, 9)],
)
METHODS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")
recipe(
    "image.resize",
    lambda d: (
        [picture(d), [d.randint(1, 9), d.randint(1, 9)]],
        d.opt(method=d.of(*METHODS), antialias=d.flag(), preserve_aspect_ratio=d.rare(0.3)),
    ),
    4,
)
recipe(
    "image.resize_with_pad",
    lambda d: ([picture(d), d.randint(1, 9), d.randint(1, 9)], d.opt(method=d.of(*METHODS), antialias=d.flag())),
    1.5,
)
recipe(
    "compat.v1.image.resize compat.v1.image.resize_images",
    lambda d: (
        [picture(d, ("float32", "uint8")), [d.randint(1, 9), d.randint(1, 9)]],
        d.opt(method=d.randint(0, 3), align_corners=d.flag()),
    ),
)
recipe(
    "compat.v1.image.resize_bilinear compat.v1.image.resize_nearest_neighbor compat.v1.image.resize_bicubic",
    lambda d: (
        [picture(d, ("float32", "uint8"), batched=True), [d.randint(1, 9), d.randint(1, 9)]],
        {d.of("align_corners", "half_pixel_centers"): d.flag()},
    ),
)
recipe(
    "compat.v1.image.resize_area",
    lambda d: (
        [picture(d, ("float32", "uint8"), batched=True), [d.randint(1, 9), d.randint(1, 9)]],
        d.opt(align_corners=d.flag()),
    ),
)
recipe("image.image_gradients", lambda d: [picture(d, ("float32", "float64"), batched=True)])
recipe("image.sobel_edges", lambda d: [picture(d, ("float32", "float64"), batched=True)])
recipe("image.total_variation", lambda d: [picture(d, REAL)])
recipe("image.psnr", lambda d: (lambda x: [x, d.like(x, low=0, high=1, how="tensor"), 1.0])(picture(d, ("float32",))))


def similar(d, size):
    x = d.array([d.randint(1, 2), size, size, d.of(1, 3)], "float32", low=0, high=1, how="tensor")
    return [x, d.like(x, low=0, high=1, how="tensor"), 1.0]


recipe(
    "image.ssim",
    lambda d: (
        similar(d, 12),
        d.opt(filter_size=d.of(3, 5, 11), filter_sigma=d.number(0.8, 2), k1=0.02, k2=0.05, return_index_map=d.flag()),
    ),
    0.7,
)
recipe(
    "image.ssim_multiscale",
    lambda d: (similar(d, 24), {"power_factors": {"tuple": [0.3, 0.7]}, "filter_size": d.of(3, 5)}),
    0.4,
)
recipe(
    "image.extract_patches",
    lambda d: [
        picture(d, ("float32", "uint8", "int32"), batched=True, low=4),
        [1, d.randint(1, 3), d.randint(1, 3), 1],
        [1, d.randint(1, 3), d.randint(1, 3), 1],
        [1, d.randint(1, 2), d.randint(1, 2), 1],
        d.of("SAME", "VALID"),
    ],
)


def boxes(d, n):
    rows = []
    for _ in range(n):
        y, x = round(d.uniform(0, 0.6), 3), round(d.uniform(0, 0.6), 3)
        rows.append([y, x, round(y + d.uniform(0.05, 0.6), 3), round(x + d.uniform(0.05, 0.6), 3)])
    return {"values": rows, "dtype": "float32", "how": d.of("tensor", "numpy")}


def scored(d, n):
    return d.array([n], "float32", fill="distinct", low=0, high=1, how="tensor")


def crop_and_resize(d):
    x = picture(d, ("float32", "uint8"), batched=True)
    n = d.randint(1, 4)
    return [
        x,
        boxes(d, n),
        d.integers([n], 0, x.shape[0], "int32", how="tensor"),
        [d.randint(1, 5), d.randint(1, 5)],
    ], d.opt(method=d.of("bilinear", "nearest"), extrapolation_value=d.number())


recipe("image.crop_and_resize", crop_and_resize)
recipe(
    "image.non_max_suppression",
    lambda d: (
        lambda n: (
            [boxes(d, n), scored(d, n), d.randint(1, n)],
            d.opt(iou_threshold=d.number(0.1, 0.9), score_threshold=d.number(0, 0.5)),
        )
    )(d.randint(1, 8)),
)
recipe(
    "image.non_max_suppression_with_scores",
    lambda d: (
        lambda n: (
            [boxes(d, n), scored(d, n), d.randint(1, n)],
            d.opt(iou_threshold=d.number(0.1, 0.9), score_threshold=d.number(0, 0.5), soft_nms_sigma=d.of(0.0, 0.3)),
        )
    )(d.randint(1, 8)),
)
recipe(
    "image.non_max_suppression_padded",
    lambda d: (
        lambda n: (
            [boxes(d, n), scored(d, n), d.randint(1, n)],
            {
                **d.opt(iou_threshold=d.number(0.1, 0.9), score_threshold=d.number(0, 0.5)),
                "pad_to_max_output_size": d.flag(),
            },
        )
    )(d.randint(1, 8)),
)
recipe(
    "image.non_max_suppression_overlaps",
    lambda d: (
        lambda n: (
            [d.array([n, n], "float32", low=0, high=1), scored(d, n), d.randint(1, n)],
            d.opt(overlap_threshold=d.number(0.2, 0.8)),
        )
    )(d.randint(1, 6)),
)


def combined(d):
    n, c = d.randint(2, 6), d.randint(1, 3)
    rows = boxes(d, n)["values"]
    values = {"values": [[[r] for r in rows]], "dtype": "float32", "how": "tensor"}
    scores = d.array([1, n, c], "float32", fill="distinct", low=0, high=1, how="tensor")
    return [values, scores, d.randint(1, 4), d.randint(1, 6)], d.opt(
        iou_threshold=d.number(0.2, 0.8), score_threshold=d.number(0, 0.4), pad_per_class=d.flag(), clip_boxes=d.flag()
    )


recipe("image.combined_non_max_suppression", combined)
recipe(
    "image.draw_bounding_boxes",
    lambda d: [
        d.array([1, 9, 9, 3], "float32", low=0, high=1, how="tensor"),
        {"values": [boxes(d, 2)["values"]], "dtype": "float32", "how": "tensor"},
        d.array([2, 3], "float32", low=0, high=1),
    ],
    0.7,
)

# stateless: the same seed, the same numbers


def seed(d):
    return d.of(
        {"tuple": [d.randint(0, 99), d.randint(0, 99)]},
        [d.randint(-9, 99), d.randint(0, 99)],
        {"values": [d.randint(0, 1 << 20), 7], "dtype": "int64", "how": "tensor"},
    )


recipe("image.stateless_random_brightness", lambda d: [picture(d), d.number(0.1, 0.9), seed(d)])
recipe(
    "image.stateless_random_contrast image.stateless_random_saturation",
    lambda d: [picture(d), d.number(0.1, 0.9), d.number(1, 2), seed(d)],
)
recipe("image.stateless_random_hue", lambda d: [picture(d), d.number(0.05, 0.5), seed(d)])
recipe("image.stateless_random_flip_left_right image.stateless_random_flip_up_down", lambda d: [picture(d), seed(d)])
recipe("image.stateless_random_crop", lambda d: (lambda x: [x, [*x.shape[:-3], 2, 2, 3], seed(d)])(picture(d)))


def encoded(d, kind):
    x = d.array(
        [d.randint(2, 9), d.randint(2, 9), d.of(1, 3, 4) if kind == "png" else d.of(1, 3)],
        "uint8",
        low=0,
        high=256,
        how="tensor",
    )
    return {"call": [f"io.encode_{kind}", [x], {}]}


recipe(
    "io.encode_png",
    lambda d: (
        lambda c: [
            d.array([d.randint(1, 8), d.randint(1, 8), c], d.of("uint8", "uint16"), low=0, high=256, how="tensor")
        ]
    )(d.randint(1, 4)),
    0.5,
)
recipe(
    "io.decode_png", lambda d: ([encoded(d, "png")], d.opt(channels=d.of(0, 1, 3, 4), dtype=d.dtype("uint8", "uint16")))
)
recipe(
    "io.decode_jpeg",
    lambda d: (
        [encoded(d, "jpeg")],
        d.opt(
            channels=d.of(0, 1, 3),
            ratio=d.of(1, 2),
            dct_method=d.of("INTEGER_FAST", "INTEGER_ACCURATE"),
            fancy_upscaling=d.flag(),
        ),
    ),
)
recipe(
    "io.decode_image",
    lambda d: (
        [encoded(d, d.of("png", "jpeg"))],
        d.opt(channels=d.of(0, 1, 3), dtype=d.dtype("uint8", "float32", "uint16"), expand_animations=d.flag()),
    ),
)
recipe("io.is_jpeg", lambda d: [encoded(d, d.of("png", "jpeg"))], 0.4)
recipe("io.extract_jpeg_shape", lambda d: ([encoded(d, "jpeg")], d.opt(output_type=d.dtype("int32", "int64"))), 0.5)
recipe("io.decode_and_crop_jpeg", lambda d: [encoded(d, "jpeg"), [0, 0, 2, d.randint(1, 2)]], 0.5)
recipe(
    "image.adjust_jpeg_quality", lambda d: [picture(d, ("float32", "uint8"), batched=False), d.randint(30, 100)], 0.4
)
recipe(
    "audio.encode_wav",
    lambda d: [d.array([d.randint(1, 20), d.randint(1, 2)], "float32", low=-1, high=1), d.of(8000, 16000, 44100)],
)
recipe(
    "audio.decode_wav",
    lambda d: (
        [
            {
                "call": [
                    "audio.encode_wav",
                    [d.array([d.randint(3, 20), 2], "float32", low=-1, high=1, how="tensor"), 8000],
                    {},
                ]
            }
        ],
        d.opt(desired_channels=d.of(-1, 2, 1), desired_samples=d.of(-1, 4, 30)),
    ),
)

# ---- signals

WINDOWS = ("signal.hann_window", "signal.hamming_window", "signal.vorbis_window", "signal.kaiser_window")


def halves(d, n):
    """What `irfft` takes: two frequencies or more, as of one TensorFlow makes nothing and ends."""
    return d.array([*d.full(n - 1, n), d.randint(2, 5)], d.of("complex64", "complex64", "complex128"))


def complexes(d, low, **more):
    return d.array(d.full(low, low + 1), d.of("complex64", "complex64", "complex128"), **more)


recipe("signal.fft signal.ifft", lambda d: [complexes(d, 1)], 1.2)
recipe("signal.fft2d signal.ifft2d", lambda d: [complexes(d, 2)])
recipe("signal.fft3d signal.ifft3d", lambda d: [complexes(d, 3)])
recipe("signal.rfft", lambda d: ([d.x(("float32", "float64"), d.full(1, 3))], d.opt(fft_length=[d.randint(1, 9)])))
recipe(
    "signal.rfft2d",
    lambda d: ([d.x(("float32", "float64"), d.full(2, 3))], d.opt(fft_length=[d.randint(1, 6), d.randint(1, 6)])),
)
recipe(
    "signal.rfft3d",
    lambda d: ([d.x(("float32", "float64"), d.full(3, 4))], d.opt(fft_length=[d.randint(1, 5) for _ in range(3)])),
)
recipe("signal.irfft", lambda d: ([halves(d, 1)], d.opt(fft_length=[d.randint(1, 9)])))
recipe("signal.irfft2d", lambda d: ([halves(d, 2)], d.opt(fft_length=[d.randint(1, 6), d.randint(1, 6)])))
recipe("signal.irfft3d", lambda d: ([halves(d, 3)], d.opt(fft_length=[d.randint(1, 5) for _ in range(3)])))
recipe(
    "signal.fftshift signal.ifftshift",
    lambda d: (lambda x: ([x], d.opt(axes=d.of(d.axis(x.rank), [d.axis(x.rank)]))))(
        d.x(("float32", "complex64", "int32"), d.full(1, 3))
    ),
)


def dct(d):
    kind = d.randint(1, 4)
    x = d.x(("float32", "float64"), [*d.full(0, 2), d.randint(2, 8)])
    return [x], {
        "type": kind,
        **({"norm": "ortho"} if kind != 1 and d.flag() else {}),
        **({"n": d.randint(2, 9)} if d.rare(0.3) else {}),
    }


recipe("signal.dct signal.idct", dct, 1.3)
recipe(
    "signal.frame",
    lambda d: (
        lambda x: (
            [x, d.randint(1, 5), d.randint(1, 4)],
            d.opt(pad_end=d.flag(), pad_value=d.randint(0, 3), axis=d.axis(x.rank)),
        )
    )(d.x(("float32", "int32"), [*d.full(0, 2), d.randint(5, 9)])),
)
recipe(
    "signal.overlap_and_add",
    lambda d: [
        d.x(("float32", "int32", "float64"), [*d.full(0, 1), d.randint(1, 4), d.randint(2, 5)]),
        d.randint(1, 5),
    ],
)
recipe(
    "signal.stft",
    lambda d: (
        [d.x(("float32", "float64"), [*d.full(0, 1), d.randint(8, 20)]), d.randint(3, 8), d.randint(1, 4)],
        d.opt(fft_length=d.of(8, 16, 9), pad_end=d.flag(), window_fn=d.of(None, {"name": d.of(*WINDOWS)})),
    ),
)
recipe(
    "signal.inverse_stft",
    lambda d: (
        [d.array([d.randint(1, 4), 5], "complex64"), d.of(8, 6), d.randint(1, 4)],
        d.opt(fft_length=8, window_fn=d.of(None, {"name": d.of(*WINDOWS)})),
    ),
)
recipe(
    "signal.mdct",
    lambda d: ([d.array([*d.full(0, 1), 16], "float32"), 8], d.opt(norm=d.of(None, "ortho"), pad_end=d.flag())),
    0.6,
)
recipe(
    "signal.inverse_mdct", lambda d: ([d.array([d.randint(1, 3), 4], "float32")], d.opt(norm=d.of(None, "ortho"))), 0.6
)
recipe(
    "signal.hann_window signal.hamming_window",
    lambda d: ([d.randint(1, 9)], d.opt(periodic=d.flag(), dtype=d.dtype(*FLOATS))),
)
recipe(
    "signal.kaiser_window",
    lambda d: ([d.randint(1, 9)], d.opt(beta=d.number(1, 12), dtype=d.dtype("float32", "float64"))),
    0.7,
)
recipe("signal.kaiser_bessel_derived_window", lambda d: ([d.of(2, 4, 8)], d.opt(beta=d.number(1, 12))), 0.5)
recipe("signal.vorbis_window", lambda d: ([d.randint(1, 9)], d.opt(dtype=d.dtype("float32", "float64"))), 0.6)
recipe(
    "signal.linear_to_mel_weight_matrix",
    lambda d: (
        [],
        d.opt(
            num_mel_bins=d.randint(2, 8),
            num_spectrogram_bins=d.randint(9, 20),
            sample_rate=d.of(8000, 16000),
            lower_edge_hertz=d.of(80.0, 125.0),
            upper_edge_hertz=d.of(3800.0, 3000.0),
        ),
    ),
    0.6,
)
recipe("signal.mfccs_from_log_mel_spectrograms", lambda d: [d.x(("float32", "float64"), d.full(1, 3))], 0.6)
