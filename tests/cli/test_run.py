"""`tenfold run` is `python`, with Tenfold under TensorFlow's names."""

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest

from tenfold.cli.main import main

CHECKOUT = Path(__file__).resolve().parents[2]
PROBE = """
    import sys, os, inspect, helper
    import tensorflow as tf
    def here(): pass
    class Thing: pass
    if __name__ == "__main__":
        assert sys.modules["__main__"].Thing is Thing and Thing.__module__ == "__main__"
        assert "def here" in inspect.getsource(here)
        print(sys.argv[1:], os.path.basename(__file__), helper.name, tf.__name__)
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "program.py").write_text(textwrap.dedent(PROBE))
    (tmp_path / "helper.py").write_text("name = __name__\n")
    return tmp_path


def tenfold(*arguments, cwd=None):
    code = [sys.executable, "-m", "tenfold.cli.main", *map(str, arguments)]
    return subprocess.run(code, capture_output=True, text=True, cwd=cwd, check=False)


def test_a_program_is_main_and_has_its_arguments(folder):
    done = tenfold("run", folder / "program.py", "a", "--era", "x", "-m")
    assert done.stdout == "['a', '--era', 'x', '-m'] program.py helper tenfold\n", done.stderr


def test_a_module(folder):
    done = tenfold("run", "-m", "program", "a", cwd=folder)
    assert done.stdout == "['a'] program.py helper tenfold\n", done.stderr


def test_a_folder_runs_its_main(folder):
    (folder / "program.py").rename(folder / "__main__.py")
    done = tenfold("run", ".", "a", cwd=folder)
    assert done.stdout == "['a'] __main__.py helper tenfold\n", done.stderr


def test_a_folder_without_main_names_its_programs(folder, capsys):
    with pytest.raises(SystemExit):
        main(["run", str(folder)])
    assert capsys.readouterr().err == (
        f"tenfold run: the folder {str(folder)!r} has no __main__.py; name one of its programs: helper.py, program.py\n"
    )


def test_version(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert not left.value.code and re.fullmatch(r"tenfold \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_an_exception_is_shown_from_the_program_on(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("def f():\n    return 1 / 0\nf()\n")
    done = tenfold("run", program)
    assert done.returncode == 1 and done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0].startswith("Traceback") and f'"{program}", line 3' in lines[1]
    assert lines[-1] == "ZeroDivisionError: division by zero" and "cli" not in done.stderr


def test_exit_status_is_the_programs(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import sys\nsys.exit(7)\n")
    assert tenfold("run", program).returncode == 7


def test_syntax_errors_name_the_line(tmp_path):
    program = tmp_path / "program.py"
    program.write_text("x = (1\n")
    done = tenfold("run", program)
    assert done.returncode == 1 and "'(' was never closed" in done.stderr and "line 1" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["run", "nowhere.py"], ["run", "-m", "nowhere.at.all"], ["run", "-m", "tenfold"]]
)
def test_what_is_not_there(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2 and "tenfold run: " in capsys.readouterr().err


def test_an_unknown_era_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["run", "--era", "two", "x.py"])
    assert "Unknown era 'two'; expected a version of TensorFlow or Keras such as \"1.15\"" in capsys.readouterr().err


def test_a_tensorflow_1_program_starts_with_graphs(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent("""
        import tensorflow as tf
        x = tf.placeholder("float")
        with tf.Session() as sess:
            print(sess.run(x * 2.0, feed_dict={x: [1, 2]}))
        """)
    )
    done = tenfold("run", program)
    assert done.stdout == "[2. 4.]\n"
    assert done.stderr == "tenfold run: TensorFlow 1 because of tf.placeholder, line 3; --era 2.15 overrides\n"
    refused = tenfold("run", "--era", "2.15", program)
    assert refused.returncode == 1 and "AttributeError" in refused.stderr and "placeholder" in refused.stderr


def test_a_program_of_the_package_keras_trains_in_its_era(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent("""
        import numpy as np
        import tensorflow as tf
        from keras.layers import Convolution2D, Dense, Flatten
        from keras.models import Sequential
        tf.Session()
        model = Sequential()
        model.add(Convolution2D(4, 3, 2, border_mode="same", input_shape=(5, 5, 1)))
        model.add(Flatten())
        model.add(Dense(output_dim=2, activation="softmax"))
        model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(np.ones((4, 5, 5, 1)), np.eye(2)[[0, 1, 0, 1]], nb_epoch=2, verbose=0)
        print(model.layers[0].kernel_size, sorted(history.history), [layer.name for layer in model.layers])
        """)
    )
    done = tenfold("run", "--era", "keras-1.2.2", program)
    names = ["conv2d_1", "flatten_1", "dense_1"]
    assert done.stdout == f"(3, 2) ['acc', 'loss'] {names}\n", done.stderr


def test_doctor_names_what_there_is(capsys):
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    for title in ("tenfold", "processor", "first gear", "second gear", "devices", "ops", "extras", "settings"):
        assert f"\n{title:<12} " in "\n" + told


def test_wrong_settings_are_told_and_stop_nobody_who_asks_for_the_doctor(monkeypatch, folder, capsys):
    monkeypatch.setenv("TENFOLD_GEAR", "third")
    monkeypatch.setenv("TENFOLD_ERA", "2.x")
    assert main(["doctor"]) == 0
    assert "must be 'first' or 'second'; received 'third'" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["run", str(folder / "program.py")])
    assert left.value.code == 2 and capsys.readouterr().err.startswith(
        "tenfold run: Unknown era '2.x'; expected a version"
    )


def test_doctor_says_what_is_lacking(monkeypatch):
    from tenfold.cli import doctor

    asked = ["numpy>=2", 'jax>=0.7; extra == "xla"', 'no-such-thing; extra == "board"']
    monkeypatch.setattr(doctor, "_requirements", lambda: asked)
    assert doctor._extras()[1] == f"board      lacks no-such-thing: pip install -e '{CHECKOUT}[board]'"
    monkeypatch.delenv("TENFOLD_JAX", raising=False)
    monkeypatch.setattr(doctor.guest, "installed", lambda: False)
    assert doctor._second_gear() == [f"not here: pip install -e '{CHECKOUT}[xla]'"]
    assert doctor._devices() == ["CPU (first gear)"]


def test_the_install_command_names_the_folder_that_pip_was_given(monkeypatch, tmp_path):
    from tenfold.cli import installing

    told = {"url": tmp_path.as_uri(), "dir_info": {}}
    given = SimpleNamespace(read_text=lambda name: json.dumps(told))
    monkeypatch.setattr(installing.tenfold, "__file__", str(tmp_path / "lib" / "site" / "tenfold" / "__init__.py"))
    monkeypatch.setattr(installing.importlib.metadata, "distribution", lambda name: given)
    assert installing.install_command("xla") == "pip install 'tenfold[xla]'"  # the folder is gone
    (tmp_path / "pyproject.toml").touch()
    assert installing.install_command("xla") == f"pip install '{tmp_path}[xla]'"
    told.clear()  # from an index
    assert installing.install_command("xla") == "pip install 'tenfold[xla]'"
