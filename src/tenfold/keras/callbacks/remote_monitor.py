"""`RemoteMonitor`: sends the logs of each epoch to a server."""

import http.client
import json
import urllib.parse
import urllib.request

import numpy as np

from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.callbacks.monitor import logger


class RemoteMonitor(Callback):
    """Sends an HTTP POST after each epoch: the epoch's number, as "epoch", and its logs. A server that cannot be
    reached is warned about; training goes on.

    Args:
        root: the server's URL, http or https.
        path: below `root`.
        field: of the form, which holds the JSON.
        headers: dict of HTTP headers.
        send_as_json: the JSON is the body itself, of type "application/json", rather than a field of a form.
    """

    def __init__(
        self, root="http://localhost:9000", path="/publish/epoch/end/", field="data", headers=None, send_as_json=False
    ):
        super().__init__()
        self.root, self.path, self.field = root, path, field
        self.headers, self.send_as_json = headers, send_as_json

    def on_epoch_end(self, epoch, logs=None):
        plain = {name: v.tolist() if isinstance(v, (np.ndarray, np.generic)) else v for name, v in (logs or {}).items()}
        text = json.dumps({"epoch": epoch, **plain})
        try:
            self._post(text if self.send_as_json else urllib.parse.urlencode({self.field: text}))
        except (OSError, ValueError, http.client.HTTPException) as error:
            logger.warning("Could not reach RemoteMonitor root server at %s: %s", self.root, error)

    def _post(self, body):
        kind = "application/json" if self.send_as_json else "application/x-www-form-urlencoded"
        request = urllib.request.Request(self.root + self.path, body.encode(), {"Content-Type": kind})  # noqa: S310
        for name, value in (self.headers or {}).items():
            request.add_header(name, value)
        if request.type not in ("http", "https"):
            raise ValueError(f"{request.full_url} is no http address.")
        with urllib.request.urlopen(request):  # noqa: S310  (http, as has been seen)
            pass
