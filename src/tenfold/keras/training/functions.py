"""`make_train_function` and its siblings: a step as a function that takes batches from an iterator."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.env import owned
from tenfold.core.base.errors import OutOfRangeError
from tenfold.core.values.tensor import Tensor
from tenfold.keras.training.data.samples import Samples, unpack
from tenfold.keras.training.step import arrays_of, with_leaves
from tenfold.ops.arrays.joining import concat


class StepFunctions:
    """The part of a Model that gives its steps as functions, which subclasses may make otherwise.

    A function takes an iterator over batches, trains, tests or predicts on as many as `steps_per_execution` says, and
    gives logs, or outputs. `fit` and its siblings call it where a subclass makes its own, or has put one into
    `train_function`, `test_function` or `predict_function`; it then runs as Python, whatever tf.function is around it:
    what it takes from the iterator is another batch each time.
    """

    train_function = test_function = predict_function = None

    def make_train_function(self, force=False):
        """The function for training, made once; anew with `force`."""
        return self._made_function("train", force)

    def make_test_function(self, force=False):
        """Likewise for measuring."""
        return self._made_function("test", force)

    def make_predict_function(self, force=False):
        """Likewise for outputs."""
        return self._made_function("predict", force)

    # Keras's names up to 2.3, called before threads or loaded weights needed what these made
    def _make_train_function(self):
        self.make_train_function()

    def _make_test_function(self):
        self.make_test_function()

    def _make_predict_function(self):
        self.make_predict_function()

    def _made_function(self, mode, force):
        found = vars(self).get(f"{mode}_function")
        if found is None or force:
            found = vars(self)[f"{mode}_function"] = IteratorStep(self, mode)
        return found

    def _own_function(self, mode):
        """The function that the user has made."""
        made = getattr(self, f"make_{mode}_function")()
        if made is not None and made is not getattr(self, f"{mode}_function"):
            vars(self)[f"{mode}_function"] = made  # Keras 2 keeps what is returned, in Keras 3 the method does
        return getattr(self, f"{mode}_function")


class IteratorStep:
    """A model's step on what an iterator gives next."""

    def __init__(self, model, mode):
        self.model, self.mode = model, mode

    def __call__(self, iterator):
        """Logs, or outputs, as eager tensors.

        Raises:
          OutOfRangeError: the iterator has no more batches.
        """
        found = []
        for _ in range(self.model._steps_per_execution or 1):
            batch = next(iterator, None)
            if batch is None:
                break
            samples = Samples(*unpack(batch))
            structure, outs = self.model._step(f"{self.mode}_step", traced=True)(samples, samples.lent())
            tensors = [None if o is None else Tensor(np.array(o)) for o in outs]
            found.append(nest.pack_sequence_as(structure, tensors, expand_composites=True))
        if not found:
            raise OutOfRangeError(f"End of sequence: there is no batch left for `{self.mode}_function`.")
        if self.mode != "predict" or len(found) == 1:
            return found[-1]
        return nest.map_structure(lambda *parts: concat(parts, 0), *found)


class FunctionStep:
    """A function of the user's in place of a `Step`."""

    def __init__(self, function, mode):
        self.function, self.mode = getattr(function, "python_function", function), mode

    def __call__(self, data, arrays, ahead=0, wait=True):
        return self._run(data, [arrays])

    def several(self, data, arrays, count, ahead=0, wait=True):
        structure, outs = self._run(data, [[a[i] for a in arrays] for i in range(count)])
        return structure, [outs] * count  # callbacks are told of the last

    def capacity(self, data, arrays, asked=None):
        """Outputs are taken a batch at a time."""
        return 1 if self.mode == "predict" else asked or 1

    def settle(self):
        """Each call is waited for."""

    def _run(self, data, batches):
        iterator = Batches(data, batches)
        while iterator.left:
            left, result = iterator.left, self.function(iterator)
            if iterator.left == left:
                break
        if result is None:
            raise ValueError(
                f"Unexpected result of `{self.mode}_function` (Empty Logs): it returned None. Return a dict of "
                "values, or the model's outputs for predicting."
            )
        return result, arrays_of(result)


class Batches:
    """The iterator that a function of the user's gets: tensors in the structure of the data."""

    def __init__(self, data, batches):
        self._data, self._batches = data, batches

    left = property(lambda self: len(self._batches))

    def __iter__(self):
        return self

    def __next__(self):
        if not self._batches:
            raise StopIteration
        return with_leaves(self._data.data, [Tensor(owned(a)) for a in self._batches.pop(0)])

    def get_next(self):
        return next(self)
