"""`SwapEMAWeights`: evaluation with the moving averages of the weights."""

from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer


class SwapEMAWeights(Callback):
    """Changes weights and the averages that an optimizer with `use_ema=True` keeps of them for one another while the
    model is evaluated or predicts, and back.

    Args:
        swap_on_epoch: also between the end of an epoch and the beginning of the next, so that callbacks that come after
            this one (ModelCheckpoint) see the averages. Averages are what training leaves in any case.

    Raises:
        ValueError: the optimizer keeps no averages. When the run begins.
    """

    def __init__(self, swap_on_epoch=False):
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._is_measuring = False  # whether averages are in the weights' place for an `evaluate` or `predict`
        self._averages = None  # the values of the averages while they are in the weights' place between epochs

    def on_train_begin(self, logs=None):
        self._averages = None
        self._check_optimizer()

    def on_epoch_begin(self, epoch, logs=None):
        if self._averages is not None:
            self._averages = None
            self._swap()

    def on_epoch_end(self, epoch, logs=None):
        if self.swap_on_epoch:
            self._swap()
            self._averages = [v.value() for v, _ in self._pairs()]

    def on_train_end(self, logs=None):
        """`fit` has put the weights, which are in the averages' place, where it puts averages at its end."""
        for (variable, average), value in zip(self._pairs(), self._averages or ()):
            variable.assign(value)
            average.assign(value)
        self._averages = None

    def on_test_begin(self, logs=None):
        self._check_optimizer()
        self._swap()
        self._is_measuring = True

    def on_test_end(self, logs=None):
        self._swap()
        self._is_measuring = False

    on_predict_begin, on_predict_end = on_test_begin, on_test_end

    def _on_failure(self):
        if self._is_measuring:
            self.on_test_end()

    def _check_optimizer(self):
        uses = getattr(_inner(self.model.optimizer), "use_ema", False)
        if not uses:
            raise ValueError(
                f"SwapEMAWeights must be used when `use_ema=True` is set on the optimizer. Received: use_ema={uses}"
            )

    def _swap(self):
        for variable, average in self._pairs():
            value = variable.value()
            variable.assign(average.value())
            average.assign(value)

    def _pairs(self):
        """[(variable, its average)], of the variables that have been trained."""
        optimizer = _inner(self.model.optimizer)
        averages = optimizer._slots.get("average", {})
        return [(v, averages[v._key]) for v in self.model.trainable_variables if v._key in averages]


def _inner(optimizer):
    return optimizer.inner_optimizer if isinstance(optimizer, LossScaleOptimizer) else optimizer
