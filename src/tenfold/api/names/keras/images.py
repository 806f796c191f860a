"""Names of what is done to data before a model sees it."""

NAMES = {
    "keras.preprocessing.image.arrays": {
        "array_to_img": "keras.preprocessing.image.array_to_img keras.utils.array_to_img",
        "img_to_array": "keras.preprocessing.image.img_to_array keras.utils.img_to_array",
    },
    "keras.preprocessing.image.files": {
        "load_img": "keras.preprocessing.image.load_img keras.utils.load_img",
        "save_img": "keras.preprocessing.image.save_img keras.utils.save_img",
    },
    "keras.preprocessing.image.affine": {
        name: f"keras.preprocessing.image.{name}"
        for name in ("apply_affine_transform", "flip_axis", "transform_matrix_offset_center")
    },
    "keras.preprocessing.image.colors": {
        name: f"keras.preprocessing.image.{name}"
        for name in ("apply_brightness_shift", "apply_channel_shift", "random_brightness", "random_channel_shift")
    },
    "keras.preprocessing.image.random_maps": {
        name: f"keras.preprocessing.image.{name}"
        for name in ("random_rotation", "random_shear", "random_shift", "random_zoom")
    },
    "keras.preprocessing.image.resizing": {"smart_resize": "keras.preprocessing.image.smart_resize"},
    "keras.preprocessing.image.image_data_generator": {
        "ImageDataGenerator": "keras.preprocessing.image.ImageDataGenerator"
    },
    "keras.preprocessing.image.iterator": {"Iterator": "keras.preprocessing.image.Iterator"},
    "keras.preprocessing.image.numpy_array_iterator": {
        "NumpyArrayIterator": "keras.preprocessing.image.NumpyArrayIterator"
    },
    "keras.preprocessing.image.directory_iterator": {
        "DirectoryIterator": "keras.preprocessing.image.DirectoryIterator"
    },
    "keras.preprocessing.image.dataframe_iterator": {
        "DataFrameIterator": "keras.preprocessing.image.DataFrameIterator"
    },
}
