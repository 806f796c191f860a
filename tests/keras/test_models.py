"""Models: how they are put together, what they say of themselves, what they refuse."""

import pytest
from programs import check_program, keras, tf  # noqa: F401

from keras_model_programs import PROGRAMS  # isort: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_gives_what_tf_keras_gives(name):
    check_program(name, PROGRAMS[name])
