"""Writing a file whole or not at all: a reader of the path sees the old content or the new one, never half of one.

`write_whole` writes beside the path first and renames, through symbolic links, with the mode that the file had.
`append_line` is for logs, which grow line by line.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PREFIX, SUFFIX = ".tapegrad-", ".part"  # what stands around the name of a file that is being written
FORGOTTEN = 600.0  # seconds without a write after which a part was left behind by a process that was killed
NEW_FILE = 0o666  # as any new file, less what the umask takes away

KINDS = {
    stat.S_IFDIR: "a folder", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}  # fmt: skip
REMEDIES = {
    errno.ENOSPC: "the disk is full: make room, or write to another disk",
    errno.EDQUOT: "your share of the disk is used up: make room, or write to another disk",
    errno.EROFS: "this disk may only be read: write to another one",
    errno.ENAMETOOLONG: "take a shorter name",
    errno.ENOENT: "there is no folder {folder}; make it first",
    errno.ENOTDIR: "{folder} is not a folder",
    errno.EACCES: "it may not be written to: take a file of your own, in a folder you may write to",
    errno.EPERM: "it may not be written to: take a file of your own, in a folder you may write to",
    errno.ELOOP: "the symbolic links there lead in a circle",
}


def write_whole(path: str | os.PathLike[str], content: bytes, what: str = "the file") -> None:
    """Write `content` to `path`, whole or not at all; `what` is what errors call it, such as "weights".

    Any number of threads and processes may write to one path: the last one wins. A symbolic link stays, and the file it
    names is written; a file that is there keeps its mode. Raises OSError (or the kind of it that fits, such as
    FileNotFoundError) naming the path and what to do, also for what is there and no file: a folder, device or pipe.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "a.txt"), b"whole")
    ...     Path(folder, "a.txt").read_bytes()
    b'whole'
    """
    with explain_errors(path, what):
        target = Path(os.path.realpath(path))
        mode = _mode_of(target)
        sweep(target.parent)
        part = target.with_name(f"{PREFIX}{os.urandom(8).hex()}{SUFFIX}")  # beside it, for a rename must not cross disks
        try:
            with open(part, "xb", opener=lambda name, flags: os.open(name, flags, NEW_FILE if mode is None else mode)) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # else a power failure could leave the new name without the content
            if mode is not None:
                os.chmod(part, mode)  # what the umask took away
            os.replace(part, target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def append_line(path: str | os.PathLike[str], line: str, what: str = "the log") -> None:
    """Add `line`, which ends in a line break, to a file of text; a last line that a crash cut short is ended first.

    Raises OSError naming the path and what to do.
    """
    with explain_errors(path, what), open(path, "ab+") as file:
        content = line.encode()
        if file.seekable() and file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) not in (b"\n", b"\r"):
                content = os.linesep.encode() + content
        file.write(content)


@contextmanager
def explain_errors(path: str | os.PathLike[str], what: str) -> Iterator[None]:
    """Errors inside the block say which file it was, what is wrong, and what to do."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise OSError(
            f"cannot write {what} to {os.fspath(path)!a}: names of files are {sys.getfilesystemencoding()} here, which has not "
            "all of its letters: take plain ones, or set the environment variable PYTHONUTF8=1"
        ) from error
    except OSError as error:
        path = Path(path)
        remedy = REMEDIES.get(error.errno or 0)
        why = remedy.format(folder=path.parent) if remedy else error.strerror or str(error)
        problem: Any = type(error)(f"cannot write {what} to {_short(path)}: {why}")
        problem.errno = error.errno
        raise problem from error


def _mode_of(target: Path) -> int | None:
    """The mode of the file that is there, None if there is none yet; OSError if it is no file, or may only be read."""
    try:
        found = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found):
        problem = IsADirectoryError if stat.S_ISDIR(found) else OSError
        raise problem(f"{KINDS.get(stat.S_IFMT(found), 'something else')} is there, where a file is to be")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file may only be read")
    return stat.S_IMODE(found)


def sweep(folder: str | os.PathLike[str], before: float | None = None) -> None:
    """Delete the parts that killed processes left behind: those last written before this time, or FORGOTTEN seconds ago."""
    before = time.time() - FORGOTTEN if before is None else before
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.name.endswith(SUFFIX):
                with suppress(OSError):
                    if entry.stat().st_mtime < before:
                        os.unlink(entry)


def _short(path: Path) -> str:
    """The path, with its middle left out where it would fill the screen."""
    text = str(path)
    return text if len(text) <= 160 else f"{text[:100]}…{text[-50:]}"
