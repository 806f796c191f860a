"""Names of what makes arrays of sequences."""

_PLACE = "keras.preprocessing.sequence."

NAMES = {
    "keras.preprocessing.sequence.padding": {
        "pad_sequences": f"{_PLACE}pad_sequences keras.utils.pad_sequences",
    },
    "keras.preprocessing.sequence.word_pairs": {name: _PLACE + name for name in ("make_sampling_table", "skipgrams")},
    "keras.preprocessing.sequence.timeseries": {"TimeseriesGenerator": f"{_PLACE}TimeseriesGenerator"},
}
