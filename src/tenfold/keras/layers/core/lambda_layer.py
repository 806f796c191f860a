"""Lambda: any function of tensors as a layer."""

from collections.abc import Mapping

from tenfold.core.base.thread import using
from tenfold.core.values.shapes import TensorShape
from tenfold.function.autograph import in_trace
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.saving import functions, trust


class Lambda(Layer):
    """Any function of tensors as a layer.

    Args:
      function: called as function(inputs, **arguments), with `mask` and `training` if it takes them.
      output_shape: shape of one sample (or a function of the input shape); found by inference where it is None.
      mask: the outputs' mask, or a function (inputs, mask) that gives it.
      arguments: keyword arguments for the function.
    """

    hands_training_on = True

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"The function of a Lambda layer must be callable; received {function!r}.")
        if not isinstance(arguments, (Mapping, type(None))):
            raise TypeError(f"`arguments` of a Lambda layer must be a dictionary. Received: arguments={arguments!r}")
        self.function, self.arguments, self.mask = function, arguments or {}, mask
        self._output_shape = output_shape
        self.supports_masking = mask is not None
        self._wanted = functions.parameters(function)

    def call(self, inputs, mask=None, training=None):
        extra, made = {"mask": mask, "training": training}, []
        with using(adopt=made.append):
            wanted = {k: v for k, v in extra.items() if k in self._wanted}
            outputs = in_trace(self.function)(inputs, **self.arguments, **wanted)
        if made:
            raise ValueError(
                f"The following Variables were created within a Lambda layer ({self.name}) but are not tracked by said "
                f"layer: {[v.name for v in made]}. No model would train them, and each call may make them again. Cure: "
                "call the layer that has them outside of the Lambda, or write a subclass of Layer that makes them in "
                "its __init__ or build."
            )
        return outputs

    def compute_output_shape(self, input_shape):
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return TensorShape(self._output_shape(input_shape))
        first = input_shape
        while isinstance(first, (list, tuple)) and first and not isinstance(first[0], (int, type(None))):
            first = first[0]
        declared = self._output_shape
        sample = (declared,) if isinstance(declared, int) else tuple(declared)
        return TensorShape((TensorShape(first).as_list()[0], *sample))

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def get_config(self):
        parts = {"function": self.function, "output_shape": self._output_shape}
        if self.mask is not None:
            parts["mask"] = self.mask
        return {**super().get_config(), **functions.to_config(self.arguments, **parts)}

    @classmethod
    def from_config(cls, config, custom_objects=None, safe_mode=None):
        """The layer that `get_config` described.

        Args:
          config: the configuration.
          custom_objects: {name: function}, used in place of the code stored under these names.
          safe_mode: False lets the configuration bring in Python code that this process did not write down.
        """
        rest = {key: value for key, value in config.items() if key not in trust.entries_of(config)}
        with trust.reading(safe_mode):
            return cls(**rest, **functions.from_config(config, custom_objects))
