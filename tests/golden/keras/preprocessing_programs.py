"""Programs around layers that preprocess: what `adapt` finds, vocabularies, strings, ragged and sparse tensors, errors.

Each is a function of (tf, keras, L), L being `keras.layers`. The recorder runs them on tf_keras, the tests here.
"""

import functools

import numpy as np

V = ["a", "b", "c"]
WORDS = [["a", "b"], ["q", "a"]]
TEXTS = ["A b, c!", "b it's z"]
NUMBERS = np.random.RandomState(1).randn(300).astype("float32")
TABLE = np.random.RandomState(0).rand(70, 3).astype("float32")
PROGRAMS = {}


def program(function):
    """Decorator: a program by the name of its function."""
    PROGRAMS[function.__name__] = function


def each(**variants):
    """Decorator: a program for each variant, which is the last argument of the function."""

    def register(function):
        for name, value in variants.items():
            PROGRAMS[f"{function.__name__} {name}"] = functools.partial(_with, function, value)

    return register


def _with(function, value, tf, keras, L):
    return function(tf, keras, L, value)


def adapted(layer, *data, **options):
    for d in data:
        layer.adapt(d, **options)
    return layer


def found(value):
    """What a program gives, as JSON holds it: dtypes and values of tensors among it; floats to five digits."""
    if isinstance(value, (list, tuple)):
        return [found(v) for v in value]
    if isinstance(value, dict):
        return {k: found(v) for k, v in value.items()}
    if hasattr(value, "to_list"):
        return ["ragged", value.dtype.name, found(value.to_list())]
    if hasattr(value, "dense_shape"):
        return ["sparse", *[found(part) for part in (value.indices, value.values, value.dense_shape)]]
    if hasattr(value, "as_list"):
        return value.as_list()
    if hasattr(value, "numpy"):
        value = np.asarray(value)
        return [value.dtype.name, found(value.tolist())]
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return value.decode() if isinstance(value, bytes) else str(value) if isinstance(value, str) else value


def run(name, tf, keras):
    """What a program gives, or the class of what it raises."""
    try:
        return found(PROGRAMS[name](tf, keras, keras.layers))
    except Exception as error:
        return ["raises", type(error).__name__]


# what adapt finds

BATCHES = (np.array(["b", "a"]), np.array(["b"]))


@each(
    list=["b", "a", "a"], matrix=[["b", "a"], ["a", "c"]], ties=["b", "c", "a", "d"], array=np.array([["b"], ["a"]]),
    objects=np.array(["x", "y"], object), tuple=("a", "b", "b"), unicode=["é", "Z", "a"],
)  # fmt: skip
def words_of(tf, keras, L, data):
    layer = adapted(L.StringLookup(), data)
    return layer.get_vocabulary(), layer.get_vocabulary(include_special_tokens=False), layer.vocabulary_size()


@each(
    most=dict(max_tokens=3), mask=dict(mask_token=""), most_and_mask=dict(mask_token="", max_tokens=4),
    no_place=dict(num_oov_indices=0), places=dict(num_oov_indices=3),
    counted=dict(mask_token="", max_tokens=4, output_mode="count"),
)  # fmt: skip
def words_with(tf, keras, L, options):
    return adapted(L.StringLookup(**options), ["b", "a", "a", "c", "", "[UNK]"]).get_vocabulary()


@program
def words_of_tensors(tf, keras, L):
    kinds = [tf.constant([["b"], ["a"]]), tf.ragged.constant([["b"], ["a", "a"]])]
    kinds += [tf.sparse.SparseTensor([[0, 0], [1, 1]], ["a", "b"], [2, 2]), iter(BATCHES)]
    return [adapted(L.StringLookup(), data).get_vocabulary() for data in kinds]


@program
def words_twice(tf, keras, L):
    return adapted(L.StringLookup(), ["q"], ["r", "r"]).get_vocabulary()


@program
def words_in_steps(tf, keras, L):
    return adapted(L.StringLookup(), ["a", "b", "c"], batch_size=1, steps=2).get_vocabulary()


@program
def words_by_state(tf, keras, L):
    layer = L.StringLookup()
    layer.update_state(tf.constant(["a", "b", "b"]))
    layer.finalize_state()
    return layer.get_vocabulary()


@each(one_row=["a", "b", "a"])
def words_weighed(tf, keras, L, data):
    layer = adapted(L.StringLookup(output_mode="tf_idf"), data)
    return layer.idf_weights, layer(data), layer.get_config()["idf_weights"]


@each(ties=[5, 3, 9, 3, 1], special=[5, -1, 0, 0], matrix=[[12, 36], [36, 4]])
def integers_of(tf, keras, L, data):
    layer = adapted(L.IntegerLookup(mask_token=0), data)
    return layer.get_vocabulary(), layer.vocabulary_size()


@each(
    plain={}, most=dict(max_tokens=4), characters=dict(split="character"), runs=dict(ngrams=2),
    counted=dict(output_mode="count"), as_they_are=dict(standardize=None),
)  # fmt: skip
def texts_of(tf, keras, L, options):
    layer = adapted(L.TextVectorization(**options), ["a b d", "b C. c", "c É [UNK]"])
    return layer.get_vocabulary(), layer.vocabulary_size()


@program
def texts_weighed(tf, keras, L):
    texts = ["a b", "a a c", "a"]
    layer = adapted(L.TextVectorization(output_mode="tf_idf"), texts)
    return layer.get_vocabulary(), layer(texts)


@program
def texts_not_split(tf, keras, L):
    return adapted(L.TextVectorization(split=None), np.array([["a", "b"], ["b", "c"]])).get_vocabulary()


@each(
    four=dict(num_bins=4), coarse=dict(num_bins=4, epsilon=0.1), coarser=dict(num_bins=4, epsilon=0.5),
    many=dict(num_bins=40),
)  # fmt: skip
def bins(tf, keras, L, options):
    layer = adapted(L.Discretization(**options), NUMBERS)
    return layer.bin_boundaries, layer(NUMBERS[:6]), layer.get_config()["bin_boundaries"]


@each(few=[1.0, 2.0, 3.0, 4.0], repeated=np.repeat([1.0, 2.0, 3.0], 50), integers=np.arange(100))
def bins_of(tf, keras, L, data):
    return adapted(L.Discretization(num_bins=2), data).bin_boundaries


@program
def bins_of_one_batch(tf, keras, L):
    return adapted(L.Discretization(num_bins=5, epsilon=0.05), NUMBERS, batch_size=300).bin_boundaries


@each(last=-1, none=None)
def means(tf, keras, L, axis):
    layer = adapted(L.Normalization(axis=axis), TABLE)
    return layer.mean, layer.variance, layer.count, [w.shape for w in layer.weights], layer.axis


@program
def means_of_lists(tf, keras, L):
    ones = adapted(L.Normalization(axis=None), [1.0, 2.0, 3.0]), adapted(L.Normalization(), np.array([[1], [2]]))
    return [[layer.mean, layer.variance] for layer in ones], ones[0](np.array([1.0, 4.0]))


@program
def means_in_steps(tf, keras, L):
    layer = adapted(L.Normalization(), TABLE, batch_size=10, steps=2)
    return layer.count, layer.mean


# looking up


@each(
    plain={}, no_mask=dict(num_oov_indices=2), mask=dict(mask_token="a"), file_like=dict(oov_token="b"),
    none=dict(num_oov_indices=0),
)  # fmt: skip
def back(tf, keras, L, options):
    vocabulary = [v for v in V if v not in options.values()]
    return L.StringLookup(vocabulary=vocabulary, invert=True, **options)([[0, 1, 2, 9]])


@program
def back_to_integers(tf, keras, L):
    return L.IntegerLookup(vocabulary=[12, 36], invert=True)([0, 1, 2, 7])


@program
def lookups_of_many_kinds(tf, keras, L):
    layer = L.StringLookup(vocabulary=V)
    sparse = tf.sparse.SparseTensor([[0, 0], [1, 1]], ["a", "q"], [2, 2])
    return [layer(x) for x in ("a", ["a", "q"], np.array(["b"]), tf.ragged.constant([["a"], ["b", "q"]]), sparse)]


@each(one_hot=[["a"], ["q"]], multi_hot=WORDS, count=WORDS)
def lookups_as_sparse_rows(tf, keras, L, words):
    mode = "one_hot" if len(words[0]) == 1 else "count"
    return L.StringLookup(vocabulary=V, output_mode=mode, sparse=True)(words)


@program
def lookups_weighed_as_sparse_rows(tf, keras, L):
    return L.StringLookup(vocabulary=V, idf_weights=[0.1, 0.2, 0.3], output_mode="tf_idf", sparse=True)(WORDS)


@program
def counts_of_ragged_and_sparse(tf, keras, L):
    layer = L.StringLookup(vocabulary=V, output_mode="count")
    sparse = tf.sparse.SparseTensor([[0, 0], [1, 1]], ["a", "b"], [2, 2])
    return layer(tf.ragged.constant([["a", "b", "a"], ["c"]])), layer(sparse), layer(tf.zeros([0, 2], tf.string))


@program
def vocabulary_set(tf, keras, L):
    layer = L.StringLookup(vocabulary=["x"])
    layer.set_vocabulary(V)
    other = L.StringLookup(output_mode="tf_idf")
    other.set_vocabulary(["[UNK]", "a"], [0.5, 1.0])
    return layer(WORDS), layer.get_config()["vocabulary"], other(["a", "q"]), other.get_vocabulary()


@each(array=np.array(V), special=["[UNK]", *V], bytes=[b"a", b"b"], tuple=("a", "b"))
def vocabulary_given(tf, keras, L, vocabulary):
    return L.StringLookup(vocabulary=vocabulary).get_vocabulary()


@program
def special_tokens_within(tf, keras, L):
    return L.TextVectorization(vocabulary=["", "[UNK]", "a"]).get_vocabulary(), L.TextVectorization(
        vocabulary=["[UNK]", "a"]
    ).get_vocabulary()


# texts


@program
def texts_of_many_kinds(tf, keras, L):
    layer = L.TextVectorization(vocabulary=V)
    return [layer(x) for x in ("a b", ["a b", "q"], [["a b"], ["c"]], ["", ""], tf.zeros([0], tf.string), [[["a"]]])]


@each(ragged=dict(ragged=True), counted=dict(output_mode="count", sparse=True), none=dict(output_mode=None))
def texts_as(tf, keras, L, options):
    if "output_mode" in options and options["output_mode"] is None:
        return L.TextVectorization(**options)(TEXTS)
    return L.TextVectorization(vocabulary=V, **options)(TEXTS)


@program
def texts_by_functions(tf, keras, L):
    commas = lambda x: tf.strings.split(x, ",")  # noqa: E731
    layer = L.TextVectorization(standardize=tf.strings.lower, split=commas, vocabulary=V)
    return layer(["A,b", "C"])


@program
def texts_not_split_but_ragged(tf, keras, L):
    return L.TextVectorization(vocabulary=V, split=None)(tf.ragged.constant([["a"], ["b", "z"]]))


# models


@program
def a_model_of_texts(tf, keras, L):
    inputs = keras.Input((1,), dtype="string")
    numbers = L.TextVectorization(vocabulary=V, output_sequence_length=3)(inputs)
    rows = L.TextVectorization(vocabulary=V, output_mode="multi_hot")(inputs)
    model = keras.Model(inputs, [numbers, rows])
    shapes = [tuple(t.shape) for t in model.outputs]
    given = model.predict(np.array([["a q"], ["b"]]), verbose=0)
    return shapes, [[a.dtype.name, a.tolist()] for a in given]


@program
def a_model_of_one_text_each(tf, keras, L):
    model = keras.Sequential([keras.Input((), dtype="string"), L.TextVectorization(vocabulary=V)])
    data = ["a b", "c"]
    return [model.predict(x, verbose=0).tolist() for x in (data, np.array(data), tf.constant(data))]


@program
def a_model_without_a_shape(tf, keras, L):
    layer = adapted(L.Normalization(), TABLE)
    model = keras.Sequential([layer, L.Dense(1, kernel_initializer="ones")])
    return model.built, len(model.weights), model.predict(TABLE[:2], verbose=0).tolist()


@program
def a_function_of_texts(tf, keras, L):
    layer = L.TextVectorization(vocabulary=V)
    return tf.function(lambda x: layer(x))(tf.constant(TEXTS))


@program
def a_ragged_output(tf, keras, L):
    inputs = keras.Input((1,), dtype="string")
    outputs = L.TextVectorization(vocabulary=V, ragged=True)(inputs)
    return tuple(outputs.shape), keras.Model(inputs, outputs)(tf.constant([["a"], ["b c"]]))


@program
def a_sparse_output_between(tf, keras, L):
    inputs = keras.Input((2,), dtype="string")
    rows = L.StringLookup(vocabulary=V, output_mode="count", sparse=True)(inputs)
    model = keras.Model(inputs, L.Dense(2, kernel_initializer="ones")(rows))
    return tuple(rows.shape), model(tf.constant(WORDS)), model.predict(np.array(WORDS), verbose=0).tolist()


# errors

_ERRORS = {
    "category negative": lambda L: L.CategoryEncoding(3)([[-1]]),
    "category too large": lambda L: L.CategoryEncoding(3)([[3]]),
    "category rank": lambda L: L.CategoryEncoding(3, "one_hot")([[0, 1]]),
    "category rank 3": lambda L: L.CategoryEncoding(3)(np.zeros((2, 2, 2), int)),
    "category mode": lambda L: L.CategoryEncoding(3, "int"),
    "category none": lambda L: L.CategoryEncoding(),
    "category zero": lambda L: L.CategoryEncoding(0),
    "category weights": lambda L: L.CategoryEncoding(3)([[0]], count_weights=[[1.0]]),
    "hashing bins": lambda L: L.Hashing(0),
    "hashing salt": lambda L: L.Hashing(3, salt=[1, 2, 3]),
    "hashing floats": lambda L: L.Hashing(3)([1.5]),
    "hashing sparse": lambda L: L.Hashing(3, sparse=True),
    "crossing one": lambda L: L.HashedCrossing(5)((np.array(["A"]),)),
    "crossing no list": lambda L: L.HashedCrossing(5)(np.array(["A"])),
    "crossing shapes": lambda L: L.HashedCrossing(5)((np.array(["A"]), np.array([1, 2]))),
    "crossing matrix": lambda L: L.HashedCrossing(5)((np.array([["A", "B"]]), np.array([[1, 2]]))),
    "crossing floats": lambda L: L.HashedCrossing(5)((np.array(["A"]), np.array([1.5]))),
    "bins and boundaries": lambda L: L.Discretization([1.0], num_bins=3),
    "bins negative": lambda L: L.Discretization(num_bins=-1),
    "bins fixed": lambda L: L.Discretization([1.0]).adapt([1.0]),
    "lookup twice": lambda L: L.StringLookup(vocabulary=["a", "a"]),
    "lookup mask within": lambda L: L.StringLookup(vocabulary=["a", ""], mask_token=""),
    "lookup unknown within": lambda L: L.StringLookup(vocabulary=["a", "[UNK]"], invert=True),
    "lookup too many": lambda L: L.StringLookup(vocabulary=V, max_tokens=2),
    "lookup max_tokens": lambda L: L.StringLookup(max_tokens=1),
    "lookup places": lambda L: L.StringLookup(num_oov_indices=-1),
    "lookup padding": lambda L: L.StringLookup(pad_to_max_tokens=True),
    "lookup invert": lambda L: L.StringLookup(invert=True, output_mode="count"),
    "lookup dtype": lambda L: L.StringLookup(dtype="float32"),
    "lookup empty": lambda L: L.StringLookup(vocabulary=[]),
    "lookup no file": lambda L: L.StringLookup(vocabulary="/no/such/file"),
    "lookup idf": lambda L: L.StringLookup(vocabulary=V, output_mode="tf_idf"),
    "lookup idf length": lambda L: L.StringLookup(vocabulary=V, output_mode="tf_idf", idf_weights=[1.0]),
    "lookup idf mode": lambda L: L.StringLookup(vocabulary=V, idf_weights=[1.0, 2.0, 3.0]),
    "lookup numbers": lambda L: L.StringLookup(vocabulary=[1, 2]),
    "lookup unknown": lambda L: L.StringLookup(vocabulary=V, num_oov_indices=0)(["z"]),
    "lookup not adapted": lambda L: L.StringLookup()(["a"]),
    "lookup rows not adapted": lambda L: L.StringLookup(output_mode="count")(["a"]),
    "lookup fixed": lambda L: L.StringLookup(vocabulary=V).adapt(["q"]),
    "integer strings": lambda L: L.IntegerLookup(vocabulary=[1])(["1"]),
    "integer dtype": lambda L: L.IntegerLookup(vocabulary_dtype="float32"),
    "text dtype": lambda L: L.TextVectorization(dtype="int32"),
    "text rank": lambda L: L.TextVectorization(vocabulary=V)([["a", "b"]]),
    "text standardize": lambda L: L.TextVectorization(standardize="x"),
    "text split": lambda L: L.TextVectorization(split="x"),
    "text ngrams": lambda L: L.TextVectorization(ngrams=[2]),
    "text mode": lambda L: L.TextVectorization(output_mode="one_hot"),
    "text length": lambda L: L.TextVectorization(output_sequence_length=1.5),
    "text length of counts": lambda L: L.TextVectorization(output_mode="count", output_sequence_length=2),
    "text ragged length": lambda L: L.TextVectorization(ragged=True, output_sequence_length=2),
    "text ragged counts": lambda L: L.TextVectorization(ragged=True, output_mode="count"),
    "normal one": lambda L: L.Normalization(mean=1.0),
    "normal axis": lambda L: L.Normalization(axis=3)(TABLE),
    "normal batch axis": lambda L: L.Normalization(axis=0).adapt(TABLE),
    "normal vector": lambda L: L.Normalization().adapt([1.0, 2.0]),
    "normal axis twice": lambda L: L.Normalization(axis=(1, -1)).adapt(TABLE),
    "normal fixed": lambda L: L.Normalization(mean=1.0, variance=1.0).adapt(TABLE),
    "normal no data": lambda L: L.Normalization().adapt(np.zeros((0, 3))),
}
for _name, _fails in _ERRORS.items():
    PROGRAMS[f"error: {_name}"] = functools.partial(lambda fails, tf, keras, L: fails(L), _fails)
