"""The version, asked for by a call."""

from autograd import __version__


def version() -> str:
    """tapegrad's version.

    >>> version() == __version__
    True
    """
    return __version__


VERSION = GIT_VERSION = f"tapegrad {__version__}"
