"""Between which values the pixels of images lie."""

from tenfold.keras.utils.arguments import check_numbers


def checked_range(value_range, layer):
    """`value_range` as a list of the lower and the upper end. ValueError where it is not two numbers."""
    if not isinstance(value_range, (list, tuple)) or len(value_range) != 2:
        raise ValueError(f"The `value_range` argument of {layer} must be two numbers. Received: {value_range}")
    for value in value_range:
        check_numbers(value_range=value)
    return sorted(value_range)
