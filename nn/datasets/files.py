"""Find, verify and download published data files, each known by the SHA-256 of its decompressed bytes.

The hash is of the decompressed bytes because mirrors compress the same data differently.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nn.files import write_whole

from .idx import MOST, gunzip, too_large


def verify(raw: bytes, sha256: str, source: str) -> bytes:
    """`raw` itself when its SHA-256 is the expected one, else ValueError; `source` names the file."""
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{source}: not the file it should be: {len(raw):,} bytes of content with SHA-256 {found}, "
            f"expected SHA-256 {sha256}. It is damaged or another file of that name; replace it."
        )
    return raw


def find(folder: Path, name: str) -> Path | None:
    """The file `name`.gz or `name` in `folder`, or None."""
    return next((path for path in (folder / f"{name}.gz", folder / name) if path.exists()), None)


def read(path: Path, sha256: str) -> bytes:
    """The verified, decompressed bytes of one file, gzipped or plain; ValueError or OSError that names it."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST + 1)
    except OSError as error:
        raise type(error)(f"{path}: cannot be read ({error.strerror}); it must be a readable file.") from None
    if len(raw) > MOST:
        raise too_large(str(path))
    return verify(gunzip(raw, str(path)), sha256, str(path))


class Download(io.BytesIO):
    """What arrives from `url`; ValueError as soon as it is more than any of the files."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def write(self, part: Any) -> int:
        if self.tell() + len(part) > MOST:
            raise too_large(self.url)
        return super().write(part)


def download(name: str, sha256: str, mirrors: Sequence[str], folder: Path) -> bytes:
    """The verified, decompressed bytes of `name`.gz from the first mirror that has them; kept in `folder`.

    Nothing reaches the disk before it is verified, and it takes its final name in one step.
    Raises ConnectionError with every mirror's reason when none delivers.
    """
    import pooch

    reasons = []
    for url in (f"{mirror}{name}.gz" for mirror in mirrors):
        pooch.get_logger().info("Downloading %s", url)
        raw = Download(url)
        try:
            # No redirects, so that https stays https.
            pooch.HTTPDownloader(allow_redirects=False)(url, raw, None)
            plain = verify(gunzip(raw.getvalue(), url), sha256, url)
        except (OSError, ValueError) as error:  # every exception of requests is an OSError
            reasons.append(f"  {_reason(error, url)}")
            continue
        _keep(raw.getvalue(), folder / f"{name}.gz")
        return plain
    raise ConnectionError("\n".join(reasons))


def _reason(error: OSError | ValueError, url: str) -> str:
    text = str(error) or type(error).__name__
    return text if text.startswith(url) else f"{url}: {text}"


def _keep(raw: bytes, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, raw, "the download")
    except OSError as error:  # the data are good, so a full or read-only disk need not stop the user
        warnings.warn(f"{path}: the download could not be kept ({error}).", stacklevel=2)
