"""`Model.compile`, and what of a model it decides: optimizer, losses, metrics, and which layers are trained."""

import contextlib
import logging

from tenfold.core.base import nest
from tenfold.keras import optimizers
from tenfold.keras.layers.base.context import BUILDING
from tenfold.keras.layers.base.tracking import unique
from tenfold.keras.metrics.metric import reset_all
from tenfold.keras.mixed_precision.policy import PolicyV1
from tenfold.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer, LossScaleOptimizerV1
from tenfold.keras.training.compiled import CompiledLoss, CompiledMetrics
from tenfold.keras.utils.arguments import refuse_unknown, whole_number
from tenfold.keras.utils.by_era import by_era

log = logging.getLogger("tenfold")


class Compile:
    """The part of a Model that is set by `compile`."""

    optimizer = loss = compiled_loss = compiled_metrics = None
    _is_compiled = False
    _optimizer_named: str | None = None  # the optimizer where it was given by name
    _compiled_trainable: list = []  # (layer, whether it was trainable when the model was compiled)

    run_eagerly = False
    _tracks_loss = False  # whether, in Keras 3's way, the loss goes before what was given, which counts as one metric
    _steps_per_execution = None  # None leaves to us how many steps share a program

    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        metrics=None,
        loss_weights=None,
        weighted_metrics=None,
        run_eagerly=None,
        steps_per_execution=None,
        jit_compile=None,
        sample_weight_mode=None,
        target_tensors=None,
        distribute=None,
        auto_scale_loss=None,
        **kwargs,
    ):
        """Set how the model is trained.

        Args:
          optimizer: name or object; in Keras 3 also None, for a model that is only evaluated.
          loss: name, function or object; a list or dict of them for several outputs.
          metrics, weighted_metrics: what `fit` and `evaluate` report besides the loss.
          loss_weights: numbers by which the outputs' losses are multiplied.
          run_eagerly: run the step as Python instead of tracing it.
          steps_per_execution: how many batches run between calls of callbacks' batch hooks, in one program if memory
            allows. None or "auto": the hooks are called for each batch, and where there are none that need be, as many
            small steps share a program as is worth it.
          auto_scale_loss: False to train a model whose policy is "mixed_float16" without a LossScaleOptimizer around
            its optimizer.
          sample_weight_mode: "temporal" or None, for each output; weights say by their shape what they belong to.
          jit_compile: True pins the second gear, False the first; None or "auto" lets the shifting rule decide.
        """
        from_file = kwargs.pop("from_serialized", False)
        _refuse_unknown(kwargs)
        _refuse_unsupported(target_tensors, distribute, sample_weight_mode)
        if steps_per_execution in (None, "auto", 1):
            steps_per_execution = None
        else:
            whole_number(steps_per_execution, "steps_per_execution")
        given, jit_compile = optimizer, None if jit_compile == "auto" else jit_compile
        if optimizer is not None or not by_era("compile.optimizer_may_be_none"):
            optimizer = self._scaling(optimizers.get(optimizer), auto_scale_loss)
        names = getattr(self, "output_names", None)
        compiled = CompiledLoss(loss, loss_weights, names), CompiledMetrics(metrics, weighted_metrics, names, from_file)
        with BUILDING:  # a step that another thread is tracing has the same optimizer and losses from end to end
            self.optimizer, (self.compiled_loss, self.compiled_metrics) = optimizer, compiled
            self._optimizer_named = given if isinstance(given, str) else None
            self.loss, self._loss_weights = loss, loss_weights
            self.run_eagerly, self.jit_compile = bool(run_eagerly), jit_compile
            for mode in ("train", "test", "predict"):
                vars(self).pop(f"{mode}_function", None)
            self._compiled_trainable = [(layer, layer._trainable) for layer in self._flatten_layers()]
            self._steps_per_execution, self._steps = steps_per_execution, {}
            self._is_compiled, self._has_said_so = True, not by_era("Model.says_trainable_changed")
            self._tracks_loss = by_era("Model.tracks_loss")
            for part in compiled if from_file and getattr(self, "outputs", None) else ():
                part.expect(self._nested_outputs)

    def _scaling(self, optimizer, wanted):
        """The optimizer, which scales the loss where gradients of 16 bits would vanish."""
        policy = self.dtype_policy
        scale = (
            policy.loss_scale if isinstance(policy, PolicyV1) else "dynamic" if policy.name == "mixed_float16" else None
        )
        if scale is None or wanted is False or isinstance(optimizer, LossScaleOptimizer):
            return optimizer
        return LossScaleOptimizer(optimizer) if scale == "dynamic" else LossScaleOptimizerV1(optimizer, scale)

    @property
    def metrics(self):
        """Metrics that are reset at the start of an epoch: the compiled ones and those of layers."""
        found = super().metrics
        if self._is_compiled:
            loss, given = self.compiled_loss, self.compiled_metrics
            if self._tracks_loss:
                found = [loss.total, *([] if given.is_empty else [given]), *loss.metrics[1:], *found]
            else:
                found = [*loss.metrics, *given.metrics, *found]
        return unique(found)

    @property
    def metrics_names(self):
        return [m.name for m in self.metrics]

    def reset_metrics(self):
        reset_all(self.metrics)

    @contextlib.contextmanager
    def _trainable_as_compiled(self):
        """A block in which layers are trainable as they were when the model was compiled: `compile` decides what is
        trained, so that one model may train what is frozen in another, as in a GAN."""
        changed = [(layer, was, layer._trainable) for layer, was in self._compiled_trainable if layer._trainable != was]
        for layer, was, _ in changed:
            layer._trainable = was
        try:
            yield
        finally:
            for layer, _, now in changed:
                layer._trainable = now

    def _must_be_compiled(self, method):
        if not self._is_compiled:
            raise by_era("Model.not_compiled")(
                "You must compile your model before training/testing. Use `model.compile(optimizer, loss)` before "
                f"{method}()."
            )
        if method in ("fit", "train_on_batch") and not self._has_said_so:
            self._say_if_trainable_changed()

    def _say_if_trainable_changed(self):
        """Warn, once after each `compile`, that layers have been frozen or thawed since, which has no effect."""
        if any(layer._trainable != was for layer, was in self._compiled_trainable):
            log.warning(
                "Discrepancy between trainable weights and collected trainable weights, did you set "
                "`model.trainable` without calling `model.compile` after ?"
            )
            self._has_said_so = True

    def _finish_optimizer(self):
        """Variables that an optimizer keeps averages of become these."""
        finish = getattr(self.optimizer, "finalize_variable_values", None)
        if finish is not None:
            with self._trainable_as_compiled():
                finish(self.trainable_variables)


_WITHOUT_EFFECT = {  # arguments of older versions, and the values that they may have; none ever changed a result
    "class_mode": (None, "categorical", "binary"),  # Keras 0's, for its `show_accuracy`
    "theano_mode": (None,),
    "cloning": (None, True, False),
    "experimental_run_tf_function": (None, True, False),
}


def _refuse_unknown(arguments):
    """Refuse what `compile` does not know, and a value of an older argument that would have changed something."""
    for name, value in arguments.items():
        if name in _WITHOUT_EFFECT and value not in _WITHOUT_EFFECT[name]:
            raise ValueError(f"compile() does not support {name}={value!r}.")
    refuse_unknown("compile", {n: v for n, v in arguments.items() if n not in _WITHOUT_EFFECT}, Compile.compile)


def _refuse_unsupported(target_tensors, distribute, sample_weight_mode):
    refused = [] if distribute is None else ["distribute"]
    if not {*nest.flatten(sample_weight_mode)} <= {None, "temporal"}:
        refused.append(f"sample_weight_mode={sample_weight_mode!r}")
    if target_tensors is not None:
        raise ValueError(
            f"`target_tensors` argument is not supported when executing eagerly. Received: {target_tensors}. Pass the "
            "targets as y, or add a loss of them with `model.add_loss`."
        )
    if refused:
        raise ValueError(f"compile() does not support {', '.join(refused)}.")
