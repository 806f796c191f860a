"""A Model's steps as traced callables, kept until the model changes."""

from tenfold.keras.layers.base.tracking import children, unique
from tenfold.keras.losses.loss import Loss
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.training.functions import FunctionStep, IteratorStep, StepFunctions
from tenfold.keras.training.step import Step
from tenfold.keras.utils import naming

_FUNCTIONS = {  # step -> (mode, name of the method that makes a function of it)
    f"{mode}_step": (mode, f"make_{mode}_function") for mode in ("train", "test", "predict")
}
_OURS = type(None), IteratorStep


class TracedSteps(StepFunctions):
    """The part of a Model that traces `train_step`, `test_step` and `predict_step`."""

    _steps: dict = {}

    def _step(self, name, traced=False):
        """The step: a function that the user has made in its place, or the traced one.

        That is made anew after `compile`, and when the method or something it has read was replaced.

        Args:
          traced: ask for that one.
        """
        mode, maker = _FUNCTIONS[name]
        made, ours = self.__dict__.get(f"{mode}_function"), getattr(StepFunctions, maker)
        if not traced and (
            getattr(self.__class__, maker) is not ours or maker in self.__dict__ or made.__class__ not in _OURS
        ):
            return FunctionStep(self._own_function(mode), mode)
        function = getattr(self, name)
        compiled = getattr(self, "jit_compile", None)
        pin = None if compiled is None else "second" if compiled else "first"
        options = getattr(self, "run_eagerly", False), pin
        found = self._steps.get(name)
        if found is None or found[0] != function or found[1].options != options:
            if "_steps" not in self.__dict__:
                self._steps = {}
            naming.check_scope_name(self.name)
            trains = (
                {"state": self._trainable_as_compiled, "but": ["_trainable", "trainable"]}
                if name == "train_step"
                else {}
            )
            kept, reports = self._kept_by_steps, mode != "predict"
            found = self._steps[name] = (
                function,
                Step(function, *options, parts=self._step_parts, kept=kept, reports=reports, **trains),
            )
        found[1].check()
        return found[1]

    def _step_parts(self):
        """What a step is traced from: the layers, and the optimizers and losses that they hold."""
        layers = self._flatten_layers()
        held = [part for layer in layers for part in children(layer, (Optimizer, Loss))]
        wrapped = [part for optimizer in held for part in children(optimizer, Optimizer)]
        return layers + unique(held + wrapped)

    def _kept_by_steps(self):
        """The variables that a step makes otherwise than by building layers: those of optimizers and metrics."""
        optimizers = [part for part in self._step_parts() if isinstance(part, Optimizer)]
        return [v for owner in (*optimizers, *self.metrics) for v in owner.variables]
