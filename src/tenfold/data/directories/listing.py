"""Which files a folder has, the classes that its own folders are, and the part of them that is asked for."""

import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base.hooks import hooks
from tenfold.core.base.process_wide import ProcessWide
from tenfold.io import gfile


class told(ProcessWide):  # noqa: N801
    """How lines for the user are shown: `by(text)`; printed where that is None."""

    by: Any = None


def tell(text: str) -> None:
    """Show a line to the user."""
    if told.by is None:
        print(text, flush=True)
    else:
        told.by(text)


class Files(NamedTuple):
    """Files, their labels (None where they have none) and the names of the classes (None where there are none)."""

    paths: list[str]
    labels: list[Any] | None
    class_names: Any

    def part(self, wanted: slice) -> "Files":
        """Some of them."""
        return Files(self.paths[wanted], None if self.labels is None else self.labels[wanted], self.class_names)


def listed(
    directory: Any,
    labels: Any,
    formats: tuple[str, ...],
    class_names: Sequence[str] | None,
    rng: np.random.RandomState | None,
    follow_links: bool,
    verbose: bool = True,
) -> Files:
    """The files of a folder whose names end with one of `formats`, folder by folder, sorted; shuffled with `rng`.

    Args:
      labels: "inferred", and each folder in `directory` is a class; None; or a list, one for each file.
      class_names: order of the classes; sorted by default.

    Raises:
      NotFoundError: no such folder. ValueError: classes or labels that do not fit.
    """
    directory = os.fspath(directory)
    inferred = isinstance(labels, str)
    if inferred:
        found = [d for d in gfile.listdir(directory) if d[0] != "." and gfile.isdir(os.path.join(directory, d))]
        classes, found = _chosen(class_names, found)
        inside = [(d, _below(os.path.join(directory, d), formats, follow_links)) for d in found]
        paths = [path for _, files in inside for path in files]
        number = {name: i for i, name in enumerate(classes)}
        numbers = [number[d] for d, files in inside for _ in files]
    else:
        gfile.listdir(directory)
        paths = _below(directory, formats, follow_links)
        numbers, classes = _given(labels, paths, directory)
    if verbose:
        told_classes = "" if classes is None else f" belonging to {len(classes)} classes"
        tell(f"Found {len(paths)} files{told_classes}.")
    if rng is not None:
        order = np.arange(len(paths))
        rng.shuffle(order)
        paths, numbers = [paths[i] for i in order], [numbers[i] for i in order]
    return Files(paths, None if labels is None else numbers, classes)


def _chosen(class_names: Sequence[str] | None, found: list[str]) -> tuple[list[Any], list[str]]:
    """The classes in the order of their numbers, and the folders in that of their files."""
    if not class_names:
        return found, found
    classes, some = list(class_names), hooks.by_era("folders.chosen_classes")
    if not set(classes) <= set(found) or len(set(classes)) < len(classes if some else found):
        raise ValueError(
            "The `class_names` passed did not match the names of the subdirectories of the target directory. "
            f"Expected: {found}, but received: {class_names}"
        )
    return classes, classes if some else found


def _below(folder: str, formats: tuple[str, ...], follow_links: bool) -> list[str]:
    """The files in a folder and in those below it; links back to a folder that they are in are not followed."""
    followed = follow_links or hooks.by_era("folders.followed_links")
    walk = sorted(_walk(folder, followed), key=lambda found: found[0])
    return [os.path.join(root, f) for root, _, files in walk for f in sorted(files) if f.lower().endswith(formats)]


def _walk(folder: str, followed: bool) -> Iterator[tuple[str, list[str], list[str]]]:
    for root, folders, files in os.walk(folder, followlinks=followed):
        yield root, folders, files
        links = [d for d in folders if followed and os.path.islink(os.path.join(root, d))]
        here = os.path.join(os.path.realpath(root), "") if links else ""
        for d in links:
            if here.startswith(os.path.join(os.path.realpath(os.path.join(root, d)), "")):
                folders.remove(d)


def _given(labels: Any, paths: list[str], directory: str) -> tuple[list[Any], Any]:
    if labels is None:
        return [0] * len(paths), [""] if hooks.by_era("folders.classes_of_none") else None
    if len(labels) != len(paths):
        raise ValueError(
            "Expected the lengths of `labels` to match the number of files in the target directory. len(labels) is "
            f"{len(labels)} while we found {len(paths)} files in directory {directory}."
        )
    return list(labels), sorted(set(labels))


def split(files: Files, validation_split: float | None, subset: str | None, verbose: bool = True) -> list[Files]:
    """The part of the files that `subset` names; two parts for "both". The last files are for validation.

    Raises:
      ValueError: there are none for it.
    """
    if not validation_split:
        return [files]
    count = int(validation_split * len(files.paths))
    rest = len(files.paths) - count
    if verbose and subset in ("training", "both"):
        tell(f"Using {rest} files for training.")
    if verbose and subset in ("validation", "both"):
        tell(f"Using {count} files for validation.")
    if subset != "training" and not count:
        raise ValueError(
            f"validation_split={validation_split} of {len(files.paths)} files leaves none for validation: make it "
            "larger."
        )
    parts = {"training": files.part(slice(0, rest)), "validation": files.part(slice(rest, None))}
    return list(parts.values()) if subset == "both" else [parts[str(subset)]]
