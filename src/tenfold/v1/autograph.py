"""`tf.compat.v1.autograph`: conversion by hand, with the arguments that TensorFlow 1 took."""

from tenfold.function.autograph import public


def to_graph(entity, recursive=True, arg_values=None, arg_types=None, experimental_optional_features=None):
    """`tf.autograph.to_graph`. `arg_values` and `arg_types`, what the arguments would be, only told TensorFlow 1's
    converter what it could leave as it was; what is converted asks the values themselves."""
    return public.to_graph(entity, recursive, experimental_optional_features)


def to_code(
    entity, recursive=True, arg_values=None, arg_types=None, indentation="  ", experimental_optional_features=None
):
    """`tf.autograph.to_code`, indented by `indentation`. For `arg_values` and `arg_types` see `to_graph`."""
    lines = public.to_code(entity, recursive, experimental_optional_features).splitlines(keepends=True)
    depths = [(len(line) - len(line.lstrip(" "))) // 4 for line in lines]
    return "".join([indentation * depth + line[4 * depth :] for depth, line in zip(depths, lines)])
