"""The directory: which bodies there are, who holds what, and who answers for which ground.

A fold of the directory events of one jurisdiction. Commands decide by it, so it is read from the
log itself and never from a read model.
"""

from __future__ import annotations

from application.directory.entries import (
    DIRECTORY_EVENTS,
    GridEntry,
    UnitEntry,
    last_of_the_directory,
)
from application.directory.fold import Directory
from application.directory.keeper import DirectoryBehind, DirectoryEvents, DirectoryKeeper
from application.directory.scope import SEES_EVERYTHING, Scope

__all__ = [
    "DIRECTORY_EVENTS",
    "SEES_EVERYTHING",
    "Directory",
    "DirectoryBehind",
    "DirectoryEvents",
    "DirectoryKeeper",
    "GridEntry",
    "Scope",
    "UnitEntry",
    "last_of_the_directory",
]
