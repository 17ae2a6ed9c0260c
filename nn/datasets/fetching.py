"""Files from the network, kept in Keras' cache folder, so that they are fetched once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from urllib.parse import urlparse

from nn.datasets.keras_cache import folder
from nn.files import write_whole

ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}  # by the length of the written hash


def get_file(
    fname: str | None = None, origin: str | None = None, untar: bool = False, md5_hash: str | None = None,
    file_hash: str | None = None, cache_subdir: str = "datasets", hash_algorithm: str = "auto", extract: bool = False,
    archive_format: str = "auto", cache_dir: str | os.PathLike[str] | None = None, force_download: bool = False,
) -> str:  # fmt: skip
    """The path of a file in the cache folder, downloaded when it is not there yet.

    fname=None: its name there; None takes the end of the address. origin: the address. untar=False: the same as extract.
    md5_hash=None, file_hash=None: the hash that the file must have. cache_subdir="datasets": the folder in the cache.
    hash_algorithm="auto": "md5", "sha1" or "sha256"; "auto" sees it by the hash's length. extract=False: unpack a tar or zip
    archive, and give the path of the folder with what was in it. archive_format="auto": accepted and ignored.
    cache_dir=None: the cache; None is KERAS_HOME, or ~/.keras. force_download=False: fetch it anew.
    Raises ConnectionError, saying where to put the file by hand, and ValueError for a file of another hash.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as here:
    ...     source = Path(here, "words.txt"); _ = source.write_text("one two")
    ...     Path(get_file(origin=source.as_uri(), cache_dir=here)).read_text()
    'one two'
    """
    if not origin:
        raise ValueError("get_file: say origin=, the address of the file")
    name = fname or os.path.basename(urlparse(origin).path)
    if not name or Path(name).name != name:
        raise ValueError(
            f"get_file: the name of a file has no folders in it, got fname={name!r}: they belong into cache_subdir"
        )
    place = folder(cache_dir) / cache_subdir
    path = place / name
    wanted = file_hash or md5_hash
    algorithm = "md5" if file_hash is None and md5_hash else hash_algorithm
    if force_download or not path.exists() or (wanted and not fits(path.read_bytes(), wanted, algorithm)):
        content = download(origin, path)
        if wanted and not fits(content, wanted, algorithm):
            raise ValueError(f"get_file: {origin} is not the file it should be: its hash is not {wanted}")
        place.mkdir(parents=True, exist_ok=True)
        write_whole(path, content, "the download")
    return str(unpack(path, path.with_name(f"{name}_extracted")) if extract or untar else path)


def fits(content: bytes, wanted: str, algorithm: str = "auto") -> bool:
    """Whether the bytes have this hash."""
    named = ALGORITHMS.get(len(wanted), "sha256") if algorithm == "auto" else algorithm.replace("-", "")
    return hashlib.new(named, content, usedforsecurity=False).hexdigest() == wanted.lower()


def download(origin: str, path: Path) -> bytes:
    """What lies at the address; ConnectionError that names the path to put it by hand."""
    try:
        with urllib.request.urlopen(origin, timeout=60) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise ConnectionError(
            f"get_file: {origin} did not come: {getattr(error, 'reason', error)}. Without a network, fetch it elsewhere and "
            f"put it here: {path}"
        ) from None


def unpack(path: Path, target: Path) -> Path:
    """The folder with what was in an archive; ValueError for what is none."""
    if target.is_dir():
        return target
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    if tarfile.is_tarfile(path):
        with tarfile.open(path) as archive:
            archive.extractall(part, filter="data")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as zipped:
            zipped.extractall(part)
    else:
        raise ValueError(f"get_file: {path} is neither a tar nor a zip archive: leave out extract=")
    part.rename(target)
    return target
