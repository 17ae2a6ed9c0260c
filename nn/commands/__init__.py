"""What `python -m nn` does when it is told a command: train, evaluate, predict, export, info.

    python -m nn train flowers.csv
    python -m nn predict model.tapegrad flowers.csv

Each command is a file here that says its arguments and does its work; `table` lists them, `answer` prints, `data` reads.
"""

from __future__ import annotations

from nn.commands.table import COMMANDS, run

__all__ = ["COMMANDS", "run"]
