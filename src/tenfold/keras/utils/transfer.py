"""Copying what a URL has into a file, with a progress bar, and taking up a connection again that broke off."""

import hashlib
import http.client
import urllib.error
import urllib.request

from tenfold.keras.utils.progbar import Progbar

_BLOCK = 1 << 16
_TRIES = 4
BROKEN = (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException)


class Transfer:
    """The copy of `origin` in `file`, an empty binary file.

    Attributes:
      received: bytes there are so far.
      digest: of these, by `algorithm` of hashlib; None without one.
    """

    def __init__(self, origin, file, algorithm=None):
        self.origin, self.file, self.algorithm = origin, file, algorithm
        self.version = self.progress = None
        self.received, self.digest = 0, self._new_digest()

    def run(self):
        """Copy all of it. A connection that breaks off is taken up again where it ended, where the server says by ETag
        or Last-Modified that the file is still the same, and from the beginning otherwise. One of BROKEN is raised
        where that brings nothing more."""
        for left in reversed(range(_TRIES)):
            before = self.received
            try:
                return self._receive()
            except BROKEN:
                if not left or self.received <= before:
                    raise

    def _new_digest(self):
        return self.algorithm and hashlib.new(self.algorithm, usedforsecurity=False)

    def _receive(self):
        goes_on = self.received and self.version
        headers = {"Range": f"bytes={self.received}-", "If-Range": self.version} if goes_on else {}
        request = urllib.request.Request(self.origin, headers=headers)  # noqa: S310  file: URLs are programs' own files
        with urllib.request.urlopen(request) as response:  # noqa: S310
            if not (goes_on and response.status == http.client.PARTIAL_CONTENT):
                self._start(response.headers)
            while block := response.read(_BLOCK):
                self._keep(block)
        if self.progress.target is not None and self.received < self.progress.target:
            raise urllib.error.URLError(f"the connection ended after {self.received} of {self.progress.target} bytes")

    def _start(self, headers):
        if self.received:
            self.file.seek(0)
            self.file.truncate()
            self.received, self.digest = 0, self._new_digest()
        etag = headers.get("ETag", "")
        self.version = headers.get("Last-Modified") if not etag or etag.startswith("W/") else etag
        length = headers.get("Content-Length")
        self.progress = Progbar(int(length) if length else None)

    def _keep(self, block):
        self.file.write(block)
        if self.digest is not None:
            self.digest.update(block)
        self.received += len(block)
        self.progress.update(self.received, finalize=self.received == self.progress.target)
