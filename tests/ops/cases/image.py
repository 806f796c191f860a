"""Images: resizing, geometry, colours, quality, files, boxes."""

import base64
import json
from pathlib import Path

import numpy as np

from tenfold.testing.cases import case, f16, f32, f64, ints, pos, randint, strs

FLOAT32 = {"grad": False, "why": "the result is float32 whatever comes in"}
RANK = {"unknown": "dims", "why": "the rank says whether it is a batch"}
BOTH = {
    "grad": False,
    "unknown": "dims",
    "why": "the result is float32 whatever comes in; the rank says whether it is a batch",
}
DRAWN = {"grad": False, "why": "what is drawn turns on the dtype"}


def u8(*shape):
    return randint(*shape, low=0, high=256, dtype="uint8")


def shade(*shape):
    return f32(*shape, low=0.05, high=0.95)


METHODS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")
RESIZE = [
    *(
        case(f"tf.image.resize(x, [{size}], '{m}')", x=f32(2, 6, 5, 3), **BOTH)
        for m in METHODS
        for size in ("9, 11", "3, 4")
    ),
    *(case(f"tf.image.resize(x, [3, 4], '{m}', antialias=True)", x=f32(7, 9, 2), **BOTH) for m in METHODS),
    case("tf.image.resize(x, [8, 8], antialias=True)", x=f32(7, 5, 2), **BOTH),
    case("tf.image.resize(x, [17, 23], 'bicubic')", x=u8(9, 10, 3), **BOTH),
    case("tf.image.resize(x, [17, 23])", x=u8(9, 10, 3), **BOTH),
    case("tf.cast(tf.image.resize(x, [31, 29]), tf.uint8)", x=u8(13, 17, 3), **BOTH),
    case("tf.image.resize(x, [4, 7], 'nearest')", x=u8(9, 10, 3), **BOTH),
    case("tf.image.resize(x, [4, 7])", x=f16(3, 4, 1), **BOTH),
    case("tf.image.resize(x, [4, 7])", x=f64(3, 4, 1), **BOTH),
    case("tf.image.resize(x, [9, 10])", x=u8(9, 10, 3), **BOTH),
    case("tf.image.resize(x, [4, 7], preserve_aspect_ratio=True)", x=f32(9, 10, 3), **BOTH),
    case("tf.image.resize(x, [1, 1])", x=f32(4, 4, 1), **BOTH),
    case("tf.image.resize(x, [4])", x=f32(4, 4, 1)),
    case("tf.image.resize(x, [4, 4], 'cubic')", x=f32(3, 4, 1)),
    case("tf.image.resize(x, [4, 4])", x=f32(4, 1)),
    case("tf.image.resize(x, size=tf.shape(x)[1:3] * 2)", x=f32(2, 3, 4, 1), **BOTH),
    case("tf.image.resize_with_pad(x, 8, 7)", x=f32(2, 5, 9, 3), **BOTH),
    case("tf.image.resize_with_pad(x, 3, 8, antialias=True)", x=f32(9, 5, 3), **BOTH),
    case("tf.image.resize_with_pad(x, 5, 5, 'nearest')", x=u8(9, 5, 3), **BOTH),
    *(case(f"tf.image.resize_images(x, [7, 9], {m})", x=f32(2, 4, 5, 2), v1=True, **BOTH) for m in range(4)),
    *(
        case(f"tf.image.resize_images(x, [3, 2], {m}, align_corners=True)", x=f32(2, 4, 5, 2), v1=True, **BOTH)
        for m in range(4)
    ),
    case("tf.image.resize_bilinear(x, [7, 3], align_corners=True)", x=f32(2, 4, 5, 2), v1=True, **BOTH),
    case("tf.image.resize_bilinear(x, [7, 3], half_pixel_centers=True)", x=f32(2, 4, 5, 2), v1=True, **BOTH),
    case("tf.image.resize_bicubic(x, [7, 3])", x=f32(2, 4, 5, 2), v1=True, **BOTH),
    case("tf.image.resize_nearest_neighbor(x, [7, 3])", x=u8(2, 4, 5, 2), v1=True, **BOTH),
    case("tf.image.resize_area(x, [7, 3])", x=f32(2, 4, 5, 2), v1=True, **BOTH),
    case("tf.image.resize_image_with_pad(x, 7, 3)", x=f32(2, 4, 5, 2), v1=True, **BOTH),
]

SHAPES = [
    case("tf.image.flip_left_right(x)", x=f32(2, 3, 4, 2)),
    case("tf.image.flip_up_down(x)", x=f32(3, 4, 2)),
    case("tf.image.flip_up_down(x)", x=f32(3, 4)),
    case("tf.image.transpose(x)", x=f32(3, 4, 2)),
    case("tf.image.rot90(x)", x=f32(2, 3, 4, 2)),
    case("tf.image.rot90(x, 3)", x=f32(3, 4, 2)),
    case("tf.image.rot90(x, k=-2)", x=f32(3, 4, 2)),
    case("tf.image.rot90(x, k)", x=f32(3, 3, 2), k=ints(3), xla=False, why="the shape is data"),
    case("tf.image.crop_to_bounding_box(x, 1, 0, 2, 3)", x=f32(2, 4, 5, 2)),
    case("tf.image.crop_to_bounding_box(x, 1, 0, 2, 3)", x=f32(4, 5, 2)),
    case("tf.image.crop_to_bounding_box(x, 3, 0, 2, 3)", x=f32(4, 5, 2)),
    case("tf.image.crop_to_bounding_box(x, -1, 0, 2, 3)", x=f32(4, 5, 2)),
    case(
        "tf.image.crop_to_bounding_box(x, a, a, 2, 3)", x=f32(4, 5, 2), a=ints(1), xla=False, why="the offset is data"
    ),
    case("tf.image.pad_to_bounding_box(x, 1, 0, 6, 7)", x=f32(2, 4, 5, 2)),
    case("tf.image.pad_to_bounding_box(x, 1, 2, 6, 6)", x=f32(4, 5, 2)),
    case("tf.image.central_crop(x, 0.5)", x=f32(2, 7, 5, 2), **RANK),
    case("tf.image.central_crop(x, 0.875)", x=u8(17, 19, 3), **RANK),
    case("tf.image.central_crop(x, 1.0)", x=f32(7, 5, 2), **RANK),
    case("tf.image.central_crop(x, 0.0)", x=f32(7, 5, 2)),
    case("tf.image.resize_with_crop_or_pad(x, 4, 8)", x=f32(2, 7, 5, 2)),
    case("tf.image.resize_with_crop_or_pad(x, 8, 4)", x=f32(7, 5, 2)),
    case("tf.image.resize_image_with_crop_or_pad(x, 8, 4)", x=f32(7, 5, 2), v1=True),
    case("tf.image.extract_patches(x, [1, 3, 2, 1], [1, 2, 2, 1], [1, 1, 2, 1], 'SAME')", x=f32(2, 5, 6, 2), **RANK),
    case("tf.image.extract_patches(x, [1, 3, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], 'VALID')", x=u8(2, 5, 6, 2), **RANK),
    case(
        "tf.image.extract_image_patches(x, [1, 3, 2, 1], [1, 1, 1, 1], [1, 1, 1, 1], 'VALID')",
        x=f32(2, 5, 6, 2),
        v1=True,
        **RANK,
    ),
]

COLORS = [
    *(
        case(f"tf.image.convert_image_dtype(x, '{to}', saturate={s})", x=x, grad=False, why="the dtype is fixed")
        for x in (u8(2, 3, 1), shade(2, 3, 1), randint(2, 2, 1, low=0, high=30000, dtype="int16"))
        for to, s in (("uint8", True), ("float32", False), ("int32", False), ("uint16", True), ("float64", False))
    ),
    case("tf.image.convert_image_dtype(x, tf.uint8)", x=f16(2, 3, 1, low=0, high=0.9)),
    case("tf.image.convert_image_dtype(x, tf.float32)", x=f16(2, 3, 1), grad=False, why="the dtype is fixed"),
    case("tf.image.convert_image_dtype(x, tf.bool)", x=u8(2, 3, 1)),
    case("tf.image.adjust_brightness(x, 0.2)", x=shade(2, 3, 4, 3)),
    case("tf.image.adjust_brightness(x, -0.1)", x=u8(3, 4, 3)),
    case("tf.image.adjust_contrast(x, 1.7)", x=shade(2, 3, 4, 3)),
    case("tf.image.adjust_contrast(x, 0.4)", x=u8(3, 4, 3)),
    case("tf.image.adjust_gamma(x, 0.7, 1.2)", x=shade(3, 4, 3)),
    case("tf.image.adjust_gamma(x, 2.0)", x=u8(3, 4, 3)),
    case("tf.image.adjust_gamma(x, -2.0)", x=u8(3, 4, 3)),
    case("tf.image.adjust_hue(x, 0.3)", x=shade(2, 3, 4, 3)),
    case("tf.image.adjust_hue(x, -0.2)", x=u8(3, 4, 3)),
    case("tf.image.adjust_hue(x, -2.0)", x=u8(3, 4, 3)),
    case("tf.image.adjust_saturation(x, 0.3)", x=shade(2, 3, 4, 3)),
    case("tf.image.adjust_saturation(x, 2.5)", x=u8(3, 4, 3)),
    case("tf.image.rgb_to_hsv(x)", x=shade(3, 4, 3)),
    case("tf.image.rgb_to_hsv(x)", x=f32([[0.0, 0.0, 0.0], [0.3, 0.3, 0.3]]), grad=False, why="grey is a corner"),
    case("tf.image.hsv_to_rgb(x)", x=shade(3, 4, 3)),
    case("tf.image.rgb_to_grayscale(x)", x=shade(2, 3, 4, 3)),
    case("tf.image.rgb_to_grayscale(x)", x=u8(3, 4, 3)),
    case("tf.image.grayscale_to_rgb(x)", x=shade(2, 3, 4, 1)),
    case("tf.image.grayscale_to_rgb(x)", x=u8(3, 4, 1)),
    case("tf.image.grayscale_to_rgb(x)", x=u8(3, 4, 3)),
    case("tf.image.rgb_to_yiq(x)", x=shade(3, 4, 3)),
    case("tf.image.yiq_to_rgb(x)", x=shade(3, 4, 3)),
    case("tf.image.rgb_to_yuv(x)", x=shade(3, 4, 3)),
    case("tf.image.yuv_to_rgb(x)", x=shade(3, 4, 3)),
    case(
        "tf.image.per_image_standardization(x)",
        x=f32(2, 3, 4, 3),
        grad=False,
        why="float32 whatever the image is, where differences need float64",
    ),
    case("tf.image.per_image_standardization(x)", x=u8(3, 4, 3)),
    case("tf.image.per_image_standardization(x)", x=f32([[[1.0, 1.0]]]), grad=False, why="a uniform image is a corner"),
]

CHANNELS = {"unknown": False, "why": "the number of channels must be known"}
QUALITY = [
    case("tf.image.psnr(x, y, 1.0)", x=shade(2, 4, 5, 3), y=shade(2, 4, 5, 3)),
    case("tf.image.psnr(x, y, 255)", x=u8(4, 5, 3), y=u8(4, 5, 3)),
    case(
        "tf.image.ssim(x, y, 1.0)",
        x=shade(1, 12, 11, 1),
        y=shade(1, 12, 11, 1),
        grad=False,
        unknown=False,
        why="the number of channels must be known; the gradient is that of the cases with a smaller window",
    ),
    case("tf.image.ssim(x, y, 255, filter_size=5, k2=0.05)", x=u8(9, 8, 3), y=u8(9, 8, 3), **CHANNELS),
    case(
        "tf.image.ssim(x, y, 1.0, filter_size=5, return_index_map=True)", x=shade(9, 8, 3), y=shade(9, 8, 3), **CHANNELS
    ),
    case(
        "tf.image.ssim_multiscale(x, 0.7 * x + 0.2 * y, 1.0, (0.4, 0.6), filter_size=4)",
        x=shade(2, 13, 12, 2),
        y=shade(2, 13, 12, 2),
        **CHANNELS,
    ),
    case("tf.image.total_variation(x)", x=f32(2, 3, 4, 2), **RANK),
    case("tf.image.total_variation(x)", x=f32(3, 4, 2), **RANK),
    case("tf.image.image_gradients(x)", x=f32(2, 3, 4, 2), **RANK),
    case("tf.image.image_gradients(x)", x=f32(3, 4, 2)),
    case("tf.image.sobel_edges(x)", x=f32(2, 5, 4, 2), **CHANNELS),
]


STORED = json.loads((Path(__file__).parents[2] / "golden" / "case_files.json").read_text())


def _file(name):
    """A file that golden/record_case_files.py made once: what Pillow writes changes with its version."""
    return base64.b64decode(STORED[name])


def _smooth():
    y, x = np.mgrid[:24, :32]
    return np.stack([x * 5, y * 7, x + y], -1).astype(np.uint8)


SIXTEEN = np.random.default_rng(4).integers(0, 65536, (5, 6, 3)).astype(np.uint16)
ACCURATE = "dct_method='INTEGER_ACCURATE'"
FILES = [
    *(
        case(f"tf.io.decode_png(s, channels={c})", s=strs(_file(f"{m}.png")))
        for m in ("RGB", "RGBA", "L", "LA", "P")
        for c in (0, 1, 3, 4)
    ),
    case("tf.io.decode_png(s)", s=strs(_file("1.png"))),
    case("tf.io.decode_png(s, dtype=tf.uint16)", s=strs(_file("RGB.png"))),
    *(case(f"tf.io.decode_png(tf.io.encode_png(x[..., :{n}]), dtype=tf.uint16)", x=SIXTEEN) for n in (1, 2, 3)),
    case("tf.io.decode_png(tf.io.encode_png(x), channels=1, dtype=tf.uint16)", x=SIXTEEN),
    case("tf.io.decode_png(tf.io.encode_png(x), channels=4)", x=SIXTEEN),
    case("tf.io.decode_png(tf.io.encode_png(x))", x=u8(5, 6, 3), **RANK),
    case("tf.io.encode_png(x)", x=f32(5, 6, 3)),
    case("tf.io.encode_png(x)", x=u8(5, 6, 5)),
    *(case(f"tf.io.decode_jpeg(s, channels={c}, {ACCURATE})", s=strs(_file("quality90.jpeg"))) for c in (0, 1, 3, 4)),
    *(case(f"tf.io.decode_jpeg(s, ratio={r}, {ACCURATE})", s=strs(_file("quality90.jpeg"))) for r in (2, 4, 8, 3)),
    case(f"tf.io.decode_and_crop_jpeg(s, [2, 3, 4, 5], {ACCURATE})", s=strs(_file("full_chroma.jpeg"))),
    case("tf.io.decode_and_crop_jpeg(s, [2, 3, 40, 5])", s=strs(_file("quality90.jpeg"))),
    case(f"tf.io.decode_jpeg(tf.io.encode_jpeg(x), {ACCURATE})", x=_smooth()),
    case(f"tf.io.decode_jpeg(tf.io.encode_jpeg(x, quality=40, chroma_downsampling=False), {ACCURATE})", x=_smooth()),
    case("tf.io.encode_jpeg(x)", x=_smooth()),
    case("tf.io.encode_jpeg(x, 'grayscale')", x=_smooth()),
    case("tf.io.decode_jpeg(s)", s=strs(_file("RGB.png"))),
    case("tf.io.decode_jpeg(s)", s=strs("hello")),
    case("tf.io.decode_image(s)", s=strs("hello")),
    case("tf.io.decode_gif(s)", s=strs(_file("three_frames.gif"))),
    case("tf.io.decode_image(s)", s=strs(_file("three_frames.gif"))),
    case("tf.io.decode_image(s, expand_animations=False)", s=strs(_file("three_frames.gif"))),
    case("tf.io.decode_image(s)", s=strs(_file("smooth.bmp"))),
    case("tf.io.decode_bmp(s)", s=strs(_file("smooth.bmp"))),
    case("tf.io.decode_bmp(s)", s=strs(_file("smooth.gif"))),
    case("tf.io.decode_jpeg(s)", s=strs(_file("smooth.bmp"))),
    case("tf.io.decode_image(s, dtype=tf.float32, channels=3)", s=strs(_file("RGB.png"))),
    case("tf.io.decode_image(s, dtype=tf.uint16)", s=strs(_file("L.png"))),
    case("tf.io.extract_jpeg_shape(s)", s=strs(_file("smooth.jpeg"))),
    case("tf.io.is_jpeg(s)", s=strs(_file("smooth.jpeg"))),
    case("tf.image.is_jpeg(s)", s=strs(_file("smooth.gif"))),
    case(f"tf.image.adjust_jpeg_quality(x, 60, {ACCURATE})", x=_smooth()),
    case(f"tf.image.adjust_jpeg_quality(x / 255, 60, {ACCURATE})", x=_smooth()),
]

PLAIN = {"grad": False, "why": "there is none"}
CROPPED = {"grad": False, "unknown": "dims", "why": "the result is float32 whatever comes in; an image has rank 4"}
BOXES = f32([[0.1, 0.2, 0.8, 0.7], [0.0, 0.0, 1.0, 1.0], [0.9, 0.3, -0.2, 1.4]])
SCORES = f32([0.9, 0.75, 0.6, 0.95, 0.5, 0.3])
CORNERS = f32([[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, -0.1, 1, 0.9], [0, 10, 1, 11], [0, 10.1, 1, 11.1], [1, 101, 0, 100]])
BOXED = [
    case("tf.image.crop_and_resize(x, b, [0, 1, 1], [4, 5])", x=f32(2, 6, 5, 2), b=BOXES, **CROPPED),
    case(
        "tf.image.crop_and_resize(x, b, [0, 1, 1], [1, 5], extrapolation_value=0.5)",
        x=u8(2, 6, 5, 2),
        b=BOXES,
        **CROPPED,
    ),
    case("tf.image.crop_and_resize(x, b, [0, 1, 1], [3, 4], method='nearest')", x=f32(2, 6, 5, 2), b=BOXES, **CROPPED),
    case(
        "tf.image.crop_and_resize(x, b, crop_size=[3, 4], box_ind=[0, 1, 1])",
        x=f32(2, 6, 5, 2),
        b=BOXES,
        v1=True,
        **CROPPED,
    ),
    case("tf.image.draw_bounding_boxes(x, b[None], None)", x=shade(1, 9, 8, 3), b=BOXES, **PLAIN),
    case("tf.image.draw_bounding_boxes(x, b[None], [[1.0, 0.0, 0.5]])", x=shade(1, 9, 8, 3), b=BOXES, **PLAIN),
    case("tf.image.draw_bounding_boxes(x, b[None], None)", x=shade(1, 9, 8, 1), b=BOXES, **PLAIN),
    case("tf.image.draw_bounding_boxes(x, b[None])", x=shade(1, 9, 8, 4), b=BOXES, v1=True, **PLAIN),
    case("tf.image.non_max_suppression(b, s, 3)", b=CORNERS, s=SCORES),
    case("tf.image.non_max_suppression(b, s, 10, 0.9, 0.4)", b=CORNERS, s=SCORES),
    case("tf.image.non_max_suppression(b, s, 3, 1.5)", b=CORNERS, s=SCORES),
    case("tf.image.non_max_suppression_with_scores(b, s, 6, 0.5, 0.0, 0.3)", b=CORNERS, s=SCORES, **PLAIN),
    case("tf.image.non_max_suppression_padded(b, s, 5, 0.5, pad_to_max_output_size=True)", b=CORNERS, s=SCORES),
    case("tf.image.non_max_suppression_padded(b, s, 5, 0.5)", b=CORNERS, s=SCORES),
    case(
        "tf.image.non_max_suppression_overlaps(o, s[:3], 5, 0.4)",
        o=f32([[1.0, 0.5, 0.1], [0.5, 1, 0], [0.1, 0, 1]]),
        s=SCORES,
    ),
    case(
        "tf.image.non_max_suppression_overlaps(o, s, 5, 0.4)",
        o=f32([[1.0, 0.9, 0.9], [0.1, 1, 0], [0.9, 0.9, 1]]),
        s=f32([0.9, 0.5, 0.0]),
    ),
    case(
        "tf.image.combined_non_max_suppression(b[None, :, None] / 110, s, 2, 4)",
        b=CORNERS,
        s=f32(1, 6, 3, low=0.1, high=0.9),
        **PLAIN,
    ),
    case(
        "tf.image.combined_non_max_suppression(b[None, :, None], s, 2, 20, 0.3, 0.3, True, False)",
        b=CORNERS,
        s=f32(1, 6, 3, low=0.1, high=0.9),
        **PLAIN,
    ),
]

RANDOM = [
    *(case(f"tf.image.stateless_random_flip_left_right(x, [{i}, 2])", x=f32(2, 3, 3, 1), **RANK) for i in range(3)),
    *(case(f"tf.image.stateless_random_flip_up_down(x, [{i}, 2])", x=f32(3, 3, 1), **RANK) for i in range(3)),
    case(
        "tf.image.stateless_random_crop(x, [2, 3, 1], [3, 4])",
        x=f32(5, 6, 1),
        xla=False,
        unknown="dims",
        why="the offset is data",
    ),
    case("tf.image.stateless_random_crop(x, [2, 9, 1], [3, 4])", x=f32(5, 6, 1)),
    case("tf.image.stateless_random_brightness(x, 0.3, [3, 4])", x=shade(3, 4, 3), **DRAWN),
    case("tf.image.stateless_random_contrast(x, 0.3, 0.9, [3, 4])", x=shade(3, 4, 3), **DRAWN),
    case("tf.image.stateless_random_hue(x, 0.3, [3, 4])", x=shade(3, 4, 3), **DRAWN),
    case("tf.image.stateless_random_saturation(x, 0.3, 1.9, [3, 4])", x=u8(3, 4, 3)),
    case("tf.image.stateless_random_saturation(x, 1.3, 0.9, [3, 4])", x=u8(3, 4, 3)),
    *(
        case(f"tf.image.stateless_sample_distorted_bounding_box([40, 60, 3], b[None, :2], [{i}, 5])", b=BOXES)
        for i in range(4)
    ),
    case(
        "tf.image.stateless_sample_distorted_bounding_box([40, 60, 3], b[None], [1, 5], 0.9, *ranges, 20, True)",
        b=pos(0, 4),
        ranges=((0.5, 2.0), (0.2, 0.6)),
    ),
    case("tf.image.stateless_sample_distorted_bounding_box([40, 60, 3], b[None], [1, 5])", b=pos(0, 4)),
]

CASES = RESIZE + SHAPES + COLORS + QUALITY + FILES + BOXED + RANDOM
