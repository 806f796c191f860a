"""HDF5 files from anybody: what lies elsewhere, asks for too much or is damaged is refused, file and entry named."""

import h5py
import numpy as np
import pytest
from programs import keras

from tenfold.keras.saving.hdf5 import entries as hdf5_entries
from tenfold.keras.saving.hdf5 import layout as hdf5_format
from tenfold.ops import memory

pytestmark = pytest.mark.usefixtures("fresh_names")
KERNEL = "/model_weights/d/d/kernel:0"


def model(units=4):
    return keras.Sequential([keras.layers.Dense(units, input_shape=(1,), use_bias=False, name="d")])


def saved(path):
    found = model()
    found.compile("adam", "mse")
    found.fit(np.ones((1, 1)), np.ones((1, 4)), verbose=0)
    found.save(path)
    return path


def kernel(file):
    """The group that holds the kernel, without it."""
    group = file[KERNEL].parent
    del group["kernel:0"]
    return group


def external_storage(file, folder):
    kernel(file).create_dataset("kernel:0", (1, 4), "f4", external=[(str(folder / "secret"), 0, 16)])


def virtual(file, folder):
    layout = h5py.VirtualLayout((1, 4), "f4")
    layout[:] = h5py.VirtualSource(str(folder / "secret.h5"), "k", (1, 4))
    kernel(file).create_virtual_dataset("kernel:0", layout)


def external_link(file, folder):
    kernel(file)["kernel:0"] = h5py.ExternalLink(str(folder / "secret.h5"), "/k")


def soft_link(file, folder):
    group = kernel(file)
    group["other"], group["kernel:0"] = np.ones((1, 4), "f4"), h5py.SoftLink(f"{group.name}/other")


def linked_group(file, folder):
    del file["model_weights/d"]
    file["model_weights/d"] = h5py.ExternalLink(str(folder / "secret.h5"), "/")


def linked_state(file, folder):
    del file["optimizer_weights"]
    file["optimizer_weights"] = h5py.ExternalLink(str(folder / "secret.h5"), "/")


def bomb(file, folder):
    kernel(file).create_dataset("kernel:0", (2**20, 2**20), "f4", chunks=(2**10, 2**10), compression="gzip")


def dense_bomb(file, folder):
    data = kernel(file).create_dataset("kernel:0", (2**11, 2**11), "f4", chunks=(2**11, 2**11), compression="gzip")
    data[:] = 0  # 16 MB of zeros in 16 kB


def chunk_bomb(file, folder):
    size = {"shape": (1, 4), "maxshape": (None, None), "chunks": (2**11, 2**11)}
    kernel(file).create_dataset("kernel:0", dtype="f4", compression="gzip", **size)[:] = 0


def never_written(file, folder):
    kernel(file).create_dataset("kernel:0", (1, 4), "f4")


def text(file, folder):
    kernel(file)["kernel:0"] = ["a", "b"]


def a_group(file, folder):
    kernel(file).create_group("kernel:0")


@pytest.mark.parametrize(
    "harm, entry, why",
    [
        (external_storage, KERNEL, "in another file"),
        (virtual, KERNEL, "a virtual data set"),
        (external_link, KERNEL, "a link into another file"),
        (soft_link, KERNEL, "a soft link"),
        (linked_group, "/model_weights/d", "a link into another file"),
        (linked_state, "/optimizer_weights", "a link into another file"),
        (bomb, KERNEL, "claims 4,398,046,511,104 bytes .* but stores 0"),
        (dense_bomb, KERNEL, "claims 16,777,216 bytes .* but stores"),
        (chunk_bomb, KERNEL, "claims 16,777,216 bytes .* but stores"),
        (never_written, KERNEL, "claims 16 bytes .* but stores 0"),
        (text, KERNEL, "where an array of numbers is expected"),
        (a_group, KERNEL, "holds a group"),
    ],
    ids=lambda v: getattr(v, "__name__", None),
)
def test_what_lies_elsewhere_or_asks_for_too_much_is_refused_by_every_reader(harm, entry, why, tmp_path):
    (tmp_path / "secret").write_bytes(b"top secret bytes")
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["k"] = np.ones((1, 4), "f4")
        file.attrs["weight_names"] = [b"k"]
    with h5py.File(saved(tmp_path / "m.h5"), "a") as file:
        harm(file, tmp_path)
    target = model()
    before = target.get_weights()
    refused = rf"m\.h5 is refused at '{entry}': .*{why}"
    with pytest.raises(ValueError, match=refused):
        keras.models.load_model(tmp_path / "m.h5")
    if "optimizer" not in entry:
        for by_name in (False, True):
            with pytest.raises(ValueError, match=refused):
                target.load_weights(tmp_path / "m.h5", by_name=by_name)
    np.testing.assert_array_equal(target.get_weights(), before)


def test_no_more_is_read_than_there_is_memory_for(tmp_path, monkeypatch):
    path = saved(tmp_path / "m.h5")
    monkeypatch.setattr(memory, "at_hand", lambda: 15)
    with pytest.raises(ValueError, match=f"refused at '{KERNEL}': with it the file takes 16 bytes of memory, and 15"):
        keras.models.load_model(path)


def test_an_array_that_is_named_again_and_again_counts_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_entries, "EXPANSION", 10)  # a file of a thousand times its size takes long to read
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file["a"] = np.ones(5000, "f4")
        file.attrs["layer_names"] = [b"/"]
        hdf5_format.save_attributes(file, "weight_names", [b"a"] * 100)
    with pytest.raises(ValueError, match="w.h5 is refused at '/a'.*with it the file of [0-9,]+ bytes takes"):
        hdf5_format.load_weights(tmp_path / "w.h5")


def test_compressed_weights_are_read(tmp_path):
    """Keras reads files that other tools have compressed; those of weights shrink by far less than a thousand."""
    with h5py.File(saved(tmp_path / "m.h5"), "a") as file:
        kernel(file).create_dataset("kernel:0", data=np.ones((1, 4), "f4"), compression="gzip", shuffle=True)
    assert np.ravel(keras.models.load_model(tmp_path / "m.h5").get_weights()).tolist() == [1.0] * 4


def test_what_is_no_hdf5_file_or_half_of_one_is_named(tmp_path):
    whole = saved(tmp_path / "m.h5").read_bytes()
    for content in (b"", b"hello" * 100, whole[: len(whole) // 2]):
        (tmp_path / "m.h5").write_bytes(content)
        with pytest.raises(OSError, match=r"m\.h5 is not an HDF5 file, or only a part of one"):
            keras.models.load_model(tmp_path / "m.h5")
        with pytest.raises(OSError, match=r"m\.h5 is not an HDF5 file, or only a part of one"):
            model().load_weights(tmp_path / "m.h5")


@pytest.mark.parametrize(
    "harm, entry",
    [
        (lambda file: file.attrs.__setitem__("model_config", b'{"class_name": "Seq'), "/, attribute model_config"),
        (lambda file: file.attrs.__setitem__("model_config", b"\xff\xfe"), "/, attribute model_config"),
        (lambda file: file.attrs.__setitem__("model_config", b"[" * 60_000), "/, attribute model_config"),
        (lambda file: file.attrs.__setitem__("model_config", b"[]"), "/, attribute model_config"),
        (lambda file: file.attrs.__setitem__("model_config", b'{"class_name": "Model"}'), "/, attribute model_config"),
        (lambda file: file.attrs.__setitem__("training_config", b"{"), "/, attribute training_config"),
        (lambda file: file.attrs.__setitem__("training_config", b'{"loss": 3}'), "/, attribute training_config"),
        (lambda file: file.__delitem__("model_weights"), "/model_weights"),
        (lambda file: file.__delitem__("model_weights/d"), "/model_weights/d"),
        (lambda file: file.__delitem__(KERNEL), KERNEL),
        (lambda file: file["model_weights"].attrs.__delitem__("layer_names"), "/model_weights, attribute layer_names"),
        (
            lambda file: file["model_weights"].attrs.__setitem__("layer_names", 3),
            "/model_weights, attribute layer_names",
        ),
        (lambda file: file["model_weights/d"].attrs.__delitem__("weight_names"), "/model_weights/d, attribute weight"),
        (lambda file: file[KERNEL].attrs.__setitem__("dtype", "bfloat16"), None),
    ],
)
def test_damage_is_named_by_file_and_entry(harm, entry, tmp_path):
    with h5py.File(saved(tmp_path / "m.h5"), "a") as file:
        harm(file)
    if entry is None:  # halves of float32 numbers are bfloat16 ones: only the shape tells
        with pytest.raises(ValueError, match=r"expects shape \(1, 4\).*with shape \(1, 8\)"):
            keras.models.load_model(tmp_path / "m.h5")
        return
    with pytest.raises(ValueError, match=rf"m\.h5 is damaged at '{entry}"):
        keras.models.load_model(tmp_path / "m.h5")


def test_bytes_that_were_overwritten_never_crash_or_change_a_model(tmp_path):
    """Each stretch of the file overwritten in turn: it loads, or says what is wrong in Python's classes."""
    whole = saved(tmp_path / "m.h5").read_bytes()
    outcomes = set()
    for start in range(0, len(whole), max(1, len(whole) // 60)):
        (tmp_path / "m.h5").write_bytes(whole[:start] + b"\xff" * 24 + whole[start + 24 :])
        target = model()
        before = target.get_weights()
        try:
            target.load_weights(tmp_path / "m.h5")
            outcomes.add("loaded")
        except (OSError, ValueError) as error:
            assert "m.h5" in str(error) or "weights from file" in str(error)
            np.testing.assert_array_equal(target.get_weights(), before)
            outcomes.add("refused")
    assert outcomes == {"loaded", "refused"}


def test_memory_at_hand_is_what_the_system_and_its_container_leave(tmp_path, monkeypatch):
    (tmp_path / "meminfo").write_text("MemTotal: 100 kB\nMemAvailable:  50 kB\n")
    monkeypatch.setattr(memory, "_MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    assert memory.at_hand() == 50 * 1024
    for name, value in (("max", "30000"), ("current", "20000"), ("stat", "anon 1\ninactive_file 5000")):
        (tmp_path / f"memory.{name}").write_text(value)
    assert memory.at_hand() == 15000
    (tmp_path / "memory.max").write_text("max")
    assert memory.at_hand() == 50 * 1024
    (tmp_path / "meminfo").unlink()
    assert memory.at_hand() is None or memory.at_hand() > 2**20


def object_sizes(data):
    """Where the size of each object in the first heap of texts stands."""
    start = data.find(b"GCOL")
    at, end = start + 16, start + int.from_bytes(data[start + 8 : start + 16], "little")
    while at + 16 <= end:
        number, size = int.from_bytes(data[at : at + 2], "little"), int.from_bytes(data[at + 8 : at + 16], "little")
        yield at + 8
        at += 16 + -(-size // 8) * 8 if number else size


@pytest.mark.parametrize("object_number", [1, -1])
@pytest.mark.parametrize("harm", ["zeros", "back"])
def test_heaps_that_lead_hdf5_in_a_circle_are_refused(harm, object_number, tmp_path):
    path = saved(tmp_path / "m.h5")
    data = bytearray(path.read_bytes())
    size = list(object_sizes(data))[object_number]
    if harm == "zeros":
        data[size - 8 : size + 8] = bytes(16)
    else:
        data[size - 8 : size + 8] = b"\0" * 8 + (2**64 - 16).to_bytes(8, "little")
    path.write_bytes(data)
    for read in (keras.models.load_model, model().load_weights):
        with pytest.raises(ValueError, match="m.h5 is damaged at .*attribute .* the heap at byte .* has no end"):
            read(path)


def test_heaps_that_were_edited_again_and_again_are_read(tmp_path):
    path = saved(tmp_path / "m.h5")
    for number in range(40):
        with h5py.File(path, "a") as file:
            file.attrs[f"note{number % 7}"] = "x" * (number * 997 % 5000)
            file.attrs.pop(f"note{number * 3 % 7}", None)
    keras.models.load_model(path)
