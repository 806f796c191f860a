"""`tf.data.Options`: types, names of all versions, how they come together."""

import pytest

import tenfold as tf
from tenfold.api.hints import OPTIONS
from tenfold.data.plan.options import Options

Dataset = tf.data.Dataset


def options(**chosen):
    made = tf.data.Options()
    for name, value in chosen.items():
        setattr(made, name, value)
    return made


def test_types_are_checked():
    made = tf.data.Options()
    for value in (3, None, "yes"):
        with pytest.raises(TypeError, match='Property "deterministic" must be of type'):
            made.deterministic = value
    with pytest.raises(TypeError, match="auto_shard_policy"):
        made.experimental_distribute.auto_shard_policy = 7
    with pytest.raises(AttributeError, match="Cannot set the property determinstic on Options; it has .*deterministic"):
        made.determinstic = True
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = made.nothing
    assert made == tf.data.Options()


def test_groups_and_older_names():
    made = tf.data.Options()
    assert made.experimental_distribute.auto_shard_policy is tf.data.experimental.AutoShardPolicy.AUTO
    made.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
    made.experimental_threading.private_threadpool_size = 4
    made.experimental_deterministic = False
    made.experimental_optimization.map_fusion = True
    made.autotune.enabled = True
    assert made.threading.private_threadpool_size == 4
    assert made.deterministic is False
    made.threading = tf.data.experimental.ThreadingOptions()
    assert made.threading.private_threadpool_size is None


def test_every_option_changes_something_or_has_a_reason_why_it_does_not():
    honoured = {"experimental_optimization"}
    assert set(OPTIONS) | honoured == set(Options.fields)
    assert not set(OPTIONS) & honoured


def test_the_later_one_holds_and_nothing_else_is_lost():
    yes, no = options(deterministic=True, dataset_name="a"), options(deterministic=False)
    assert yes.merge(no).deterministic is False
    assert yes.merge(no).dataset_name == "a"
    base = Dataset.range(3)
    assert base.options() == tf.data.Options()
    assert base.with_options(yes).map(lambda x: x).with_options(no).options().deterministic is False
    assert Dataset.zip((base.with_options(no), base.with_options(yes))).options().deterministic is True
    nested = tf.data.Options()
    nested.threading.private_threadpool_size = 2
    both = base.with_options(nested).with_options(no).options()
    assert (both.threading.private_threadpool_size, both.deterministic) == (2, False)


def test_what_a_dataset_was_given_does_not_change_any_more():
    given = options(deterministic=True)
    dataset = Dataset.range(2).with_options(given)
    given.deterministic = False
    assert dataset.options().deterministic is True
    for found in (dataset.options(), dataset.options().threading):
        with pytest.raises(ValueError, match="has no effect. Use `tf.data.Dataset.with_options"):
            found.private_threadpool_size = 1
    with pytest.raises(TypeError, match="with_options needs a tf.data.Options; received 3"):
        dataset.with_options(3)


def test_rules_are_switched_off(monkeypatch):
    from tenfold.data.run import shorter

    shown = []
    monkeypatch.setattr(shorter, "RULES", [shown.append])
    off = tf.data.Options()
    off.experimental_optimization.apply_default_optimizations = False
    assert len(list(Dataset.range(3).with_options(off))) == 3
    assert not shown
    assert len(list(Dataset.range(3))) == 3
    assert shown


def test_rules_are_switched_off_one_by_one():
    from tenfold.data.plan.options import SWITCHES
    from tenfold.data.run.shorter import RULES, WHOLE

    assert set(SWITCHES.values()) <= {rule.__name__ for rule in RULES + WHOLE}
    dataset = Dataset.range(9).take(-1).map(tf.abs).map(tf.reduce_max)

    def runs(**chosen):
        off = tf.data.Options()
        for name, value in chosen.items():
            setattr(off.experimental_optimization, name, value)
        made = dataset.with_options(off)
        assert [int(v) for v in made] == list(range(9))
        return made.explain().split("as it runs:")[1]

    assert "map(function=abs, reduce_max)" in runs() and "take" not in runs()
    assert runs(map_fusion=True, filter_fusion=False) == runs()
    kept = runs(map_fusion=False)
    assert "map(function=reduce_max)" in kept and "take" not in kept
    assert "take" in runs(noop_elimination=False)


def test_options_between_two_transformations_keep_no_rule_from_both():
    made = Dataset.from_tensor_slices([1, 2, 3]).with_options(tf.data.Options()).batch(2)
    written, runs = made.explain().split("as it runs:")
    assert "with_options" in written
    assert "with_options" not in runs
    off = tf.data.Options()
    off.experimental_optimization.apply_default_optimizations = False
    assert "as written, and as it runs" in made.with_options(off).explain()
