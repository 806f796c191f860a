"""Names of files, records and tensors in messages; the messages themselves have a table of their own."""

_GFILE = (
    "GFile exists isdir stat glob listdir walk mkdir makedirs remove rmtree copy rename join get_registered_schemes"
).split()

_SUMMARIES = "scalar histogram image text audio write graph"

_WRITERS = "SummaryWriter create_file_writer create_noop_writer record_if should_record_summaries flush"

NAMES = {
    "io.events.default_writer": {
        **{name: f"summary.{name}" for name in _WRITERS.split()},
        **{name: f"summary.experimental.{name}" for name in ("get_step", "set_step")},
    },
    "io.events.writing": {
        **{name: f"summary.{name}" for name in _SUMMARIES.split()},
        **{name: f"summary.experimental.{name}" for name in ("summary_scope", "write_raw_pb")},
    },
    "io.events.traces": {name: f"summary.{name}" for name in ("trace_on", "trace_off", "trace_export")},
    "io.profiles.profiler": {
        **{name: f"profiler.experimental.{name}" for name in "start stop Profile ProfilerOptions Trace".split()},
        "serve": "profiler.experimental.server.start",
        "client_trace": "profiler.experimental.client.trace",
        "client_monitor": "profiler.experimental.client.monitor",
    },
    "io.gfile": {name: f"io.gfile.{name}" for name in _GFILE},
    "io.graph_files": {"write_graph": "io.write_graph"},
    "io.make_tensor": {name: name for name in ("make_tensor_proto", "make_ndarray")},
    "io.tfrecord.options": {"TFRecordOptions": "io.TFRecordOptions"},
    "io.tfrecord.writer": {"TFRecordWriter": "io.TFRecordWriter"},
}

V1 = {
    "io.events.descriptions": {"get_summary_description": "summary.get_summary_description"},
    "io.events.reader": {"events": "train.summary_iterator"},
    "io.tfrecord.options": {
        name: f"io.{name} python_io.{name}" for name in ("TFRecordOptions", "TFRecordCompressionType")
    },
    "io.tfrecord.writer": {"TFRecordWriter": "io.TFRecordWriter python_io.TFRecordWriter"},
    "io.tfrecord.iterator": {"tf_record_iterator": "io.tf_record_iterator python_io.tf_record_iterator"},
    "io.graph_files": {"write_graph": "train.write_graph"},
    "io.gfile": {
        "GFile": "gfile.GFile gfile.FastGFile gfile.Open",
        "copy": "gfile.Copy",
        "rmtree": "gfile.DeleteRecursively",
        "exists": "gfile.Exists",
        "glob": "gfile.Glob",
        "isdir": "gfile.IsDirectory",
        "listdir": "gfile.ListDirectory",
        "makedirs": "gfile.MakeDirs",
        "mkdir": "gfile.MkDir",
        "remove": "gfile.Remove",
        "rename": "gfile.Rename",
        "stat": "gfile.Stat",
        "walk": "gfile.Walk",
    },
}
