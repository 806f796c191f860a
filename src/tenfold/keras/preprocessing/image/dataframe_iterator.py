"""`DataFrameIterator`: batches of the images that a table names."""

import os
import warnings

import numpy as np

from tenfold.keras.preprocessing.image.files_iterator import FilesIterator, joined
from tenfold.keras.utils.io_utils import print_msg

_LABELLED = "binary", "categorical", "sparse"


class DataFrameIterator(FilesIterator):
    """Batches of the images that a table names.

    Args:
      dataframe: what gives columns by name, `dataframe[column]`: a pandas.DataFrame, or a dict of lists.
      directory: that paths in the table are below; None where they are whole.
      image_data_generator, target_size, color_mode, data_format, save_to_dir, save_prefix, save_format, interpolation,
        keep_aspect_ratio, dtype: see FilesIterator.
      x_col: the column of paths.
      y_col: that of labels; for "multi_output", and perhaps "raw", a list of columns.
      weight_col: that of sample weights, or None.
      classes: labels that are kept, in the order of their numbers; all of them, sorted, by default.
      class_mode: what stands beside images: "categorical" labels as 0 and 1 [batch, classes], where a row may have a
        list of labels; "binary" and "sparse" the labels' numbers [batch]; "raw" what is in y_col; "multi_output" a list
        of that for each column; "input" the images themselves; None nothing. "other" is an older name of "raw".
      batch_size, shuffle, seed: see Iterator.
      subset: "training" or "validation": the rows after, or in, the first share that is the generator's
        `validation_split`.
      validate_filenames: whether rows are left out, with a warning, whose file is not there or no image.
      has_ext: of older versions: False where paths in the table have no endings; files are looked for with each.
      sort: of older versions: whether rows are sorted by path. drop_duplicates: whether a path is taken once.

    Raises:
      KeyError: no such column. TypeError: a column of other things. ValueError: a class mode that there is not, or
      other than two classes for "binary".
    """

    allowed_class_modes = frozenset({"binary", "categorical", "input", "multi_output", "raw", "sparse", None})

    def __init__(
        self,
        dataframe,
        directory=None,
        image_data_generator=None,
        x_col="filename",
        y_col="class",
        weight_col=None,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        batch_size=32,
        shuffle=True,
        seed=None,
        data_format="channels_last",
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        subset=None,
        interpolation="nearest",
        keep_aspect_ratio=False,
        dtype="float32",
        validate_filenames=True,
        has_ext=True,
        sort=False,
        drop_duplicates=False,
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
        self.directory, self.class_mode = directory or "", "raw" if class_mode == "other" else class_mode
        table = _Table(dataframe, self.class_mode, x_col, y_col, weight_col)
        self._check(table, classes)
        if not has_ext:
            table.add_endings(self.directory, self.white_list_formats)
        table.arrange(sort, drop_duplicates)
        if validate_filenames:
            table.leave_out_missing(self.directory, self.white_list_formats)
        self._take(table, classes)
        said, count = "validated" if validate_filenames else "non-validated", len(self.filenames)
        of = f" belonging to {len(self.class_indices)} classes" if self.class_mode in _LABELLED else ""
        print_msg(f"Found {count} {said} image filenames{of}.")
        self._begin(batch_size, shuffle, seed)

    def _check(self, table, classes):
        mode = self.class_mode
        if mode not in self.allowed_class_modes:
            raise ValueError(f"Invalid class_mode: {mode}; expected one of: {set(self.allowed_class_modes)}")
        table.check(mode)
        if classes and mode not in _LABELLED:
            warnings.warn(f'`classes` will be ignored given the class_mode="{mode}"', stacklevel=3)
        if mode == "binary":
            given = len(set(classes)) if classes else len(set(table.y))
            if given != 2:
                found = f"{given} class/es were given" if classes else f"Found {given} classes"
                raise ValueError(f'If class_mode="binary" there must be 2 classes. {found}.')

    def _take(self, table, classes):
        """What the rows of the subset have."""
        if self.class_mode in _LABELLED:
            classes = table.keep_classes(classes)
            self.class_indices = {name: number for number, name in enumerate(classes)}
        table.rows = self._part(table.rows)
        if self.class_mode in _LABELLED:
            self.classes = [self._numbers(label) for label in table.labels()]
        elif self.class_mode == "multi_output":
            self._targets = [np.array(column) for column in table.columns()]
        elif self.class_mode == "raw":
            self._targets = table.raw()
        self.filenames = table.names()
        self._filepaths = joined(self.directory, self.filenames)
        self._sample_weight = table.weights()

    def _numbers(self, label):
        if isinstance(label, (list, tuple)):
            return [self.class_indices[one] for one in label]
        return self.class_indices[label]

    @property
    def labels(self):
        """Of all rows: numbers of classes, or what the table has."""
        return self._targets if self.class_mode in ("multi_output", "raw") else self.classes


class _Table:
    """The columns that are wanted, and the numbers of the rows that are.

    Attributes:
      x, y, weight: lists; None for what is not wanted. For several columns of labels `y` is a list of lists.
      rows: numbers.
    """

    def __init__(self, dataframe, class_mode, x_col, y_col, weight_col):
        self.dataframe, self.x_col, self.y_col, self.weight_col = dataframe, x_col, y_col, weight_col
        self.x = self._column(x_col)
        self.several = isinstance(y_col, (list, tuple))
        self.y = None
        if class_mode not in ("input", None):
            self.y = [self._column(c) for c in y_col] if self.several else self._column(y_col)
        self.weight = None if weight_col is None else np.asarray(self._column(weight_col))
        self.rows = list(range(len(self.x)))

    def _column(self, name):
        try:
            return list(self.dataframe[name])
        except (KeyError, IndexError) as e:
            known = list(getattr(self.dataframe, "columns", self.dataframe))
            raise KeyError(f"The dataframe has no column {name!r}; it has {known}.") from e
        except TypeError as e:
            raise TypeError(
                f"`dataframe` must give columns by name, as a pandas.DataFrame does. Received: {type(self.dataframe)}"
            ) from e

    def check(self, mode):
        """TypeError where a column has other things than its use wants."""
        if mode == "multi_output" and not self.several:
            raise TypeError(f'If class_mode="{mode}", y_col must be a list. Received {type(self.y_col).__name__}.')
        if not all(isinstance(name, str) for name in self.x):
            raise TypeError(f"All values in column x_col={self.x_col} must be strings.")
        kinds, said = (
            ((str,), "strings") if mode != "categorical" else ((str, list, tuple), "type string, list or tuple")
        )
        if mode in _LABELLED and (self.several or not all(isinstance(label, kinds) for label in self.y)):
            raise TypeError(f'If class_mode="{mode}", y_col="{self.y_col}" column values must be {said}.')
        if self.weight is not None and self.weight.dtype.kind not in "iuf":
            raise TypeError(f"Column weight_col={self.weight_col} must be numeric.")

    def add_endings(self, directory, formats):
        """Names as the files have them; one that no file has stays."""
        for i, name in enumerate(self.x):
            for ending in formats:
                if os.path.isfile(os.path.join(directory, f"{name}.{ending}")):
                    self.x[i] = f"{name}.{ending}"
                    break

    def arrange(self, sort, drop_duplicates):
        if drop_duplicates:
            self.rows = sorted({self.x[i]: i for i in reversed(self.rows)}.values())
        if sort:
            self.rows.sort(key=lambda i: self.x[i])

    def leave_out_missing(self, directory, formats):
        """Leave out rows whose file is not there, or has another ending; a warning says how many."""
        before = len(self.rows)
        self.rows = [
            i
            for i in self.rows
            if self.x[i].lower().rpartition(".")[2] in formats and os.path.isfile(os.path.join(directory, self.x[i]))
        ]
        if missing := before - len(self.rows):
            warnings.warn(
                f'Found {missing} invalid image filename(s) in x_col="{self.x_col}". These filename(s) will be '
                "ignored.",
                stacklevel=4,
            )

    def keep_classes(self, classes):
        """Leave out labels that are not among `classes`, and rows without one. Returns the classes."""
        if not classes:
            return sorted({one for i in self.rows for one in _several(self.y[i])})
        known = set(classes)
        for i in self.rows:
            if isinstance(self.y[i], (list, tuple)):
                self.y[i] = [one for one in self.y[i] if one in known]
        self.rows = [i for i in self.rows if known.intersection(_several(self.y[i]))]
        return list(dict.fromkeys(classes))

    def names(self):
        return [self.x[i] for i in self.rows]

    def labels(self):
        return [self.y[i] for i in self.rows]

    def columns(self):
        """Of each of several columns the wanted rows."""
        return [[column[i] for i in self.rows] for column in self.y]

    def raw(self):
        """An array of the wanted rows of the labels: [rows], or [rows, columns]."""
        found = np.array(self.columns()).T if self.several else np.array(self.labels())
        return found

    def weights(self):
        return None if self.weight is None else self.weight[self.rows]


def _several(label):
    return label if isinstance(label, (list, tuple)) else [label]
