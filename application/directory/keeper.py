"""The newest directory of each jurisdiction, kept in this process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

from application.directory.fold import Directory
from domain.kernel import Event


class DirectoryEvents(Protocol):
    """Where the directory events of a jurisdiction come from."""

    def directory_events(self, jurisdiction: str, after: int) -> Sequence[tuple[int, Event]]:
        """Directory events at positions greater than ``after``, in log order."""
        ...


class DirectoryBehind(RuntimeError):
    """The source of directory events does not reach a position that the log has told of.

    Deciding by what is there would let a revoked right act once more, so nothing is decided.
    """


class DirectoryKeeper:
    """Keeps the newest directory of each jurisdiction in this process. Safe in many threads."""

    def __init__(self, events: DirectoryEvents) -> None:
        self._events = events
        self._snapshots: dict[str, Directory] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._guard = Lock()

    def latest(self, jurisdiction: str) -> Directory | None:
        """The newest directory at hand, which may be old; None: none was asked for yet."""
        return self._snapshots.get(jurisdiction)

    def directory(self, jurisdiction: str, position: int) -> Directory:
        """A directory that has seen the event at this position.

        Args:
            position: ``Opened.directory_position`` of the decision at hand.

        Raises:
            DirectoryBehind: the source does not reach that far.
        """
        known = self._snapshots.get(jurisdiction)
        if known is not None and known.position >= position:
            return known
        with self._guard:
            lock = self._locks[jurisdiction]
        with lock:
            known = self._snapshots.get(jurisdiction, Directory())
            if known.position < position or jurisdiction not in self._snapshots:
                known = known.after(self._events.directory_events(jurisdiction, known.position))
                self._snapshots[jurisdiction] = known
        if known.position < position:
            raise DirectoryBehind(f"{jurisdiction}: {position} wanted, {known.position} reached")
        return known
