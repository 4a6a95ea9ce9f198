"""Where the files of accountability about a subject are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class FilesAbout(Protocol):
    """Says which files there are about a subject; what they say, the log decides."""

    def codes(self, jurisdiction: str, subject: str) -> Sequence[str] | None:
        """Codes of the files that were not taken back, sorted.

        None: something is recorded that calls somebody to account, or may, and has not been read
        yet.
        """
        ...
