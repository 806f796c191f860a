"""A layer called: what surrounds its `call`. Eager calls on plain tensors take the short way through all of it."""

import inspect

import numpy as np

from tenfold.core.base import nest
from tenfold.core.calls.complaints import in_terms_of_the_call, is_raw
from tenfold.core.calls.methods import arguments, as_it_is
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.function.autograph import in_trace
from tenfold.keras.layers.base.built import forget_built
from tenfold.keras.layers.base.context import BUILDING, CALL, keras_tensors
from tenfold.keras.layers.base.input_spec import check_inputs
from tenfold.keras.layers.base.symbolic_call import call_on_keras_tensors
from tenfold.keras.layers.base.training_flag import both_ways, is_open, with_training
from tenfold.keras.utils.per_class import per_class
from tenfold.ops.arrays.basics import cast, shape
from tenfold.ops.state.sources import identity

_NO_KERAS_TENSORS = frozenset([Tensor, Variable, np.ndarray, bool, int, float, str, type(None)])


class Calling:
    """The part of `Layer` that calls `call`: on tensors of its dtype that fit its `input_spec`, once it is built, with
    the training flag and masks that belong to the inputs.

    Attributes:
      hands_training_on: whether `call` does nothing with the training flag but hand it on to layers inside.
    """

    hands_training_on = False
    _conforms = False  # whether `call` itself sees to it that inputs fit `input_spec`

    def compute_mask(self, inputs, mask=None):
        """The mask of the outputs: the inputs' where the layer supports masking."""
        if not self.supports_masking:
            if any(m is not None for m in nest.flatten(mask)):
                raise TypeError(f"Layer {self.name} does not support masking, but was passed an input_mask: {mask}")
            return None
        return mask

    @as_it_is
    def __call__(self, *args, **kwargs):
        if args:
            inputs, args = args[0], args[1:]
        else:
            inputs, kwargs = self._named_inputs(kwargs)
        if CALL.fresh is not None and not CALL.depth:
            CALL.fresh = None  # built by something else than a call
        try:
            plain = _NO_KERAS_TENSORS.issuperset(map(type, (inputs, *args, *kwargs.values())))
            if plain or not keras_tensors((inputs, args, kwargs)):
                outputs = self._run(inputs, args, kwargs)
            else:
                outputs = call_on_keras_tensors(self, inputs, args, kwargs)
        except BaseException as e:
            if CALL.fresh is not None and not CALL.depth:
                forget_built()
            if is_raw(e):
                raise self._in_terms_of_the_call(e, inputs, args, kwargs) from e
            raise
        if CALL.fresh is not None and not CALL.depth:
            CALL.fresh = None
        return outputs

    def _in_terms_of_the_call(self, error, inputs, args, kwargs):
        """What to raise in place of an error of Python's or of an array library, which speaks of our insides."""
        given = arguments(self.call, (inputs, *args), kwargs)
        said = f'Layer "{self._name}" ({type(self).__name__}) cannot be called so'
        return in_terms_of_the_call(error, self.call, given, said=said, documented=type(self))

    def _named_inputs(self, kwargs):
        """(inputs, other arguments) where the inputs too were passed by name."""
        name = call_facts(type(self)).inputs
        if name not in kwargs:
            raise ValueError(f"The first argument to `Layer.call` must always be passed; {self.name} received none.")
        kwargs = dict(kwargs)
        return kwargs.pop(name), kwargs

    def _run(self, inputs, args, kwargs):
        facts, inputs = call_facts(type(self)), self._as_tensors(inputs)
        if not self._conforms and self.input_spec is not None:
            check_inputs(self.input_spec, inputs, self._name)
        if not self.built:
            with BUILDING:  # another thread may have built it meanwhile
                if not self.built:
                    self._build_for(inputs)
        given = None
        if facts.takes_mask:
            given, kwargs = _with_masks(facts, inputs, args, kwargs)
        outer = CALL.training, CALL.scope, CALL.depth, CALL.reads_as
        if CALL.adds_losses and not CALL.depth:
            self._clear_losses()
        try:
            CALL.depth += 1
            CALL.scope, CALL.reads_as = f"{outer[1]}{self._name}/", self._reads_as
            if facts.takes_training or "training" in kwargs:
                args, kwargs = with_training(facts, args, kwargs)
            if facts.asks_training and is_open(CALL.training):
                outputs = both_ways(facts, self.call, inputs, args, kwargs)
            else:
                outputs = (self.call if facts.is_ours else in_trace(self.call))(inputs, *args, **kwargs)
        finally:
            CALL.training, CALL.scope, CALL.depth, CALL.reads_as = outer
        if self.activity_regularizer is not None:
            self._penalize(outputs)
        if facts.makes_masks or self.supports_masking:
            return self._with_mask_of(inputs, outputs, facts.makes_masks, given)
        return outputs

    def _penalize(self, outputs):
        """Add the loss of the activity regularizer."""
        for t in nest.flatten(outputs):
            self.add_loss(self.activity_regularizer(t) / cast(shape(t)[0], t.dtype))

    def _with_mask_of(self, inputs, outputs, makes_masks, given):
        """The outputs with the masks that `compute_mask` makes of those of the inputs, or of a `given` mask."""
        if outputs is None:  # a `call` without `return`: whoever needs a value will say so
            return None
        if given is not None:
            return self._masked(inputs, outputs, nest.map_structure(_as_mask, given))
        if not makes_masks and type(inputs) is Tensor and getattr(inputs, "_keras_mask", None) is None:
            return outputs
        masks = [getattr(t, "_keras_mask", None) for t in nest.flatten(inputs)]
        if makes_masks or any(m is not None for m in masks):
            mask = nest.pack_sequence_as(inputs, masks) if nest.is_nested(inputs) else masks[0]
            return self._masked(inputs, outputs, mask)
        return outputs

    def _masked(self, inputs, outputs, mask):
        """The outputs with what `compute_mask` gives: one mask is the first output's. Where layers inside have masked
        all of them already, these masks stay."""
        flat, given = nest.flatten(outputs), nest.flatten(inputs)
        if all([getattr(t, "_keras_mask", None) is not None and not _is_among(t, given) for t in flat]):
            return outputs
        found = nest.flatten(self.compute_mask(inputs, mask))
        masked = [_given_mask(t, m, given) for t, m in zip(flat, found)]
        return nest.pack_sequence_as(outputs, masked + flat[len(masked) :])


class _Facts:
    """What a class's `call` and `compute_mask` say of its calls.

    Attributes:
      inputs: name of the first argument.
      mask, training: which argument after the first it is; None where `call` takes none of that name.
      takes_mask, takes_training: whether `call` takes a mask, the training flag, be it among **kwargs.
      trains: the flag where nobody has said: the default in the signature of `call`.
      is_ours: whether `call` is one of Tenfold's own.
      asks_training: whether `call` must know the flag; users' classes, and those that hand it on, take a tensor.
      makes_masks: whether the outputs' masks are others than the inputs'.
    """

    def __init__(self, cls):
        parameters = list(inspect.signature(cls.call).parameters.values())[1:]
        kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        names = [p.name for p in parameters if p.kind in (*kinds, inspect.Parameter.POSITIONAL_ONLY)]
        self.inputs, places = (names or ["inputs"])[0], {name: i for i, name in enumerate(names[1:])}
        self.mask, self.training = places.get("mask"), places.get("training")
        self.trains = next((p.default for p in parameters if p.name == "training" and p.default is not p.empty), None)
        any_keywords = any(p.kind is p.VAR_KEYWORD for p in parameters)
        self.takes_mask, self.takes_training = "mask" in names or any_keywords, "training" in names or any_keywords
        self.is_ours = cls.call.__module__.startswith("tenfold.")
        self.asks_training = "training" in names and self.is_ours and not cls.hands_training_on
        self.makes_masks = cls.compute_mask is not Calling.compute_mask


call_facts = per_class(_Facts)


def _with_masks(facts, inputs, args, kwargs):
    """(mask that `call` was given, its keyword arguments), these with the masks of its inputs where it was given none
    and they have any."""
    if facts.mask is not None and facts.mask < len(args):
        return args[facts.mask], kwargs
    given = kwargs.get("mask")
    if given is not None or type(inputs) is Tensor and getattr(inputs, "_keras_mask", None) is None:
        return given, kwargs
    masks = nest.map_structure(lambda t: getattr(t, "_keras_mask", None), inputs)
    return None, {**kwargs, "mask": masks} if any(m is not None for m in nest.flatten(masks)) else kwargs


def _as_mask(mask):
    return convert(mask) if isinstance(mask, np.ndarray) else mask


def with_mask(tensor, mask):
    """Another tensor of the same values, with `mask`; the same one where it has that."""
    if getattr(tensor, "_keras_mask", None) is mask:
        return tensor
    tensor = identity(tensor)
    tensor._keras_mask = mask
    return tensor


def _is_among(tensor, inputs):
    return any(t is tensor for t in inputs)


def _given_mask(tensor, mask, inputs):
    """`tensor` with `mask`; another tensor where it is one of the inputs, which keep theirs."""
    if _is_among(tensor, inputs):
        return with_mask(tensor, mask)
    if mask is not None or hasattr(tensor, "_keras_mask"):
        tensor._keras_mask = mask
    return tensor
