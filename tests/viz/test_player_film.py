"""A film of the tape for slides, from the same steps as the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise

import numpy as np
import pytest

from autograd import Tensor
from viz import play
from viz.player.film import film
from viz.player.steps import steps

pytest.importorskip("matplotlib")
Image = pytest.importorskip("PIL.Image")


def loss():
    x, w = Tensor(2.0, name="x", requires_grad=False), Tensor(-3.0, name="w")
    y = x * w * w
    y.name = "y"
    return y


def test_the_steps_are_each_value_and_each_gradient_handed_on():
    found = steps(play(loss()).data["values"])
    assert [step.phase for step in found] == ["start", "forward", "forward", "seed", "backward", "backward", "backward"]
    assert [(step.arriving, step.local, step.share, step.after, step.last) for step in found[4:]] == [
        (1.0, -3.0, -3.0, -3.0, True), (1.0, -6.0, -6.0, -6.0, False), (-3.0, 2.0, -6.0, -12.0, True),
    ]  # fmt: skip


def test_where_arrays_are_involved_only_what_arrives_last_is_told():
    x = Tensor(np.array([1.0, 2.0]), name="x")
    found = [step for step in steps(play((x * x).sum()).data["values"]) if step.phase == "backward"]
    assert [(step.share, step.last) for step in found] == [(None, True), (None, False), (None, True)]


def test_a_film_has_a_picture_for_each_step(tmp_path):
    player = play(loss())
    path = player.save(tmp_path / "backward.gif", seconds=0.5)
    picture = Image.open(path)
    assert picture.n_frames == 7
    assert picture.info["duration"] == 500
    pictures = []
    for i in range(picture.n_frames):
        picture.seek(i)
        pictures.append(np.asarray(picture.convert("RGB"), int))
    assert all(np.abs(a - b).max() > 100 for a, b in pairwise(pictures))
    red = [int(((p[..., 0] > 170) & (p[..., 1] < 90) & (p[..., 2] < 90)).sum()) for p in pictures]
    assert max(red[:3]) == 0 < min(red[4:])  # a gradient that flows is red, and none flows before


def test_what_cannot_be_filmed_says_so(tmp_path, monkeypatch):
    player = play(loss())
    with pytest.raises(ValueError, match="seconds=0 is how long each step is shown"):
        player.save(tmp_path / "a.gif", seconds=0)
    with pytest.raises(ValueError, match=r"does not end in \.html, \.gif or \.mp4"):
        player.save(tmp_path / "a.avi")
    monkeypatch.setattr("matplotlib.animation.FFMpegWriter.isAvailable", lambda: False)
    with pytest.raises(RuntimeError, match=r"save the film as \.gif"):
        film(player.graph, player.data["values"], player.drawings[0], ".mp4")
    assert list(tmp_path.iterdir()) == []


def find_ffmpeg():
    """The ffmpeg on PATH, else the one that a package brings along."""
    return shutil.which("ffmpeg") or pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe()


def test_an_mp4_has_a_picture_for_each_step(tmp_path):
    ffmpeg = find_ffmpeg()
    path = play(loss()).save(tmp_path / "backward.mp4", seconds=0.5)
    assert path.read_bytes()[4:8] == b"ftyp"
    told = subprocess.run([ffmpeg, "-i", path, "-map", "0:v", "-f", "null", "-"], capture_output=True, text=True).stderr
    assert "yuv420p" in told  # what every browser and slide shows
    assert re.findall(r"frame= *(\d+)", told)[-1] == "7"
    assert "Duration: 00:00:03.50" in told
