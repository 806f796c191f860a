"""Programs over `tf.keras.preprocessing.image` that Keras 2 ran too: see record.py."""

import contextlib
import importlib
import io
import os
import re
import warnings

import numpy as np

X = (np.random.RandomState(7).rand(10, 8, 6, 3) * 255).astype(np.float32)
Y = np.arange(10) % 2
LAST = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}
EVERYTHING = {
    "rotation_range": 40,
    "width_shift_range": 0.2,
    "height_shift_range": 0.3,
    "shear_range": 15.0,
    "zoom_range": [0.7, 1.4],
    "channel_shift_range": 30.0,
    "horizontal_flip": True,
    "vertical_flip": True,
    "rescale": 1 / 255,
}


def folder_of(image, root):
    """Two classes of images, some deeper, some of other sizes and modes."""
    for name, first in (("cats", 0), ("dogs", 5)):
        os.makedirs(os.path.join(root, name, "more"))
        for i in range(4):
            image.save_img(os.path.join(root, name, f"{i}.png"), X[first + i])
        image.save_img(os.path.join(root, name, "more", "wide.BMP"), X[first + 4].repeat(2, 1), file_format="bmp")
        with open(os.path.join(root, name, "notes.txt"), "w") as file:
            file.write("nothing")
    return root


def affine(image, root):
    """Each argument, in each mode."""
    found = []
    for mode in ("constant", "nearest", "reflect", "wrap"):
        for change in (
            {"theta": 33},
            {"theta": -90},
            {"tx": 1.5, "ty": -2.25},
            {"shear": 20},
            {"zx": 0.5, "zy": 1.7},
            {"theta": 200, "tx": 3, "ty": 1, "shear": -12, "zx": 1.3, "zy": 2.5},
        ):
            for order in (0, 1):
                how = dict(change, fill_mode=mode, cval=9.5, order=order)
                found.append(image.apply_affine_transform(X[0], **LAST, **how))
    return found


def affine_axes(image, root):
    """Channels first, rows and columns exchanged, other dtypes."""
    how = {"theta": 30, "tx": 1, "ty": 0.5, "zx": 0.8, "shear": 5}
    first = X[0].transpose(2, 0, 1)
    return [
        image.apply_affine_transform(first, **how),
        image.apply_affine_transform(first, row_axis=2, col_axis=1, channel_axis=0, **how),
        image.apply_affine_transform(X[0], row_axis=1, col_axis=0, channel_axis=2, **how),
        image.apply_affine_transform(X[0].astype(np.uint8), **LAST, **how),
        image.apply_affine_transform(X[0].astype(np.int16) - 100, **LAST, **how),
        image.apply_affine_transform(X[0].astype(np.float64), **LAST, **how),
        image.apply_affine_transform(X[0][:, :, :1], **LAST, **how),
        image.apply_affine_transform(X[0][:1], fill_mode="wrap", **LAST, **how),
        image.apply_affine_transform(X[0], **LAST),
    ]


def random_functions(image, root):
    np.random.seed(5)
    return [
        image.random_rotation(X[1], 40, **LAST),
        image.random_shift(X[1], 0.3, 0.2, **LAST, fill_mode="wrap"),
        image.random_shear(X[1], 20, **LAST, fill_mode="constant", cval=3.0),
        image.random_zoom(X[1], (0.5, 1.5), **LAST, interpolation_order=0),
        image.random_zoom(X[1], (1, 1), **LAST),
        image.random_channel_shift(X[1], 60.0, channel_axis=2),
        image.random_channel_shift(X[1].transpose(2, 0, 1), 60.0),
        image.random_brightness(X[1], (0.3, 1.6)),
        image.random_brightness(X[1], (0.3, 1.6), scale=False),
        np.random.random(3),
    ]


def shifts(image, root):
    return [
        image.apply_channel_shift(X[2], 40.0, 2),
        image.apply_channel_shift(X[2], -40.0),
        image.apply_brightness_shift(X[2], 0.5),
        image.apply_brightness_shift(X[2], 1.5, scale=False),
        image.apply_brightness_shift(X[2] * 2 - 200, 1.5, scale=False),
        image.apply_brightness_shift(X[2] / 255, 0.9),
    ]


def arrays(image, root):
    x = X[0]
    pictures = [
        image.array_to_img(x),
        image.array_to_img(x, scale=False),
        image.array_to_img(x.transpose(2, 0, 1), data_format="channels_first"),
        image.array_to_img(x[..., :1]),
        image.array_to_img(x[..., :1] * 100, scale=False),
        image.array_to_img(np.concatenate([x, x[..., :1]], -1)),
        image.array_to_img(np.array([[[-1.0, 300.0, 255.6]]]), scale=False),
        image.array_to_img(np.full((2, 2, 3), 7.0)),
        image.array_to_img(np.arange(12).reshape(2, 2, 3)),
    ]
    found = [image.img_to_array(p) for p in pictures] + [p.mode for p in pictures]
    found += [image.img_to_array(pictures[0], "channels_first"), image.img_to_array(pictures[3], "channels_first")]
    return [*found, image.img_to_array(pictures[0], dtype="uint8"), image.img_to_array(x[..., 0], dtype="float64")]


def files(image, root):
    path = os.path.join(root, "x.png")
    image.save_img(path, X[3].repeat(3, 0).repeat(3, 1))
    image.save_img(os.path.join(root, "grey.png"), X[3][..., :1])
    image.save_img(os.path.join(root, "first.png"), X[3].transpose(2, 0, 1), data_format="channels_first", scale=False)
    image.save_img(os.path.join(root, "alpha.jpg"), np.zeros((3, 3, 4)), file_format="jpeg")
    load = image.load_img
    with open(path, "rb") as file:
        held = io.BytesIO(file.read())
    sizes = [dict(target_size=size, interpolation=how) for size in ((5, 7), (30, 11)) for how in METHODS]
    found = [load(path, **size) for size in sizes]
    found += [load(path, **size, keep_aspect_ratio=True) for size in sizes]
    found += [
        load(path),
        load(path, color_mode="grayscale"),
        load(path, grayscale=True),
        load(path, color_mode="rgba"),
        load(path.encode()),
        load(held),
        load(os.path.join(root, "grey.png")),
        load(os.path.join(root, "grey.png"), color_mode="grayscale"),
        load(os.path.join(root, "first.png")),
        load(os.path.join(root, "alpha.jpg")),
    ]
    return [*map(np.asarray, found), *[p.mode for p in found]]


METHODS = "nearest", "bilinear", "bicubic", "hamming", "box", "lanczos"


def smart_resize(image, root):
    return [
        image.smart_resize(X, (3, 3)),
        image.smart_resize(X[0], (20, 5)),
        image.smart_resize(X[0], (5, 20), interpolation="nearest"),
        image.smart_resize(X[:2].astype(np.uint8), (4, 4), interpolation="area"),
    ]


def settings(image, root):
    """What the constructor makes of its arguments, and what it says."""
    found = []
    for how in (
        {"zca_whitening": True, "featurewise_std_normalization": True},
        {"featurewise_std_normalization": True},
        {"samplewise_std_normalization": True},
        {"zoom_range": 0.3},
        {"zoom_range": (0.3, 2)},
        {"dtype": "float64", "data_format": "channels_first"},
        EVERYTHING,
    ):
        made = vars(image.ImageDataGenerator(**how))
        found.append(sorted(f"{k}={v}" for k, v in made.items() if v is not None))
    return found


def transforms(image, root):
    """The numbers that are drawn."""
    found = []
    for how in (
        EVERYTHING,
        {"width_shift_range": 3, "height_shift_range": [0, 2, 5]},
        {"width_shift_range": 1.5, "height_shift_range": [0.1, 0.25]},
        {"brightness_range": (0.5, 1.5), "zoom_range": 0.2},
        {},
    ):
        made = image.ImageDataGenerator(**how)
        for seed in (1, 2, None):
            drawn = made.get_random_transform((8, 6, 3), seed)
            found.append([float("nan" if v is None else v) for v in drawn.values()])
            found.append(list(drawn))
        found.append(np.random.random())
        found.append(made.random_transform(X[0], seed=9))
    return found


def applied(image, root):
    made = image.ImageDataGenerator(fill_mode="reflect")
    first = image.ImageDataGenerator(data_format="channels_first", fill_mode="constant", cval=3)
    todo = {"theta": 20, "zx": 1.2, "flip_horizontal": True, "channel_shift_intensity": 20.0}
    return [
        made.apply_transform(X[0], todo),
        made.apply_transform(X[0], {"flip_vertical": 1}),
        made.apply_transform(X[0], {"brightness": 0.7, "flip_horizontal": 1}),
        made.apply_transform(X[0], {}),
        first.apply_transform(X[0].transpose(2, 0, 1), todo),
    ]


def standardized(image, root):
    found = []
    for how in (
        {"rescale": 0.5, "samplewise_center": True, "samplewise_std_normalization": True},
        {"preprocessing_function": lambda x: x + 100, "rescale": 2},
        {"featurewise_center": True, "featurewise_std_normalization": True},
        {"featurewise_center": True, "zca_whitening": True, "zca_epsilon": 0.1, "rescale": 1 / 255},
        {"featurewise_center": True, "featurewise_std_normalization": True, "data_format": "channels_first"},
    ):
        made = image.ImageDataGenerator(**how)
        x = X.transpose(0, 3, 1, 2) if made.data_format == "channels_first" else X
        found.append(made.standardize(x[0].copy()))
        made.fit(x)
        found += [made.standardize(x[0].copy()), made.standardize(x.copy())]
        found += [n for n in (made.mean, made.std) if n is not None]
    return found


def fitted(image, root):
    made = image.ImageDataGenerator(rotation_range=90, featurewise_center=True, featurewise_std_normalization=True)
    made.fit(X, augment=True, rounds=2, seed=4)
    return [made.mean, made.std, np.random.random()]


def batches(it, count=5):
    return [next(it) for _ in range(count)]


def flow(image, root):
    """Orders and numbers of a seed; by number and one after the other."""
    made = image.ImageDataGenerator(**EVERYTHING)
    it = made.flow(X, Y, batch_size=4, seed=3)
    found = batches(it)
    it.on_epoch_end()
    found += [it[0], it[2], it.index_array, len(it), it.n, it.batch_index, it.total_batches_seen]
    it.reset()
    found += [*batches(it, 2), it.next()]
    np.random.seed(11)
    return [*found, *batches(made.flow(X, Y, batch_size=3, sample_weight=Y + 0.5)), np.random.random()]


def flow_kinds(image, root):
    made = image.ImageDataGenerator(horizontal_flip=True, validation_split=0.4, dtype="float64")
    how = {"batch_size": 4, "seed": 1}
    found = [
        made.flow(X, **how)[1],
        made.flow(X, shuffle=False, batch_size=4)[2],
        made.flow((X, Y), Y, **how)[0],
        made.flow((X, [Y, X]), Y, **how)[0],
        made.flow(X, Y, subset="training", **how)[0],
        made.flow(X, Y, subset="validation", **how)[0],
        made.flow(X, Y // 2, subset="validation", ignore_class_split=True, **how)[0],
        image.ImageDataGenerator().flow(X.astype(np.uint8), **how)[0],
        image.ImageDataGenerator(dtype="uint8").flow(X, **how)[0],
    ]
    bright = image.ImageDataGenerator(brightness_range=(0.2, 2), channel_shift_range=20, rotation_range=20)
    return [*found, bright.flow(X, Y, **how)[0]]


def flow_with_function(image, root):
    """A function that draws, too."""
    made = image.ImageDataGenerator(rotation_range=30, preprocessing_function=lambda x: x + np.random.random())
    return [*batches(made.flow(X, Y, batch_size=4, seed=3), 3), np.random.random()]


def flow_of_subclass(image, root):
    class Own(image.ImageDataGenerator):
        def get_random_transform(self, img_shape, seed=None):
            return {"theta": float(np.random.randint(90))}

    return batches(Own().flow(X, Y, batch_size=4, seed=3), 3)


def own_iterator(image, root):
    class Own(image.Iterator):
        def _get_batches_of_transformed_samples(self, index_array):
            return X[index_array]

    it = Own(10, 3, True, 2)
    return [*batches(it), it[0], it[3], len(it)]


def saved(image, root):
    made = image.ImageDataGenerator(rotation_range=20)
    os.makedirs(os.path.join(root, "out"))
    next(made.flow(X, Y, batch_size=3, seed=2, save_to_dir=os.path.join(root, "out"), save_prefix="aug"))
    names = sorted(os.listdir(os.path.join(root, "out")))
    return [names, *[np.asarray(image.load_img(os.path.join(root, "out", name))) for name in names]]


def directory(image, root):
    folder_of(image, root)
    made = image.ImageDataGenerator(**EVERYTHING, validation_split=0.4)
    it = made.flow_from_directory(root, target_size=(8, 6), batch_size=3, seed=6)
    found = [*batches(it), it[1], it.filenames, it.classes, it.labels, it.class_indices, it.image_shape]
    found += [it.samples, it.n, it.num_classes, len(it), it.sample_weight, it.class_mode, it.color_mode]
    for how in (
        {"class_mode": "binary"},
        {"class_mode": "sparse", "classes": ["dogs", "cats"]},
        {"class_mode": "input"},
        {"class_mode": None, "color_mode": "grayscale"},
        {"color_mode": "rgba", "interpolation": "bilinear", "target_size": (5, 9)},
        {"keep_aspect_ratio": True, "interpolation": "lanczos", "target_size": (4, 4)},
        {"classes": ["dogs"]},
        {"subset": "training"},
        {"subset": "validation", "class_mode": "binary"},
        {"shuffle": False, "batch_size": 7},
    ):
        it = made.flow_from_directory(root, **{"target_size": (8, 6), "batch_size": 4, "seed": 6, **how})
        found += [it[0], it[len(it) - 1], it.filenames, it.class_indices]
    return found


def directory_first(image, root):
    folder_of(image, root)
    made = image.ImageDataGenerator(data_format="channels_first", rotation_range=50, dtype="float64")
    it = made.flow_from_directory(root, target_size=(8, 6), batch_size=3, seed=6)
    return [*batches(it, 2), it.image_shape]


def dataframe(image, root):
    folder_of(image, root)
    frame = table()
    made = image.ImageDataGenerator(horizontal_flip=True, rotation_range=30, validation_split=0.5)
    found = []
    for how in (
        {},
        {"class_mode": "binary"},
        {"class_mode": "sparse", "weight_col": "w"},
        {"class_mode": "raw", "y_col": "w"},
        {"class_mode": "raw", "y_col": ["w", "n"]},
        {"class_mode": "multi_output", "y_col": ["w", "n"]},
        {"class_mode": None, "y_col": None},
        {"class_mode": "input", "validate_filenames": True},
        {"classes": ["y"]},
        {"classes": ["y", "x"], "subset": "training"},
        {"subset": "validation"},
        {"y_col": "many"},
        {"y_col": "many", "classes": ["c", "a"]},
    ):
        it = made.flow_from_dataframe(frame, root, **{"target_size": (8, 6), "batch_size": 3, "seed": 8, **how})
        found += [it[0], len(it), it.filenames, getattr(it, "class_indices", None)]
        found += [] if how.get("class_mode", "") in (None, "input") else [it.labels]
    return found


COLUMNS = {
    "filename": ["cats/0.png", "dogs/1.png", "nowhere.png", "cats/more/wide.BMP", "dogs/notes.txt", "cats/2.png"],
    "class": ["x", "y", "x", "x", "y", "y"],
    "many": [["a", "b"], ["b"], ["a"], ["a", "c"], ["a"], ["b", "c"]],
    "w": [0.5, 1.0, 2.0, 3.0, 4.0, 5.0],
    "n": [1, 2, 3, 4, 5, 6],
}


def table():
    """A pandas.DataFrame, which Keras wants; where there is no pandas a dict."""
    try:
        return importlib.import_module("pandas").DataFrame(COLUMNS)
    except ImportError:
        return {name: list(column) for name, column in COLUMNS.items()}


PROGRAMS = [
    affine, affine_axes, random_functions, shifts, arrays, files, smart_resize, settings, transforms, applied,
    standardized, fitted, flow, flow_kinds, flow_with_function, flow_of_subclass, own_iterator, saved, directory,
    directory_first, dataframe,
]  # fmt: skip


def run(program, image, root):
    """[what it gave, made flat; what it warned of; what it printed]."""
    printed = io.StringIO()
    np.random.seed(0)
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        found = program(image, str(root))
    said = [re.sub(r"[\s,]+", "", str(w.message)) for w in warned if w.category is UserWarning]
    return [*flat(found), said, printed.getvalue()]


def flat(found):
    """Arrays as they are; all else that JSON has; lists of arrays opened."""
    if isinstance(found, np.ndarray):
        return [found]
    if isinstance(found, (list, tuple)) and any(isinstance(f, (np.ndarray, list, tuple)) for f in found):
        return [part for f in found for part in flat(f)]
    if isinstance(found, (list, tuple)):
        return [[f.item() if isinstance(f, np.generic) else f for f in found]]
    return [found.item() if isinstance(found, np.generic) else found]
