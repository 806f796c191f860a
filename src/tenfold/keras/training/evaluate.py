"""`Model.evaluate`."""

from tenfold.keras.training.loop import callback_list, checked, listed, run_epoch
from tenfold.keras.utils.arguments import refuse_unknown


class Evaluate:
    """The part of a Model that measures it on data."""

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        return_dict=False,
        **kwargs,
    ):
        """Loss and metrics over the data: a number, a list in the order of `metrics_names`, or a dict."""
        if "epochs" in kwargs:
            raise TypeError(
                "evaluate() got an unexpected keyword argument 'epochs': evaluate() makes one pass; drop it."
            )
        refuse_unknown("evaluate", kwargs, Evaluate.evaluate)
        self._must_be_compiled("evaluate")
        data = checked(self, "evaluate", x, y, sample_weight, batch_size, steps)
        callbacks = callback_list(self, callbacks, verbose, 1, data.count(steps))
        logs = self._evaluate(data, callbacks, steps)
        return logs if return_dict else listed(self, logs)

    def _evaluate(self, data, callbacks, steps=None, ahead=None):
        steps = data.count(steps)
        callbacks.on_test_begin()
        logs = run_epoch(self, "test", data, data.batches(), steps, ahead or steps, callbacks)
        callbacks.on_test_end(logs)
        return logs
