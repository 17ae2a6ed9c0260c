"""A film of the tape for slides: the player's steps as a GIF, or as MP4 where ffmpeg is there."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from viz.formats.drawing import Drawing
from viz.formats.layout.places import Places, of_part
from viz.formats.look import FRAMES, palette
from viz.graph.graph import Graph, Value
from viz.graph.words import number
from viz.player.steps import Step, steps

SUFFIXES = (".gif", ".mp4")
WIDEST = 1600  # pixels
BAR = 34  # points above the drawing, for what the step says


def film(graph: Graph, values: list[dict[str, Any]], drawing: Drawing, suffix: str, seconds: float = 1.0) -> bytes:
    """The film as bytes. `drawing` is the graph's, with room for its numbers; each step is shown for so many `seconds`.

    Raises ValueError for a graph with closed modules or a time that is not positive, ImportError without matplotlib or
    Pillow, RuntimeError for MP4 without ffmpeg.
    """
    if graph.blocks:
        raise ValueError("a film shows every operation, and here modules are closed: play(..., detail='scalar')")
    if not seconds > 0:
        raise ValueError(f"film: seconds={seconds!r} is how long each step is shown: more than 0")
    writer = _writer(suffix, seconds)
    stage = _Stage(graph, values, drawing._layout[1], drawing._paint)
    with tempfile.TemporaryDirectory() as folder, _ffmpeg(suffix):
        path = Path(folder) / f"film{suffix}"
        with writer.saving(stage.figure, path, stage.dpi):
            for step in stage.steps:
                stage.show(step)
                writer.grab_frame()
        return path.read_bytes()


def _writer(suffix: str, seconds: float) -> Any:
    try:
        from matplotlib.animation import FFMpegWriter, PillowWriter
    except ImportError as error:
        raise ImportError("films are drawn with matplotlib and Pillow: pip install matplotlib") from error
    rate: Any = 1 / seconds  # of a film slower than one picture a second, too
    if suffix == ".gif":
        return PillowWriter(fps=rate)
    with _ffmpeg(suffix):
        if not FFMpegWriter.isAvailable():
            raise RuntimeError(
                "an MP4 is written by ffmpeg, which is not on PATH: pip install imageio-ffmpeg, which brings one, "
                "or save the film as .gif"
            )
        return FFMpegWriter(fps=rate, extra_args=["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"])


def _ffmpeg(suffix: str) -> AbstractContextManager[Any]:
    """Where matplotlib finds ffmpeg: on PATH, else in the package imageio-ffmpeg."""
    from matplotlib import rc_context

    if suffix != ".mp4" or shutil.which("ffmpeg") is not None:
        return nullcontext()
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return rc_context({"animation.ffmpeg_path": get_ffmpeg_exe()})
    except (ImportError, RuntimeError):  # neither on PATH nor installed: the writer says what to do
        return nullcontext()


class _Stage:
    """The drawing as matplotlib's parts, and what changes of them from step to step."""

    def __init__(self, graph: Graph, values: list[dict[str, Any]], where: Places, theme: str) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.graph, self.values, self.where, self.colors = graph, values, where, palette(theme)
        self.steps = steps(values)
        width, height = where.size[0] + 24, where.size[1] + BAR + 24
        self.dpi = min(110.0, WIDEST * 72 / max(width, height))
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor=self.colors["paper"])
        FigureCanvasAgg(self.figure)
        self.ax = self.figure.add_axes((0, 0, 1, 1))
        self.ax.set_axis_off()
        self.ax.set_xlim(-12, width - 12)
        self.ax.set_ylim(-12, height - 12)
        self.said = self.ax.text(0, where.size[1] + BAR - 8, "", color=self.colors["ink"], fontsize=13, va="center", zorder=9)
        self.boxes: dict[str, Any] = {}
        self.numbers: dict[tuple[str, str], Any] = {}
        self.lines: dict[tuple[str, int], list[Any]] = {}
        self._frames()
        self._edges()
        self._nodes()

    def _frames(self) -> None:
        from matplotlib.patches import Rectangle

        clusters = {cluster.id: cluster for cluster in self.graph.clusters}
        for depth, (id, (left, bottom, right, top)) in enumerate(self.where.frames.items()):
            cluster = clusters[of_part(id)]
            fill = self.colors[FRAMES[0 if cluster.parent is None else 1]]
            look: dict[str, Any] = {"facecolor": fill, "edgecolor": self.colors["frame"], "zorder": depth * 1e-3}
            self.ax.add_patch(Rectangle((left, bottom), right - left, top - bottom, **look))
            self.ax.text(left + 6, top - 6, cluster.label, color=self.colors["frame text"], fontsize=9, va="top", weight="bold")

    def _edges(self) -> None:
        from matplotlib.patches import FancyArrowPatch
        from matplotlib.path import Path as Curve

        slots: dict[str, int] = {}
        for edge in self.graph.edges:
            points = self.where.curves[edge.id] + [self.where.tips.get(edge.id, self.where.curves[edge.id][-1])]
            codes = [Curve.MOVETO, *[Curve.CURVE4] * (len(points) - 2), Curve.LINETO]
            arrow = FancyArrowPatch(path=Curve(points, codes), arrowstyle="-|>", mutation_scale=8, zorder=2)
            self.ax.add_patch(arrow)
            slot = slots[edge.head] = slots.get(edge.head, -1) + 1
            self.lines[edge.head if edge.head.startswith("o") else edge.tail, slot if edge.head.startswith("o") else -1] = [
                arrow
            ]
            if edge.derivative and edge.id in self.where.labels:
                x, y = self.where.labels[edge.id]
                text = f"∂ = {edge.derivative}"
                self.ax.text(x, y, text, color=self.colors["derivative"], fontsize=8, style="italic", ha="center", va="center")

    def _nodes(self) -> None:
        from matplotlib.patches import FancyBboxPatch

        look: dict[str, Any]
        for node in self.graph.nodes:
            x, y, width, height = self.where.nodes[node.id]
            if isinstance(node, Value):
                kind = {"constant": "paper"}.get(node.kind, f"{node.kind} fill")
                look = {
                    "facecolor": self.colors[kind],
                    "edgecolor": self.colors["line" if node.kind == "constant" else node.kind],
                }
            else:
                look = {"facecolor": self.colors["operation"], "edgecolor": self.colors["operation"]}
            corner = (x - width / 2 + 4, y - height / 2 + 4)
            box = FancyBboxPatch(corner, width - 8, height - 8, boxstyle="round,pad=4,rounding_size=6", zorder=3, **look)
            self.ax.add_patch(box)
            self.boxes[node.id] = box
            text = {"ha": "center", "va": "center", "zorder": 4}
            if not isinstance(node, Value):
                self.ax.text(x, y, getattr(node, "label", ""), color=self.colors["paper"], fontsize=10, **text)  # type: ignore[arg-type]
                continue
            rows = ["name"] * bool(node.label) + ["value"] + ["grad"] * self.values[int(node.id[1:])]["differentiable"]
            for i, row in enumerate(rows):
                up = y + height * (0.5 - (i + 0.7) / (len(rows) + 0.4)) if len(rows) > 1 else y
                color = {"name": "ink", "value": "value", "grad": "gradient"}[row]
                shown = self.ax.text(x, up, node.label if row == "name" else "", color=self.colors[color], fontsize=10, **text)  # type: ignore[arg-type]
                shown.set(weight="bold" if row == "name" else "normal", style="italic" if row == "grad" else "normal")
                self.numbers[node.id, row] = shown

    def show(self, step: Step) -> None:
        """The drawing after this step."""
        for box in self.boxes.values():
            box.set_linewidth(1.0)
        for arrow in (arrow for arrows in self.lines.values() for arrow in arrows):
            arrow.set(color=self.colors["line"], linewidth=1.0)
        getattr(self, f"_{step.phase}")(step)

    def _start(self, step: Step) -> None:
        for i, facts in enumerate(self.values):
            if "op" not in facts:
                self._write(i, "value", facts["value"])
        self.said.set_text("start: the leaves have values")

    def _forward(self, step: Step) -> None:
        facts = self.values[step.z]
        self._write(step.z, "value", facts["value"])
        for slot in range(-1, len(facts["inputs"])):
            self._mark(step.z, slot, "value")
        made = f"{facts['op']}({', '.join(self._name(x) for x in facts['inputs'])})"
        self.said.set_text(f"forward: {self._name(step.z)} = {made} = {_text(facts['value'])}")

    def _seed(self, step: Step) -> None:
        self._write(step.z, "grad", 1.0)
        self.boxes[f"v{step.z}"].set_linewidth(2.5)
        self.said.set_text(f"backward: ∂{self._name(step.z)}/∂{self._name(step.z)} = 1")

    def _backward(self, step: Step) -> None:
        after = step.after if step.after is not None else self.values[step.x]["grad"] if step.last else None
        if after is not None:
            self._write(step.x, "grad", after)
        for slot in (-1, step.slot):
            self._mark(step.z, slot, "gradient")
        self.boxes[f"v{step.x}"].set_linewidth(2.5)
        x, z, loss = self._name(step.x), self._name(step.z), self._name(len(self.values) - 1)
        said = f"backward: ∂{loss}/∂{x} += ∂{loss}/∂{z} · ∂{z}/∂{x}"
        if step.share is not None and step.arriving is not None and step.local is not None:
            said += f" = {number(step.arriving)} · {number(step.local)} = {number(step.share)}"
        self.said.set_text(said)

    def _mark(self, z: int, slot: int, color: str) -> None:
        for arrow in self.lines.get((f"o{z}", slot), ()):
            arrow.set(color=self.colors[color], linewidth=2.2)

    def _write(self, i: int, row: str, content: Any) -> None:
        if (f"v{i}", row) in self.numbers:
            self.numbers[f"v{i}", row].set_text(_text(content))

    def _name(self, i: int) -> str:
        facts = self.values[i]
        constant = facts["kind"] == "constant" and not facts["name"]
        return _text(facts["value"]) if constant else facts["name"] or f"#{facts['position']}"


def _text(content: Any) -> str:
    """A number in 4 digits, an array by its least, mean and largest number."""
    if isinstance(content, dict):
        return " · ".join(content["summary"])
    return number(float(content))
