"""Datasets of folders of files, of windows of a series, and datasets in two parts."""

BEFORE = r"""
from pathlib import Path
utils = tf.keras.utils
def file(name, content):
    Path(path(name)).parent.mkdir(parents=True, exist_ok=True)
    Path(path(name)).write_bytes(content)
def named(ds):
    files = [str(Path(f).relative_to(path('.'))) for f in getattr(ds, 'file_paths', [])] or ['']
    about = ([str(n) for n in ds.class_names], files)
    return tf.data.Dataset.zip((ds, tf.data.Dataset.from_tensors(about).repeat()))
def part(i, ds):
    return named(ds[i])
"""
IMAGES = r"""
for n, c in enumerate('ba'):
    for i in range(4):
        pixels = (np.arange(6 * 9 * 3).reshape(6, 9, 3) * (7 + 3 * i + n) % 256).astype(np.uint8)
        file(f'im/{c}/{i}.png', tf.io.encode_png(pixels).numpy())
    file(f'im/{c}/sub/s.PNG', tf.io.encode_png(pixels[:, :6]).numpy())
file('im/a/no.txt', b'')
file('im/.hidden/9.png', tf.io.encode_png(pixels).numpy())
def images(size=(3, 4), **kwargs):
    return utils.image_dataset_from_directory(path('im'), image_size=size, **kwargs)
"""
TEXTS = r"""
for c in 'xy':
    for i in range(5):
        file(f'tx/{c}/{i}.txt', f'{c} text {i}'.encode())
def texts(**kwargs):
    return utils.text_dataset_from_directory(path('tx'), **kwargs)
"""
SOUNDS = r"""
for c in 'uv':
    for i in range(3):
        wave = np.linspace(-0.5, 0.5, 3 + i).reshape(3 + i, 1).astype(np.float32)
        file(f'au/{c}/{i}.wav', tf.audio.encode_wav(wave, 8000).numpy())
def sounds(**kwargs):
    return utils.audio_dataset_from_directory(path('au'), **kwargs)
"""
SERIES = """
x = np.arange(20.0)
def series(data, targets=None, sequence_length=3, **kwargs):
    return utils.timeseries_dataset_from_array(data, targets, sequence_length, **kwargs)
"""
SPLIT = """
pairs = (np.arange(10.0).reshape(5, 2), np.arange(5))
split = utils.split_dataset
"""


def of(before, programs):
    return {name: BEFORE + before + "ds = " + lines + "\n" for name, lines in programs.items()}


PROGRAMS = {
    **of(
        IMAGES,
        {
            "images": "images(batch_size=4, seed=3)",
            "images_names": "named(images(batch_size=4, shuffle=False))",
            "images_names_shuffled": "named(images(batch_size=4, seed=3))",
            "images_small_batches": "named(images(batch_size=1, seed=3))",
            "images_no_batches": "named(images(batch_size=None, seed=5))",
            "images_training": "named(images(batch_size=3, seed=3, validation_split=0.25, subset='training'))",
            "images_validation": "named(images(batch_size=1, seed=3, validation_split=0.4, subset='validation'))",
            "images_both_training": """part(
    0, images(batch_size=2, seed=3, validation_split=0.4, subset='both'))""",
            "images_both_validation": """part(
    1, images(batch_size=1, seed=3, validation_split=0.4, subset='both'))""",
            "images_both_in_order": """part(
    1, images(batch_size=1, shuffle=False, validation_split=0.4, subset='both'))""",
            "images_categorical": "images(batch_size=3, seed=1, label_mode='categorical')",
            "images_binary": "images(batch_size=9, shuffle=False, label_mode='binary')",
            "images_unlabeled": "images(batch_size=9, shuffle=False, label_mode=None)",
            "images_labels_none": "named(images(batch_size=9, shuffle=False, labels=None))",
            "images_labels_given": "named(images(batch_size=9, shuffle=False, labels=list(range(20, 9, -1))))",
            "images_labels_few": "images(labels=[1, 2])",
            "images_gray": "images(batch_size=2, shuffle=False, color_mode='grayscale')",
            "images_rgba": "images(batch_size=2, shuffle=False, color_mode='rgba')",
            "images_class_names": "named(images(batch_size=9, seed=2, class_names=['b', 'a']))",
            "images_class_names_wrong": "images(class_names=['b', 'c'])",
            "images_cropped": "images((4, 4), batch_size=5, shuffle=False, crop_to_aspect_ratio=True)",
            "images_cropped_nearest": """images(
    (3, 5), batch_size=5, shuffle=False, crop_to_aspect_ratio=True, interpolation='nearest')""",
            "images_area": "images(batch_size=5, shuffle=False, interpolation='area')",
            "images_bicubic": "images(batch_size=5, shuffle=False, interpolation='bicubic')",
            "images_smart_resize": "images((4, 4), batch_size=5, shuffle=False, smart_resize=True)",
            "images_wrong_keyword": "images(smart=True)",
            "images_wrong_labels": "images(labels='x')",
            "images_wrong_label_mode": "images(label_mode='x')",
            "images_wrong_color_mode": "images(color_mode='x')",
            "images_wrong_interpolation": "images(interpolation='x')",
            "images_wrong_size": "images(4)",
            "images_split_alone": "images(validation_split=0.2)",
            "images_subset_alone": "images(subset='training')",
            "images_wrong_split": "images(validation_split=2.0, subset='training')",
            "images_wrong_subset": "images(validation_split=0.2, subset='x')",
            "images_split_unseeded": "images(validation_split=0.2, subset='training')",
            "images_no_folder": "utils.image_dataset_from_directory(path('no'))",
            "images_empty_folder": "utils.image_dataset_from_directory(path('im/a/sub'))",
            "images_links": """(
    Path(path('im/a/more')).symlink_to(path('im/b')), named(images(batch_size=9, shuffle=False)))[1]""",
            "images_size_of_numpy": "images((np.int64(3), np.int32(4)), batch_size=5, shuffle=False)",
            "images_size_array": "images(np.array([3, 4]), batch_size=5, shuffle=False)",
            "images_no_class_names": "images(batch_size=5, shuffle=False, class_names=[])",
            "images_capital_method": "images(batch_size=5, shuffle=False, interpolation='Nearest')",
            "images_numpy_seed": "(np.random.seed(4), images(batch_size=2))[1]",
        },
    ),
    **of(
        TEXTS,
        {
            "texts": "texts(batch_size=3, seed=1)",
            "texts_both_training": "part(0, texts(batch_size=3, seed=1, validation_split=0.4, subset='both'))",
            "texts_both_validation": "part(1, texts(batch_size=1, seed=1, validation_split=0.4, subset='both'))",
            "texts_validation": "named(texts(batch_size=1, seed=1, validation_split=0.4, subset='validation'))",
            "texts_cut": "texts(batch_size=3, shuffle=False, max_length=3, label_mode='binary')",
            "texts_categorical": "texts(batch_size=9, shuffle=False, label_mode='categorical')",
            "texts_no_batches": "texts(batch_size=None, seed=2)",
            "texts_alone": "texts(batch_size=None, label_mode=None, shuffle=False)",
            "texts_preprocessing_name": """tf.keras.preprocessing.text_dataset_from_directory(
    path('tx'), batch_size=4, shuffle=False)""",
        },
    ),
    **of(
        SOUNDS,
        {
            "sounds": "named(sounds(batch_size=2, shuffle=False))",
            "sounds_cut": "sounds(batch_size=2, seed=2, output_sequence_length=4)",
            "sounds_ragged": "sounds(batch_size=2, seed=2, ragged=True)",
            "sounds_ragged_no_batches": "sounds(batch_size=None, shuffle=False, ragged=True)",
            "sounds_ragged_and_cut": "sounds(ragged=True, output_sequence_length=3)",
            "sounds_both_training": "part(0, sounds(batch_size=None, seed=2, validation_split=0.5, subset='both'))",
            "sounds_both_validation": "part(1, sounds(batch_size=None, seed=2, validation_split=0.5, subset='both'))",
            "sounds_validation": "sounds(batch_size=1, seed=2, validation_split=0.5, subset='validation')",
            "sounds_negative_rate": "sounds(sampling_rate=-1)",
        },
    ),
    **of(
        SERIES,
        {
            "series": "series(x, 10 * x)",
            "series_strided": "series(x, None, sequence_stride=2, sampling_rate=2, batch_size=4)",
            "series_shuffled": "series(x, x, shuffle=True, seed=4, batch_size=4, start_index=2, end_index=15)",
            "series_shuffled_no_batches": "series(x, x, shuffle=True, seed=4, batch_size=None)",
            "series_of_rows": "series(x.reshape(10, 2), batch_size=None)",
            "series_few_targets": "series(x, x[:5], batch_size=8)",
            "series_lists": "series([1, 2, 3, 4], [5, 6, 7, 8], 2)",
            "series_to_the_end": "series(x, x, end_index=20)",
            "series_targets_rows": "series(x.astype('float32'), x.reshape(20, 1).astype('int64'), batch_size=7)",
            "series_negative_start": "series(x, start_index=-1)",
            "series_late_start": "series(x, start_index=30)",
            "series_negative_end": "series(x, end_index=-1)",
            "series_late_end": "series(x, end_index=99)",
            "series_end_before_start": "series(x, start_index=5, end_index=4)",
            "series_no_rate": "series(x, sampling_rate=0)",
            "series_no_stride": "series(x, sequence_stride=0)",
            "series_large_rate": "series(x, sampling_rate=30)",
            "series_large_stride": "series(x, sequence_stride=30)",
            "series_long_windows": "series(x, sequence_length=30)",
            "series_numpy_seed": "(np.random.seed(4), series(x, shuffle=True, batch_size=4))[1]",
        },
    ),
    **of(
        SPLIT,
        {
            "split_left": "split(pairs, 0.6)[0]",
            "split_right": "split(pairs, 0.6)[1]",
            "split_sizes": "split(pairs, 2, 1)[1]",
            "split_right_size": "split(pairs, right_size=1)[0]",
            "split_left_share": "split(pairs, 0.3)[0]",
            "split_left_share_up": "split(pairs, 0.7)[0]",
            "split_right_share": "split(pairs, right_size=0.3)[1]",
            "split_right_share_up": "split(pairs, right_size=0.7)[1]",
            "split_two_shares": "split(pairs, 0.3, 0.3)[1]",
            "split_shuffled": "split(pairs, 3, shuffle=True, seed=1)[0]",
            "split_shuffled_right": "split(pairs, 3, shuffle=True, seed=1)[1]",
            "split_list": "split([pairs[0], pairs[1]], 3)[0]",
            "split_array": "split(pairs[0], 3)[0]",
            "split_vector": "split(np.arange(10), 0.33)[1]",
            "split_floats": "split(np.arange(10.0), 0.7)[1]",
            "split_dataset_of_pairs": "split(tf.data.Dataset.from_tensor_slices(pairs), 0.4)[1]",
            "split_dataset_of_batches": "split(tf.data.Dataset.from_tensor_slices(pairs).batch(2), 0.4)[1]",
            "split_dataset_of_dictionaries": """split(
    tf.data.Dataset.from_tensor_slices({'a': pairs[0], 'b': pairs[1]}), 0.4, shuffle=True, seed=5)[1]""",
            "split_dictionary": "split({'a': np.arange(4)}, 0.5)",
            "split_nothing_said": "split(pairs)",
            "split_too_large": "split(pairs, 7)",
            "split_too_large_share": "split(pairs, 1.5)",
            "split_shares_too_large": "split(pairs, 0.6, 0.6)",
            "split_sizes_too_large": "split(pairs, 3, 3)",
            "split_zero": "split(pairs, 0)",
            "split_negative": "split(pairs, -0.5)",
            "split_text": "split('x', 0.5)",
            "split_one": "split(pairs[0][:1], 0.5)",
            "split_wrong_type": "split(pairs, 'x')",
            "split_empty": "split([], 1)",
        },
    ),
}
