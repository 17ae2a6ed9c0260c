"""The table of commands, and how one of them is run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nn.commands import evaluate, export, info, predict, train
from nn.commands.answer import guard

EPILOG = """\
exit codes:
  0    done
  1    something failed, or could not be written
  2    misused: a wrong argument, no such file, data that do not fit the model
  130  stopped by Ctrl-C
"""


class Command(NamedTuple):
    """One command: what it does, how it declares its arguments, and its work, which gives the exit code."""

    does: str
    declare: Callable[[argparse.ArgumentParser], None]
    work: Callable[[argparse.Namespace], int]


COMMANDS = {
    "train": Command("train a network on a CSV file, or on a folder of images", train.declare, train.work),
    "evaluate": Command("measure a saved model on data with their targets", evaluate.declare, evaluate.work),
    "predict": Command("say what a saved model gives for data, or for an image", predict.declare, predict.work),
    "export": Command("write a saved model as a file of another kind", export.declare, export.work),
    "info": Command("tell what a file of a model holds", info.declare, info.work),
}


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    whole = argparse.ArgumentParser(prog="python -m nn", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        one = parts.add_parser(
            name, help=command.does, description=f"{command.does[0].upper()}{command.does[1:]}.", epilog=EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        command.declare(one)
        one.add_argument("--json", action="store_true", help="answer with one object in JSON")
    return whole


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say, `train data.csv` for instance; the exit code.

    Wrong arguments end the program with exit code 2, as argparse does.
    """
    options = parser().parse_args(arguments)
    return guard(COMMANDS[options.command].work, options)
