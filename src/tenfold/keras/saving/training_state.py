"""The state of a training run in a file: what `BackupAndRestore` writes and reads.

An HDF5 file: groups "weights", "optimizers" and "metrics" with the arrays "0", "1", ... in the order that the model has
them in, and an attribute "run" with JSON: epoch, batch, and how far the random numbers have got.
"""

import json

import numpy as np

from tenfold.core.values.variable import Variable
from tenfold.keras.callbacks.monitor import logger
from tenfold.keras.layers.base.tracking import unique
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.saving.hdf5.writing import writing
from tenfold.keras.training.resuming import Resumption
from tenfold.ops.random.seeds import position


class TrainingState:
    """What there is to save of the training of a model, made when the run begins."""

    def __init__(self, model):
        self.model = model
        self._at_start = self._at_epoch = position()
        self._metrics = None  # arrays that the metrics get once the epoch has reset them
        self.waits = False  # whether the first batch is waited for, to set them

    def begin_epoch(self, epoch):
        """Told before the samples of an epoch are put in order."""
        self._at_epoch = position()

    def begin_batch(self):
        """Told before each batch."""
        if self.waits:
            self.waits = False
            self._set_metrics()

    def save(self, path, epoch, batch):
        """Write the state: `batch` batches of epoch `epoch` have been made."""
        step = self.model._step("train_step")
        step.settle()
        now = position() if not batch or "shuffles" in self._at_epoch else self._at_epoch
        run = {
            "epoch": epoch,
            "batch": batch,
            "at_start": self._at_start,
            "at_epoch": {**now, "shuffles": self._at_epoch["shuffles"]} if batch and "shuffles" in now else now,
            "streams": step.streams(),
        }
        groups = {name: [np.asarray(v.array()) for v in vs] for name, vs in self._variables().items()}
        with writing(path) as file:
            file.attrs["run"] = np.bytes_(json.dumps(run).encode())
            for name, arrays in groups.items():
                group = file.create_group(name)
                for i, array in enumerate(arrays):
                    group[str(i)] = array

    @staticmethod
    def is_whole(path):
        """Whether the file can be read."""
        try:
            _read(path)
        except (OSError, KeyError, ValueError):
            return False
        return True

    def restore(self, path):
        """Set the model and its optimizers, and tell `fit` where to go on.

        Raises:
            ValueError: the file is of another model; nothing has changed then.
        """
        run, groups = _read(path)
        variables = self._variables()
        for name in ("weights", "optimizers"):
            _check(path, name, variables[name], groups[name])
        for name in ("weights", "optimizers"):
            _assign(variables[name], groups[name])
        self._metrics, self.waits = groups["metrics"], run["batch"] > 0
        self._at_start = run["at_start"]
        self.model._step("train_step").go_on(run["streams"])
        self.model._resumption = Resumption(run["epoch"], run["batch"], run["at_epoch"], run["at_start"])

    def _variables(self):
        optimizers = [part for part in self.model._step_parts() if isinstance(part, Optimizer)]
        return {
            "weights": self.model.weights,
            "optimizers": [v for optimizer in optimizers for v in _variables_of(optimizer)],
            "metrics": [v for metric in self.model.metrics for v in metric.variables],
        }

    def _set_metrics(self):
        variables = self._variables()["metrics"]
        if _shapes(variables) == _shapes(self._metrics):
            _assign(variables, self._metrics)
        else:
            logger.warning("The metrics of the epoch that was interrupted count what came since then only.")


def _variables_of(optimizer):
    """All that an optimizer keeps: also what `variables` does not list, such as the learning rate."""
    kept = [*vars(optimizer).values(), *optimizer._hyper.values()]
    return unique([*optimizer.variables, *(v for v in kept if isinstance(v, Variable))])


def _read(path):
    """(what the attribute "run" holds, {group: arrays})."""
    import h5py

    with h5py.File(path, "r") as file:
        run = json.loads(bytes(file.attrs["run"]))
        names = ("weights", "optimizers", "metrics")
        return run, {name: [file[name][str(i)][()] for i in range(len(file[name]))] for name in names}


def _shapes(values):
    return [tuple(v.shape) for v in values]


def _check(path, name, variables, arrays):
    if _shapes(variables) != _shapes(arrays):
        raise ValueError(
            f"The backup {path} is of another model: its {name} have the shapes {_shapes(arrays)}, those of the model "
            f"that is trained now {_shapes(variables)}. Remove the backup to train from the beginning, or give this "
            "run a `backup_dir` of its own."
        )


def _assign(variables, arrays):
    for variable, array in zip(variables, arrays):
        variable.assign(np.asarray(array, variable.dtype.numpy))
