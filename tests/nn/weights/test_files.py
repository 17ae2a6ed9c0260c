"""Files written whole or not at all: under threads, kills, links, devices, full disks, and with the mode they had."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from importlib.util import find_spec

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn import MLP, Dense, Sequential
from nn.callbacks import BackupAndRestore, CSVLogger, LambdaCallback, TensorBoard
from nn.commands import model_file
from nn.files import FORGOTTEN, PREFIX, SUFFIX, append_line, write_whole
from viz import draw, network, play

if sys.platform != "win32":
    import resource

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither modes nor pipes of this kind")


def model():
    return Sequential([Dense(4, input_shape=(2,))])


WRITERS = {  # everything in the packages that writes a file whole
    "write_whole": lambda path: write_whole(path, b"content"),
    "weights": lambda path: model().save_weights(path),
    "drawing": lambda path: draw(Tensor(2.0) * 3.0).save(path),
    "page": lambda path: play(Tensor(2.0) * 3.0).save(path),
    "model": lambda path: model().save(path),
    "network": lambda path: network(MLP(2, [2, 1])).save(path),
    "command": lambda path: model_file.save(model(), {}, path),
}
NAMES = {"write_whole": "f", "weights": "f.safetensors", "drawing": "f.dot", "page": "f.html", "model": "f.tapegrad",
         "network": "f.svg", "command": "f.tapegrad"}  # fmt: skip
WITH_PACKAGES = {
    "h5py": {"f.keras": lambda path: model().save(path), "f.weights.h5": lambda path: model().save_weights(path)},
    "onnx": {"f.onnx": lambda path: model().export(path)},
    "PIL": {"f.png": lambda path: nn.utils.save_img(path, np.zeros((2, 2, 1)))},
}
for package, writers in WITH_PACKAGES.items():
    if find_spec(package):
        WRITERS |= writers
        NAMES |= {name: name for name in writers}

each_writer = pytest.mark.parametrize("writer", WRITERS)


def test_threads_and_a_reader_share_one_path(tmp_path):
    path = tmp_path / "f"
    contents = [bytes([i]) * 200_000 for i in range(4)]
    write_whole(path, contents[0])
    failed: list[BaseException] = []
    done = threading.Event()

    def write(content):
        try:
            for _ in range(25):
                write_whole(path, content)
        except BaseException as error:
            failed.append(error)

    def read():
        while not done.is_set():
            if path.read_bytes() not in contents:
                failed.append(AssertionError("half a file"))

    writers, reader = [threading.Thread(target=write, args=(c,)) for c in contents], threading.Thread(target=read)
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert not failed
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_processes_killed_while_they_write_leave_the_file_whole_and_their_parts_go(tmp_path):
    path = tmp_path / "f"
    write_whole(path, bytes(3_000_000))
    code = (
        f"import sys; from nn.files import write_whole\nprint('ready', flush=True)\n"
        f"while True:\n    write_whole({str(path)!r}, bytes([1]) * 3_000_000)"
    )
    for wait in (0.0, 0.004, 0.01, 0.02):
        child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        child.stdout.readline()
        time.sleep(wait)
        child.kill()
        child.communicate()
    assert path.read_bytes() in (bytes(3_000_000), bytes([1]) * 3_000_000)
    for old in (f"{PREFIX}0123456789abcdef{SUFFIX}", f"{PREFIX}another{SUFFIX}"):
        (tmp_path / old).write_bytes(b"half")
    young = tmp_path / f"{PREFIX}young{SUFFIX}"  # somebody writes it just now
    others = [tmp_path / name for name in ("x.part", f"{PREFIX}x", "f.123.part")]  # not ours
    for part in tmp_path.glob(f"{PREFIX}*{SUFFIX}"):
        os.utime(part, (time.time() - FORGOTTEN - 5,) * 2)
    for kept in (young, *others):
        kept.write_bytes(b"kept")
        if kept is not young:
            os.utime(kept, (1, 1))
    write_whole(path, b"new")
    assert {p.name for p in tmp_path.iterdir()} == {"f", young.name, *(p.name for p in others)}
    assert path.read_bytes() == b"new"


@POSIX
@each_writer
def test_a_symbolic_link_stays_and_its_file_is_written(writer, tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / NAMES[writer], tmp_path / f"link{NAMES[writer]}"
    target.write_bytes(b"old")
    link.symlink_to(target)
    WRITERS[writer](link)
    assert link.is_symlink()
    assert target.read_bytes() not in (b"", b"old")
    target.unlink()
    WRITERS[writer](link)  # a link that leads nowhere yet
    assert link.is_symlink()
    assert target.stat().st_size > 0


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
@each_writer
def test_the_mode_of_a_file_stays(writer, mode, tmp_path):
    path = tmp_path / NAMES[writer]
    path.write_bytes(b"old")
    path.chmod(mode)
    WRITERS[writer](path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() != b"old"


@POSIX
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_mode_of_any_new_file(mask, tmp_path):
    code = f"import os; os.umask({mask}); from nn.files import write_whole; write_whole({str(tmp_path / 'f')!r}, b'')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o666 & ~mask


@POSIX
@each_writer
def test_what_is_no_file_is_refused_and_stays(writer, tmp_path):
    pipe, folder, device, circle = (tmp_path / f"{what}{NAMES[writer]}" for what in ("pipe", "folder", "device", "circle"))
    os.mkfifo(pipe)
    folder.mkdir()
    device.symlink_to("/dev/null")
    circle.symlink_to(circle)
    before = sorted(p.name for p in tmp_path.iterdir())
    for path, why in ((pipe, "a pipe is there"), (folder, "a folder is there"), (device, "a device is there")):
        with pytest.raises(OSError, match=rf"cannot write .*{re.escape(path.name)}: {why}, where a file is to be"):
            WRITERS[writer](path)
    with pytest.raises(OSError, match="lead in a circle"):
        WRITERS[writer](circle)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert sorted(p.name for p in tmp_path.iterdir()) == before


@each_writer
def test_places_that_cannot_be_written_say_what_to_do(writer, tmp_path):
    (tmp_path / "file").touch()
    name = NAMES[writer]
    for path, why in (
        (tmp_path / "gone" / name, r"there is no folder .*gone; make it first"),
        (tmp_path / "file" / name, r".*file is not a folder"),
        (tmp_path / f"{'x' * 260}{name}", "take a shorter name"),
    ):
        with pytest.raises(OSError, match=rf"cannot write .* to .*{why}") as caught:
            WRITERS[writer](path)
        assert len(str(caught.value)) < 500
        assert caught.value.errno is not None
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_name_as_long_as_names_may_be_is_written(tmp_path):
    path = tmp_path / ("x" * 243 + ".safetensors")
    model().save_weights(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [
        (errno.ENOSPC, OSError, "the disk is full: make room"),
        (errno.EROFS, OSError, "this disk may only be read"),
        (errno.EACCES, PermissionError, "it may not be written to"),
    ],
)
@each_writer
def test_a_failing_disk_keeps_the_old_file_and_leaves_nothing(writer, number, kind, why, tmp_path, monkeypatch):
    path = tmp_path / NAMES[writer]
    path.write_bytes(b"old")

    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind, match=rf"cannot write .* to .*{NAMES[writer]}: {why}") as caught:
        WRITERS[writer](path)
    assert caught.value.errno == number
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [NAMES[writer]]


def limit():
    """As a full disk: no file of this process may be larger than 1,000 bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


@POSIX
def test_a_name_that_the_system_cannot_spell_says_what_to_do(tmp_path):
    code = f"from nn.files import write_whole; write_whole({str(tmp_path)!r} + '/gr\\xf6\\xdfe', b'', 'weights')"
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    child = subprocess.run([sys.executable, "-Bc", code], env=plain, capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert re.search(r"OSError: cannot write weights to .*gr\\xf6\\xdfe.*PYTHONUTF8=1", child.stderr)
    assert not list(tmp_path.iterdir())


@POSIX
def test_a_file_that_does_not_fit_leaves_nothing(tmp_path):
    code = f"from nn.files import write_whole; write_whole({str(tmp_path / 'f')!r}, bytes(5000), 'weights')"
    child = subprocess.run([sys.executable, "-Bc", code], preexec_fn=limit, capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert re.search(r"OSError: cannot write weights to .*f: File too large", child.stderr)
    assert not list(tmp_path.iterdir())


@POSIX
@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="root writes where others may not")
def test_a_file_or_a_folder_that_may_only_be_read_is_not_replaced(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o400)
    with pytest.raises(PermissionError, match="it may not be written to"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError, match="it may not be written to"):
            write_whole(tmp_path / "g", b"new")
    finally:
        tmp_path.chmod(0o700)


def test_an_interrupt_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "f", b"content")
    assert not list(tmp_path.iterdir())


# -- logs ----------------------------------------------------------------------------------------------------


def test_a_log_grows_by_whole_lines_after_a_line_that_was_cut_short(tmp_path):
    path = tmp_path / "log"
    append_line(path, "one\n")
    append_line(path, "two\n")
    assert path.read_text() == "one\ntwo\n"
    path.write_text("one\ntw")
    append_line(path, "three\n")
    assert path.read_text() == "one\ntw\nthree\n"


def test_csv_goes_on_after_a_line_that_was_cut_short(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(b"epoch,loss\r\n0,1.5\r\n1,0.")
    net = model()
    net.compile("sgd", "mse")
    net.fit([[1.0, 2.0]], [[0.0] * 4], epochs=1, verbose=0, callbacks=[CSVLogger(path, append=True)])
    lines = path.read_text().splitlines()
    assert lines[:3] == ["epoch,loss", "0,1.5", "1,0."]
    assert re.fullmatch(r"0,[\d.e-]+,NA", lines[3])


@POSIX
def test_a_full_disk_names_the_log():
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full, which is Linux'")
    with pytest.raises(OSError, match="cannot write the log to /dev/full"):
        append_line("/dev/full", "a line\n")


LOGS = {  # callbacks that write while a training goes on
    "csv": lambda path: CSVLogger(path / "log.csv"),
    "json": lambda path: LambdaCallback(
        on_epoch_end=lambda epoch, logs: append_line(path / "log.csv", json.dumps({"epoch": epoch, **logs}) + "\n")
    ),
    "tensorboard": lambda path: TensorBoard(path / "log.csv"),
    "backup": lambda path: BackupAndRestore(path / "log.csv"),
}


@pytest.mark.parametrize("log", LOGS)
def test_a_log_that_cannot_be_written_says_which_and_why(log, tmp_path):
    trained = model()
    trained.compile("sgd", "mse")
    (tmp_path / "file").write_bytes(b"old")
    blocked = tmp_path / "file" if log in ("tensorboard", "backup") else tmp_path / "gone"
    if log in ("csv", "json"):
        (tmp_path / "gone" / "log.csv").mkdir(parents=True)
    with pytest.raises(OSError, match=r"cannot write the (log|log for TensorBoard|backup) to .*log\.csv") as caught:
        trained.fit(np.ones((4, 2)), np.ones((4, 4)), verbose=0, callbacks=[LOGS[log](blocked)])
    assert "a folder" in str(caught.value) or "is not a folder" in str(caught.value) or "directory" in str(caught.value)
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_log_in_json_lines(tmp_path):
    trained = model()
    trained.compile("sgd", "mse")
    history = trained.fit(np.ones((4, 2)), np.ones((4, 4)), epochs=2, verbose=0, callbacks=[LOGS["json"](tmp_path)]).history
    lines = [json.loads(line) for line in (tmp_path / "log.csv").read_text().splitlines()]
    assert lines == [{"epoch": i, "loss": loss} for i, loss in enumerate(history["loss"])]
