"""Defaults that differ between eras."""

import pytest

from tenfold.api import era
from tenfold.keras.utils.by_era import by_era


@pytest.fixture
def in_era():
    before = era.current()
    yield era.set_era
    era.set_era(before)


@pytest.mark.parametrize("version, resets_after", [("1.15", False), ("2.15", True), ("3", True)])
def test_gru_resets_after_the_product_since_tensorflow_2(in_era, version, resets_after):
    in_era(version)
    assert by_era("GRU.reset_after") is resets_after
