"""`DirectoryIterator`: batches of the images in the folders of a folder."""

import os
import warnings

import numpy as np

from tenfold.keras.preprocessing.image.files_iterator import FilesIterator, joined
from tenfold.keras.utils.io_utils import print_msg


class DirectoryIterator(FilesIterator):
    """Batches of the images in the folders of a folder, each of which is a class.

    Args:
      directory: the folder; images (PNG, JPG, BMP, PPM, TIF) may be at any depth below its folders.
      image_data_generator, target_size, color_mode, data_format, save_to_dir, save_prefix, save_format, interpolation,
        keep_aspect_ratio, dtype: see FilesIterator.
      classes: names of folders, in the order of their numbers; all of them, sorted, by default.
      class_mode: what stands beside images: "categorical" one-hot labels [batch, classes], "binary" and "sparse" their
        numbers [batch], "input" the images themselves, None nothing.
      batch_size, shuffle, seed: see Iterator.
      follow_links: whether links to folders are followed.
      subset: "training" or "validation": of each class the files after, or in, the first share that is the generator's
        `validation_split`.

    Attributes:
      filenames: below `directory`, sorted within a class. filepaths: whole.
      classes, labels: int32 [samples]. class_indices: {name: number}. samples, num_classes: how many.

    Raises:
      FileNotFoundError: no such folder. ValueError: a mode or subset that there is not.
    """

    allowed_class_modes = frozenset({"categorical", "binary", "sparse", "input", None})

    def __init__(
        self,
        directory,
        image_data_generator,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        batch_size=32,
        shuffle=True,
        seed=None,
        data_format=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        follow_links=False,
        subset=None,
        interpolation="nearest",
        keep_aspect_ratio=False,
        dtype=None,
    ):
        super().__init__(
            image_data_generator,
            target_size,
            color_mode,
            data_format,
            save_to_dir,
            save_prefix,
            save_format,
            subset,
            interpolation,
            keep_aspect_ratio,
            dtype,
        )
        if class_mode not in self.allowed_class_modes:
            raise ValueError(f"Invalid class_mode: {class_mode}; expected one of: {set(self.allowed_class_modes)}")
        self.directory, self.class_mode = directory, class_mode
        self._list(os.fspath(directory), classes, follow_links)
        print_msg(f"Found {len(self.filenames)} images belonging to {self.num_classes} classes.")
        self._begin(batch_size, shuffle, seed)

    def _list(self, directory, classes, follow_links):
        """Find the files and their classes."""
        if not classes:
            classes = [name for name in sorted(os.listdir(directory)) if os.path.isdir(os.path.join(directory, name))]
        self.class_indices = {name: number for number, name in enumerate(classes)}
        self.num_classes = len(classes)
        self.filenames, numbers = [], []
        for name in classes:
            found = self._part(_names(directory, name, follow_links, self.white_list_formats))
            self.filenames += found
            numbers += [self.class_indices[name]] * len(found)
        self.classes = np.array(numbers, np.int32)
        self._filepaths = joined(directory, self.filenames)


def _names(directory, name, follow_links, formats):
    """The images below the folder `name` of `directory`, named from there: folder by folder, sorted."""
    folder, found = os.path.join(directory, name), []
    for root, _, files in sorted(os.walk(folder, followlinks=follow_links), key=lambda walked: walked[0]):
        for file in sorted(files):
            ending = file.lower().rpartition(".")[2]
            if "." in file and ending in formats:
                found.append(os.path.join(os.path.basename(folder), os.path.relpath(os.path.join(root, file), folder)))
                if ending == "tiff":
                    warnings.warn(
                        'Using ".tiff" files with multiple bands will cause distortion. Please verify your output.',
                        stacklevel=5,
                    )
    return found
