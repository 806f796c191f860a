"""CuDNNLSTM and CuDNNGRU: LSTM and GRU with the weights as cuDNN keeps them. They run everywhere."""

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.recurrent.cells.cudnn import FIXED, CuDNNGRUCell, CuDNNLSTMCell
from tenfold.keras.layers.recurrent.gru import GRU
from tenfold.keras.layers.recurrent.lstm import LSTM
from tenfold.keras.utils.arguments import refuse_unknown


class CuDNNLayer:
    """The part of a layer that takes what cuDNN does, and nothing else."""

    fixed: dict[str, object] = {"activation": "tanh", "recurrent_activation": "sigmoid"}

    def __init__(
        self,
        units,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        **kwargs,
    ):
        refuse_unknown(type(self).__name__, [name for name in FIXED if name in kwargs], type(self).__init__)
        super().__init__(
            units,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            **self.fixed,
            **kwargs,
        )

    def build(self, input_shape):
        if not self.cell.built:  # its weights stand directly under the layer's name
            self.cell.build(TensorShape(self._without_time(TensorShape(input_shape))))
        super().build(input_shape)

    def get_config(self):
        return {name: value for name, value in super().get_config().items() if name not in FIXED}


class CuDNNLSTM(CuDNNLayer, LSTM):
    """`LSTM` with tanh and sigmoid, and the weights of `CuDNNWeights`. Files of either are read by both.

    Args: units, initializers, unit_forget_bias, regularizers and constraints as of `LSTM`; return_sequences,
      return_state, go_backwards, stateful, time_major.
    """

    cell_class, cell_name = CuDNNLSTMCell, "cu_dnnlstm_cell"
    saved_as = "CuDNNLSTM"


class CuDNNGRU(CuDNNLayer, GRU):
    """`GRU` with tanh, sigmoid and the reset after the product, and the weights of `CuDNNWeights`.

    Args: as of `CuDNNLSTM`, without unit_forget_bias.
    """

    cell_class, cell_name = CuDNNGRUCell, "cu_dnngru_cell"
    saved_as = "CuDNNGRU"
    fixed = {**CuDNNLayer.fixed, "reset_after": True}
