"""Where a functional model begins."""

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.backend_config import floatx
from tenfold.keras.layers.base.context import GRAPH, KerasGraph
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.layer_call import LayerCall
from tenfold.keras.layers.base.op_layer import keep_call
from tenfold.keras.utils import naming
from tenfold.keras.utils.by_era import by_era

KerasGraph.keep_call = staticmethod(keep_call)  # from the first Keras tensor on


class InputLayer(Layer):
    """The entry of a model; its one node's output is the Keras tensor that `Input` returns."""

    def __init__(
        self,
        input_shape=None,
        batch_size=None,
        dtype=None,
        input_tensor=None,
        sparse=None,
        name=None,
        ragged=None,
        batch_input_shape=None,
        **kwargs,
    ):
        refuse(sparse=sparse, ragged=ragged, **kwargs)
        if input_tensor is not None:
            batch_input_shape, dtype = _like(input_tensor, dtype)
        super().__init__(name=name or _auto_name(), dtype=dtype or floatx())
        if batch_input_shape is not None:
            batch_size, input_shape = batch_input_shape[0], batch_input_shape[1:]
        if input_shape is None:
            raise ValueError(
                "Please provide to Input either an `input_shape`, e.g. Input(shape=(784,)), or `batch_input_shape`."
            )
        dims = TensorShape(input_shape).as_list()
        self._batch_input_shape = (batch_size, *dims)
        self.is_placeholder, self.built = True, True
        with GRAPH.as_default(), using(tapes=()):
            tensor = GRAPH.placeholder(self._batch_input_shape, dtypes.as_dtype(self._dtype), self.name)
        LayerCall(self, (), {}, tensor)

    input_shape = output_shape = property(lambda self: [self._batch_input_shape])

    def get_config(self):
        return {
            "batch_input_shape": self._batch_input_shape,
            "dtype": self._dtype,
            "sparse": False,
            "ragged": False,
            "name": self.name,
        }


def _auto_name():
    """input_1, input_2, ...; as of Keras 3 input_layer, input_layer_1, ..."""
    name = by_era("InputLayer.name")
    return naming.auto_name(name) if name != "input" else f"input_{naming.get_uid('input')}"


def _like(tensor, dtype):
    """Shape, with the batch, and dtype of an input in whose place `tensor` was given."""
    tensor = convert(tensor)
    if dtype is not None and dtypes.as_dtype(dtype) is not tensor.dtype:
        raise ValueError(
            f"`input_tensor.dtype` differs from `dtype`. Received: input_tensor.dtype={tensor.dtype.name} and "
            f"dtype={dtypes.as_dtype(dtype).name}"
        )
    return tuple(tensor.shape.as_list()), tensor.dtype.name


def refuse(**options):
    """Options that only sparse, ragged or TensorFlow 1 inputs have."""
    given = {k: v for k, v in options.items() if v not in (None, False)}
    if given:
        raise ValueError(f"Input does not take {', '.join(sorted(given))}; declare it by shape and dtype.")


def Input(
    shape=None,
    batch_size=None,
    name=None,
    dtype=None,
    sparse=None,
    tensor=None,
    ragged=None,
    type_spec=None,
    batch_shape=None,
    batch_input_shape=None,
):
    """A Keras tensor that stands for the model's input.

    Args:
      shape: of one sample: a tuple, None per free dimension, or an int for a vector.
      batch_size: fixed number of samples; free by default.
      name: of the input layer.
      dtype: that of `keras.backend.floatx()` by default, whatever the global policy.
      tensor: a tensor whose shape and dtype the input takes over, instead of all of these.
      batch_shape: shape with the batch, instead of `shape` and `batch_size`.
    """
    refuse(sparse=sparse, ragged=ragged, type_spec=type_spec)
    if tensor is not None:
        return InputLayer(input_tensor=tensor, name=name, dtype=dtype).inbound_nodes[0].outputs
    batch_shape = batch_shape or batch_input_shape
    if (shape is None) == (batch_shape is None):
        raise ValueError(
            f"Input needs either `shape` or `batch_shape`; received shape={shape}, batch_shape={batch_shape}."
        )
    if batch_shape is not None:
        batch_size, shape = batch_shape[0], batch_shape[1:]
    layer = InputLayer(
        input_shape=(shape,) if isinstance(shape, int) else shape,
        batch_size=batch_size,
        name=name,
        dtype=dtypes.as_dtype(dtype).name if dtype is not None else None,
    )
    return nest.flatten(layer.inbound_nodes[0].outputs)[0]
