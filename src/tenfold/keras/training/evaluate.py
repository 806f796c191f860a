"""`Model.evaluate`."""

from tenfold.keras.training.data.feed import Feed
from tenfold.keras.training.loop import callback_list, checked_source, listed, run_epoch
from tenfold.keras.utils.arguments import refuse_unknown, step_count


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
        """Measure the model on data.

        Args:
          x, y, sample_weight, batch_size, callbacks: as for `fit`.
          verbose: 0 silent, 1 progress bar, 2 one line.
          workers, use_multiprocessing, max_queue_size: as for `fit`.
          steps: number of batches. Without a batch size arrays are cut into that many; an iterator gives that many,
            without them all it has.
          return_dict: give {name: value}.

        Returns: the loss; with metrics a list in the order of `metrics_names`.
        """
        if "epochs" in kwargs:
            raise TypeError(
                "evaluate() got an unexpected keyword argument 'epochs': evaluate() makes one pass; drop it."
            )
        refuse_unknown("evaluate", kwargs, Evaluate.evaluate)
        self._must_be_compiled("evaluate")
        steps = step_count(steps)
        made = workers, use_multiprocessing, max_queue_size
        source = checked_source(self, "evaluate", x, y, sample_weight, made)
        feed = Feed(source.cut(batch_size, steps), steps)
        logs = self._evaluate(feed, callback_list(self, callbacks, verbose, 1, feed.steps))
        return logs if return_dict else listed(self, logs)

    def _evaluate(self, feed, callbacks, epochs=1):
        """One epoch of a feed; {name: value}. `epochs`: see `run_epoch`.

        After an epoch that had too few batches there are no more, as in Keras, though the source may begin again.
        """
        logs = {}
        with feed:
            try:
                callbacks.on_test_begin()
                if not feed.ran_out:
                    feed.measure()
                    logs = run_epoch(self, "test", feed, callbacks, epochs)
                    feed.source.end_epoch()
                callbacks.on_test_end(logs)
            except BaseException:
                callbacks.on_failure()
                raise
        return logs
