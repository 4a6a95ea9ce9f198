"""Cases of the last decisions, so that a busy case is not replayed for each command."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from uuid import UUID

from domain.cases.case import Case
from domain.kernel import Event, effective

_MOST = 10_000


class CaseMemory:
    """Remembers cases by id and version; what the log says decides, memory only saves work.

    At exactly the version that the log has just shown, a remembered case is what a replay would
    give: versions are never rewritten. A case that may be old serves for a decision that the log
    refuses if it is. Safe for many threads: no two of them ever hold the same object.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: dict[tuple[str, UUID], Case] = {}
        self._lock = Lock()

    def case(self, jurisdiction: str, case_id: UUID, history: Sequence[Event]) -> Case | None:
        """The case that a history leads to, corrections applied; None for an empty history."""
        known = self.take(jurisdiction, case_id)
        if known is not None and known.version == len(history):
            return known
        return rebuilt(history)

    def take(self, jurisdiction: str, case_id: UUID) -> Case | None:
        """The case as last seen here, which may be old; None: it is not remembered.

        It is the taker's alone. Give it back with ``keep`` when what it decided was stored; else
        it is forgotten, with whatever was decided in vain.
        """
        with self._lock:
            return self._known.pop((jurisdiction, case_id), None)

    def keep(self, jurisdiction: str, case: Case) -> None:
        """Remember a case as it was stored; its owner must not use it any more."""
        with self._lock:
            self._known.pop((jurisdiction, case.id), None)
            self._known[jurisdiction, case.id] = case
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]


def rebuilt(history: Sequence[Event]) -> Case | None:
    """The case that a history leads to, corrections applied; None for an empty history."""
    case: Case | None = None
    for event in effective(history):
        case = event.mutate(case)
    return case
