"""What `compile` was given as a configuration, and `compile` from one."""

import inspect

from tenfold.keras import losses, metrics, optimizers
from tenfold.keras.saving import newer_form
from tenfold.keras.training.compiled import serialize_all
from tenfold.keras.utils.by_era import by_era


class CompileConfig:
    """The part of a Model that describes how it was compiled."""

    def get_compile_config(self):
        """The arguments of `compile`: names as they were given, objects and functions described in the era's form.

        In Keras 3's era an optimizer is described although it was named, and defaults are what they came to.

        A `compile` of the user's own says in a `get_compile_config` of its own what it was given.
        """
        is_newer = by_era("compile.config_is_newer")
        if not self._is_compiled:
            return {} if is_newer else None
        arguments = {
            "optimizer": self.optimizer if is_newer else self._optimizer_named or self.optimizer,
            "loss": self.loss,
            "metrics": self.compiled_metrics.given,
            "loss_weights": self._loss_weights,
            "weighted_metrics": self.compiled_metrics.weighted_given,
            "run_eagerly": self.run_eagerly or None,
            "steps_per_execution": self._steps_per_execution,
            "jit_compile": self.jit_compile,
        }
        if is_newer:
            compiled = not self.run_eagerly if self.jit_compile is None else self.jit_compile
            steps = self._steps_per_execution or 1
            arguments |= {"run_eagerly": self.run_eagerly, "steps_per_execution": steps, "jit_compile": compiled}
        return {name: serialize_all(value, _described) for name, value in arguments.items()}

    def compile_from_config(self, config):
        """`compile` as `get_compile_config` described, with an optimizer that knows the model's variables.

        Raises:
          ValueError: the model has a `compile` of its own, and no `compile_from_config`.
        """
        kinds = {"optimizer": optimizers, "loss": losses, "metrics": metrics, "weighted_metrics": metrics}
        taken = inspect.signature(self.compile).parameters
        if missing := [name for name in config if name not in taken]:
            raise ValueError(
                f"{type(self).__name__}.compile() does not take {missing}, which the configuration has. Override "
                "`get_compile_config` and `compile_from_config` beside `compile`."
            )
        if by_era("compile.config_is_newer") and config.get("jit_compile"):
            config = {**config, "jit_compile": "auto"}  # which is what it says of a model that was told nothing
        self.compile(**{name: _made(value, kinds.get(name)) for name, value in config.items()})
        if self.built and self.optimizer is not None:
            self.optimizer.build(self.trainable_variables)


def _described(value):
    """A number or a flag as it is, an object or a function as `saving.newer_form` says."""
    return value if isinstance(value, (bool, int, float)) else newer_form.serialize(value)


def _made(value, module):
    """The structure of `value` with objects, which `module` knows, in place of their configurations."""
    if isinstance(value, dict) and "class_name" in value:
        return module.deserialize(value)
    if isinstance(value, dict):
        return {name: _made(one, module) for name, one in value.items()}
    return [_made(one, module) for one in value] if isinstance(value, (list, tuple)) else value
