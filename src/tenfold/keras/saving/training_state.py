"""The state of a training run in a file: what `BackupAndRestore` writes and reads.

An HDF5 file: groups "weights", "optimizers" and "metrics" with the arrays "0", "1", ... in the order that the model has
them in, and an attribute "run" with JSON: epoch, batch, and how far the random numbers have got.
"""

import json
import os

import numpy as np

from tenfold.core.values.variable import Variable
from tenfold.keras.callbacks.monitor import logger
from tenfold.keras.layers.base.tracking import unique
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.saving.hdf5.entries import Entries
from tenfold.keras.saving.hdf5.writing import writing
from tenfold.keras.training.resuming import Resumption
from tenfold.ops.random.seeds import is_position, position


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

    def _orders(self):
        """What the order of samples and batches of the epoch followed from."""
        return {name: self._at_epoch[name] for name in ("shuffles", "python")}

    def save(self, path, epoch, batch):
        """Write the state: `batch` batches of epoch `epoch` have been made."""
        step = self.model._step("train_step")
        step.settle()
        now = position() if not batch or "shuffles" in self._at_epoch else self._at_epoch
        run = {
            "epoch": epoch,
            "batch": batch,
            "at_start": self._at_start,
            "at_epoch": {**now, **self._orders()} if batch and "shuffles" in now else now,
            "streams": step.streams(),
        }
        groups = {name: [_stored(np.asarray(v.array())) for v in vs] for name, vs in self._variables().items()}
        with writing(path) as file:
            file.attrs["run"] = np.bytes_(json.dumps(run).encode())
            for name, arrays in groups.items():
                group = file.create_group(name)
                for i, array in enumerate(arrays):
                    group[str(i)] = array

    @staticmethod
    def fault(path):
        """What is wrong with the file, whatever model it is of; None where it can be read."""
        try:
            _read(path)
        except (OSError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return None

    def restore(self, path, steps=None):
        """Set the model and its optimizers, and tell `fit` where to go on.

        Args:
            steps: batches in an epoch of this run, None where that is not known.

        Raises:
            ValueError: the file is of another model, or of longer epochs; nothing has changed then.
        """
        run, groups = _read(path)
        if run["batch"] and steps is not None and run["batch"] >= steps:
            raise ValueError(
                f"The backup {path} was made after {run['batch']} batches of an epoch, and epochs have {steps} now. Go "
                "on with the data and the batch size that it was made with, or remove it to train from the beginning."
            )
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
        if _forms_of(variables) == _forms(self._metrics):
            _assign(variables, self._metrics)
        else:
            logger.warning("The metrics of the epoch that was interrupted count what came since then only.")


def _variables_of(optimizer):
    """All that an optimizer keeps: also what `variables` does not list, such as the learning rate."""
    kept = [*vars(optimizer).values(), *optimizer._hyper.values()]
    return unique([*optimizer.variables, *(v for v in kept if isinstance(v, Variable))])


def _read(path):
    """(what the attribute "run" holds, {group: arrays}).

    Raises:
      OSError: no HDF5 file, or one that may not be read.
      ValueError: it does not hold what `save` writes, or asks for what a backup never needs: see `hdf5.entries`.
    """
    import h5py

    if not os.path.isfile(path):
        raise OSError(f"{path} is no file")
    with h5py.File(path, "r") as file:
        entries = Entries(file)
        run = _checked(entries, entries.attribute(file, "run"))
        return run, {name: _arrays(entries, entries.group(file, name)) for name in ("weights", "optimizers", "metrics")}


def _arrays(entries, group):
    return [entries.array(group, str(i))[0] for i in range(len(group))]


def _checked(entries, text):
    """The JSON in the attribute "run", in which nothing is left to be found out later."""
    with entries.naming("attribute run"):
        run = json.loads(bytes(text) if isinstance(text, bytes) else text)
        counts, places = [run["epoch"], run["batch"]], [run["at_start"], run["at_epoch"]]
        counts += [blocks for stream in run["streams"].values() for blocks in stream]
        if not all(type(n) is int and 0 <= n < 2**63 for n in counts):
            raise ValueError("epoch, batch and streams must be counts")
        if not all(map(is_position, places)):
            raise ValueError("at_start and at_epoch must be positions of random numbers")
    return run


def _stored(array):
    """`array` in a type that HDF5 has: of bfloat16 as float32, which holds the same numbers."""
    return array if array.dtype.kind in "biufc" else array.astype(np.float32)


def _forms(arrays):
    return [f"{a.dtype}{list(a.shape)}" for a in arrays]


def _forms_of(variables):
    return _forms([_stored(np.empty(tuple(v.shape), v.dtype.numpy)) for v in variables])


def _check(path, name, variables, arrays):
    if _forms_of(variables) != _forms(arrays):
        raise ValueError(
            f"The backup {path} is of another model: its {name} are {_forms(arrays)}, those of the model that is "
            f"trained now {_forms_of(variables)}. Remove the backup to train from the beginning, or give this run a "
            "`backup_dir` of its own."
        )


def _assign(variables, arrays):
    for variable, array in zip(variables, arrays):
        variable.assign(np.asarray(array, variable.dtype.numpy))
