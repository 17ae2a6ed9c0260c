"""MNIST's files: where they are looked for, what is refused, and what a download leaves behind.

A miniature set with hashes of its own stands in for the real files, a server on localhost for the mirrors.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pooch
import pytest

from nn.datasets import files, mnist

MINI = {
    "train-images-idx3-ubyte": bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 10, 20, 30, 40]),
    "train-labels-idx1-ubyte": bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 3]),
    "t10k-images-idx3-ubyte": bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 50, 60]),
    "t10k-labels-idx1-ubyte": bytes([0, 0, 8, 1, 0, 0, 0, 1, 9]),
}
IMAGES = "train-images-idx3-ubyte"
REAL_FILES = dict(mnist.FILES)
REAL_MIRRORS = mnist.MIRRORS
CLOSED_PORT = "https://127.0.0.1:9/"


@pytest.fixture(autouse=True)
def mini(monkeypatch, tmp_path):
    """The miniature set, an empty cache, and no mirror in reach."""
    monkeypatch.setattr(mnist, "FILES", {name: hashlib.sha256(raw).hexdigest() for name, raw in MINI.items()})
    monkeypatch.setattr(mnist, "MIRRORS", (CLOSED_PORT,))
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "caches" / name)
    monkeypatch.delenv("TAPEGRAD_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "caches" / "tapegrad"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder that holds the miniature set, gzipped, and that TAPEGRAD_DATA names."""
    place = tmp_path / "data"
    place.mkdir()
    for name, raw in MINI.items():
        (place / f"{name}.gz").write_bytes(gzip.compress(raw))
    monkeypatch.setenv("TAPEGRAD_DATA", str(place))
    return place


@pytest.fixture
def server():
    """Serves `pages`, path -> (status, headers, body), and notes what was asked for."""
    pages, asked = {}, []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, headers, body = pages.get(self.path, (404, {}, b"no such page"))
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.pages, httpd.asked, httpd.url = pages, asked, f"http://127.0.0.1:{httpd.server_port}"
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        yield httpd
        httpd.shutdown()
        thread.join()


def serve(server, mirror, damage=lambda packed: (200, {}, packed)):
    for name, raw in MINI.items():
        server.pages[f"/{mirror}/{name}.gz"] = damage(gzip.compress(raw))
    return f"{server.url}/{mirror}/"


def assert_is_mini(data):
    (x_train, y_train), (x_test, y_test) = data
    assert x_train.tolist() == [[[10, 20]], [[30, 40]]]
    assert y_train.tolist() == [7, 3]
    assert x_test.tolist() == [[[50, 60]]]
    assert y_test.tolist() == [9]
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}


def assert_teaches(message):
    """Every refusal names the files to place, the variable to set and the way without either."""
    for name in MINI:
        assert f"{name}.gz" in message
    assert "TAPEGRAD_DATA" in message
    assert 'kind="sample"' in message


class TestFolder:
    def test_gzipped_files(self, folder):
        assert_is_mini(mnist.load_data())

    def test_plain_files(self, folder):
        for name, raw in MINI.items():
            (folder / f"{name}.gz").unlink()
            (folder / name).write_bytes(raw)
        assert_is_mini(mnist.load_data(download=False))

    def test_home_is_expanded(self, folder, monkeypatch):
        monkeypatch.setenv("HOME", str(folder.parent))
        monkeypatch.setenv("USERPROFILE", str(folder.parent))
        monkeypatch.setenv("TAPEGRAD_DATA", "~/data")
        assert_is_mini(mnist.load_data())

    @pytest.mark.parametrize("name", MINI)
    def test_missing_file(self, folder, name):
        (folder / f"{name}.gz").unlink()
        with pytest.raises(FileNotFoundError) as caught:
            mnist.load_data()
        assert f"{folder}, which TAPEGRAD_DATA names, has no {name}.gz" in str(caught.value)
        assert_teaches(str(caught.value))

    def test_missing_folder(self, folder, monkeypatch):
        monkeypatch.setenv("TAPEGRAD_DATA", str(folder / "nowhere"))
        with pytest.raises(FileNotFoundError) as caught:
            mnist.load_data()
        assert f"{folder / 'nowhere'}, which TAPEGRAD_DATA names, is not a folder" in str(caught.value)
        assert_teaches(str(caught.value))

    def test_a_missing_file_is_never_downloaded_into_the_folder(self, folder, server, monkeypatch):
        monkeypatch.setattr(mnist, "MIRRORS", (serve(server, "good"),))
        (folder / f"{IMAGES}.gz").unlink()
        with pytest.raises(FileNotFoundError):
            mnist.load_data()
        assert server.asked == []

    @pytest.mark.parametrize(
        ("damage", "words"),
        [
            (lambda packed: packed[:-3], "the gzip stream ends early"),
            (lambda packed: packed[:-8] + bytes(8), "the gzip stream is damaged"),
            (lambda packed: gzip.compress(MINI[IMAGES][:-1] + b"!"), "expected SHA-256"),
            (lambda packed: MINI[IMAGES][:-1], "expected SHA-256"),
            (lambda packed: b"", "0 bytes of content"),
            (lambda packed: b"<html>Please log in</html>", "expected SHA-256"),
        ],
    )
    def test_damaged_file(self, folder, damage, words):
        path = folder / f"{IMAGES}.gz"
        path.write_bytes(damage(path.read_bytes()))
        before = path.read_bytes()
        with pytest.raises(ValueError, match=re.escape(str(path))) as caught:
            mnist.load_data()
        assert words in str(caught.value)
        assert path.read_bytes() == before

    def test_a_file_that_is_far_too_large_is_not_read_whole(self, folder):
        with open(folder / f"{IMAGES}.gz", "wb") as file:
            file.truncate(10**11)  # of which the disk holds nothing
        with pytest.raises(ValueError, match=f"{IMAGES}.gz: holds more than 67,108,864 bytes"):
            mnist.load_data()

    def test_a_folder_in_a_files_place(self, folder):
        path = folder / f"{IMAGES}.gz"
        path.unlink()
        path.mkdir()
        with pytest.raises(OSError, match=re.escape(f"{path}: cannot be read")):
            mnist.load_data()

    def test_the_hash_is_checked_before_parsing(self, folder, monkeypatch):
        def parse(raw, source):
            raise AssertionError("parsed bytes that nobody had checked")

        monkeypatch.setattr("nn.datasets.idx.parse", parse)
        (folder / f"{IMAGES}.gz").write_bytes(b"\x00\x00\x08\x01\xff\xff\xff\xff")
        with pytest.raises(ValueError, match="expected SHA-256"):
            mnist.load_data()

    def test_a_bad_header_is_told_even_where_the_hash_is_right(self, folder, monkeypatch):
        bad = b"\x01" + MINI[IMAGES][1:]
        (folder / f"{IMAGES}.gz").write_bytes(bad)
        monkeypatch.setitem(mnist.FILES, IMAGES, hashlib.sha256(bad).hexdigest())
        with pytest.raises(ValueError, match=f"{IMAGES}: not an IDX file"):
            mnist.load_data()


class TestDownload:
    def test_files_are_kept_and_asked_for_once(self, server, cache, monkeypatch):
        monkeypatch.setattr(mnist, "MIRRORS", (serve(server, "good"),))
        assert_is_mini(mnist.load_data())
        assert server.asked == [f"/good/{name}.gz" for name in MINI]
        assert sorted(path.name for path in cache.iterdir()) == sorted(f"{name}.gz" for name in MINI)
        assert_is_mini(mnist.load_data())
        assert_is_mini(mnist.load_data(download=False))
        assert len(server.asked) == len(MINI)

    def test_an_empty_variable_counts_as_unset(self, server, monkeypatch):
        monkeypatch.setattr(mnist, "MIRRORS", (serve(server, "good"),))
        monkeypatch.setenv("TAPEGRAD_DATA", "")
        assert_is_mini(mnist.load_data())

    @pytest.mark.parametrize(
        "damage",
        [
            lambda packed: (404, {}, b"gone"),
            lambda packed: (503, {}, packed),
            lambda packed: (200, {}, packed[:-3]),
            lambda packed: (200, {"Content-Length": str(len(packed) + 10)}, packed),
            lambda packed: (200, {}, b"<html>Please log in</html>"),
            lambda packed: (200, {}, gzip.compress(b"another file")),
            lambda packed: (302, {"Location": "/good/elsewhere.gz"}, b""),
        ],
        ids=["gone", "unavailable", "truncated", "connection cut", "login page", "other file", "redirect"],
    )
    def test_a_bad_mirror_is_passed_over(self, server, cache, monkeypatch, damage):
        bad = serve(server, "bad", damage)
        monkeypatch.setattr(mnist, "MIRRORS", (bad, serve(server, "good")))
        assert_is_mini(mnist.load_data())
        assert server.asked == [f"/{mirror}/{name}.gz" for name in MINI for mirror in ("bad", "good")]

        for path in cache.iterdir():
            path.unlink()
        monkeypatch.setattr(mnist, "MIRRORS", (bad,))
        with pytest.raises(ConnectionError) as caught:
            mnist.load_data()
        assert f"{bad}{IMAGES}.gz: " in str(caught.value)
        assert_teaches(str(caught.value))
        assert list(cache.iterdir()) == []

    def test_a_mirror_that_never_stops_sending_is_left(self, server, cache, monkeypatch):
        monkeypatch.setattr(files, "MOST", 1000)
        endless = serve(server, "endless", lambda packed: (200, {}, packed + bytes(2000)))
        monkeypatch.setattr(mnist, "MIRRORS", (endless, CLOSED_PORT))
        with pytest.raises(ConnectionError, match=r"endless/.*holds more than"):
            mnist.load_data()
        assert not cache.exists()

    def test_no_network(self, cache):
        with pytest.raises(ConnectionError) as caught:
            mnist.load_data()
        message = str(caught.value)
        assert f"{cache} does not hold it" in message
        assert f"{CLOSED_PORT}{IMAGES}.gz: " in message
        assert_teaches(message)
        assert caught.value.__suppress_context__  # no pages of connection internals above the message
        assert not cache.exists()

    def test_not_allowed(self, server, cache, monkeypatch):
        monkeypatch.setattr(mnist, "MIRRORS", (serve(server, "good"),))
        with pytest.raises(FileNotFoundError, match="download=False") as caught:
            mnist.load_data(download=False)
        assert_teaches(str(caught.value))
        assert server.asked == []
        assert not cache.exists()

    def test_a_damaged_file_in_the_cache_is_replaced(self, server, cache, monkeypatch):
        cache.mkdir(parents=True)
        (cache / f"{IMAGES}.gz").write_bytes(b"damaged")
        with pytest.raises(FileNotFoundError, match="expected SHA-256"):
            mnist.load_data(download=False)
        with pytest.raises(ConnectionError, match="expected SHA-256"):
            mnist.load_data()
        assert (cache / f"{IMAGES}.gz").read_bytes() == b"damaged"
        monkeypatch.setattr(mnist, "MIRRORS", (serve(server, "good"),))
        assert_is_mini(mnist.load_data())
        assert gzip.decompress((cache / f"{IMAGES}.gz").read_bytes()) == MINI[IMAGES]

    def test_a_cache_that_cannot_be_written_only_warns(self, server, cache, monkeypatch):
        cache.parent.mkdir()
        cache.write_bytes(b"a file where the folder should be")
        monkeypatch.setattr(mnist, "MIRRORS", (serve(server, "good"),))
        with pytest.warns(UserWarning, match="could not be kept"):
            assert_is_mini(mnist.load_data())

    def test_without_pooch(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "pooch", None)
        with pytest.raises(ModuleNotFoundError, match="pip install pooch") as caught:
            mnist.load_data()
        assert_teaches(str(caught.value))


def test_the_published_mirrors_and_hashes():
    assert len(REAL_MIRRORS) == 2
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in REAL_MIRRORS)
    assert list(REAL_FILES) == list(MINI)
    assert all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in REAL_FILES.values())


@pytest.mark.parametrize("kind", ["mnist.gz", "Full", None])
def test_an_unknown_kind_is_told(kind):
    with pytest.raises(ValueError, match=re.escape(f'"full" or "sample", got {kind!r}')):
        mnist.load_data(kind)


def test_importing_needs_numpy_only():
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('pooch', 'requests', 'tqdm', 'matplotlib')));"
        "import nn.datasets; print(nn.datasets.mnist.load_data('sample')[0][0].shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "(5000, 28, 28)", done.stderr
