"""For all tests: compiled programs are kept in a folder of this run (or where TENFOLD_CACHE says)."""

import os
import tempfile

_FOLDER = None
if "TENFOLD_CACHE" not in os.environ:
    _FOLDER = tempfile.TemporaryDirectory(prefix="tenfold-tests-")
    os.environ["TENFOLD_CACHE"] = _FOLDER.name
