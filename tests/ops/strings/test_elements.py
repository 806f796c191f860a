"""One element of a string tensor is a tensor like any other, whatever op took it out, eagerly and in functions."""

import pytest

import tenfold as tf

S = tf.constant(["a", "bb", "ccc"])
M = tf.constant([["a", "b"], ["c", "d"]])
RAGGED = tf.ragged.constant([["x", "y"], ["z"]])
ONE = {  # expression -> the string that it is
    "S[1]": b"bb",
    "S[-1]": b"ccc",
    "S[tf.constant(1)]": b"bb",
    "M[1, 0]": b"c",
    "M[1][0]": b"c",
    "list(S)[2]": b"ccc",
    "tf.unstack(S)[1]": b"bb",
    "tf.unstack(M, axis=1)[1][0]": b"b",
    "tf.gather(S, 1)": b"bb",
    "tf.gather_nd(M, [1, 0])": b"c",
    "tf.slice(S, [1], [1])[0]": b"bb",
    "tf.boolean_mask(S, [True, False, True])[1]": b"ccc",
    "tf.split(S, 3)[0][0]": b"a",
    "tf.squeeze(S[:1])": b"a",
    "RAGGED[0][1]": b"y",
    "RAGGED[0, 1]": b"y",
    "RAGGED.to_tensor('p')[1, 1]": b"p",
    "tf.identity(S[0])": b"a",
    "S[0] + S[1]": b"abb",
    "'x' + S[1]": b"xbb",
    "tf.strings.join([S[0], S[1]], '-')": b"a-bb",
    "tf.strings.upper(S[2])": b"CCC",
    "tf.where(S[0] == 'a', 'yes', 'no')": b"yes",
    "tf.cond(S[0] == 'a', lambda: S[1], lambda: S[2])": b"bb",
    "tf.switch_case(tf.constant(2), [lambda: S[0], lambda: S[1], lambda: S[2]])": b"ccc",
    "tf.foldl(lambda a, b: a + b, S)": b"abbccc",
    "tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, t + S[i]), [0, ''])[1]": b"abbccc",
    "tf.TensorArray(tf.string, 3).unstack(S).read(1)": b"bb",
    "tf.TensorArray(tf.string, 2).write(0, S[1]).write(1, 'b').stack()[0]": b"bb",
    "tf.map_fn(tf.strings.upper, S)[1]": b"BB",
    "tf.broadcast_to(S[0], [])": b"a",
    "tf.zeros_like(S[0])": b"",
    "tf.scatter_nd([[1]], S[:1], [3])[1]": b"a",
    "tf.scatter_nd([[1]], S[:1], [3])[0]": b"",
    "tf.tensor_scatter_nd_update(S, [[1]], ['zz'])[1]": b"zz",
    "tf.sparse.to_dense(tf.sparse.from_dense(M))[0, 1]": b"b",
    "tf.py_function(lambda t: t + '!', [S[1]], tf.string)": b"bb!",
    "tf.stack([S[0], S[1]])[1]": b"bb",
    "tf.expand_dims(S[0], 0)[0]": b"a",
    "tf.repeat(S[0], 2)[1]": b"a",
}


@pytest.mark.parametrize("expression", ONE)
def test_an_element_is_a_whole_tensor(expression):
    compute = eval(f"lambda: {expression}", globals())
    for result in (compute(), tf.function(compute)()):
        assert result.dtype == tf.string and result.shape == () and result.numpy() == ONE[expression]
        assert tf.strings.length(result).numpy() == len(ONE[expression])


def test_an_element_of_an_argument_is_a_whole_tensor():
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string), tf.TensorSpec([], tf.int32)])
    def parts(strings, i):
        picked = strings[i]
        return picked, tf.strings.split(picked, "-"), picked == "b-c"

    picked, words, same = parts(tf.constant(["a", "b-c"]), 1)
    assert picked.numpy() == b"b-c" and words.numpy().tolist() == [b"b", b"c"] and same.numpy()


def test_one_number_picked_by_a_multi_index_is_a_scalar():
    assert tf.gather_nd(tf.constant([[1.0, 2.0], [3.0, 4.0]]), [1, 0]).numpy() == 3.0
