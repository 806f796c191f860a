"""tf.compat.v1.logging and tf.get_logger."""

import logging

import pytest

import tenfold as tf
from tenfold.compat import v1


@pytest.fixture
def records():
    """What the logger "tensorflow" lets through."""
    logger, found = tf.get_logger(), []
    handler = logging.Handler()
    handler.emit = found.append
    logger.addHandler(handler)
    level = logger.level
    yield found
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_levels(records):
    v1.logging.set_verbosity(v1.logging.INFO)
    assert v1.logging.get_verbosity() == v1.logging.INFO == 20
    v1.logging.info("loss %.1f", 0.5)
    v1.logging.debug("hidden")
    v1.logging.warn("careful")
    v1.logging.error("wrong")
    v1.logging.log(v1.logging.FATAL, "worse")
    assert [(r.levelname, r.getMessage()) for r in records] == [
        ("INFO", "loss 0.5"), ("WARNING", "careful"), ("ERROR", "wrong"), ("CRITICAL", "worse"),
    ]  # fmt: skip
    assert records[0].filename == "test_logging.py"


def test_set_level_by_name(records):
    tf.get_logger().setLevel("ERROR")
    v1.logging.warning("hidden")
    assert records == []


def test_every_n_and_first_n(records):
    for i in range(5):
        v1.logging.log_every_n(v1.logging.ERROR, "every %d", 2, i)
        v1.logging.log_first_n(v1.logging.ERROR, "first %d", 2, i)
        v1.logging.log_if(v1.logging.ERROR, "if %d", i == 3, i)
    said = [r.getMessage() for r in records]
    assert said == ["every 0", "first 0", "first 1", "every 2", "if 3", "every 4"]
