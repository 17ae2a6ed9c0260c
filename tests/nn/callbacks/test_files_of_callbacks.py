"""Callbacks that write elsewhere: checkpoints, TensorBoard's files, a server; and averages that take the weights' place."""

import http.server
import json
import struct
import threading
from urllib import parse

import numpy as np
import pytest

import nn
from nn import SGD, Dense, Sequential
from nn.callbacks import Callback, ModelCheckpoint, RemoteMonitor, SwapEMAWeights, TensorBoard
from nn.callbacks.event_file import checksum

X, Y = np.linspace(-1.0, 1.0, 24).reshape(8, 3), np.linspace(0.0, 1.0, 8)[:, None]


def make(optimizer="sgd"):
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile(optimizer, "mse")
    return model


def fit(model, *callbacks, **settings):
    return model.fit(X, Y, verbose=0, batch_size=2, callbacks=[*callbacks], **settings)


def test_a_checkpoint_keeps_whole_models_by_their_suffix(tmp_path):
    model = make(nn.Adam(0.1))
    fit(model, ModelCheckpoint(tmp_path / "{epoch:02d}.tapegrad"), epochs=2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["01.tapegrad", "02.tapegrad"]
    twin = nn.models.load_model(tmp_path / "02.tapegrad")
    assert twin.optimizer.iterations == 8
    np.testing.assert_array_equal(twin.get_weights()[0], model.get_weights()[0])


def test_a_checkpoint_after_batches(tmp_path):
    fit(make(), ModelCheckpoint(tmp_path / "{epoch}-{batch}.safetensors", save_freq=3), epochs=2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["1-3.safetensors", "2-2.safetensors"]


def test_a_checkpoint_of_weights_alone_refuses_the_name_of_a_whole_model():
    with pytest.raises(ValueError, match=r"is the name of a whole model.*\.weights\.h5 or \.safetensors"):
        ModelCheckpoint("best.keras", save_weights_only=True)


def records(path):
    """The data of the records of an event file, their checksums compared."""
    content, found = path.read_bytes(), []
    while content:
        (size,), (of_size,) = struct.unpack("<Q", content[:8]), struct.unpack("<I", content[8:12])
        data, (of_data,) = content[12 : 12 + size], struct.unpack("<I", content[12 + size : 16 + size])
        assert (of_size, of_data) == (checksum(content[:8]), checksum(data))
        found.append(data)
        content = content[16 + size :]
    return found


def test_tensorboard_gets_results_of_epochs_and_batches_and_histograms(tmp_path):
    history = fit(make(), TensorBoard(tmp_path, histogram_freq=1, update_freq=2), epochs=2, validation_split=0.25).history
    (train,), (validation,) = ((tmp_path / kind).glob("events.out.tfevents.*") for kind in ("train", "validation"))
    assert len(records(train)) == 1 + 3 + 2  # its version, every second batch, each epoch
    assert len(records(validation)) == 1 + 2
    assert b"brain.Event:2" in records(train)[0]
    assert b"epoch_loss" + b"\x15" + struct.pack("<f", history["loss"][-1]) in records(train)[-1]
    assert b"dense.kernel/histogram" in records(train)[-1]
    assert b"epoch_loss" + b"\x15" + struct.pack("<f", history["val_loss"][-1]) in records(validation)[-1]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_server_gets_the_results_of_each_epoch(as_json):
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append(json.loads(body if as_json else parse.parse_qs(body)["data"][0]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        root = f"http://127.0.0.1:{server.server_port}"
        history = fit(make(), RemoteMonitor(root, send_as_json=as_json), epochs=2)
    finally:
        server.shutdown()
        server.server_close()
    assert [each["epoch"] for each in got] == [0, 1]
    assert [each["loss"] for each in got] == history.history["loss"]
    with pytest.warns(UserWarning, match="cannot be reached"):
        fit(make(), RemoteMonitor(root), epochs=1)
    with pytest.raises(ValueError, match="the address of a server"):
        RemoteMonitor("file:///etc")


def test_averages_stand_in_the_weights_place_while_a_model_is_measured():
    class Note(Callback):
        def __init__(self):
            self.learned, self.measured = [], []

        def on_test_begin(self, logs=None):
            self.measured.append(self.model.get_weights()[0].copy())

        def on_test_end(self, logs=None):
            self.learned.append(self.model.get_weights()[0].copy())

    nn.set_random_seed(1)
    model, note = make(SGD(0.1, use_ema=True, ema_momentum=0.9)), Note()
    fit(model, SwapEMAWeights(), note, epochs=3, validation_data=(X, Y))
    assert all(abs(a - b).max() > 1e-4 for a, b in zip(note.learned, note.measured))
    np.testing.assert_allclose(model.get_weights()[0], note.measured[-1], rtol=1e-6)
    nn.set_random_seed(1)
    plain = make(SGD(0.1, use_ema=True, ema_momentum=0.9))
    fit(plain, epochs=3)
    np.testing.assert_array_equal(plain.get_weights()[0], model.get_weights()[0])
    with pytest.raises(ValueError, match="needs an optimizer with use_ema=True"):
        fit(make(), SwapEMAWeights())
