"""Programs around texts and sequences give what they gave on tf_keras; where they do not, it is meant."""

import json
import sys
from pathlib import Path

import pytest

from tenfold import keras

GOLDEN = Path(__file__).parents[2] / "golden" / "keras" / "text"
sys.path.insert(0, str(GOLDEN))

from running import TABLES, run  # noqa: E402

RECORDED = {name: json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8")) for name in TABLES}
PROGRAMS = [(name, program) for name, programs in RECORDED.items() for program in programs]
SAID = ("`", "Padding", "Truncating", "Shape of", "Specify", "Fit the", "Data and")  # how Keras's own errors begin

REFUSED = {  # what gave something of no use
    "state(fitted(T, num_words='3'))": "num_words",
    "options(T.Tokenizer(num_words='3'))": "num_words",
    "state(fitted(T, [b'a b'], char_level=True))": "decode",
    "fitted(T, num_words=5).sequences_to_matrix([[-1, 400]])": "negative",
    "T.hashing_trick(A[1], 0, 'md5')": "at least 2",
    "T.hashing_trick(A[1], -5, 'md5')": "at least 2",
    "skipgrams(S, [1, 2, 3], 10, window_size=-1, seed=1)": "window_size",
    "S.make_sampling_table(2, 0)": "above 0",
    "S.make_sampling_table(2, -1.0)": "above 0",
    "series(S, DATA, DATA, 0)": "length",
    "S.TimeseriesGenerator(DATA, DATA, 5, batch_size=4)[4]": "no batch 4",
}
TAKEN = {  # what ended in an error, or in nothing
    "fitted(T, num_words=5).sequences_to_matrix([np.array([1, 2])])",
    "fitted(T, num_words=5).sequences_to_matrix(np.array([[1, 1], [0, 5]]))",
    "fitted(T, num_words=5).sequences_to_matrix(iter([[1], [2]]))",
    "fitted(T, num_words=4.0).texts_to_matrix(A)",
    "state(fitted(T, sequences=iter([[1], [2]])))",
    "T.Tokenizer(oov_token='o').sequences_to_texts([[1, 2]])",
    "T.text_to_word_sequence(text='a b')",  # as earlier versions call it
    "T.one_hot(text='', n=4)",
    "T.hashing_trick('\\ud800', 9, 'md5')",
    "S.TimeseriesGenerator(DATA, DATA, 5, batch_size=4)[-1]",
}
PYTHONS = {  # numbers are Python's, whatever they were in an array
    "state(fitted(T, sequences=[np.array([1, 2])]))",
    "state(fitted(T, sequences=np.array([[1, 1], [0, 5]])))",
}


def raises(value):
    return isinstance(value, list) and value[:1] == ["raises"]


def without_warning(value):
    """Keras warns of `nb_words`; here an old name is as good as the new one."""
    return value[0] if isinstance(value, list) and value[1:2] == ["warns"] and "nb_words" in value[2] else value


def without_types(value):
    """`value` with ["int64", 1] as 1."""
    if isinstance(value, list):
        return value[1] if value[:1] == ["int64"] else [without_types(v) for v in value]
    return value


@pytest.mark.parametrize("name, program", PROGRAMS)
def test_a_program_gives_what_it_gave_elsewhere(name, program):
    wanted, found = without_warning(RECORDED[name][program]), run(name, program, keras)
    if program in REFUSED:
        assert not raises(wanted) and raises(found) and REFUSED[program] in found[2]
    elif program in TAKEN:
        assert not raises(found) and found != wanted
    elif program in PYTHONS:
        assert found == without_types(wanted) != wanted
    elif raises(wanted):
        assert raises(found) and found[1] in ("TypeError", "ValueError"), found
        if wanted[1] == "ValueError" and wanted[2].startswith(SAID):
            assert found[2].startswith(wanted[2].rstrip(".").partition(" object at ")[0]), found
    else:
        assert found == wanted, f"{wanted}\nagainst\n{found}"


def test_the_tables_are_of_programs_that_there_are():
    assert {*REFUSED, *TAKEN, *PYTHONS} <= {program for _, program in PROGRAMS}
    assert len(PROGRAMS) > 600
