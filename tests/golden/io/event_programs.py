"""Summaries that `record_events.py` has TensorFlow and TensorBoard write, and tests/io/events have tenfold write."""

import hashlib
import io

import numpy as np

TIME = 1_600_000_000.0  # of the events that are written with a time given


def ramp(low, high, *shape, dtype="float32"):
    return np.linspace(low, high, int(np.prod(shape)), dtype="float64").reshape(shape).astype(dtype)


def waves(*shape):
    return (np.sin(np.arange(np.prod(shape), dtype="float64")) * 1.1).reshape(shape).astype("float32")


NAN_IMAGE = np.array([np.nan, 0, 1, np.inf, 2, 3, 4, -5, 1, 1, 1, 1], "float32").reshape(1, 2, 2, 3)

# tag -> (what, data, keywords), for tf.summary.<what>(tag, data, step=..., **keywords)
NEW = {
    "number": ("scalar", 0.1, {}),
    "integer": ("scalar", np.int64(2**60 + 2**36 + 1), {"description": "of *many* bits"}),
    "double": ("scalar", np.float64(1e-3), {}),
    "too_large": ("scalar", np.float64(-1e300), {}),
    "half": ("scalar", np.float16(0.1), {}),
    "true": ("scalar", True, {}),
    "nan": ("scalar", float("nan"), {}),
    "histogram": ("histogram", waves(100), {}),
    "three_buckets": ("histogram", [1.0, 2.0, 3.0, 4.0, 4.0], {"buckets": 3, "description": "three"}),
    "thirds": ("histogram", [[1, 2], [2, 3]], {"buckets": 3}),
    "one_bucket": ("histogram", [1, 2, 5], {"buckets": 1}),
    "no_buckets": ("histogram", [1, 2, 5], {"buckets": 0}),
    "less_than_none": ("histogram", [1, 2, 5], {"buckets": -1}),
    "constant": ("histogram", [2.0, 2.0], {"buckets": 3}),
    "empty": ("histogram", [], {"buckets": 3}),
    "scalar_histogram": ("histogram", 5, {"buckets": 4}),
    "bools": ("histogram", [True, False, True], {"buckets": 2}),
    "infinite": ("histogram", [np.inf, 1.0, 2.0], {"buckets": 3}),
    "with_nan": ("histogram", [np.nan, 1.0, 2.0], {"buckets": 3}),
    "longs": ("histogram", np.arange(-7, 50, dtype="int64") ** 3, {"buckets": 11}),
    "grey": ("image", ramp(0, 1, 1, 4, 3, 1), {}),
    "grey_alpha": ("image", ramp(0, 1, 1, 2, 3, 2), {}),
    "rgb_half": ("image", ramp(0, 1, 1, 2, 4, 3, dtype="float16"), {}),
    "rgba_double": ("image", ramp(-0.2, 1.2, 5, 2, 3, 4, dtype="float64"), {"max_outputs": 2, "description": "two"}),
    "bytes": ("image", ramp(0, 255, 2, 2, 2, 3, dtype="uint8"), {"max_outputs": 5}),
    "shorts": ("image", ramp(0, 65535, 1, 2, 2, 1, dtype="uint16"), {}),
    "ints": ("image", ramp(0, 2**31 - 1, 1, 2, 2, 1, dtype="int32"), {}),
    "not_finite": ("image", np.array([np.nan, np.inf, 0.2, -np.inf], "float32").reshape(1, 2, 2, 1), {}),
    "none_wanted": ("image", ramp(0, 1, 1, 2, 3, 1), {"max_outputs": 0}),
    "none_there": ("image", np.zeros((0, 2, 3, 1), "float32"), {}),
    "sound": ("audio", waves(5, 20, 1), {"sample_rate": 8000}),
    "stereo": (
        "audio",
        waves(2, 20, 2),
        {"sample_rate": 44100, "max_outputs": 1, "encoding": "wav", "description": "one"},
    ),
    "no_sound": ("audio", np.zeros((0, 4, 1), "float32"), {"sample_rate": 8000}),
    "text": ("text", "é *so*", {}),
    "raw_text": ("text", b"\xff", {}),
    "table": ("text", [["a", "b"], ["c", ""]], {"description": "cells"}),
    "array_of_text": ("text", np.array(["a", "bc"]), {}),
}
NEW_ERRORS = {
    "vector": ("scalar", [1.0], {}),
    "string": ("scalar", "a", {}),
    "rank_3": ("image", np.zeros((2, 2, 1), "float32"), {}),
    "channels": ("image", np.zeros((1, 2, 2, 5), "float32"), {}),
    "negative": ("image", np.zeros((1, 2, 2, 1), "float32"), {"max_outputs": -1}),
    "bool_image": ("image", np.zeros((1, 2, 2, 1), bool), {}),
    "rank_2": ("audio", np.zeros((2, 4), "float32"), {"sample_rate": 8000}),
    "encoding": ("audio", np.zeros((1, 4, 1), "float32"), {"sample_rate": 8000, "encoding": "mp3"}),
    "double_sound": ("audio", np.zeros((1, 4, 1), "float64"), {"sample_rate": 8000}),
    "rate_0": ("audio", np.zeros((1, 4, 1), "float32"), {"sample_rate": 0}),
    "half_a_rate": ("audio", np.zeros((1, 4, 1), "float32"), {"sample_rate": 8000.5}),
    "number_as_text": ("text", 1.5, {}),
}

# the same for tf.compat.v1.summary.<what>(tag, data, **keywords)
OLD = {
    "number": ("scalar", 0.1, {}),
    "integer": ("scalar", np.int64(2**40 + 1), {}),
    "too_large": ("scalar", np.float64(1e300), {}),
    "half": ("scalar", np.float16(0.1), {}),
    "zero": ("scalar", 0.0, {}),
    "histogram": ("histogram", waves(300), {}),
    "edges": ("histogram", np.array([0, 1e-13, -1e-13, 1e-12, -1e-12, 1.1e-12, -1.1e-12, 1e-12 * 1.1 * 1.1]), {}),
    "far": ("histogram", np.array([1e19, 9e19, 1.1e20, -1e20, -1.2e20, 1e30, -1e30, 1e300]), {}),
    "many": ("histogram", ramp(-3, 70, 1000), {}),
    "same": ("histogram", np.full(1000, 0.1, "float32"), {}),
    "empty": ("histogram", np.zeros(0, "float32"), {}),
    "one": ("histogram", 5.0, {}),
    "bools": ("histogram", np.array([True, False]), {}),
    "longs": ("histogram", np.arange(-7, 50, dtype="int64") ** 3, {}),
    "halves": ("histogram", ramp(-1, 1, 20, dtype="float16"), {}),
    "bytes": ("image", ramp(0, 255, 2, 2, 2, 3, dtype="uint8"), {}),
    "one_picture": ("image", ramp(0.1, 0.7, 2, 2, 3, 1), {"max_outputs": 1}),
    "positive": ("image", ramp(0.1, 0.7, 2, 2, 3, 4), {"max_outputs": 5}),
    "positive_half": ("image", ramp(0.1, 0.7, 2, 4, 5, 3, dtype="float16"), {}),
    "positive_double": ("image", ramp(0.1, 0.7, 2, 4, 5, 3, dtype="float64"), {}),
    "negative": ("image", ramp(-0.9, 0.7, 2, 4, 5, 3), {}),
    "negative_half": ("image", ramp(-0.9, 0.7, 2, 4, 5, 3, dtype="float16"), {}),
    "negative_double": ("image", ramp(-0.9, 0.7, 2, 4, 5, 3, dtype="float64"), {}),
    "dark": ("image", ramp(-8, -2, 1, 2, 3, 1), {}),
    "faint": ("image", np.array([9.9e-7, 0, 1e-8, 0], "float32").reshape(1, 2, 2, 1), {}),
    "less_faint": ("image", np.array([1.1e-6, 0, -1e-7, 0], "float32").reshape(1, 2, 2, 1), {}),
    "not_finite": ("image", NAN_IMAGE, {}),
    "nothing_finite": ("image", np.full((1, 2, 2, 1), np.nan, "float32"), {}),
    "no_pictures": ("image", np.zeros((0, 2, 2, 1), "float32"), {}),
    "sound": ("audio", waves(5, 20), {"sample_rate": 8000.7}),
    "stereo": ("audio", waves(2, 20, 2), {"sample_rate": 44100.5, "max_outputs": 1}),
    "two": ("audio", waves(3, 5, 1), {"sample_rate": 0.5, "max_outputs": 2}),
    "no_frames": ("audio", np.zeros((1, 0), "float32"), {"sample_rate": 100.0}),
    "text": ("text", np.array(["a", "bc"]), {}),
    "tensor": ("tensor_summary", np.array([[1, 2]], "int32"), {"summary_description": "it", "display_name": "It"}),
}
OLD_ERRORS = {
    "vector": ("scalar", [1.0], {}),
    "bool": ("scalar", True, {}),
    "string": ("scalar", "a", {}),
    "nan": ("histogram", [np.nan], {}),
    "infinite": ("histogram", [1.0, np.inf], {}),
    "rank_3": ("image", np.zeros((2, 2, 1), "float32"), {}),
    "channels": ("image", np.zeros((1, 2, 2, 2), "float32"), {}),
    "no_pixels": ("image", np.zeros((1, 0, 2, 1), "float32"), {}),
    "none_wanted": ("image", np.zeros((1, 2, 2, 1), "float32"), {"max_outputs": 0}),
    "rank_1": ("audio", np.zeros(4, "float32"), {"sample_rate": 8000.0}),
    "rate_0": ("audio", np.zeros((1, 4), "float32"), {"sample_rate": 0.0}),
    "no_text": ("text", 1.5, {}),
}


def hparams(hp):
    """What an experiment varies and measures; `hp` has TensorBoard's names of it."""
    varied = [
        hp.HParam("units", hp.Discrete([32, 16])),
        hp.HParam("dropout", hp.RealInterval(0.1, 0.2), display_name="Drop", description="how *much*"),
        hp.HParam("layers", hp.IntInterval(1, 5)),
        hp.HParam("optimizer", hp.Discrete(["sgd", "adam"])),
        hp.HParam("bias", hp.Discrete([True, False])),
        hp.HParam("rate", hp.Discrete([1.5, 0.5])),
        hp.HParam("none", hp.Discrete([], dtype=str)),
        hp.HParam("any"),
    ]
    measured = [
        hp.Metric("accuracy", display_name="Acc"),
        hp.Metric("epoch_loss", group="validation", description="x", dataset_type=hp.Metric.VALIDATION),
        hp.Metric("epoch_loss", group="train", dataset_type=hp.Metric.TRAINING),
    ]
    return varied, measured


def sessions(hp):
    """Hyperparameters of sessions, and the names of their trials."""
    return [
        ({"units": 16, "dropout": 0.15, "optimizer": "adam", "bias": True, hp.HParam("layers"): 3}, None),
        ({"units": np.int64(16), "dropout": np.float32(0.5), "bias": np.bool_(False), "é": np.str_("ü")}, None),
        ({"units": 16}, "my trial"),
    ]


def digest(events):
    """SHA-256 of messages, with pixels in place of PNG files: what zlib packs them into differs by its version."""
    total = hashlib.sha256()
    for event in events:
        event = type(event).FromString(event.SerializeToString())
        for value in event.summary.value:
            with_pixels(value)
        total.update(event.SerializeToString(deterministic=True))
    return total.hexdigest()


def with_pixels(value):
    """A Summary.Value, changed: PNG files in it became their pixels."""
    if value.WhichOneof("value") == "image":
        value.image.encoded_image_string = pixels(value.image.encoded_image_string)
    elif value.metadata.plugin_data.plugin_name == "images":
        value.tensor.string_val[2:] = [pixels(png) for png in value.tensor.string_val[2:]]
    return value


def pixels(png):
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png))).tobytes()
