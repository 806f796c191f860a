"""Programs around sequences: an expression each, of S (keras.preprocessing.sequence), K (keras) and what is here.

The recorder evaluates them on tf_keras, the tests here.
"""

# ruff: noqa: E501

import random

import numpy as np

RAGGED = [[1], [2, 3], [4, 5, 6], []]
ROWS = [[[1, 2]], [[3, 4], [5, 6]]]
TABLE = np.linspace(0.1, 0.9, 10)
DATA = np.arange(20)
PAIRS = np.stack([DATA, DATA * 10.0], 1)


def skipgrams(S, *args, **options):
    """What there is from a seed of Python's `random`, and what `random` gives next."""
    random.seed(7)
    couples, labels = S.skipgrams(*args, **options)
    return [couples, labels, random.random()]


def untouched(function, value, **options):
    function(value, **options)
    return value


def series(S, *args, **options):
    """Length, and every batch, of a TimeseriesGenerator."""
    generator = S.TimeseriesGenerator(*args, **options)
    return [len(generator), [generator[i] for i in range(len(generator))]]


def drawn(S, *args, **options):
    """The batches of a TimeseriesGenerator that shuffles, from NumPy's seed."""
    np.random.seed(3)
    return series(S, *args, **options)


def attributes(generator):
    return {name: value for name, value in sorted(vars(generator).items()) if not name.startswith("_")}


PADDED = {
    "ragged": "RAGGED", "tuple": "tuple(RAGGED)", "tuples": "[(1, 2), (3,)]", "arrays": "[np.array([1, 2]), np.array([3])]",
    "mixed": "[[1], np.array([2, 3]), (4,)]", "matrix": "np.array([[1, 2], [3, 4]])", "empty": "[]", "empties": "[[], []]",
    "floats": "[[1.7], [2.2, -3.9]]", "strs": "[['a'], ['b', 'c']]", "vectors": "ROWS", "vectors of arrays":
    "[np.ones((2, 3)), np.zeros((1, 3))]", "objects": "np.array([[1], [2, 3]], dtype=object)", "big": "[[3000000000], [1]]",
    "bools": "[[True], [False, True]]", "ints": "[1, 2, 3]", "a str": "'abc'", "texts": "['ab', 'c']", "None": "None",
    "a number": "3", "None in it": "[[1], None]", "generator": "(x for x in RAGGED)", "iterators": "[iter([1, 2])]",
    "ranges": "[range(3), range(1)]", "uneven": "[[[1, 2]], [[1, 2, 3]]]", "sets": "[{1}, {2}]", "dict": "{(1, 2): 3, (4,): 5}",
    "first empty": "[[], [[1, 2]]]", "deep": "[[[[1], [2]]], [[[3], [4]], [[5], [6]]]]", "None value": "[[1, None]]",
    "numbers in it": "[[1], 2]", "nested lists uneven": "[[1, [2]], [3]]", "rows and scalars": "[[1, 2], [[3, 4]]]",
}  # fmt: skip
OPTIONS = [
    "maxlen=2", "maxlen=5", "maxlen=0", "maxlen=1, truncating='post'", "padding='post'", "maxlen=2, truncating='post'",
    "maxlen=2, padding='post', truncating='post'", "maxlen=2, padding='post'", "value=7", "value=1.5", "value=-1, dtype='int8'",
    "value=0.5, dtype='float32'", "dtype='float64'", "dtype=float", "dtype=np.int64", "dtype='object'", "dtype=object, value='x'",
    "dtype=str, value='x'", "dtype=str", "dtype='<U5', value='pad'", "dtype='S3', value='p'", "value='x'", "value=None",
    "value=None, dtype=object", "dtype='bool', value=True", "dtype='uint8', value=300", "dtype='int32', value=[1, 2]",
    "padding='center'", "truncating='middle'", "padding=None", "truncating=None", "maxlen='2'", "maxlen=2.0", "maxlen=2.5",
    "maxlen=-1", "maxlen=np.int64(2)", "maxlen=None", "dtype='int999'", "dtype=None", "value=float('nan')", "value=float('inf')",
    "padding='POST'", "maxlen=True", "max_len=3", "dtype='complex64', value=1j", "dtype='datetime64[D]'",
]  # fmt: skip
SERIES = [
    "DATA, DATA, length=5", "DATA, DATA, length=5, batch_size=4", "DATA, DATA, 5, sampling_rate=2, batch_size=3",
    "DATA, DATA, 4, stride=3, batch_size=2", "DATA, DATA, 4, start_index=3, end_index=12", "DATA, DATA, 4, reverse=True",
    "PAIRS, DATA, 3, batch_size=8", "PAIRS, PAIRS, 3, sampling_rate=2, stride=2, reverse=True, batch_size=4",
    "list(range(12)), list(range(12)), 3, batch_size=4", "PAIRS.tolist(), PAIRS.tolist(), 2, batch_size=9",
    "DATA, DATA, 19", "DATA, DATA, 20", "DATA, DATA, 21", "DATA, DATA[:10], 3", "DATA, DATA[:-1], 3", "DATA, DATA, 0",
    "DATA, DATA, 3, batch_size=0", "DATA, DATA, 3, stride=0", "DATA, DATA, 3, sampling_rate=0", "DATA, DATA, 3, 1, 1, 17, 19",
    "DATA, DATA, 3, start_index=-2", "DATA, DATA, 3, end_index=100", "DATA, DATA, 3, end_index=-2", "DATA, DATA, 3, end_index=0",
    "DATA, DATA, 3, start_index=18", "DATA, DATA, 3, 5, batch_size=5", "DATA, DATA, '3'", "DATA, None, 3", "None, DATA, 3",
    "DATA, DATA, 3.0", "DATA, DATA, -1", "DATA, DATA, 3, 2, 2, 1, 15, False, True, 3", "DATA, DATA, 3, batch_size=2.0",
    "'abcdefgh', 'abcdefgh', 3", "DATA, DATA, 3, shufle=True", "tuple(range(9)), tuple(range(9)), 2", "[], [], 2",
]  # fmt: skip
SKIPS = [
    "[1, 2, 3, 4, 5], 10, seed=0", "[1, 2, 3, 4, 5], 10, window_size=1, seed=1", "[1, 2, 3], 10, negative_samples=0., seed=2",
    "[1, 2, 3], 10, negative_samples=2.5, seed=3", "[1, 2, 3, 0, 4], 10, window_size=2, shuffle=False, negative_samples=0",
    "[1, 2, 3], 10, categorical=True, seed=4", "[1, 2, 3], 10, 2, 0.5, False, True", "[0, 0], 5", "[], 5", "[], 5, seed=1",
    "[1, 2, 3, 4], 10, sampling_table=TABLE, seed=5, negative_samples=0", "[9, 8, 7, 9], 10, sampling_table=TABLE, seed=6",
    "[1, 2, 3], 10, window_size=0, seed=7", "[1], 10, seed=8", "np.array([1, 2, 3]), 10, seed=9", "(1, 2), 10, seed=1",
    "[1, 2, 3], 10, negative_samples=-1, seed=1", "[1, 2, 3], 10, window_size=-1, seed=1", "[1, 2, 3], 1, seed=1",
    "[1, 2, 3], 2, seed=1", "[11, 12], 5, seed=2", "['a', 'b'], 5, seed=2", "[1, 2, 3], '10', seed=1", "None, 10", "'12', 5",
    "[1, 2, 3], 10, window_size=1.5", "[1, 2, 3], 10, sampling_table=[0.5], seed=1", "[1, 2, 3], 10, seed='a'",
    "[1, 2, 3], 10.0, seed=1", "[[1, 2], [3]], 10, seed=1", "[-1, 2, 3], 10, seed=1", "[1, 2, 3], 10, window=2",
    "[1, 2], 10, seed=3.0", "[1, 2, 3], 0, seed=1", "[1.0, 2.0], 10, seed=1", "[1, 2, 3], 10, shuffle=False, seed=1",
    "[1, 2, 3], 10, shuffle=False, negative_samples=0, categorical=True", "[1, 2] * 20, 3, window_size=2, seed=12",
]  # fmt: skip
PROGRAMS = [
    *(f"S.pad_sequences({value})" for value in PADDED.values()),
    *(f"S.pad_sequences({value}, 2, padding='post', truncating='post')" for value in PADDED.values()),
    *(f"S.pad_sequences(RAGGED, {o})" for o in OPTIONS),
    *(f"S.pad_sequences([['a'], ['bb', 'ccc']], {o})" for o in OPTIONS[14:24]),
    *(f"S.pad_sequences(ROWS, {o})" for o in (*OPTIONS[:8], "value=[7, 8]", "value=[1, 2, 3]", "value=np.array([7, 8])")),
    *(f"S.pad_sequences([[1.5, 2.5], [3.5]], {o})" for o in ("dtype='float32'", "dtype='int32'", "dtype='float16', value=-1.")),
    "S.pad_sequences([[1], [2, 3]], 4, 'float32', 'post', 'post', 9.)",
    "S.pad_sequences(sequences=RAGGED, maxlen=3)", "untouched(S.pad_sequences, [[1], [2, 3]])",
    "K.utils.pad_sequences is S.pad_sequences", "S.pad_sequences([[2**40]], dtype='int64')", "S.pad_sequences([[-1]], dtype='uint8')",
    "S.pad_sequences([[300]], dtype='uint8')", "S.pad_sequences([[1e20]])", "S.pad_sequences([[float('nan')]])",
    *(f"skipgrams(S, {o})" for o in SKIPS),
    "skipgrams(S, [1, 2, 3, 4], 10)", "skipgrams(S, [1, 2, 3, 4], 10, negative_samples=0)",
    "skipgrams(S, [1, 2, 8], 9, sampling_table=TABLE, shuffle=False)",
    *(f"S.make_sampling_table({o})" for o in ("10", "3, 0.1", "size=5, sampling_factor=1e-3", "1", "0", "2, 0", "2, -1.0",
      "3.0", "'3'", "-1", "None", "4, None", "4, 2.0", "6, sampling_factor=1")),
    *(f"series(S, {o})" for o in SERIES),
    "drawn(S, DATA, DATA, 3, shuffle=True, batch_size=4)", "drawn(S, PAIRS, DATA, 3, 2, shuffle=True, start_index=4, batch_size=3)",
    "drawn(S, DATA, DATA, 3, stride=2, shuffle=True, batch_size=5)", "drawn(S, DATA, DATA, 2, 1, 1, 0, 9, True, True, 4)",
    "attributes(S.TimeseriesGenerator(DATA, DATA, 5, 2, 3, 1, 15, batch_size=4))",
    "S.TimeseriesGenerator(DATA, DATA, 5, 2, 3, 1, 15, batch_size=4).get_config()",
    "S.TimeseriesGenerator(DATA, DATA, 5).to_json()", "S.TimeseriesGenerator(PAIRS.tolist(), PAIRS.tolist(), 5).to_json(indent=1)",
    "S.TimeseriesGenerator(DATA, PAIRS, 5, shuffle=True).get_config()", "S.TimeseriesGenerator([[object()]] * 9, DATA[:9], 5).to_json()",
    "S.TimeseriesGenerator(DATA, DATA, 5).to_json(sort_keys=True)", "S.TimeseriesGenerator((1, 2, 3), (1, 2, 3), 1).get_config()",
    "S.TimeseriesGenerator(DATA, DATA, 5, batch_size=4)[3]", "S.TimeseriesGenerator(DATA, DATA, 5, batch_size=4)[4]",
    "S.TimeseriesGenerator(DATA, DATA, 5, batch_size=4)[-1]", "S.TimeseriesGenerator(DATA, DATA, 5, batch_size=4)['a']",
    "isinstance(S.TimeseriesGenerator(DATA, DATA, 5), K.utils.Sequence)", "list(S.TimeseriesGenerator(DATA, DATA, 12, batch_size=5))",
]  # fmt: skip
