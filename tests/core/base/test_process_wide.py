"""Values that the whole process shares: a class in lowercase that stands for itself."""

import pytest

from tenfold.core.base.process_wide import ProcessWide


def test_attributes_are_set_and_read_on_the_class():
    class switches(ProcessWide):
        eager = False

    switches.eager = True
    assert switches.eager


def test_a_name_that_is_not_there_and_an_instance_are_refused():
    class switches(ProcessWide):
        eager = False

    with pytest.raises(AttributeError, match="holds no 'eagre', but eager"):
        switches.eagre = True
    with pytest.raises(TypeError, match="no instances"):
        switches()
