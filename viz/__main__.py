"""python -m viz: draw a saved model, or what a program computes, into a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd import __version__, printable
from nn.console import run_program
from viz.script import Misuse, draw_file

DONE, FAILED, MISUSED = 0, 1, 2
FORMATS = ("svg", "png", "pdf", "html", "dot", "mmd", "tex")
DETAILS = ("auto", "scalar", "tensor", "module", "definition")
MISUSES = (Misuse, FileNotFoundError, IsADirectoryError, NotADirectoryError)
FAILURES = (ArithmeticError, ImportError, MemoryError, OSError, RuntimeError, TypeError, ValueError)

EPILOG = """\
examples:
  python -m viz model.keras                  the layers of a saved model
  python -m viz model.onnx --format png      or of a file in ONNX
  python -m viz train.py --out loss.html     what train.py computed last: it is run,
                                             and the last Tensor or Model that
                                             its variables hold is drawn
  python -m viz train.py --name loss         the variable to draw

exit codes:
  0    done
  1    drawing, or the program, failed
  2    misused: a wrong argument, no such file, nothing to draw
  130  stopped by Ctrl-C
"""


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    p = argparse.ArgumentParser(
        prog="python -m viz", description="Draw a saved model, or what a program computes, into a file.", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    p.add_argument("source", type=Path, help="a .tapegrad, .keras or .onnx file, or a program in Python")
    p.add_argument("--out", type=Path, metavar="FILE", help="the drawing (default: the name of the source, as .svg)")
    p.add_argument("--format", choices=FORMATS, help="of the drawing (default: as --out says, or svg)")
    p.add_argument("--detail", choices=DETAILS, default="auto", help="how much is drawn, see viz.draw (default: %(default)s)")
    p.add_argument("--name", metavar="VARIABLE", help="of a program: what to draw (default: the last Tensor or Model)")
    p.add_argument("--version", action="version", version=f"tapegrad {__version__}")
    return p


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what the arguments say; the exit code."""
    options = parser().parse_args(arguments)
    try:
        out = choose_place(options)
        drawing = draw_file(options.source, options.detail, options.name)
        drawing.save(out)
    except MISUSES as error:
        code, text = MISUSED, str(error)
    except FAILURES as error:
        code, text = FAILED, str(error) or type(error).__name__
    else:
        print(printable(f"{out}: {drawing!r}"))
        return DONE
    print(printable(f"python -m viz: {text}"), file=sys.stderr)
    return code


def choose_place(options: argparse.Namespace) -> Path:
    """The file for the drawing; Misuse if its suffix says another format than --format, or there is no such folder."""
    out: Path = options.out or Path(f"{options.source.stem}.{options.format or 'svg'}")
    if not out.suffix:
        out = out.with_suffix(f".{options.format or 'svg'}")
    if out.suffix.lower().lstrip(".") not in ([options.format] if options.format else FORMATS):
        raise Misuse(f"--out {out} is to end in .{options.format or ', .'.join(FORMATS)}")
    if not out.parent.is_dir():
        raise Misuse(f"there is no folder {out.parent} for the drawing; make it first")
    return out


if __name__ == "__main__":
    run_program("python -m viz", main)
