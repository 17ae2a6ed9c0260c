"""Run notebooks from top to bottom and write their outputs back into them: python notebooks/run.py [notebook ...]

Without names, all of them, the electives too; with --table none, only the table of results is made anew. When each cell
ran and on which Python is not written, so that git shows little but what changed in the results. Pictures are written
as PNG, which every viewer shows. Cells are folded as their tags say (see WRITING.md). A notebook whose cell fails stays
as it was. At the end the table of results in README.md is made anew.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FOLDED = {"check", "result", "hide-input"}  # cells with these tags show no source until asked
COVERED = {"reveal"}  # and these no output
MEASURED = "application/vnd.tapegrad.result+json"  # what viz.course.result leaves beside its line
BEGIN, END = "<!-- results: written by run.py -->\n", "<!-- end of results -->\n"
COLUMNS = ("page", "data", "what", "ours", "threshold", "baseline", "runs in")


def pages() -> list[Path]:
    """Every notebook of the course: the core, the gallery, the electives."""
    return [*sorted(FOLDER.glob("*.ipynb")), *sorted(FOLDER.glob("electives/*.ipynb"))]


def executed(path: Path, folder: Path) -> Any:
    """The notebook at `path` with the outputs of a fresh run inside `folder`; CellExecutionError if a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    inside = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources=inside, record_timing=False, coalesce_streams=True
    )
    places = [str(FOLDER.parent), *filter(None, [os.environ.get("PYTHONPATH")])]  # this checkout, installed or not
    inline = "module://matplotlib_inline.backend_inline"  # a setting for scripts would hide the pictures
    client.execute(env={**os.environ, "PYTHONPATH": os.pathsep.join(places), "MPLBACKEND": inline, "TAPEGRAD_DISPLAY": "png"})
    return notebook


def fold(notebook: Any) -> None:
    """Hide what the tags of its cells ask to hide, for JupyterLab, VS Code and Jupyter Book."""
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type != "code" or not tags & (FOLDED | COVERED):
            continue
        hidden = {"source_hidden": True} if tags & FOLDED else {"outputs_hidden": True}
        cell.metadata["jupyter"] = hidden
        cell.metadata["tags"] = sorted(tags | {"hide-input" if tags & FOLDED else "hide-output"})


def results(notebook: Any) -> list[dict[str, Any]]:
    """What the notebook measured: the rows that `viz.course.result` left in its outputs."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data[MEASURED] for output in outputs if MEASURED in output.get("data", {})]


def table() -> str:
    """The results of all committed pages as a Markdown table."""
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    for path in pages():
        notebook = nbformat.read(path, as_version=4)
        title = notebook.cells[0].source.partition("\n")[0].lstrip("# ")
        link = f"[{title}]({path.relative_to(FOLDER).as_posix()})"
        seconds = f"{notebook.metadata.get('seconds', '?')} s"
        found = results(notebook) or [{}]
        for row in found:
            rows.append((link, *(row.get(key, "") for key in ("data", "measure", "ours", "threshold", "baseline")), seconds))
            link = seconds = ""
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def write_table(path: Path = FOLDER / "README.md") -> None:
    """Put the table between its marks in README.md."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}{table()}{END}{after}", encoding="utf-8")


def main(names: list[str]) -> int:
    """Run the named notebooks, or all; 1 if one failed."""
    failed = 0
    chosen = [Path(name) for name in names if name != "--table"] or ([] if names else pages())
    for path in chosen:
        start = time.perf_counter()
        try:
            notebook = executed(path, path.parent)
        except CellExecutionError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            failed = 1
            continue
        seconds = time.perf_counter() - start
        fold(notebook)
        notebook.metadata = nbformat.from_dict({**METADATA, "seconds": 5 * max(1, round(seconds / 5))})
        nbformat.write(notebook, path)
        print(f"{path.name}: {seconds:.0f} s")
    write_table()
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
