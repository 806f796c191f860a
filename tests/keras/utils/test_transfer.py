"""Downloads whose connection breaks off, from a server on this machine; and what Keras 3 makes of archives."""

import hashlib
import http.server
import io
import os
import threading
import zipfile

import pytest

from tenfold.keras.utils import data_utils
from tenfold.keras.utils.data_utils import get_file

CONTENT = bytes(range(256)) * 40
PART = 3000  # bytes a connection gives before it breaks off


class Server(http.server.ThreadingHTTPServer):
    """It has CONTENT under every name, gives PART bytes of it at a time, and notes what it was asked for."""

    def __init__(self, headers, gives_ranges=True, breaks=100):
        super().__init__(("127.0.0.1", 0), Handler)
        self.headers, self.gives_ranges, self.breaks, self.asked = headers, gives_ranges, breaks, []
        self.url = f"http://127.0.0.1:{self.server_port}/file.bin"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server, asked = self.server, self.headers.get("Range")
        server.asked.append((asked, self.headers.get("If-Range")))
        ranged = asked is not None and server.gives_ranges
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if ranged else 0
        self.send_response(206 if ranged else 200)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        server.breaks -= 1
        self.wfile.write(CONTENT[start : start + PART] if server.breaks >= 0 else CONTENT[start:])

    def log_message(self, *_):
        pass


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "datasets"


def read(path):
    with open(path, "rb") as file:
        return file.read()


@pytest.mark.parametrize("headers", [{"ETag": '"v1"'}, {"Last-Modified": "Tue, 01 Dec 2015 00:00:00 GMT"}])
def test_it_goes_on_where_it_ended(headers):
    version = next(iter(headers.values()))
    with Server(headers) as server:
        path = get_file(origin=server.url, file_hash=hashlib.sha256(CONTENT).hexdigest())
    assert read(path) == CONTENT
    assert server.asked == [(None, None)] + [(f"bytes={PART * n}-", version) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("headers", "gives_ranges"), [({}, True), ({"ETag": 'W/"v1"'}, True), ({"ETag": '"v1"'}, False)]
)
def test_it_begins_anew_where_it_is_not_known_to_be_the_same(headers, gives_ranges):
    with Server(headers, gives_ranges, breaks=1) as server:
        path = get_file(origin=server.url, file_hash=hashlib.md5(CONTENT).hexdigest())
    assert read(path) == CONTENT and len(server.asked) == 2


def test_it_gives_up(home):
    with (
        Server({}) as server,
        pytest.raises(OSError, match=f"the connection ended after {PART} of {len(CONTENT)} bytes"),
    ):
        get_file(origin=server.url)
    assert len(server.asked) == 2 and os.listdir(home) == []


def test_force_download(home):
    home.mkdir(parents=True)
    (home / "file.bin").write_bytes(b"old")
    with Server({}, breaks=0) as server:
        assert read(get_file(origin=server.url)) == b"old"
        assert read(get_file(origin=server.url, force_download=True)) == CONTENT
    assert len(server.asked) == 1


def zip_of(tmp_path, *names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    (tmp_path / "pets.zip").write_bytes(out.getvalue())
    return (tmp_path / "pets.zip").as_uri()


@pytest.mark.parametrize(
    ("fname", "kept", "folder"),
    [
        ("p.zip", "p.zip", "p_extracted"),
        ("p.tar.gz", "p.tar.gz", "p_extracted"),
        ("pets", "pets_archive", "pets"),
        (None, "pets.zip_archive", "pets.zip"),
    ],
)
@pytest.mark.parametrize("word", ["untar", "extract"])
def test_names_in_keras_3(tmp_path, home, monkeypatch, fname, kept, folder, word):
    monkeypatch.setattr(data_utils, "by_era", {"get_file.unpacks_in_a_new_folder": True}.__getitem__)
    url = zip_of(tmp_path, "cats/1.txt")
    for _ in range(2):
        assert get_file(fname, url, **{word: True}) == str(home / folder)
        assert sorted(os.listdir(home)) == sorted([kept, folder])
        assert read(home / folder / "cats" / "1.txt") == b"cats/1.txt"
        (tmp_path / "pets.zip").unlink(missing_ok=True)  # it is not asked for again
    url = zip_of(tmp_path, "dogs/2.txt")
    get_file(fname, url, force_download=True, **{word: True})
    assert os.listdir(home / folder) == ["dogs"]


def test_no_archive_in_keras_3(tmp_path, home, monkeypatch):
    monkeypatch.setattr(data_utils, "by_era", {"get_file.unpacks_in_a_new_folder": True}.__getitem__)
    (tmp_path / "plain.txt").write_text("x")
    url = (tmp_path / "plain.txt").as_uri()
    with pytest.raises(ValueError, match="is no archive that archive_format='auto' can unpack"):
        get_file("plain.txt", url, extract=True)
    assert get_file("plain.txt", url, extract=True, archive_format=None) == str(home / "plain.txt")
    assert os.listdir(home) == ["plain.txt"]
