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
from tenfold.keras.layers.base.op_layer import keep_call, layers_of_ops
from tenfold.keras.layers.core.input_spec_of import (
    COMPOSITE,
    kinds_of,
    kinds_of_value,
    placeholder,
    spec_of_input,
)
from tenfold.keras.utils import naming
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.structures.specs import TensorSpec, type_spec_from_value

KerasGraph.keep_call = staticmethod(keep_call)  # from the first Keras tensor on
KerasGraph.layers_of_ops = staticmethod(layers_of_ops)


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
        type_spec=None,
        **kwargs,
    ):
        refuse(**kwargs)
        if input_tensor is not None and type_spec is None:
            type_spec = _like(input_tensor, dtype)
            input_shape = batch_size = dtype = batch_input_shape = None
        if type_spec is not None:
            _alone(type_spec, (input_shape, batch_size, dtype, batch_input_shape, sparse or None, ragged or None))
            (sparse, ragged), dtype = kinds_of(type_spec), type_spec.dtype.name
            batch_input_shape = tuple(type_spec.shape.as_list())
        super().__init__(name=name or _auto_name(), dtype=dtype or floatx())
        self._batch_input_shape = _with_batch(input_shape, batch_size, batch_input_shape)
        self.is_placeholder, self.built, self.sparse, self.ragged = True, True, bool(sparse), bool(ragged)
        spec = spec_of_input(self._batch_input_shape, dtypes.as_dtype(self._dtype), sparse, ragged)
        with GRAPH.as_default(), using(tapes=()):
            tensor = placeholder(type_spec or spec, self.name)
        LayerCall(self, (), {}, tensor)

    input_shape = output_shape = property(lambda self: [self._batch_input_shape])

    def get_config(self):
        return {
            "batch_input_shape": self._batch_input_shape,
            "dtype": self._dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
        }


def _auto_name():
    """input_1, input_2, ...; as of Keras 3 input_layer, input_layer_1, ..."""
    name = by_era("InputLayer.name")
    return naming.auto_name(name) if name != "input" else f"input_{naming.get_uid('input')}"


def _like(tensor, dtype):
    """The spec of an input in whose place `tensor` was given."""
    spec = type_spec_from_value(tensor if any(kinds_of_value(tensor)) else convert(tensor))
    if dtype is not None and dtypes.as_dtype(dtype) is not spec.dtype:
        raise ValueError(
            f"`input_tensor.dtype` differs from `dtype`. Received: input_tensor.dtype={spec.dtype.name} and "
            f"dtype={dtypes.as_dtype(dtype).name}"
        )
    return spec


def _with_batch(shape, batch_size, batch_shape):
    """The shape with the batch. ValueError where none was given."""
    if batch_shape is not None:
        if not hasattr(batch_shape, "__getitem__") or not len(batch_shape):
            raise ValueError(f"`batch_shape` of an Input begins with the batch size or None. Received: {batch_shape!r}")
        batch_size, shape = batch_shape[0], batch_shape[1:]
    if shape is None:
        raise ValueError(
            "Please provide to Input either an `input_shape`, e.g. Input(shape=(784,)), or `batch_input_shape`."
        )
    return (batch_size, *TensorShape(shape).as_list())


def _alone(spec, others):
    """Nothing else may be said of an input beside its spec, which is a tensor's."""
    if any(other is not None for other in others):
        raise ValueError("When `type_spec` is not None, all other args except `name` must be None.")
    if not isinstance(spec, (TensorSpec, *COMPOSITE)):
        raise ValueError(
            f"Input takes a TensorSpec, RaggedTensorSpec or SparseTensorSpec as `type_spec`. Received: {spec!r}"
        )


def refuse(**options):
    """Options that only TensorFlow 1's inputs, or those of another Keras, have."""
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
    optional=False,
):
    """A Keras tensor that stands for the model's input.

    Args:
      shape: of one sample: a tuple, None per free dimension, or an int for a vector.
      batch_size: fixed number of samples; free by default.
      name: of the input layer.
      dtype: that of `keras.backend.floatx()` by default, whatever the global policy.
      tensor: a tensor whose shape and dtype the input takes over, instead of all of these.
      batch_shape: shape with the batch, instead of `shape` and `batch_size`.
      type_spec: a TensorSpec, RaggedTensorSpec or SparseTensorSpec, with the batch, instead of all but `name`.
      sparse: whether the model is given SparseTensors, and its first layers are called with them.
      ragged: whether it is given RaggedTensors: all axes up to the last that is None are ragged, the first excepted.
      optional: must be False.

    Returns: a Keras tensor; a RaggedTensor or SparseTensor of Keras tensors where that is asked for.
    """
    refuse(optional=optional)
    batch_shape = batch_shape or batch_input_shape
    if type_spec is not None:
        _alone(type_spec, (shape, batch_size, dtype, tensor, batch_shape, sparse or None, ragged or None))
    elif tensor is None and (shape is None) == (batch_shape is None):
        raise ValueError(
            f"Input needs either `shape` or `batch_shape`; received shape={shape}, batch_shape={batch_shape}."
        )
    layer = InputLayer(
        input_shape=(shape,) if isinstance(shape, int) else shape,
        batch_size=batch_size,
        name=name,
        dtype=dtypes.as_dtype(dtype).name if dtype is not None else None,
        input_tensor=tensor,
        batch_input_shape=batch_shape,
        sparse=sparse,
        ragged=ragged,
        type_spec=type_spec,
    )
    return nest.flatten(layer.inbound_nodes[0].outputs)[0]
