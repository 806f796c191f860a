"""What the built-in cells share: two kernels, a bias, and masks that drop what these multiply."""

from tenfold.keras import activations, constraints, initializers, regularizers
from tenfold.keras.layers.base.affine import known_channels
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.core.dense import project
from tenfold.keras.layers.recurrent.cells.dropout_masks import DropoutMasks
from tenfold.keras.layers.recurrent.cells.states import zero_states
from tenfold.keras.utils.arguments import count
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import concat, split
from tenfold.ops.nn.bias import bias_add

OPTIONS = {
    "initializer": (initializers, ("kernel", "recurrent", "bias")),
    "regularizer": (regularizers, ("kernel", "recurrent", "bias")),
    "constraint": (constraints, ("kernel", "recurrent", "bias")),
}


class RecurrentCell(DropoutMasks, Layer):
    """One step of a recurrence: output and new states of an input (batch, features) and the states (batch, units).

    Args:
      units: length of the output and of each state.
      activation: of the candidate or output; name or function, tanh by default.
      use_bias: whether a bias is added.
      kernel_initializer, recurrent_initializer, bias_initializer: glorot_uniform, orthogonal and zeros by default.
      kernel_regularizer, recurrent_regularizer, bias_regularizer: names or objects.
      kernel_constraint, recurrent_constraint, bias_constraint: names or objects.
      dropout: share of the inputs that is dropped in training, the same inputs at every step of a sequence.
      recurrent_dropout: share of the state that is dropped where it is multiplied by the recurrent kernel.
      seed: of the masks.

    Weights: kernel (features, gates * units), recurrent_kernel (units, gates * units), bias (gates * units,).
    """

    gates = 1
    implementation = 2  # of those that have no such argument
    arguments = ()  # further names among the attributes that the configuration has as they are

    def __init__(
        self,
        units,
        activation="tanh",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        seed=None,
        **kwargs,
    ):
        options = {k: v for k, v in locals().items() if k.rpartition("_")[2] in OPTIONS}
        super().__init__(**kwargs)
        self.units = positive_units(units, "units")
        self.activation, self.use_bias, self.bias = activations.get(activation), use_bias, None
        for name, value in options.items():
            setattr(self, name, OPTIONS[name.rpartition("_")[2]][0].get(value))
        self._set_dropout(dropout, recurrent_dropout, seed)

    state_size = property(lambda self: self.units)
    output_size = property(lambda self: self.units)

    def build(self, input_shape):
        features = known_channels(input_shape, -1, self.name)
        self.kernel = self._weight("kernel", (features, self.gates * self.units))
        self.recurrent_kernel = self._weight("recurrent_kernel", (self.units, self.gates * self.units))
        if self.use_bias:
            self.bias = self._weight("bias", self.bias_shape(), self.bias_start())
        self.built = True

    def bias_shape(self):
        return (self.gates * self.units,)

    def bias_start(self):
        """The initializer of the whole bias."""
        return self.bias_initializer

    def _weight(self, name, dims, initializer=None):
        option = "recurrent" if name == "recurrent_kernel" else name
        return self.add_weight(
            name,
            dims,
            initializer=initializer or getattr(self, f"{option}_initializer"),
            regularizer=getattr(self, f"{option}_regularizer"),
            constraint=getattr(self, f"{option}_constraint"),
        )

    def input_masks(self, inputs, training):
        """Masks that multiply the inputs: none, one, or one for each gate."""
        masks = self.get_dropout_mask_for_cell(inputs, training, self.gates) if training else None
        return self._as_many_as_used(masks)

    def state_masks(self, state, training):
        """Masks that multiply the state in the recurrent product: none, one, or one for each gate."""
        masks = self.get_recurrent_dropout_mask_for_cell(state, training, self.gates) if training else None
        return self._as_many_as_used(masks)

    def _as_many_as_used(self, masks):
        if masks is None:
            return ()
        masks = masks if isinstance(masks, list) else [masks]
        return masks if self.implementation == 1 and by_era("RNN.masks_per_gate") else masks[:1]

    def projected(self, inputs, masks=()):
        """inputs @ kernel + bias for all gates; the inputs may have a time axis in front."""
        outputs = product(inputs, self.input_kernel(), masks)
        return bias_add(outputs, self.input_bias()) if self.use_bias else outputs

    def input_kernel(self):
        """What the inputs are multiplied by."""
        return self.kernel

    def state_kernel(self):
        """What the state is multiplied by."""
        return self.recurrent_kernel

    def input_bias(self):
        """The bias of the inputs' product."""
        return self.bias

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        """Zeros, a tensor for each state; of the batch and dtype of `inputs`, or those given."""
        return zero_states(self, inputs, batch_size, dtype)

    def get_config(self):
        config = {**super().get_config(), "units": self.units, "activation": activations.configuration(self.activation)}
        config["use_bias"] = self.use_bias
        for option, (module, names) in OPTIONS.items():
            config |= {f"{n}_{option}": module.serialize(getattr(self, f"{n}_{option}")) for n in names}
        for name in ("dropout", "recurrent_dropout", *self.arguments):
            config[name] = getattr(self, name)
        return config if self.seed is None else {**config, "seed": self.seed}


def product(inputs, kernel, masks=()):
    """inputs @ kernel over the last axis. With one mask that drops inputs first; with several, each for its gate."""
    if len(masks) > 1:
        kernels = split(kernel, len(masks), axis=1)
        return concat([product(inputs, k, (m,)) for k, m in zip(kernels, masks)], -1)
    return project(inputs * masks[0] if masks else inputs, kernel)


def positive_units(value, argument):
    """`value` as an int of at least 1; a fraction is cut off."""
    if (number := count(value)) is None:
        raise ValueError(
            f"Received an invalid value for argument `{argument}`, expected a positive integer, got {value!r}."
        )
    return number
