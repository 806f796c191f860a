"""Layers of the family `reshaping`."""

from layer_cases import Case, numbers

SEQUENCE, IMAGES, VOLUMES = numbers(2, 5, 3), numbers(2, 4, 5, 2), numbers(1, 4, 5, 6, 2)


def moving(make, inputs, **options):
    """A case of a layer without weights."""
    return Case(make, inputs, trains=False, **options)


def resized(method, size=(2, 3), **options):
    """A case of an interpolation; TensorFlow computes them in float32 whatever the layer's dtype."""
    return moving(lambda k: k.layers.UpSampling2D(size, interpolation=method), IMAGES, policies=False, **options)


CASES = {
    "Flatten": Case(lambda k: k.layers.Flatten(), numbers(2, 3, 4, 2), trains=False),
    "Flatten rank 1": Case(lambda k: k.layers.Flatten(), numbers(6), trains=False),
    "Flatten rank 2": Case(lambda k: k.layers.Flatten(), numbers(2, 3), trains=False),
    "Flatten channels_first": Case(lambda k: k.layers.Flatten("channels_first"), numbers(2, 3, 4, 2), trains=False),
    "Reshape": Case(lambda k: k.layers.Reshape((2, 6)), numbers(2, 3, 4), trains=False),
    "Reshape -1": Case(lambda k: k.layers.Reshape([-1, 3]), numbers(2, 3, 4), trains=False),
    "Reshape int": Case(lambda k: k.layers.Reshape((12,)), numbers(2, 3, 4), trains=False),
    "Cropping1D": moving(lambda k: k.layers.Cropping1D(), SEQUENCE),
    "Cropping1D pair": moving(lambda k: k.layers.Cropping1D((0, 3)), SEQUENCE, checks=False),
    "Cropping2D": moving(lambda k: k.layers.Cropping2D(((1, 0), (2, 1))), IMAGES),
    "Cropping2D default": moving(lambda k: k.layers.Cropping2D(), IMAGES, checks=False),
    "Cropping2D channels_first": moving(
        lambda k: k.layers.Cropping2D((2, 0), data_format="channels_first"), IMAGES, checks=False
    ),
    "Cropping3D": moving(lambda k: k.layers.Cropping3D(), VOLUMES),
    "Cropping3D channels_first": moving(
        lambda k: k.layers.Cropping3D(((1, 2), 1, (0, 0)), "channels_first"), VOLUMES, checks=False
    ),
    "ZeroPadding1D": moving(lambda k: k.layers.ZeroPadding1D(), SEQUENCE),
    "ZeroPadding1D pair": moving(lambda k: k.layers.ZeroPadding1D((0, 2)), SEQUENCE, checks=False),
    "ZeroPadding2D": moving(lambda k: k.layers.ZeroPadding2D(((1, 0), (2, 3))), IMAGES),
    "ZeroPadding2D axes": moving(lambda k: k.layers.ZeroPadding2D((0, 2)), IMAGES, checks=False),
    "ZeroPadding2D channels_first": moving(
        lambda k: k.layers.ZeroPadding2D(1, data_format="channels_first"), IMAGES, checks=False
    ),
    "ZeroPadding3D": moving(lambda k: k.layers.ZeroPadding3D(), VOLUMES),
    "ZeroPadding3D channels_first": moving(
        lambda k: k.layers.ZeroPadding3D(((1, 2), (0, 1), 0), "channels_first"), VOLUMES, checks=False
    ),
    "UpSampling1D": moving(lambda k: k.layers.UpSampling1D(), SEQUENCE),
    "UpSampling1D 3": moving(lambda k: k.layers.UpSampling1D(size=3), SEQUENCE, checks=False),
    "UpSampling2D": moving(lambda k: k.layers.UpSampling2D(), IMAGES),
    "UpSampling2D sizes": moving(lambda k: k.layers.UpSampling2D((2, 3)), IMAGES, xla=True),
    "UpSampling2D channels_first": moving(lambda k: k.layers.UpSampling2D((3, 1), "channels_first"), IMAGES),
    "UpSampling2D bilinear": resized("bilinear", xla=True),
    "UpSampling2D bilinear channels_first": moving(
        lambda k: k.layers.UpSampling2D(2, "channels_first", "bilinear"), IMAGES, policies=False
    ),
    "UpSampling2D bicubic": resized("bicubic", checks=False),
    "UpSampling2D lanczos3": resized("lanczos3", checks=False),
    "UpSampling2D lanczos5": resized("lanczos5", checks=False),
    "UpSampling2D gaussian": resized("gaussian", checks=False),
    "UpSampling2D mitchellcubic": resized("mitchellcubic", checks=False),
    "UpSampling3D": moving(lambda k: k.layers.UpSampling3D(), numbers(1, 2, 3, 2, 2)),
    "UpSampling3D channels_first": moving(
        lambda k: k.layers.UpSampling3D((1, 2, 3), "channels_first"), numbers(1, 2, 3, 2, 2), checks=False
    ),
}

KERAS3_CASES = {
    "ZeroPadding1D channels_first": moving(
        lambda k: k.layers.ZeroPadding1D((1, 2), data_format="channels_first"), SEQUENCE
    ),
}
