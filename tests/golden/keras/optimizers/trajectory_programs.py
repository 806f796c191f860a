"""Ten steps of every optimizer with every schedule, way of clipping, option and dtype, as texts to be evaluated.

`CASES` maps a family ("new" and "legacy" of tf_keras, "keras3") to its texts; `run` gives what such an optimizer does
to a scalar, a vector, a matrix and a table whose gradients are IndexedSlices that name rows twice (for Keras 3 dense
ones: on TensorFlow alone it has others, and steps along these as if no row came twice). The product of classes and
schedules, clippings, options, dtypes is whole; of what concerns two of these at once (a schedule with clipping, an EMA
of float16) there is one case a class, chosen in turn.
"""

import numpy as np

RNG = np.random.default_rng(7)
START = [RNG.normal(size=shape) for shape in ((), (3,), (2, 3), (4, 2))]
GRADIENTS = [[RNG.normal(size=shape) for shape in ((), (3,), (2, 3), (3, 2))] for _ in range(10)]
ROWS = [RNG.integers(0, 4, 3) for _ in range(10)]
WEIGHTS = [RNG.uniform(0.5, 1.5, size=v.shape) for v in START]  # with which a variable's elements are summed up

SCHEDULES = [
    "S.ExponentialDecay({0}, 3, 0.5)",
    "S.ExponentialDecay({0}, 3, 0.5, staircase=True)",
    "S.InverseTimeDecay({0}, 3, 0.5)",
    "S.PiecewiseConstantDecay([2, 6], [{0}, 0.03, 0.01])",
    "S.PolynomialDecay({0}, 6, 0.01, power=2.0)",
    "S.PolynomialDecay({0}, 3, cycle=True)",
    "S.CosineDecay({0}, 8, alpha=0.1)",
    "S.CosineDecay(0.001, 6, warmup_target={0}, warmup_steps=3)",
    "S.CosineDecayRestarts({0}, 3, t_mul=2.0, m_mul=0.5)",
]
CLIPS = ["clipnorm=0.5", "clipvalue=0.3", "global_clipnorm=0.7"]
OPTIONS = [
    "weight_decay=0.1",
    "use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4",
    "use_ema=True, ema_momentum=0.8",
]
DTYPES = ["float64", "float16", "bfloat16"]
RATES = {"SGD": 0.1, "Adadelta": 1.0, "Lion": 0.01, "Adagrad": 0.1, "Ftrl": 0.1}
NEW = "SGD Adam AdamW Adamax Nadam RMSprop Adagrad Adadelta Ftrl Lion Adafactor".split()
LEGACY = "SGD Adam Adamax Nadam RMSprop Adagrad Adadelta Ftrl".split()
KERAS_3 = "SGD Adam AdamW Adamax Nadam RMSprop Adagrad Adadelta Ftrl Lion Adafactor Lamb Muon ScheduleFreeAdamW".split()
FTRL = "l1_regularization_strength=0.01, l2_regularization_strength=0.1, beta=0.2"
OF_CLASS = [  # arguments of single classes
    "SGD(0.1, momentum=0.9)",
    "SGD(0.1, momentum=0.9, nesterov=True)",
    "Adam(0.05, beta_1=0.8, epsilon=1e-3, amsgrad=True)",
    "Adamax(0.05, beta_2=0.9, epsilon=1e-2)",
    "Nadam(0.05, beta_1=0.8, epsilon=1e-2)",
    "RMSprop(0.05, momentum=0.5)",
    "RMSprop(0.05, centered=True, rho=0.8)",
    "RMSprop(0.05, centered=True, momentum=0.5, epsilon=1e-3)",
    "Adagrad(0.1, initial_accumulator_value=0.3, epsilon=1e-2)",
    "Adadelta(1.0, rho=0.8, epsilon=1e-3)",
    f"Ftrl(0.1, {FTRL}, l2_shrinkage_regularization_strength=0.05, learning_rate_power=-0.6)",
]
NEW_ONLY = [
    "Adam(0.05, adaptive_epsilon=True, epsilon=1e-2)",
    "AdamW(0.05, amsgrad=True)",
    "Lion(0.01, beta_1=0.8, beta_2=0.7)",
    "Adafactor(0.05, relative_step=False)",
    "Adafactor(0.05, beta_2_decay=-0.5, epsilon_2=0.1, clip_threshold=0.5)",
]
KERAS_3_ONLY = [
    *NEW_ONLY[1:],
    "Lamb(0.05, beta_1=0.8, epsilon=1e-2)",
    "Muon(0.05, nesterov=False)",
    "Muon(0.05, ns_steps=3, momentum=0.8, rms_rate=0.5, adam_lr_ratio=0.5)",
    "Muon(0.05, rms_rate=None)",
    "Muon(0.05, weight_decay=0.2, adam_weight_decay=0.1)",
    "ScheduleFreeAdamW(0.05, warmup_steps=4, beta_1=0.8)",
]


def _cases(classes, schedules, *options):
    """Texts of all that concerns one thing, then one text a class of several things at once."""
    for number, name in enumerate(classes):
        rate = RATES.get(name, 0.05)
        yield f"{name}({rate})"
        yield from (f"{name}({s.format(rate)})" for s in schedules)
        yield from (f"{name}({rate}, {more})" for more in options)
        if not schedules:  # legacy Nadam takes none, and as `decay` swallows what files call so
            continue
        s, more = schedules[number % len(schedules)], options[number % len(options)]
        yield f"{name}({s.format(rate)}, {more})"


def _typed(classes):
    for number, name in enumerate(classes):
        rate = RATES.get(name, 0.05)
        yield from (f"{name}({rate}):{dtype}" for dtype in DTYPES)
        yield f"{name}({rate}, {(CLIPS + OPTIONS)[number % 6]}):{DTYPES[number % 3]}"


CASES = {
    "new": [*_cases(NEW, SCHEDULES, *CLIPS, *OPTIONS), *_typed(NEW), *OF_CLASS, *NEW_ONLY],
    "legacy": [
        *_cases([name for name in LEGACY if name != "Nadam"], SCHEDULES[::3], *CLIPS, "decay=0.3"),
        *_cases(["Nadam"], [], *CLIPS, "schedule_decay=0.3"),
        *(f"{name}({RATES.get(name, 0.05)}):{dtype}" for name in LEGACY for dtype in DTYPES[:2]),
        *OF_CLASS,
    ],
    "keras3": [
        *_cases(KERAS_3, SCHEDULES[::4], *CLIPS, *OPTIONS, "loss_scale_factor=8.0", "gradient_accumulation_steps=3"),
        *(f"{name}({RATES.get(name, 0.05)}):{dtype}" for name in KERAS_3 for dtype in DTYPES[:2]),
        *OF_CLASS,
        *KERAS_3_ONLY,
    ],
}


def run(text, optimizers, tf, variable, sparse=True):
    """(10 x 4 sums of the variables' elements after each step, all elements after the last one).

    Args:
      text: of a case.
      optimizers: module with the classes.
      tf: TensorFlow.
      variable: makes a variable of an array and a name.
      sparse: whether the table's gradients are IndexedSlices.
    """
    call, _, dtype = text.partition(":")
    dtype = getattr(tf, dtype or "float32")
    optimizer = eval(call, {"S": optimizers.schedules, **_classes(optimizers)})
    variables = [variable(tf.cast(v, dtype), n) for v, n in zip(START, ("scalar", "vector", "matrix", "table"))]
    sums = []
    for step, rows in zip(GRADIENTS, ROWS):
        grads = [tf.cast(g, dtype) for g in step]
        grads[3] = tf.IndexedSlices(grads[3], tf.constant(rows), tf.constant([4, 2], tf.int64))
        grads[3] = grads[3] if sparse else tf.convert_to_tensor(grads[3])
        optimizer.apply_gradients(list(zip(grads, variables)))
        sums.append([np.sum(np.array(v, np.float64) * w) for v, w in zip(variables, WEIGHTS)])
    if hasattr(optimizer, "finalize_variable_values") and "use_ema" in text:
        optimizer.finalize_variable_values(variables)
    return np.array(sums), np.concatenate([np.array(v, np.float64).ravel() for v in variables])


def _classes(module):
    return {name: getattr(module, name) for name in dir(module) if name[0].isupper()}
