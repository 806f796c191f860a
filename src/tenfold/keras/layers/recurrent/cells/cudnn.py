"""The cells of CuDNNLSTM and CuDNNGRU: weights as cuDNN keeps them."""

from tenfold.keras.layers.recurrent.cells.gru import GRUCell
from tenfold.keras.layers.recurrent.cells.lstm import ForgetBias, LSTMCell
from tenfold.ops.arrays.basics import concat, reshape, split, transpose

# arguments that cuDNN leaves no choice about
FIXED = (
    "activation recurrent_activation use_bias dropout recurrent_dropout implementation reset_after unroll seed "
    "zero_output_for_mask"
).split()


class CuDNNWeights:
    """The part of a cell that keeps each gate's kernel unit by unit, and a bias for either product.

    Weights: kernel (features, gates * units) and recurrent_kernel (units, gates * units), where the numbers of a gate
    stand in rows of features, a row for each unit; bias (2 * gates * units,): of the inputs, and of the state.
    """

    def bias_shape(self):
        return (2 * self.gates * self.units,)

    def input_kernel(self):
        return self._by_feature(self.kernel)

    def state_kernel(self):
        return self._by_feature(self.recurrent_kernel)

    def _by_feature(self, kernel):
        gates, features = split(kernel, self.gates, axis=1), kernel.shape.as_list()[0]
        return concat([transpose(reshape(k, [self.units, features])) for k in gates], 1)

    def get_config(self):
        return {name: value for name, value in super().get_config().items() if name not in FIXED}


class CuDNNLSTMCell(CuDNNWeights, LSTMCell):
    """The cell of `CuDNNLSTM`."""

    def input_bias(self):
        of_inputs, of_state = split(self.bias, 2)
        return of_inputs + of_state

    def bias_start(self):
        start = self.bias_initializer
        return ForgetBias(start, self.units, place=5) if self.unit_forget_bias else start


class CuDNNGRUCell(CuDNNWeights, GRUCell):
    """The cell of `CuDNNGRU`."""

    def input_bias(self):
        return split(self.bias, 2)[0]

    def recurrent_bias(self):
        return split(self.bias, 2)[1]
