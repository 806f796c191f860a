"""Image files to tensors and back: JPEG, PNG, GIF, BMP, WebP."""

import contextlib
import io
import math

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool, Dtype, Int, word
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops import memory
from tenfold.ops.graphdef import COMPOSED
from tenfold.ops.image import jpeg, png
from tenfold.ops.image.color import convert_image_dtype
from tenfold.ops.image.shapes import at_least_3d
from tenfold.ops.scoped import scoped

_ACCURATE = "INTEGER_ACCURATE"
_DCT_METHODS = ("", "INTEGER_FAST", _ACCURATE)
_ANIMATED = 1 << 26  # bytes of frames that few bytes may stand for,
_EXPANSION = 8192  # and those that one byte of a file may: a code of GIF's twelve bits has at most 4096 pixels
_UNKNOWN = "Unknown image file format. One of JPEG, PNG, GIF, BMP, WebP required."
_STARTS = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif", b"BM": "bmp"}


def pillow():
    """`PIL.Image`, imported when the first image file is met."""
    from PIL import Image

    return Image


def format_of(data):
    """ "jpeg", "png", "gif", "bmp", "webp", or InvalidArgumentError."""
    for start, name in _STARTS.items():
        if data.startswith(start):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    raise errors.InvalidArgumentError(f"{_UNKNOWN} Received {len(data)} bytes that start with {data[:8]!r}.")


def bytes_of(contents):
    """The one string of a scalar string array."""
    if getattr(contents, "ndim", 0) != 0:
        raise errors.InvalidArgumentError(f"contents must be a scalar string; received shape {contents.shape}.")
    return contents.item()


def opened(data, **draft):
    """A Pillow image. InvalidArgumentError where the data is damaged."""
    with _of_the_data(data):
        image = pillow().open(io.BytesIO(data))
        if draft:
            image.draft(**draft)
        image.load()
    return image


@contextlib.contextmanager
def _of_the_data(data):
    """A block whose errors are the data's fault: InvalidArgumentError that names the format."""
    try:
        yield
    except (errors.OpError, MemoryError):
        raise
    except Exception as e:  # whatever damage makes Pillow and zlib raise, a bomb's size included
        raise errors.InvalidArgumentError(f"Invalid {format_of(data).upper()} data, size {len(data)}: {e}") from e


def read_still(data, channels, way=jpeg.PLAIN):
    """The one image of a file: uint8 or, for PNG of 16 bits, uint16, [height, width, channels].

    InvalidArgumentError where the data is damaged. `way`: how a JPEG is decoded.
    """
    with _of_the_data(data):
        return _read_still(data, channels, way)


def _read_still(data, channels, way):
    kind = format_of(data)
    if kind == "jpeg":
        return jpeg.read(data, channels, opened, way)
    if kind == "png":
        return png.with_channels(png.read(data, opened), channels)
    frames = read_frames(data)
    if len(frames) != 1:
        raise errors.InvalidArgumentError(
            "Got a GIF of several frames; use decode_gif, or decode_image with expand_animations=True."
        )
    return png.with_channels(frames[0], channels)


def read_frames(data):
    """All frames of an animation, uint8 [frames, height, width, 3]. InvalidArgumentError where the data is damaged."""
    with _of_the_data(data):
        image = pillow().open(io.BytesIO(data))
        shape = (getattr(image, "n_frames", 1), image.height, image.width, 3)
        moves = shape[0] > 1 or format_of(data) == "gif"
        if moves and math.prod(shape) > max(_ANIMATED, len(data) * _EXPANSION):
            raise ValueError(f"{shape[0]} frames of {shape[2]} x {shape[1]} pixels are more than it can mean")
        memory.reserve(shape, np.dtype(np.uint8))
        frames = np.empty(shape, np.uint8)
        for i in range(len(frames)):
            image.seek(i)
            frames[i] = image.convert("RGB")
        return frames


def infer_still(contents, *, channels=0, **_):
    return Spec((None, None, channels or None), dtypes.uint8)


@op(infer=infer_still, host=True, gradient=None)
def _decode_jpeg(contents, *, channels: Int = 0, ratio: Int = 1, fancy_upscaling: Bool = True, dct_method=""):
    way = jpeg.Way(ratio, dct_method == _ACCURATE, fancy_upscaling)
    return _eight_bits(read_still(_still(bytes_of(contents)), channels, way))


def _still(data):
    """Refuses a BMP, which TensorFlow's decoders of other formats do not take."""
    if format_of(data) == "bmp":
        raise errors.InvalidArgumentError(
            "Trying to decode BMP format using a wrong op. Use `decode_bmp` or `decode_image` instead."
        )
    return data


def _eight_bits(pixels):
    return (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels


def _check_dct(dct_method):
    word("dct_method", dct_method, _DCT_METHODS, errors.InvalidArgumentError)


def _whole_jpeg(try_recover_truncated, acceptable_fraction):
    for what, given, only in (
        ("try_recover_truncated", try_recover_truncated, False),
        ("acceptable_fraction", acceptable_fraction, 1),
    ):
        if not isinstance(given, (bool, int, float)):
            raise TypeError(f"decode_jpeg: `{what}` must be a number or True or False; received {described(given)}.")
        if given != only:
            raise errors.UnimplementedError(f"decode_jpeg: {what}={given} is not supported, only {only}.")


def decode_jpeg(
    contents,
    channels=0,
    ratio=1,
    fancy_upscaling=True,
    try_recover_truncated=False,
    acceptable_fraction=1,
    dct_method="",
    name=None,
):
    """The pixels of a JPEG (or PNG, or one-frame GIF), uint8 [height, width, channels].

    Args:
      contents: scalar string, the file's bytes.
      channels: 0 as in the file, 1 greyscale, 3 RGB.
      ratio: 1, 2, 4 or 8, by which the image is made smaller while it is decoded.
      fancy_upscaling: interpolate colours of lower resolution. Without native kernels nothing else can be done.
      dct_method: "" or "INTEGER_FAST", or "INTEGER_ACCURATE", as which all are decoded without native kernels.
    """
    _check_dct(dct_method)
    _whole_jpeg(try_recover_truncated, acceptable_fraction)
    return _decode_jpeg(contents, channels, ratio, fancy_upscaling, dct_method, name=name)


@op(
    infer=lambda contents, window, *, channels, **_: Spec((None, None, channels or None), dtypes.uint8),
    host=True,
    gradient=None,
    type="DecodeAndCropJpeg",
)
def _decode_and_crop(
    contents: Free, crop_window: Free, *, channels: Int = 0, fancy_upscaling: Bool = True, dct_method=""
):
    pixels = read_still(bytes_of(contents), channels, jpeg.Way(1, dct_method == _ACCURATE, fancy_upscaling))
    y, x, height, width = crop_window.tolist()
    if min(y, x) < 0 or min(height, width) <= 0 or y + height > pixels.shape[0] or x + width > pixels.shape[1]:
        raise errors.InvalidArgumentError(
            f"Invalid JPEG crop window {[y, x, height, width]} for an image of {pixels.shape[:2]}."
        )
    return pixels[y : y + height, x : x + width].copy()


def decode_and_crop_jpeg(
    contents,
    crop_window,
    channels=0,
    ratio=1,
    fancy_upscaling=True,
    try_recover_truncated=False,
    acceptable_fraction=1,
    dct_method="",
    name=None,
):
    """The part [y, x, height, width] of a JPEG; other arguments as for `decode_jpeg`.

    Cut from the whole picture; TensorFlow's decoder interpolates colours at the part's own edges, and may differ there.
    """
    _check_dct(dct_method)
    _whole_jpeg(try_recover_truncated, acceptable_fraction)
    if ratio != 1:
        raise errors.UnimplementedError(
            f"decode_and_crop_jpeg: ratio={ratio} is not supported; decode, crop and resize."
        )
    window = convert(crop_window, partner=dtypes.int32)
    return _decode_and_crop(contents, window, channels, fancy_upscaling, dct_method, name=name)


@op(
    infer=lambda contents, *, channels, dtype: Spec((None, None, channels or None), dtype),
    host=True,
    gradient=None,
)
def decode_png(contents, *, channels: Int = 0, dtype: Dtype = dtypes.uint8):
    """The pixels of a PNG (or JPEG, or one-frame GIF), [height, width, channels].

    Args:
      contents: scalar string, the file's bytes.
      channels: 0 as in the file, 1 greyscale, 3 RGB, 4 RGBA.
      dtype: uint8 or uint16; the other depth is rescaled.
    """
    return png.as_depth(read_still(_still(bytes_of(contents)), channels), dtype.numpy)


@op(
    infer=lambda contents, *, channels: Spec((None, None, channels or None), dtypes.uint8),
    host=True,
    gradient=None,
)
def decode_bmp(contents, *, channels: Int = 0):
    """The pixels of a BMP, uint8 [height, width, channels]; channels must be 0 or what the file has."""
    data = bytes_of(contents)
    if format_of(data) != "bmp":
        raise errors.InvalidArgumentError(
            f"Trying to decode {format_of(data).upper()} format using a wrong op: decode_bmp takes BMP."
        )
    pixels = np.array(opened(data))
    pixels = pixels if pixels.ndim == 3 else pixels[..., None]
    if channels not in (0, pixels.shape[-1]):
        raise errors.InvalidArgumentError(
            f"channels attribute {channels} does not match bits per pixel from file: {pixels.shape[-1]}."
        )
    return pixels


@op(infer=lambda contents: Spec((None, None, None, 3), dtypes.uint8), host=True, gradient=None)
def decode_gif(contents):
    """All frames of a GIF, uint8 [frames, height, width, 3]."""
    return read_frames(_still(bytes_of(contents)))


def infer_image(contents, *, channels, dtype, expand_animations):
    return Spec(None if expand_animations else (None, None, channels or None), dtype)


@op(infer=infer_image, host=True, gradient=None, type="DecodeImage", label="decode_image/DecodeImage")
def _decode_image(contents, *, channels: Int, dtype: Dtype, expand_animations: Bool):
    data = bytes_of(contents)
    kind = format_of(data)
    if kind in ("gif", "webp") and (kind == "gif" or getattr(opened(data), "n_frames", 1) > 1):
        if channels not in (0, 3):
            raise errors.InvalidArgumentError(f"channels must be 0 or 3 for GIF; received {channels}.")
        frames = read_frames(data)
        pixels = frames if expand_animations else frames[0]
    elif kind == "bmp":
        pixels = decode_bmp.forward(contents, channels=channels)
    else:
        pixels = read_still(data, channels)
    if dtype.is_floating:
        return pixels.astype(dtype.numpy) / dtype.numpy.type(np.iinfo(pixels.dtype).max)
    if kind != "png" and dtype is dtypes.uint16:
        return pixels.astype(np.uint16) * 256  # as convert_image_dtype does; only PNG fills the range
    return png.as_depth(pixels, dtype.numpy)


def decode_image(contents, channels=None, dtype=dtypes.uint8, name=None, expand_animations=True):
    """The pixels of a JPEG, PNG, GIF, BMP or WebP file: [height, width, channels], or [frames, ...] for a GIF.

    Args:
      contents: scalar string, the file's bytes.
      channels: 0 or None as in the file, 1 greyscale, 3 RGB, 4 RGBA (PNG only).
      dtype: uint8, uint16, or a float (then in [0, 1]).
      expand_animations: give all frames of a GIF. If False, the first, and the rank is known to be 3.
    """
    dtype = dtypes.as_dtype(dtype)
    if not (dtype.is_floating or dtype in (dtypes.uint8, dtypes.uint16)):
        raise ValueError(f"`dtype` must be uint8, uint16 or a float; received {dtype.name}.")
    return _decode_image(contents, channels or 0, dtype, expand_animations, name=name)


@scoped("DecodeWebP", type="DecodeWebP")
def decode_webp(contents, channels=0, dtype=dtypes.uint8, name=None):
    """The pixels of a WebP file, as `decode_image` gives them."""
    return decode_image(contents, channels, dtype, name)


@op(infer=lambda contents, *, output_type: Spec((3,), output_type), host=True, gradient=None)
def extract_jpeg_shape(contents, *, output_type: Dtype = dtypes.int32):
    """[height, width, channels] of a JPEG, read from its header."""
    image = opened(bytes_of(contents))
    return np.array([image.height, image.width, len(image.getbands())], output_type.numpy)


@op(
    infer=lambda contents: Spec(contents.shape, dtypes.bool),
    host=True,
    gradient=None,
    type="Equal",
    label="is_jpeg/Equal",
    graphdef=COMPOSED,
)
def is_jpeg(contents):
    """Whether the string starts as a JPEG does."""
    return np.bool_(bytes_of(contents).startswith(b"\xff\xd8\xff"))


_IMAGE = lambda image, **_: Spec(() if image.shape is None else image.shape[:-3], dtypes.string)  # noqa: E731


@op(infer=_IMAGE, host=True, gradient=None)
def _encode_jpeg(image, *, mode, quality: Int, options):
    if image.ndim != 3 or image.shape[-1] not in (1, 3):
        raise errors.InvalidArgumentError(f"image must have 1 or 3 channels, got {list(image.shape)}")
    if not 0 <= quality <= 100:
        raise errors.InvalidArgumentError(f"quality must be in [0,100], got {quality}")
    if mode and {"grayscale": 1, "rgb": 3}[mode] != image.shape[-1]:
        raise errors.InvalidArgumentError(f"format {mode!r} does not fit an image of {image.shape[-1]} channels.")
    picture = pillow().fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=max(quality, 1), **options)
    return np.array(out.getvalue(), object)


def encode_jpeg(
    image,
    format="",
    quality=95,
    progressive=False,
    optimize_size=False,
    chroma_downsampling=True,
    density_unit="in",
    x_density=300,
    y_density=300,
    xmp_metadata="",
    name=None,
):
    """The image, uint8 [height, width, 1 or 3], as the bytes of a JPEG file.

    Args:
      format: "", "grayscale" or "rgb", checked against the channels.
      quality: 0 to 100.
      progressive, optimize_size: how the file is laid out.
      chroma_downsampling: store colours at half the resolution.
      density_unit, x_density, y_density: "in" or "cm", and pixels per that.
    """
    if xmp_metadata:
        raise errors.UnimplementedError("encode_jpeg: xmp_metadata is not supported.")
    if density_unit not in ("in", "cm"):
        raise errors.InvalidArgumentError(f"density_unit must be 'in' or 'cm'; received {density_unit!r}.")
    if format not in ("", "grayscale", "rgb"):
        raise errors.InvalidArgumentError(f"format must be '', 'grayscale' or 'rgb'; received {format!r}.")
    factor = 1 if density_unit == "in" else 2.54
    options = {
        "progressive": progressive,
        "optimize": optimize_size,
        "dpi": (x_density * factor, y_density * factor),
        "subsampling": 2 if chroma_downsampling else 0,
    }
    return _encode_jpeg(convert(image, dtypes.uint8), format, quality, options, name=name)


@op(infer=_IMAGE, host=True, gradient=None)
def _encode_png(image, *, compression: Int):
    if image.ndim < 3 or image.shape[-1] not in (1, 2, 3, 4):
        raise errors.InvalidArgumentError(f"image must have 1, 2, 3 or 4 channels, got {list(image.shape)}")
    flat = image.reshape(-1, *image.shape[-3:])
    out = np.empty(len(flat), object)
    out[:] = [png.write(one, compression) for one in flat]
    return out.reshape(image.shape[:-3])


def encode_png(image, compression=-1, name=None):
    """The image, uint8 or uint16 [..., height, width, 1 to 4], as bytes of PNG files. `compression`: -1, or 0 to 9."""
    image = convert(image)
    if image.dtype not in (dtypes.uint8, dtypes.uint16):
        raise errors.InvalidArgumentError(
            f"encode_png takes uint8 or uint16; received {image.dtype.name}. Use tf.image.convert_image_dtype."
        )
    return _encode_png(image, compression, name=name)


@op(
    infer=lambda image, *, quality, dct_method: image,
    host=True,
    gradient=None,
    type="Identity",
    label="adjust_jpeg_quality/Identity_1",
    graphdef=COMPOSED,
)
def _through_jpeg(image, *, quality: Int, dct_method=""):
    """Each image [height, width, channels], uint8, encoded and decoded again."""
    flat = image.reshape(-1, *image.shape[-3:])
    encoded = [_encode_jpeg.forward(one, mode="", quality=quality, options={"subsampling": 2}) for one in flat]
    way = jpeg.Way(accurate=dct_method == _ACCURATE)
    return np.stack([read_still(e.item(), image.shape[-1], way) for e in encoded]).reshape(image.shape)


@scoped("adjust_jpeg_quality", lambda node: "Identity_1" if node.type == "Identity" else "convert_image_1")
def adjust_jpeg_quality(image, jpeg_quality, dct_method="", name=None):
    """The image as it looks after JPEG compression of a quality from 0 to 100. Not differentiable."""
    _check_dct(dct_method)
    image = at_least_3d(image)
    if isinstance(jpeg_quality, (int, float)) and not 0 <= jpeg_quality <= 100:
        raise ValueError(f"`jpeg_quality` must be between 0 and 100; received {jpeg_quality}.")
    bytes_ = convert_image_dtype(image, dtypes.uint8, saturate=True)
    return convert_image_dtype(_through_jpeg(bytes_, jpeg_quality, dct_method, name=name), image.dtype, saturate=True)
