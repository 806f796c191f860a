"""Layers of the family `augmentation`, and those of `preprocessing` that make images of one size."""

from layer_cases import Case, numbers, whole_numbers

IMAGES = numbers(2, 5, 6, 2, low=0, high=255)
BYTES = whole_numbers(2, 4, 5, 3, below=256, dtype="uint8")
FIXED = {"height_factor": (0.3, 0.3), "width_factor": (-0.4, -0.4)}


def _of(layer, *arguments, inputs=IMAGES, checks=False, **options):
    """A case of a layer without weights."""
    fields = {name: options.pop(name) for name in ("call", "keeps", "unknown", "policies", "xla") if name in options}
    make = lambda k: getattr(k.layers, layer)(*arguments, **options)  # noqa: E731
    return Case(make, inputs, trains=False, weights=False, checks=checks, **fields)


def _sizes():
    yield "Resizing", _of("Resizing", 4, 9, checks=True)
    yield "Resizing of bytes", _of("Resizing", 3, 3, inputs=BYTES)
    yield "Resizing of one image", _of("Resizing", 3, 3, inputs=IMAGES[0])
    for method in ("nearest", "bicubic", "area", "lanczos3", "gaussian"):
        inputs = BYTES if method == "area" else IMAGES  # TensorFlow has no gradient of it
        yield f"Resizing {method}", _of("Resizing", 3, 7, method, inputs=inputs)
    yield "Resizing crop", _of("Resizing", 3, 3, crop_to_aspect_ratio=True, checks=True)
    yield "Resizing crop of rows", _of("Resizing", 2, 6, crop_to_aspect_ratio=True)
    yield "CenterCrop", _of("CenterCrop", 3, 3, checks=True)
    yield "CenterCrop of few rows", _of("CenterCrop", 7, 3, inputs=BYTES)
    yield "RandomCrop", _of("RandomCrop", 3, 4, seed=3, checks=True)
    yield "RandomCrop of few columns", _of("RandomCrop", 3, 8, seed=3)


def _flips():
    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        yield f"RandomFlip {mode}", _of("RandomFlip", mode, seed=2, checks=mode == "horizontal")
    yield "RandomFlip of bytes", _of("RandomFlip", seed=5, inputs=BYTES)


def _maps():
    for mode in ("reflect", "wrap", "constant", "nearest"):
        for how in ("bilinear", "nearest"):
            options = {"fill_mode": mode, "interpolation": how, "fill_value": 7.0, "seed": 1}
            yield f"RandomRotation {mode} {how}", _of("RandomRotation", (0.2, 0.2), **options)
    yield "RandomRotation", _of("RandomRotation", 0.3, seed=3, checks=True)
    yield "RandomRotation of one image", _of("RandomRotation", (-0.1, 0.2), inputs=BYTES[0], seed=3)
    yield "RandomTranslation", _of("RandomTranslation", 0.2, (0.1, 0.5), seed=3, checks=True)
    yield "RandomZoom", _of("RandomZoom", 0.4, seed=3, checks=True)
    yield "RandomZoom both", _of("RandomZoom", (-0.3, -0.1), 0.4, seed=3)
    for mode in ("reflect", "wrap", "constant", "nearest"):
        yield f"RandomTranslation {mode}", _of("RandomTranslation", **FIXED, fill_mode=mode, seed=1)
        yield f"RandomZoom {mode}", _of("RandomZoom", **FIXED, fill_mode=mode, seed=1)


def _shades():
    yield "RandomContrast", _of("RandomContrast", 0.5, seed=3, checks=True)
    yield "RandomContrast less", _of("RandomContrast", (0.9, 0.0), seed=3, inputs=BYTES)
    yield "RandomBrightness", _of("RandomBrightness", 0.4, seed=3, checks=True)
    yield "RandomBrightness more", _of("RandomBrightness", (0.3, 0.5), (-1, 1), seed=3, inputs=numbers(2, 3, 3, 1))


def _stretched():
    yield "RandomHeight", _of("RandomHeight", 0.4, seed=3)
    yield "RandomHeight area", _of("RandomHeight", (0.5, 0.9), "area", seed=4, inputs=BYTES)
    yield "RandomWidth", _of("RandomWidth", (-0.5, -0.2), "nearest", seed=3)


CASES = {**dict(_sizes()), **dict(_flips()), **dict(_maps()), **dict(_shades()), **dict(_stretched())}


def _colors():
    reds = numbers(2, 3, 4, 3, low=20, high=200).round()

    def of(layer, *arguments, xla=False, **options):
        return _of(layer, *arguments, inputs=reds, checks=True, policies=False, xla=xla, **options)

    yield "RandomHue", of("RandomHue", (0.0, 0.0))
    yield "RandomHue half", of("RandomHue", (1.0, 1.0), seed=1)
    yield "RandomSaturation", of("RandomSaturation", (0.3, 0.3))
    yield "RandomSharpness", of("RandomSharpness", (0.7, 0.7))
    yield "RandomSharpness less", of("RandomSharpness", (0.2, 0.2))
    yield "RandomColorDegeneration", of("RandomColorDegeneration", (0.4, 0.4))
    yield "RandomGrayscale", of("RandomGrayscale", 1.0)
    yield "RandomInvert", of("RandomInvert", (1.0, 1.0))
    yield "RandomPosterization", of("RandomPosterization", (3, 3))
    yield "Solarization", of("Solarization")
    yield "AutoContrast", of("AutoContrast", xla=True)
    yield "AutoContrast range", of("AutoContrast", (-10, 300))
    yield "Equalization", of("Equalization", xla=True)
    yield "Equalization bins", of("Equalization", bins=5)
    factors = {"brightness_factor": (0.1, 0.1), "saturation_factor": (0.4, 0.4), "hue_factor": (1.0, 1.0)}
    yield "RandomColorJitter", of("RandomColorJitter", **factors)


def _blurred():
    blur = {"sigma": (0.8, 0.8), "seed": 1}
    yield "RandomGaussianBlur", _of("RandomGaussianBlur", (1.0, 1.0), checks=True, xla=False, **blur)
    yield "RandomGaussianBlur wide", _of("RandomGaussianBlur", (1.0, 1.0), 5, **blur)


def _moved():
    still = {"factor": (1.0, 1.0), "scale": (0.0, 0.0)}
    yield "RandomElasticTransform still", _of("RandomElasticTransform", checks=True, xla=False, **still)
    layer = "ContrastLimitedAdaptiveHistogramEqualization"
    few = {"tile_grid_size": (2, 3), "checks": True, "xla": False}
    yield layer, _of(layer, inputs=numbers(2, 9, 8, 2, low=-10, high=270), **few)
    unit = {"value_range": (0, 1), "clip_limit": 0.0, "tile_grid_size": (3, 2)}
    yield f"{layer} without limit", _of(layer, inputs=numbers(2, 12, 8, 1, low=0), **unit)
    yield f"{layer} of one image", _of(layer, inputs=numbers(5, 6, 3, low=0, high=255), clip_limit=9)


KERAS3_CASES = {**dict(_colors()), **dict(_blurred()), **dict(_moved())}
