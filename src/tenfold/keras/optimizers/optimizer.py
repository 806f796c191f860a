"""`Optimizer`: what changes variables along their gradients."""

import re
import weakref

import numpy as np

from tenfold.core.base.thread import STATE, using
from tenfold.core.graphs.graph import Node, init_scope
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras import backend_config, initializers
from tenfold.keras.layers.base.changes import Changing
from tenfold.keras.layers.base.context import BUILDING, CALL
from tenfold.keras.optimizers import gradients, schedules
from tenfold.keras.optimizers.accumulation import Accumulation
from tenfold.keras.optimizers.arguments import check_arguments, default_name
from tenfold.keras.optimizers.hyper import HyperMixin, takes_rate
from tenfold.keras.optimizers.saved_parts import SavedParts
from tenfold.keras.optimizers.state import State
from tenfold.keras.saving.flags import check_flags
from tenfold.keras.utils.arguments import check_numbers, name_of, real_number, refuse_unknown
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.forgotten import set_by_init
from tenfold.ops.arrays.basics import zeros
from tenfold.ops.arrays.casting import cast
from tenfold.ops.math.comparison import equal, select
from tenfold.ops.math.powers import maximum
from tenfold.ops.state.copying import Follower
from tenfold.ops.training.optimizer_scalars import decayed_rate
from tenfold.ops.training.optimizer_steps import average_step, decay_step
from tenfold.ops.training.steps import ALL
from tenfold.runtime.native.flushing import Flushing


class Optimizer(Changing, HyperMixin, Accumulation, State, SavedParts, Follower):
    """Base class. Subclasses write `update_step(gradient, variable)`, and `build(var_list)` if they keep slots.

    Args:
      name: of the optimizer, first part of its variables' names.
      weight_decay: share of each variable that every step takes off it, times the learning rate; None for none.
      clipnorm: greatest L2 norm of a gradient.
      clipvalue: greatest absolute value of a gradient's elements.
      global_clipnorm: greatest L2 norm of all gradients together.
      use_ema: whether to keep moving averages of the variables, see `finalize_variable_values`.
      ema_momentum: of these averages.
      ema_overwrite_frequency: replace the variables by the averages every so many steps; None for never.
      jit_compile: accepted and kept; whether a step is compiled is decided by how often it runs.
      learning_rate (or lr): a number, a variable, a schedule, or a function of no arguments.
      decay: the learning rate is divided by 1 + decay * iterations.
      gradient_aggregator, gradient_transformers: a function, and a list of functions, of [(gradient, variable)] that
        give such a list: one after the other they make the gradients that are applied.
      loss_scale_factor: gradients are of a loss times this (see `scale_loss`), and divided by it.
      gradient_accumulation_steps: update at every so manieth call alone, along the average of the gradients since.
    """

    _index_dict = set_by_init("You must call `super().__init__()` in the constructor of an optimizer.")

    def __new__(cls, *args, **kwargs):
        check_flags(cls, args, kwargs)
        name_of(kwargs.get("name"), f"the optimizer {cls.__name__}")
        return super().__new__(cls)

    def __init__(
        self,
        name=None,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
        use_ema=False,
        ema_momentum=0.99,
        ema_overwrite_frequency=None,
        jit_compile=True,
        **kwargs,
    ):
        if isinstance(weight_decay, str) and weight_decay.isidentifier():  # the name stood there before TensorFlow 2.11
            name, weight_decay = weight_decay, None
        if not isinstance(name, str):
            if name is not None and {"lr", "learning_rate"}.isdisjoint(kwargs):  # Keras 3's first argument is the rate
                kwargs["learning_rate"] = name
            elif name is not None:  # and after `weight_decay` it and TensorFlow 2.11 have this one
                clipnorm = name
            name = default_name(type(self), Optimizer)
        has_rate = not {"lr", "learning_rate"}.isdisjoint(kwargs)  # an optimizer of one's own may do without
        rate, self._decay = kwargs.pop("lr", kwargs.pop("learning_rate", None)), kwargs.pop("decay", 0.0) or 0.0
        kwargs.pop("is_legacy_optimizer", None)
        self._take_keras_3_arguments(
            kwargs.pop("loss_scale_factor", None), kwargs.pop("gradient_accumulation_steps", None)
        )
        self._take_functions_of_gradients(
            kwargs.pop("gradient_aggregator", None),
            kwargs.pop("gradient_transformers", None),
            {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm},
        )
        refuse_unknown(type(self).__name__, kwargs, type(self).__init__, Optimizer.__init__)
        check_numbers(decay=self._decay, ema_momentum=ema_momentum)
        check_numbers(
            weight_decay=weight_decay,
            clipnorm=clipnorm,
            clipvalue=clipvalue,
            global_clipnorm=global_clipnorm,
            ema_overwrite_frequency=ema_overwrite_frequency,
            optional=True,
        )
        averages = use_ema, ema_momentum, ema_overwrite_frequency
        check_arguments(clipnorm, clipvalue, global_clipnorm, *averages, self._decay)
        self.name, self._name, self.jit_compile = name, name, jit_compile
        self.weight_decay = weight_decay or None
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema, self.ema_momentum, self.ema_overwrite_frequency = use_ema, ema_momentum, ema_overwrite_frequency
        self._hyper, self._slots, self._index_dict, self._excluded = {}, {}, {}, (set(), ())
        self._served = {}  # key -> weak reference to the variable that something is kept for
        self._learning_rate, self._variables = None, []
        self._iterations = self.add_variable((), dtypes.int64, name=self._own_name("iteration", "iter"))
        if has_rate:
            self.learning_rate = rate

    _old_moves = ALL  # what a step along IndexedSlices changed before TensorFlow 2.11; since then it is everything
    _moves = property(lambda self: self._old_moves if self._is_old else ALL)
    _kind_by_kind = False  # whether old ones have slots of one kind after the other, not variable by variable

    _noted = frozenset("_hyper _slots _index_dict _served _excluded _variables".split())

    # what subclasses write or call

    def slot_groups(self):
        """Slots of each variable: lists of (name, initial value); a list's slots are made variable by variable."""
        return []

    def build(self, var_list):
        """Make the slots for `var_list`. Called before the first update, and again when new variables come."""
        gradients.check_variables(var_list := list(var_list))
        new = [v for v in var_list if v._key not in self._index_dict]
        self._refuse_whole_numbers(new)
        for v in new:
            self._index_dict[v._key] = len(self._index_dict)
            self._served[v._key] = weakref.ref(v)
            if self.use_ema:
                self._add_slot(v, "average", lambda shape, dtype=None, v=v: np.array(v.array()))
            if self.gradient_accumulation_steps:
                self._add_slot(v, "gradient_accumulator")
        self._make_slots(new)
        if new and hasattr(self, "_create_slots"):
            self._create_slots(new)

    _takes_whole_numbers = False

    def _refuse_whole_numbers(self, variables):
        for v in variables:
            if not (self._takes_whole_numbers or v.dtype.is_floating or v.dtype.is_complex):
                raise TypeError(
                    f"{type(self).__name__} takes steps too small for whole numbers: the variable '{v.name}' is of "
                    f"dtype {v.dtype.name}. Make it a float variable, or leave it out of what is trained."
                )

    def _make_slots(self, variables):
        groups = self.slot_groups()
        if self._kind_by_kind and self._is_old:
            groups = [[slot] for group in groups for slot in group]
        for group in groups:
            for v in variables:
                for name, initial in group:
                    self._add_slot(v, name, initializers.Constant(initial))

    def update_step(self, gradient, variable):
        """Change `variable` along `gradient`, a tensor of its shape and dtype or IndexedSlices of one, none twice."""
        if hasattr(self, "_resource_apply_dense"):
            return self._apply_old_style(gradient, variable)
        raise NotImplementedError(f"{type(self).__name__} must implement `update_step(gradient, variable)`.")

    def shared_scalars(self, rate, iterations, dtype):
        """What `update_step` needs of the learning rate and the step: computed once per step and dtype."""
        return rate

    def scalars(self, dtype):
        """`shared_scalars` of the step that is going on."""
        found = self._scalars.get(dtype)
        if found is None:
            found = self._scalars[dtype] = self.shared_scalars(self._current_rate, self._updates(), dtype)
        return found

    def add_variable(self, shape, dtype=None, initializer="zeros", name=None):
        """A variable of the optimizer's own."""
        initializer, dtype = initializers.get(initializer), dtypes.as_dtype(dtype or backend_config.floatx())
        with init_scope():
            variable = Variable(
                lambda: initializer(shape, dtype=dtype), trainable=False, dtype=dtype, name=name or "variable"
            )
        self._variables.append(variable)
        return variable

    def _own_name(self, name, old_name):
        """What a variable of the optimizer's own is called, here and in HDF5 files: up to TensorFlow 2.10 otherwise."""
        return f"{self.name}/{old_name}" if self._is_old else name

    def add_variable_from_reference(
        self, model_variable=None, variable_name=None, shape=None, initial_value=None, **keras_3
    ):
        """A variable of the optimizer's, of the shape of `model_variable` and dtype, zero or `initial_value`.

        In Keras 3's terms: `add_variable_from_reference(reference_variable, name, initializer="zeros")`.
        """
        if keras_3:
            model_variable = keras_3.pop("reference_variable", model_variable)
            variable_name = keras_3.pop("name", variable_name)
            initializer = initializers.get(keras_3.pop("initializer", "zeros"))
            refuse_unknown("add_variable_from_reference", keras_3, type(self).add_variable_from_reference)
            dims = tuple(model_variable.shape)
            initial_value = lambda: initializer(dims, dtype=model_variable.dtype)  # noqa: E731
        shape = tuple(model_variable.shape) if shape is None else tuple(shape)
        start = (lambda: zeros(shape, model_variable.dtype)) if initial_value is None else initial_value
        whose = model_variable.name.removesuffix(":0")
        old_name = f"{whose}/{self._slot_names.get(variable_name, variable_name)}"
        name = f"{self.name}/{old_name if self._is_old else f'{variable_name}/{whose}'}"
        with init_scope():
            variable = Variable(start, trainable=False, dtype=model_variable.dtype, name=name)
        self._variables.append(variable)
        return variable

    def _add_slot(self, var, name, initializer="zeros", shape=None):
        slots = self._slots.get(name, {})
        if var._key not in slots:
            initializer, dims = initializers.get(initializer), tuple(var.shape) if shape is None else tuple(shape)
            slots[var._key] = self.add_variable_from_reference(
                var, name, dims, lambda: initializer(dims, dtype=var.dtype)
            )
            self._slots.setdefault(name, slots)
        return slots[var._key]

    def get_slot(self, var, slot_name):
        """The slot `slot_name` of `var`; made now where a changed hyperparameter (SGD's momentum) wants one more.

        Slots have the names of TensorFlow up to 2.10 too: "momentum" is SGD's "m".
        """
        try:
            return self._slots[slot_name][var._key]
        except KeyError:
            old_names = {old: new for new, old in self._slot_names.items()}
            slot_name = slot_name if slot_name in self._slots else old_names.get(slot_name, slot_name)
            if var._key in self._slots.get(slot_name, ()):
                return self._slots[slot_name][var._key]
            with BUILDING, init_scope():
                self._make_slots([var])
            return self._slots[slot_name][var._key]

    def get_slot_names(self):
        return [self._slot_names.get(name, name) for name in self._slots] if self._is_old else list(self._slots)

    def _var_key(self, variable):
        return variable._key

    # the update

    def minimize(self, loss, var_list, tape=None, grad_loss=None, name=None):
        """Compute gradients of `loss` and apply them; see `compute_gradients` for the arguments."""
        return self.apply_gradients(self.compute_gradients(loss, var_list, tape, grad_loss), name=name)

    def compute_gradients(self, loss, var_list, tape=None, grad_loss=None):
        """[(gradient, variable)].

        Args:
          loss: a function of no arguments, or a tensor: one computed under `tape`, or one of a graph.
          var_list: variables, or a function of no arguments that gives them.
          tape: the GradientTape that recorded `loss`.
          grad_loss: the gradient to start from, 1 by default.
        """
        grads, variables = gradients.compute(loss, var_list, tape, grad_loss, self.loss_scale_factor)
        return list(zip(grads, variables))

    def apply(self, grads, trainable_variables=None):
        """Keras 3's `apply_gradients`: gradients, and their variables (those of `build` where none are given)."""
        grads, variables = list(grads), trainable_variables
        if variables is None:
            if not self._index_dict:
                raise ValueError(
                    "When passing `grads` without `trainable_variables`, the optimizer must be built on a list of "
                    "variables; call `optimizer.build(trainable_variables)` first, or pass them."
                )
            found = [self._served[key]() for key in sorted(self._index_dict, key=self._index_dict.get)]
            variables = [v for v in found if v is not None]
        if len(grads) != len(variables := list(variables)):
            raise ValueError(f"Received {len(grads)} gradients for {len(variables)} variables.")
        self.apply_gradients(list(zip(grads, variables)))

    def get_gradients(self, loss, params):
        """Gradients of a graph's loss."""
        return gradients.clipped(
            gradients.compute(loss, params)[0], self.clipnorm, self.clipvalue, self.global_clipnorm
        )

    def apply_gradients(
        self, grads_and_vars, name=None, skip_gradients_aggregation=False, experimental_aggregate_gradients=True
    ):
        """Update every variable along its gradient; nothing of this is recorded on tapes.

        Args:
          grads_and_vars: pairs (gradient, variable); a gradient of None leaves its variable alone.
          name, skip_gradients_aggregation, experimental_aggregate_gradients: accepted; there is one replica here.

        Returns: the new number of iterations; in a TensorFlow 1 graph, an op that does it all.
        """
        grads_and_vars = gradients.pairs(grads_and_vars)
        grads, variables = gradients.filtered(self._transformed(grads_and_vars))
        if not variables:
            return self._iterations
        with using(tapes=()):
            self._build_for(variables)
            grads = self._unscaled(grads)
            with Flushing():  # for those that are eager
                return (self._accumulate if self.gradient_accumulation_steps else self._apply)(grads, variables)

    def _apply(self, grads, variables):
        """The update itself, along gradients that are all there."""
        limits = self.clipnorm, self.clipvalue, self.global_clipnorm
        grads = gradients.clipped(grads, *(limits if self._is_old else [limit or None for limit in limits]))
        if not hasattr(type(self).update_step, "along_rows"):
            grads = [gradients.without_repeats(g) for g in grads]
        before, CALL.update = CALL.update, Update(self, self._rate_now())
        try:
            done = self._decay_weights(variables)
            done += [self._step(g, v) for g, v in zip(grads, variables)]
            done += self._follow(variables) if self.use_ema else []
            done += [v.assign(v.constraint(v)) for v in variables if getattr(v, "constraint", None) is not None]
            return self._advance(done)
        finally:
            CALL.update = before

    def _step(self, gradient, variable):
        """`update_step`, which in Keras 3 is given the learning rate too."""
        if takes_rate(type(self).update_step):
            return self.update_step(gradient, variable, cast(self._current_rate, variable.dtype))
        return self.update_step(gradient, variable)

    def _build_for(self, variables):
        """Call `build` where there are variables among these that it has not seen."""
        if any(v._key not in self._index_dict for v in variables):
            with BUILDING, init_scope():
                self.build(variables)

    @property
    def _current_rate(self):
        """The learning rate of the update that this thread is making; None outside of one."""
        update = CALL.update
        return update.rate if update is not None and update.optimizer is self else None

    @property
    def _scalars(self):
        """The results of `shared_scalars` in the update that this thread is making, by dtype."""
        update = CALL.update
        return update.scalars if update is not None and update.optimizer is self else {}

    def _rate_now(self):
        """The learning rate of this step, a tensor."""
        rate = self._learning_rate
        if isinstance(rate, schedules.LearningRateSchedule):
            rate = rate(self._iterations.value())
        elif isinstance(rate, Variable):
            rate = rate.value()
        elif callable(rate) and not isinstance(rate, Tensor):
            rate = rate()
        rate = rate if isinstance(rate, Tensor) else Tensor(np.float32(rate))
        return (
            decayed_rate(rate, self._iterations.value(), decay=self._decay, dtype=rate.dtype) if self._decay else rate
        )

    def _decay_weights(self, variables):
        if not self.weight_decay:
            return []
        return [
            decay_step(self._current_rate, variable=v, weight_decay=self.weight_decay)
            for v in variables
            if self._use_weight_decay(v)
        ]

    def _use_weight_decay(self, variable):
        keys, patterns = self._excluded
        return variable._key not in keys and not any(re.search(p, variable.name) for p in patterns)

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        """Leave variables, or those whose names match patterns, out of weight decay. To be called before any update."""
        if self._index_dict:
            raise ValueError("`exclude_from_weight_decay()` can only be configured before the optimizer is built.")
        self._excluded = {v._key for v in var_list or ()}, tuple(var_names or ())
        self._served.update({v._key: weakref.ref(v) for v in var_list or ()})

    def _follow(self, variables):
        """Move the averages; at the chosen steps the variables become them."""
        count = self._updates()
        if by_era("Optimizer.average_starts_after_a_step"):
            for v in variables:
                average = self.get_slot(v, "average")
                average.assign(select(equal(count, 0), v.value(), average.value()))
        done = [
            average_step(variable=self.get_slot(v, "average"), source=v, momentum=self.ema_momentum) for v in variables
        ]
        if self.ema_overwrite_frequency:
            now = equal((count + 1) % self.ema_overwrite_frequency, 0)
            done += [v.assign(select(now, self.get_slot(v, "average").value(), v.value())) for v in variables]
        return done

    def finalize_variable_values(self, var_list):
        """Replace the variables by their averages, where `use_ema` keeps some. `fit` calls this at its end."""
        if self.use_ema:
            for v in var_list:
                if v._key in self._slots.get("average", ()):
                    v.assign(self.get_slot(v, "average").value())

    def _advance(self, done):
        """Count the step; in a graph the count waits for the updates."""
        graph = STATE.graph
        if graph is None or graph.building_function:
            return self._iterations.assign_add(1)
        with graph.control_dependencies([d for d in done if isinstance(d, (SymbolicTensor, Node))]):
            return self._iterations.assign_add(1).op

    # learning rate and state

    @property
    def learning_rate(self):
        """The learning rate: a variable, or what a schedule gave for the last update. May be set at any time.

        An optimizer of TensorFlow before 2.11 gives the schedule itself.
        """
        if self._current_rate is not None:
            return self._current_rate
        if isinstance(self._learning_rate, schedules.LearningRateSchedule) and not self._is_old:
            count = self._iterations.value()
            return self._learning_rate(count if by_era("Optimizer.shows_next_rate") else maximum(count - 1, 0))
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        old = self._learning_rate
        if isinstance(old, schedules.LearningRateSchedule) and not (self._is_old or callable(value)):
            raise TypeError(
                "This optimizer was created with a `LearningRateSchedule` object as its `learning_rate` constructor "
                "argument, hence its learning rate is not settable. If you need the learning rate to be settable, you "
                "should instantiate the optimizer with a float `learning_rate` argument."
            )
        if (
            isinstance(value, (schedules.LearningRateSchedule, Variable, SymbolicTensor))
            or callable(value)
            and not isinstance(value, Tensor)
        ):
            self._learning_rate = value
        elif isinstance(old, Variable):
            old.assign(np.asarray(real_number(value, "learning_rate"), old.dtype.numpy))
        else:
            with init_scope():
                self._learning_rate = Variable(
                    np.float32(real_number(value, "learning_rate")), trainable=False, name="learning_rate"
                )

    lr = learning_rate

    @property
    def iterations(self):
        """Number of updates so far, an int64 variable; a tensor where one update takes several calls."""
        return self._iterations if self.gradient_accumulation_steps is None else self._updates()

    @iterations.setter
    def iterations(self, variable):
        if self._index_dict:
            raise RuntimeError(
                "Cannot set `iterations` to a new Variable after the Optimizer weights have been created."
            )
        self._variables[0] = self._iterations = variable
        self._restored()

    @property
    def variables(self):
        """The iteration count and all slots; may also be called."""
        return CallableList(self._variables)

    weights = property(lambda self: self.variables)


class Update:
    """An optimizer's update while it is made: by one thread, so that others may make theirs meanwhile.

    Attributes:
      optimizer: whose update it is.
      rate: its learning rate, a tensor.
      scalars: dtype -> what the optimizer's `shared_scalars` gave.
    """

    def __init__(self, optimizer, rate):
        self.optimizer, self.rate, self.scalars = optimizer, rate, {}


class CallableList(list):
    """A list that, called, gives itself: `optimizer.variables` was a method once."""

    def __call__(self):
        return self
