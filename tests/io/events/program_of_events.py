"""The events that tenfold writes for TensorBoard to read: also run by tests/golden/io/record_events.py."""

import event_programs as programs

from tenfold.io import messages
from tenfold.io.events import hparams, old_summaries, summaries
from tenfold.io.events.writer import EventWriter, event, run_metadata


def new(tag, what, data, keywords):
    """A summary of `event_programs.NEW`."""
    return getattr(summaries, what)(tag, data, **keywords)


def old(tag, what, data, keywords):
    """A summary of `event_programs.OLD`."""
    if what == "tensor_summary":
        return old_summaries.tensor(tag, data, keywords["summary_description"], keywords["display_name"])
    return getattr(old_summaries, what)(tag, data, **keywords)


def of_hparams():
    """The summaries of `record_events.hparams`."""
    found = [hparams.experiment(*programs.hparams(hparams), time_created_secs=programs.TIME)]
    found += [hparams.session_start(h, trial, programs.TIME) for h, trial in programs.sessions(hparams)]
    found += [hparams.session_end(end_time_secs=programs.TIME)]
    return [*found, hparams.session_start({"a": 1}, "group", programs.TIME, "model", "monitor")]


def events():
    """All of them, each at a time of its own."""
    every = [new(f"new/{tag}", *case) for tag, case in programs.NEW.items()]
    every += [old(f"old/{tag}", *case) for tag, case in programs.OLD.items()]
    every += of_hparams()[:3]
    for step, summary in enumerate(every):
        yield event(step, programs.TIME + step, summary=summary)
    for step in range(3):
        yield event(step, programs.TIME + step, summary=summaries.scalar("loss", 1 / (1 + step)))
    graph = messages.GraphDef(node=[{"name": "a", "op": "NoOp"}, {"name": "b", "op": "NoOp", "input": ["^a"]}])
    yield event(0, programs.TIME, graph_def=graph)
    yield run_metadata(messages.RunMetadata(), "step 5", 5, programs.TIME)
    yield event(0, programs.TIME, summary=summaries.keras_model("keras", '{"class_name": "Sequential"}'))
    yield event(0, programs.TIME, summary=summaries.run_metadata_graph("traced", messages.RunMetadata()))
    yield event(0, programs.TIME, summary=summaries.run_metadata("timed", messages.RunMetadata()))


def write(logdir):
    """An event file of them in a folder."""
    with EventWriter(logdir) as writer:
        for each in events():
            writer.add(each)
