"""A folder in which the processes of one service keep their counters, for one of them to add up.

Kept apart from ``metrics``, because the library looks for the folder when it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Final

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_counters() -> Iterator[None]:
    """Let this process and those it starts count together; the folder goes with the outermost."""
    if FOLDER in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="closeout-counters-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]
