"""`tf.compat.v1.autograph`: the arguments of TensorFlow 1's converter."""

import tenfold as tf

v1 = tf.compat.v1.autograph


def halved(x):
    if x > 1:
        x = x / 2
    return x


def test_to_graph_takes_what_the_arguments_would_be():
    converted = v1.to_graph(halved, arg_values={"x": 3}, arg_types={"x": int})
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        assert session.run(converted(tf.constant(6.0))) == 3.0


def test_to_code_is_indented_as_asked():
    lines = [line for line in v1.to_code(halved, indentation="\t").splitlines() if line]
    assert lines[0].startswith("def ") and lines[1].startswith("\tdef ") and lines[2].startswith("\t\tnonlocal")
    assert v1.to_code(halved, indentation="    ") == tf.autograph.to_code(halved)
