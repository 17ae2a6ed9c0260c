"""RemoteMonitor: the results of every epoch sent to a server."""

from __future__ import annotations

import json
import warnings
from typing import Any
from urllib import error, parse, request

import numpy as np

from nn.callbacks.callback import Callback, Logs


class RemoteMonitor(Callback):
    """POST the epoch's number and results to a server after each epoch.

    root: the address of the server (default "http://localhost:9000"). path: of the page there (default "/publish/epoch/end/").
    field: the name of the form's field that holds the JSON (default "data"). headers: of the request (default None).
    send_as_json: send the JSON itself, not a form (default False). Warns if the server cannot be reached, and goes on.
    Raises ValueError for what is no address.

    >>> RemoteMonitor("http://localhost:9000").address
    'http://localhost:9000/publish/epoch/end/'
    """

    def __init__(
        self, root: str = "http://localhost:9000", path: str = "/publish/epoch/end/", field: str = "data",
        headers: dict[str, str] | None = None, send_as_json: bool = False,
    ) -> None:  # fmt: skip
        self.address = root + path
        if not self.address.startswith(("http://", "https://")):
            raise ValueError(f"RemoteMonitor: root is the address of a server, http://... or https://..., got {root!r}")
        self.field, self.headers, self.send_as_json = field, headers or {}, send_as_json

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        sent: dict[str, Any] = {"epoch": epoch, **{name: np.asarray(value).tolist() for name, value in (logs or {}).items()}}
        text = json.dumps(sent)
        kind = "application/json" if self.send_as_json else "application/x-www-form-urlencoded"
        body = text if self.send_as_json else parse.urlencode({self.field: text})
        try:
            post = request.Request(self.address, body.encode(), {"Content-Type": kind, **self.headers})
            request.urlopen(post, timeout=10).close()
        except (error.URLError, OSError) as problem:
            warnings.warn(f"RemoteMonitor: {self.address} cannot be reached: {problem}", stacklevel=2)
