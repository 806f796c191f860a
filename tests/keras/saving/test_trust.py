"""Nothing in a model file runs: what it names, what it holds, and when the user's own files are trusted."""

import concurrent.futures
import copy
import functools
import importlib.util
import json
import marshal
import os
import stat
import subprocess
import sys
import types

import h5py
import numpy as np
import pytest
from programs import keras, tf

from tenfold.keras.saving import authentication as signature
from tenfold.keras.saving import functions, trust
from tenfold.keras.saving.stored_code import stored_name

pytestmark = pytest.mark.usefixtures("fresh_names")


def functional(layer, inbound):
    """The configuration of a model of one input and one layer, as a file may hold it."""
    start = {"batch_input_shape": [None, 2], "dtype": "float32", "sparse": False, "ragged": False, "name": "in0"}
    layers = [
        {"class_name": "InputLayer", "config": start, "name": "in0", "inbound_nodes": []},
        {**layer, "name": layer["config"]["name"], "inbound_nodes": [inbound]},
    ]
    ends = {"input_layers": [["in0", 0, 0]], "output_layers": [[layer["config"]["name"], 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "model", "trainable": True, "layers": layers, **ends}}


def written(path, config):
    """A model file of `config` that has no weights."""
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config).encode()
        file.attrs["keras_version"], file.attrs["backend"] = b"2.15.0", b"tensorflow"
        file.create_group("model_weights").attrs["layer_names"] = []
    return path


# what a file names


@pytest.mark.parametrize("safe_mode", [True, False])
@pytest.mark.parametrize(
    "symbol",
    [
        "runtime.xla.os.system",
        "keras.saving.functions.sys.modules.get",
        "io.gfile.remove",
        "io.write_file",
        "write_file",
    ],
)
def test_a_name_in_a_file_never_reaches_outside_the_program(symbol, safe_mode, tmp_path):
    target = tmp_path / "target"
    target.write_text("mine")
    first = str(target) if "file" in symbol else f"echo theirs > {target}"
    config = {"name": "x", "trainable": True, "dtype": "float32", "function": symbol}
    evil = functional({"class_name": "TFOpLambda", "config": config}, ["_CONSTANT_VALUE", -1, first, {}])
    with pytest.raises(ValueError, match=f"calls the op `{symbol}`"):
        keras.models.load_model(written(tmp_path / "evil.h5", evil), safe_mode=safe_mode)
    with pytest.raises(ValueError, match=f"calls the op `{symbol}`"):
        keras.models.model_from_json(json.dumps(evil))
    assert target.read_text() == "mine" and sorted(os.listdir(tmp_path)) == ["evil.h5", "target"]


def test_what_the_program_itself_calls_may_be_cloned():
    """A Python function in a functional model is the program's own; only a file may not name one."""
    x = keras.Input((2,))
    model = keras.Model(x, tf.numpy_function(lambda v: v * 2, [x], tf.float32)[:, :1])
    again = keras.models.clone_model(model)
    assert again(np.ones((1, 2), "float32")).numpy().tolist() == [[2.0]]


# code in a file


def with_lambda(function=None, **arguments):
    """A model with Python code in it: its own by default."""
    function = function or (lambda x, scale=3.0, shift=1.0: x * scale + shift)
    layers = [
        keras.layers.Lambda(function, name="code", input_shape=(2,), arguments=arguments),
        keras.layers.Dense(1, name="d", kernel_initializer="ones"),
    ]
    return keras.Sequential(layers, name="net")


def saved(path, function=None, **arguments):
    with_lambda(function, **arguments).save(path)
    return path


def edited(path, edit):
    """The file with its configuration changed by `edit`, its signature left."""
    with h5py.File(path, "a") as file:
        config = json.loads(file.attrs["model_config"])
        edit(config["config"]["layers"])
        file.attrs["model_config"] = json.dumps(config).encode()
    return path


def foreign(path, function=None):
    """A file whose code this process did not write and for which no signature stands."""
    namespace = {"__name__": __name__}
    exec("theirs = lambda x: x * 5.0", namespace)  # a new function, never seen by `get_config` before it is saved
    saved(path, function or namespace["theirs"])
    with h5py.File(path, "a") as file:
        del file.attrs["tenfold_signature"]
    trust._WRITTEN.clear()  # as in another process
    return path


def signature_in(path):
    with h5py.File(path) as file:
        return file.attrs.get("tenfold_signature")


def value(model):
    return model(np.ones((1, 2), "float32")).numpy().tolist()


@pytest.fixture
def unread(monkeypatch):
    """Python's reader of byte code, which a file that is not trusted never reaches."""

    def loads(raw):
        raise AssertionError("code from a file was read")

    monkeypatch.setattr(functions, "marshal", types.SimpleNamespace(dumps=marshal.dumps, loads=loads))


OTHER_PROCESS = """
import sys, tenfold as tf
for path in sys.argv[1:]:
    try:
        print(tf.keras.models.load_model(path)(tf.ones((1, 2))).numpy().tolist())
    except ValueError as e:
        print(e)
"""


def test_a_program_s_own_file_loads_unasked_here_and_in_this_user_s_next_process(tmp_path):
    own, changed = saved(tmp_path / "own.h5"), saved(tmp_path / "changed.h5", shift=2.0)
    assert value(keras.models.load_model(own)) == [[8.0]]
    edited(changed, lambda layers: layers[1]["config"].update(arguments={"shift": 9.0}))
    run = subprocess.run([sys.executable, "-c", OTHER_PROCESS, own, changed], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    first, second = run.stdout.strip().split("\n")
    assert first == "[[8.0]]"
    assert "signature does not hold: it was edited" in second


def test_saving_and_loading_in_turn_in_one_program_never_asks(tmp_path, unread):
    model = with_lambda()
    for _ in range(3):
        model.save(tmp_path / "m.h5")
        model = keras.models.load_model(tmp_path / "m.h5")
    assert value(model) == [[8.0]] and signature_in(tmp_path / "m.h5") is not None


@pytest.mark.parametrize(
    "argument",
    [tf.float32, np.float32, {1: 2.0, 10: 3.0, 2: 4.0}, {"a": np.arange(2)}, tf.TensorShape([None, 2])],
    ids=str,
)
def test_arguments_that_json_spells_otherwise_are_signed_as_the_file_holds_them(argument, tmp_path, unread):
    layer = keras.layers.Lambda(lambda x, given: x, arguments={"given": argument}, input_shape=(2,))
    keras.Sequential([layer]).save(tmp_path / "m.h5")
    assert keras.models.load_model(tmp_path / "m.h5").layers[0].function.__code__ is layer.function.__code__


def test_what_was_written_is_not_remembered_without_end(monkeypatch):
    monkeypatch.setattr(trust, "_WRITTEN", {})
    monkeypatch.setattr(trust, "_MOST", 2)
    configs = [keras.layers.Lambda(lambda x, by: x * by, arguments={"by": i}).get_config() for i in range(3)]
    assert [bool(trust.known_code(config)) for config in configs] == [False, True, True]


@pytest.mark.parametrize(
    "edit",
    [
        lambda layers: layers[1]["config"].update(arguments={"shift": 9.0}),
        lambda layers: layers[1]["config"].update(module="os"),
        lambda layers: layers[1]["config"]["function"].__setitem__(1, [9.0, 9.0]),
        lambda layers: layers[1]["config"]["function"].__setitem__(0, functions.dump(lambda x: x)[0]),
        lambda layers: layers[2]["config"].update(use_bias=False),
        lambda layers: layers.append(layers[1]),
    ],
    ids=["arguments", "module", "defaults", "code", "another layer", "twice"],
)
def test_an_edited_file_asks(edit, tmp_path, unread):
    path = edited(saved(tmp_path / "m.h5"), edit)
    with pytest.raises(ValueError, match="signature does not hold: it was edited"):
        keras.models.load_model(path)


def test_a_signature_holds_for_its_file_its_key_and_its_python_alone(tmp_path, unread, monkeypatch):
    one, two = saved(tmp_path / "1.h5"), foreign(tmp_path / "2.h5")
    with pytest.raises(ValueError, match="carries no signature of yours"):
        keras.models.load_model(two)
    with h5py.File(two, "a") as file:
        file.attrs["tenfold_signature"] = signature_in(one)
    with pytest.raises(ValueError, match="does not hold"):
        keras.models.load_model(two)
    with monkeypatch.context() as other, pytest.raises(ValueError, match="another Python version"):
        other.setattr(importlib.util, "MAGIC_NUMBER", b"next")
        keras.models.load_model(one)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other user"))
    with pytest.raises(ValueError, match="another user"):
        keras.models.load_model(one)
    with h5py.File(one, "a") as file:
        file.attrs["tenfold_signature"] = np.arange(3)
    with pytest.raises(ValueError, match="does not hold"):
        keras.models.load_model(one)


def test_the_refusal_says_what_is_held_and_what_allows_it(tmp_path, unread):
    with pytest.raises(ValueError) as refused:
        keras.models.load_model(foreign(tmp_path / "m.h5"))
    for part in ("Lambda layer 'code'", f"function '<lambda>' of {__name__}", "run whenever the model is called"):
        assert part in str(refused.value)
    assert "pass `safe_mode=False` to the loading function" in str(refused.value)


def test_code_from_a_file_is_never_signed(tmp_path):
    """Not when it is saved again, copied, made again from its configuration, or held by a function of the program's."""
    model = keras.models.load_model(foreign(tmp_path / "m.h5"), safe_mode=False)
    assert value(model) == [[10.0]]
    theirs = model.get_layer("code").function
    again = {
        "saved again": model,
        "cloned": keras.models.clone_model(model),
        "from its configuration": keras.Sequential.from_config(model.get_config()),
        "copied": with_lambda(copy.deepcopy(theirs)),
        "in a closure": with_lambda(lambda x: theirs(x)),
        "as a default": with_lambda(lambda x, f=theirs: f(x)),
        "beside own code": keras.Sequential([with_lambda(), keras.layers.Lambda(theirs)]),
    }
    for how, found in again.items():
        path = tmp_path / f"{how}.h5"
        found.save(path)
        assert signature_in(path) is None, how
        with pytest.raises(ValueError, match="carries no signature"):
            keras.models.load_model(path)


def test_code_hidden_from_the_signature_is_not_trusted(tmp_path):
    """A configuration within a text is not seen when the file is signed, so the signature is not for it."""

    class Holder(keras.layers.Layer):
        def __init__(self, text, **kwargs):
            super().__init__(**kwargs)
            self.text, self.inner = text, keras.layers.Lambda.from_config(json.loads(text))

        def call(self, x):
            return self.inner(x)

        def get_config(self):
            return {**super().get_config(), "text": self.text}

    keras.models.load_model(foreign(tmp_path / "m.h5"), safe_mode=False)
    theirs = json.dumps(keras.models.load_model(tmp_path / "m.h5", safe_mode=False).get_layer("code").get_config())
    model = keras.Sequential([with_lambda(), Holder(theirs)])
    model.save(tmp_path / "holder.h5")
    assert signature_in(tmp_path / "holder.h5") is not None
    with pytest.raises(ValueError, match="signature is not for this code"):
        keras.models.load_model(tmp_path / "holder.h5", custom_objects={"Holder": Holder})


def test_code_inside_a_nested_model_and_in_every_part_of_a_lambda_is_held_to_the_same(tmp_path):
    shape = lambda s: s  # noqa: E731
    inner = keras.Sequential(
        [keras.layers.Lambda(lambda x: x + 1.0, output_shape=shape, mask=lambda x, m: m, input_shape=(2,))]
    )
    x = keras.Input((2,))
    keras.Model(x, inner(x)).save(tmp_path / "m.h5")
    assert value(keras.models.load_model(tmp_path / "m.h5")) == [[2.0, 2.0]]
    with h5py.File(tmp_path / "m.h5", "a") as file:
        del file.attrs["tenfold_signature"]
    with pytest.raises(ValueError, match="carries no signature"):
        keras.models.load_model(tmp_path / "m.h5")


def test_configurations_that_this_process_wrote_come_back_and_others_ask(unread):
    model = with_lambda(shift=2.0)
    text = model.to_json()
    for again in (keras.models.model_from_json(text), keras.Sequential.from_config(model.get_config())):
        again.set_weights(model.get_weights())
        assert value(again) == value(model)
    layer = model.get_layer("code")
    assert keras.layers.Lambda.from_config(json.loads(json.dumps(layer.get_config()))).function(1.0) == 4.0
    assert keras.layers.Lambda.from_config(layer.get_config()).function.__code__ is layer.function.__code__
    for changed in (text.replace('"shift": 2.0', '"shift": 3.0'), text.replace(f'"{__name__}"', '"os"')):
        assert changed != text
        with pytest.raises(ValueError, match="not written by this process, or was changed since"):
            keras.models.model_from_json(changed)


def test_safe_mode_false_allows_every_reader(tmp_path):
    path = foreign(tmp_path / "m.h5")
    with h5py.File(path) as file:
        config = json.loads(file.attrs["model_config"])
    layer = config["config"]["layers"][1]["config"]
    readers = {
        "json": lambda **k: keras.models.model_from_json(json.dumps(config), **k),
        "config": lambda **k: keras.models.model_from_config(config, **k),
        "model": lambda **k: keras.Sequential.from_config(config["config"], **k),
        "layer": lambda **k: keras.layers.Lambda.from_config(layer, **k),
        "file": lambda **k: keras.models.load_model(path, **k),
        "any object": lambda **k: keras.saving.deserialize_keras_object(config, {"Sequential": keras.Sequential}, **k),
    }
    for read in readers.values():
        with pytest.raises(ValueError, match="safe_mode=False"):
            read()
        with pytest.raises(ValueError, match="safe_mode=False"):
            read(safe_mode=True)
    for read in readers.values():
        assert value(read(safe_mode=False))[0][0] in (10.0, 5.0)
    with pytest.raises(ValueError, match="safe_mode=False"):  # it held for that call alone
        keras.models.load_model(path)


def test_unsafe_deserialization_is_enabled_for_the_process(tmp_path, monkeypatch):
    monkeypatch.setattr(trust._Reading, "everywhere", False)
    path = foreign(tmp_path / "m.h5")
    keras.config.enable_unsafe_deserialization()
    assert value(keras.models.load_model(path)) == [[10.0]]


def test_names_in_a_file_mean_custom_objects_and_the_library_s_own_functions_only(tmp_path, unread):
    def twice(x):
        return x * 2.0

    assert value(keras.models.load_model(foreign(tmp_path / "a.h5", twice), custom_objects={"twice": twice})) == [[4.0]]
    for name, module in (("system", "os"), ("load_model", "tenfold.keras.saving.hdf5.models"), ("popen", "os")):
        config = {"name": "l", "function": name, "function_type": "function", "module": module}
        with pytest.raises(ValueError, match="Unknown function in Lambda layer"):
            keras.layers.Lambda.from_config(config)
    for function in (tf.nn.relu, tf.reduce_sum, tf.clip_by_value, keras.activations.gelu, tf.nn.moments):
        config = keras.layers.Lambda(function).get_config()
        found = keras.layers.Lambda.from_config(json.loads(json.dumps(config)), safe_mode=True).function
        assert (found.__module__, found.__name__) == (function.__module__, function.__name__)
    with pytest.raises(ValueError, match="has no name to save it by"):
        keras.layers.Lambda(functools.partial(twice)).get_config()


def test_damaged_code_is_refused_before_python_reads_it(unread):
    for code in ("4w", "!!", None, ["x"]):
        config = {"name": "l", "function": [code, None, None], "function_type": "lambda", "module": "os"}
        with pytest.raises(ValueError, match="Lambda layer"):
            keras.layers.Lambda.from_config(config)
    for kind in ("pickle", "Lambda", ["lambda"]):
        with pytest.raises(ValueError, match="function_type of the Lambda layer 'l' is .*expected one of"):
            keras.layers.Lambda.from_config({"name": "l", "function": "x", "function_type": kind})


def test_what_a_function_holds_and_json_cannot_is_refused_when_saving(tmp_path):
    for held in (tf.Variable(2.0), tf.constant(2.0)):
        with pytest.raises(TypeError, match="cannot be saved as JSON"):
            saved(tmp_path / "m.h5", lambda x, held=held: x * held)
    assert not os.listdir(tmp_path)


# the key


def test_the_key_is_the_user_s_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    saved(tmp_path / "m.h5")
    key = tmp_path / "config" / "tenfold" / signature.KEY
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 and stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert os.listdir(key.parent) == [signature.KEY] and key.stat().st_size == 32
    before = key.read_bytes()
    saved(tmp_path / "m.h5")
    assert key.read_bytes() == before


def shared_folder(config):
    (config / "tenfold").mkdir(parents=True)
    (config / "tenfold").chmod(0o777)


def linked_folder(config):
    config.mkdir()
    (config.parent / "shared").mkdir()
    (config.parent / "shared").chmod(0o777)
    (config / "tenfold").symlink_to(config.parent / "shared")


def shared_above(config):
    config.mkdir()
    config.chmod(0o777)


def readable_key(config):
    (config / "tenfold").mkdir(parents=True)
    (config / "tenfold" / signature.KEY).write_bytes(b"k" * 32)
    (config / "tenfold" / signature.KEY).chmod(0o644)


def linked_key(config):
    (config / "tenfold").mkdir(parents=True)
    (config.parent / "elsewhere").write_bytes(b"k" * 32)
    (config.parent / "elsewhere").chmod(0o600)
    (config / "tenfold" / signature.KEY).symlink_to(config.parent / "elsewhere")


def short_key(config):
    (config / "tenfold").mkdir(parents=True)
    (config / "tenfold" / signature.KEY).write_bytes(b"")
    (config / "tenfold" / signature.KEY).chmod(0o600)


def pipe_as_key(config):
    (config / "tenfold").mkdir(parents=True)
    os.mkfifo(config / "tenfold" / signature.KEY, 0o600)  # to be read from, it would be waited for without end


def a_file(config):
    config.write_text("")


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
@pytest.mark.parametrize(
    "harm", [shared_folder, linked_folder, shared_above, readable_key, linked_key, short_key, pipe_as_key, a_file]
)
def test_where_the_key_is_not_the_user_s_alone_nothing_is_signed_or_trusted(harm, tmp_path, monkeypatch, unread):
    signed = saved(tmp_path / "signed.h5")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    harm(tmp_path / "config")
    with pytest.raises(ValueError, match="does not hold"):
        keras.models.load_model(signed)
    with pytest.raises(ValueError, match="carries no signature"):
        keras.models.load_model(saved(tmp_path / "unsigned.h5"))


def test_without_a_home_there_is_no_key_and_models_are_saved_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert signature_in(saved(tmp_path / "m.h5")) is None


def test_processes_that_make_the_key_at_once_agree_on_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(signature.sign, ["text"] * 32))
    assert len(set(found)) == 1 and found[0] is not None and os.listdir(tmp_path / "tenfold") == [signature.KEY]


# the name of stored code


def everything(a, b=2, *c, d=(1, 2.5, "x", 1 << 200, 3j, b"ab", None, ..., True), **e):
    def inner():
        return a in {1, 2, -(1 << 40)}, "ünïcode"

    return [inner for _ in range(3)], lambda é: é


@pytest.mark.parametrize("version", range(marshal.version + 1))
def test_the_name_of_stored_code_is_read_without_making_code(version):
    assert stored_name(marshal.dumps(everything.__code__, version)) == "everything"
    assert stored_name(marshal.dumps((lambda é: é).__code__, version)) == "<lambda>"
    whole = marshal.dumps(everything.__code__, version)
    for cut in range(0, len(whole), 7):
        assert stored_name(whole[:cut]) is None
    for hostile in (marshal.dumps("abc"), b"(" * 100_000, b")\xff" * 5000, b"\xe3garbage" * 3, b"r\xff\xff\xff\x7f"):
        assert stored_name(hostile) is None
