"""Run notebooks from top to bottom and write their outputs back into them: python notebooks/run.py [notebook ...]

Without names, all of them. When each cell ran and on which Python is not written, so that git shows little but
what changed in the results. A notebook whose cell fails stays as it was.
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


def executed(path: Path, folder: Path) -> Any:
    """The notebook at `path` with the outputs of a fresh run inside `folder`; CellExecutionError if a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    inside = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources=inside, record_timing=False, coalesce_streams=True
    )
    places = [str(FOLDER.parent), *filter(None, [os.environ.get("PYTHONPATH")])]  # this checkout, installed or not
    inline = "module://matplotlib_inline.backend_inline"  # a setting for scripts would hide the pictures
    client.execute(env={**os.environ, "PYTHONPATH": os.pathsep.join(places), "MPLBACKEND": inline})
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def main(names: list[str]) -> int:
    """Run the named notebooks, or all; 1 if one failed."""
    failed = 0
    for path in [Path(name) for name in names] or sorted(FOLDER.glob("*.ipynb")):
        start = time.perf_counter()
        try:
            notebook = executed(path, path.parent)
        except CellExecutionError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            failed = 1
            continue
        nbformat.write(notebook, path)
        print(f"{path.name}: {time.perf_counter() - start:.0f} s")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
