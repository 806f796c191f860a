"""TensorBoard read these very events: `record_events.py` had it read what `program_of_events` writes."""

import event_programs as programs
import program_of_events as program


def test_what_tensorboard_read_is_what_is_written(tmp_path, framed, recorded):
    program.write(tmp_path)
    (path,) = tmp_path.iterdir()
    assert programs.digest(framed(path)[1:]) == recorded["tenfold"]["digest"]


def test_tensorboard_saw_all_of_them(recorded):
    tenfold = recorded["tenfold"]
    seen = tenfold["seen"]
    assert seen["loss"][:2] == ["scalars", [0, 1, 2]]
    for tag, (what, _, _) in programs.NEW.items():
        plugin = {"scalar": "scalars", "histogram": "histograms", "image": "images"}.get(what, what)
        assert seen[f"new/{tag}"][0] == plugin
    shown = {tag for tags in tenfold["tags"].values() if isinstance(tags, list) for tag in tags} | {*seen}
    for tag, (_, data, _) in programs.OLD.items():
        of_the_tag = [name for name in shown if name == f"old/{tag}" or name.startswith(f"old/{tag}/")]
        assert of_the_tag or len(data) == 0
    assert tenfold["graph"] == 2 and tenfold["tags"]["run_metadata"] == ["step 5"]
    assert tenfold["hparams"] == ["experiment", "session_start_info", "session_start_info"]
