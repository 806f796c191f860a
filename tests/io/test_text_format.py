"""Messages as text: TensorFlow's text and bytes are one message; what is no such text is an error with its place."""

import random
import tracemalloc
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.io import messages
from tenfold.io.text_format import DEPTH, parse, to_text

GOLDEN = Path(__file__).parents[1] / "golden" / "io"
FILES = [("graph", messages.GraphDef), ("config", messages.ConfigProto)]


def recorded(name):
    return (GOLDEN / f"{name}.pbtxt").read_text(encoding="utf-8"), (GOLDEN / f"{name}.pb").read_bytes()


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_text_and_bytes_are_tensorflows(name, kind):
    text, data = recorded(name)
    message = kind.FromString(data)
    assert to_text(message) == text
    again = parse(text.encode(), kind(), "a.pbtxt")
    assert again.SerializeToString(deterministic=True) == data


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('node { name: "a" ', "g.pbtxt:1:"),
        ("node {\n  nam: 5 }", 'g.pbtxt:2:3: .*"tensorflow.NodeDef" has no field named "nam"'),
        ("node {\n  name: 5 }", "g.pbtxt:2:9: .*Expected string but found"),
        ('node { name: "a" name: "b" }', 'should not have multiple "name" fields'),
        ('node { name: "a', "missing ending quote"),
        ("[a.b] { }", "extensions"),
        ("versions { producer: 99999999999 }", "g.pbtxt:1:22: .*out of range"),
        (b"node { name: '\xff' }", "g.pbtxt: no text in UTF-8: .* at byte 14"),
        (r"node { name: '\377' }", "g.pbtxt:"),
        (r"node { name: 'a\\b\qc' }", r"g.pbtxt:1:19: .*q' is no escape"),
        (r"node { name: 'a\400' }", r"g.pbtxt:1:16: .*400' is no escape"),
    ],
)
def test_errors_name_the_file_and_the_place(text, cause):
    with pytest.raises(tf.errors.InvalidArgumentError, match=cause):
        parse(text, messages.GraphDef(), "g.pbtxt")


@pytest.mark.parametrize("brace", ["{", "<", '{ # { "\n'])
def test_messages_within_messages_have_an_end(brace):
    with pytest.raises(tf.errors.InvalidArgumentError, match=f"more than {DEPTH} deep"):
        parse(f"list_value {{ values {brace} " * 40_000, messages.StructuredValue(), "deep.pbtxt")
    depth = (DEPTH - 2) // 2
    text = "list_value { values { " * depth + "none_value { }" + "} }" * depth
    assert parse(text, messages.StructuredValue())


def test_runs_of_backslashes():
    """protobuf's parser takes the square of a run's time."""
    state = messages.TensorProto(tensor_content=b"\\" * 100_000 + b"x\\", dtype=4)
    assert parse(to_text(state), messages.TensorProto()) == state
    path = messages.CheckpointState(model_checkpoint_path="\\" * 33 + "é\\\\")
    assert parse(to_text(path), messages.CheckpointState()) == path


def test_long_lines():
    """Blanks take no memory each, and an error does not repeat what it is about."""
    blanks = "\t " * 500_000
    state = parse(f'model_checkpoint_path:{blanks}"a{blanks}b"{blanks}# {blanks}', messages.CheckpointState())
    assert state.model_checkpoint_path == f"a{blanks}b"
    with pytest.raises(tf.errors.InvalidArgumentError, match="(?s)^file:1:1: Message type .{,1000} has no .{,1000}$"):
        parse("a" * 1_000_000, messages.CheckpointState(), "file")
    tracemalloc.start()
    try:
        parse(" " * 300_000, messages.CheckpointState())
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_braces_in_strings_and_comments_nest_nothing():
    text = "\n".join([f'node {{ name: "{"{" * 300}" }} # {"{" * 300}', "node { op: '<<\"<\\'<' }"])
    assert [len(node.name) for node in parse(text, messages.GraphDef()).node] == [300, 0]


def test_changed_text_is_a_message_or_an_error():
    text = recorded("config")[0]
    draws = random.Random(7)
    for _ in range(300):
        at, n = draws.randrange(len(text)), draws.randrange(4)
        changed = text[:at] + draws.choice(["", "{", '"', "\\", ": 1", "}", "\n", "-9e999"]) + text[at + n :]
        try:
            parse(changed, messages.ConfigProto())
        except tf.errors.InvalidArgumentError:
            continue


@pytest.mark.parametrize("as_text", [True, False])
def test_write_graph_writes_the_file_whole(tmp_path, as_text):
    text, data = recorded("graph")
    graph = messages.GraphDef.FromString(data)
    path = tf.io.write_graph(graph, tmp_path / "a" / "b", "g.pb", as_text)
    assert path == str(tmp_path / "a" / "b" / "g.pb")
    assert Path(path).read_bytes() == (text.encode() if as_text else data)
    assert [p.name for p in Path(path).parent.iterdir()] == ["g.pb"]


def test_write_graph_takes_graphs_and_says_what_it_takes(tmp_path):
    assert tf.compat.v1.train.write_graph is tf.io.write_graph
    with pytest.raises(TypeError, match="takes a tf.compat.v1.GraphDef or a graph; received int"):
        tf.io.write_graph(5, tmp_path, "g.pb")
    graph = tf.Graph()
    if not hasattr(graph, "as_graph_def"):
        with pytest.raises(tf.errors.UnimplementedError, match="Graph is not described as a GraphDef"):
            tf.io.write_graph(graph, tmp_path, "g.pb")
    (tmp_path / "file").write_text("")
    with pytest.raises((tf.errors.AlreadyExistsError, tf.errors.FailedPreconditionError)):
        tf.io.write_graph(messages.GraphDef(), tmp_path / "file", "g.pb")
