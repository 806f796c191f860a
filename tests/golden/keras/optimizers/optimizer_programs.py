"""What optimizers are beside their steps: variables and their order, subclasses, descriptions, schedules, loss scales.

Each program takes `tf` and a tf_keras (`keras`) and yields (name, value), values being numbers in lists, and texts.
"""

import copy

import numpy as np

CLASSES = "SGD Adam Adamax Nadam RMSprop Adagrad Adadelta Ftrl".split()
MORE = [{}, {"momentum": 0.9}, {"amsgrad": True}, {"momentum": 0.9, "centered": True}]


def variables(tf, keras):
    """All values of an optimizer after a step, in order; SGD's without momentum, which tf_keras keeps, are left out."""
    for family, module in (("legacy", keras.optimizers.legacy), ("new", keras.optimizers)):
        for name in CLASSES + (["AdamW", "Lion", "Adafactor"] if family == "new" else []):
            for more in MORE:
                if name == "SGD" and not more and family == "new":
                    continue
                try:
                    optimizer = getattr(module, name)(0.1, **more)
                except TypeError:  # no such argument
                    continue
                a, b = tf.Variable([[1.0, 2.0]]), tf.Variable([3.0])
                optimizer.apply_gradients([(tf.constant([[0.5, 1.0]]), a), (tf.constant([2.0]), b)])
                found = optimizer.variables() if callable(optimizer.variables) else optimizer.variables
                yield f"{family}.{name} {more}", [np.asarray(v).tolist() for v in found]


def subclasses(tf, keras):
    """Three steps of optimizers in the manners of TensorFlow 2.10 and 2.11."""
    optimizers = keras.optimizers

    class Old(optimizers.legacy.Optimizer):
        def __init__(self, learning_rate=0.1, rho=0.9, name="Old", **kwargs):
            super().__init__(name, **kwargs)
            self._set_hyper("learning_rate", kwargs.get("lr", learning_rate))
            self._set_hyper("decay", self._initial_decay)
            self._set_hyper("rho", rho)

        def _create_slots(self, var_list):
            for v in var_list:
                self.add_slot(v, "momentum")

        def _prepare_local(self, var_device, var_dtype, apply_state):
            super()._prepare_local(var_device, var_dtype, apply_state)
            apply_state[(var_device, var_dtype)]["rho"] = tf.identity(self._get_hyper("rho", var_dtype))

        def _resource_apply_dense(self, grad, var, apply_state=None):
            key = var.device, var.dtype.base_dtype
            known = (apply_state or {}).get(key) or self._fallback_apply_state(*key)
            momentum = self.get_slot(var, "momentum")
            momentum.assign(momentum * known["rho"] + grad)
            return var.assign_sub(known["lr_t"] * momentum)

        def _resource_apply_sparse(self, grad, var, indices, apply_state=None):
            rate = self._decayed_lr(var.dtype.base_dtype)
            return self._resource_scatter_add(var, indices, -rate * grad)

        def get_config(self):
            names = ("learning_rate", "decay", "rho")
            return {**super().get_config(), **{name: self._serialize_hyperparameter(name) for name in names}}

    class New(optimizers.Optimizer):
        def __init__(self, learning_rate=0.1, name="New", **kwargs):
            super().__init__(name=name, **kwargs)
            self._learning_rate = self._build_learning_rate(learning_rate)

        def build(self, var_list):
            super().build(var_list)
            if hasattr(self, "_built") and self._built:
                return
            self._built = True
            self.momenta = [self.add_variable_from_reference(model_variable=v, variable_name="m") for v in var_list]

        def update_step(self, gradient, variable):
            rate = tf.cast(self.learning_rate, variable.dtype)
            momentum = self.momenta[self._index_dict[self._var_key(variable)]]
            momentum.assign(momentum * 0.9 + gradient)
            variable.assign_sub(rate * momentum)

    for name, optimizer in (("old", Old(0.1, decay=0.5)), ("old_lr", Old(lr=0.2)), ("new", New(0.1, clipvalue=0.7))):
        a, b, table = tf.Variable([1.0, 2.0]), tf.Variable(3.0), tf.Variable(tf.ones([3, 2]))
        for step in range(3):
            rows = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([step]), tf.constant([3, 2]))
            grads = [tf.constant([0.5, 1.0]), tf.constant(2.0), rows if name != "new" else tf.convert_to_tensor(rows)]
            optimizer.apply_gradients(zip(grads, [a, b, table]))
        yield name, [v.numpy().tolist() for v in (a, b, table)]
        if name != "new":
            again = Old.from_config(optimizer.get_config())
            yield name + "_numbers", [float(again.rho), float(again.learning_rate), float(again.decay)]
            yield name + "_slots", optimizer.get_slot_names()


def functions_of_gradients(tf, keras):
    for name, more in (
        ("transformers", {"gradient_transformers": [lambda pairs: [(g * 2, v) for g, v in pairs]]}),
        ("aggregator", {"gradient_aggregator": lambda pairs: [(g * 3, v) for g, v in pairs]}),
    ):
        v = tf.Variable([1.0, 2.0])
        keras.optimizers.legacy.SGD(1.0, **more).apply_gradients([(tf.constant([1.0, 0.5]), v)])
        yield name, v.numpy().tolist()
    more = {"gradient_transformers": [list], "clipnorm": 1.0}
    yield "both", _raised(lambda: keras.optimizers.legacy.SGD(1.0, **more))


def failures(tf, keras):
    """Classes of errors and the beginnings of their messages."""
    new, legacy, v = keras.optimizers, keras.optimizers.legacy, tf.Variable([1.0], name="v")
    scheduled = new.SGD(new.schedules.ExponentialDecay(0.1, 2, 0.5))
    yield "set a scheduled rate", _raised(lambda: setattr(scheduled, "learning_rate", 0.1))
    count = tf.Variable(5, dtype=tf.int64)
    for family, module in (("new", new), ("legacy", legacy)):
        used = module.SGD()
        yield f"{family} without gradients", _raised(lambda used=used: used.apply_gradients([(None, v)]))
        used.apply_gradients([(tf.constant([1.0]), v)])
        yield f"{family} count set late", _raised(lambda used=used: setattr(used, "iterations", count))
    yield "an unknown name", _raised(lambda: new.get("nope"))
    yield "an unknown class", _raised(lambda: new.get({"class_name": "nope", "config": {}}))
    yield "a number", _raised(lambda: new.get(3))
    yield "no weight decay", _raised(lambda: new.AdamW(weight_decay=None))
    yield "too much momentum", _raised(lambda: new.SGD(momentum=2.0))
    yield "two norms", _raised(lambda: new.SGD(clipnorm=1.0, global_clipnorm=1.0))
    yield "lengths", _raised(lambda: new.schedules.PiecewiseConstantDecay([1], [0.1]))


def _raised(function):
    try:
        function()
    except Exception as e:  # whatever it is
        return [type(e).__name__, " ".join(str(e).split())[:25]]
    return []


def descriptions(tf, keras):
    """In the form of archives, with a schedule inside; what classes add to it."""
    new = keras.optimizers
    described = new.serialize(new.Adam(new.schedules.CosineDecay(0.1, 10), amsgrad=True), use_legacy_format=False)
    described["config"].pop("jit_compile")
    yield "adam", described
    yield "legacy", [new.serialize(new.legacy.SGD(), use_legacy_format=False)[k] for k in ("module", "class_name")]
    made = new.deserialize(copy.deepcopy(described))
    yield "made", [type(made).__name__, made.amsgrad, type(made._learning_rate).__name__]
    described = {"module": "keras.optimizers.legacy", "class_name": "Adam", "config": {"beta_1": 0.5}}
    made = new.deserialize({**described, "registered_name": None})
    yield "made legacy", [isinstance(made, new.legacy.Adam), float(made.beta_1)]
    yield "legacy by name", isinstance(new.get("adam", use_legacy_optimizer=True), new.legacy.Adam)


SCHEDULES = [
    "ExponentialDecay(0.1, 7, 0.9)",
    "ExponentialDecay(0.1, 7, 0.9, staircase=True)",
    "InverseTimeDecay(0.1, 7, 0.5)",
    "InverseTimeDecay(0.1, 7, 0.5, staircase=True)",
    "PiecewiseConstantDecay([4, 9], [1.0, 0.5, 0.1])",
    "PolynomialDecay(0.1, 8, 0.01, power=2.0)",
    "PolynomialDecay(0.1, 4, power=0.5, cycle=True)",
    "CosineDecay(0.1, 20, alpha=0.1)",
    "CosineDecay(0.01, 15, 0.05, warmup_target=0.2, warmup_steps=6)",
    "CosineDecayRestarts(0.1, 4, 1.5, 0.9, 0.05)",
    "CosineDecayRestarts(0.1, 4, t_mul=1.0, alpha=0.2)",
]


def schedules(tf, keras):
    """Rates at 24 steps, as float32 has them, from ints and int64 tensors; a schedule of the program's own."""
    for text in SCHEDULES:
        schedule = eval("s." + text, {"s": keras.optimizers.schedules})
        yield text, [float(schedule(step)) for step in range(24)]
        yield text + " of tensors", [float(schedule(tf.constant(step, tf.int64))) for step in (0, 5, 23)]
        again = type(schedule).from_config(schedule.get_config())
        yield text + " copied", float(again(11))

    class Transformers(keras.optimizers.schedules.LearningRateSchedule):
        def __init__(self, width, warmup=4):
            super().__init__()
            self.width, self.warmup = tf.cast(width, tf.float32), warmup

        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            return tf.math.rsqrt(self.width) * tf.math.minimum(tf.math.rsqrt(step), step * (self.warmup**-1.5))

    yield "own", [float(Transformers(64)(step)) for step in range(1, 9)]
    for name, rate in (("own_steps", Transformers(64)), ("function", lambda: 0.25)):
        optimizer, v = keras.optimizers.Adam(rate, beta_2=0.98, epsilon=1e-9), tf.Variable([1.0, 2.0])
        for _ in range(4):
            optimizer.apply_gradients([(tf.constant([1.0, -1.0]), v)])
        yield name, v.numpy().tolist()


PROGRAMS = [variables, subclasses, functions_of_gradients, failures, descriptions, schedules]
