"""The real desk on a log that forgets: what would happen, decided by the same rules, not stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from application.ports import Change, EventLog, Opened, Receipt
from domain.kernel import Event

if TYPE_CHECKING:
    from application.directory import Directory
    from application.use_cases.organisation.desk import OrganisationDesk
    from application.use_cases.request import Directories


class RehearsedLog:
    """``EventLog``: what is stored, and after it what was decided here. Stores nothing.

    For one jurisdiction and one thread.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._news: defaultdict[UUID, list[Event]] = defaultdict(list)
        self.events: list[tuple[int, Event]] = []
        self._stored = 0

    def open(
        self,
        jurisdiction: str,
        aggregate_ids: Sequence[UUID],
        *,
        key: str | None = None,
        fingerprint: bytes | None = None,
    ) -> Opened:
        """See the port. A key is looked up in what is stored."""
        opened = self._log.open(jurisdiction, aggregate_ids, key=key, fingerprint=fingerprint)
        self._stored = max(self._stored, opened.directory_position)
        histories = {
            one: (*history, *self._news.get(one, ())) for one, history in opened.histories.items()
        }
        return replace(opened, histories=histories, directory_position=self.position)

    @property
    def position(self) -> int:
        """Place of the newest event, the decided ones included."""
        return self._stored + len(self.events)

    def append(self, change: Change) -> Receipt:
        """Remember what was decided; see the port."""
        for event in change.events:
            self.events.append((self.position + 1, event))
            self._news[event.originator_id].append(event)
        last = change.events[-1]
        return Receipt(
            change.events[0].originator_id,
            last.originator_version,
            self.position,
            last.timestamp.astimezone(UTC),
        )

    def history(self, jurisdiction: str, aggregate_id: UUID) -> Sequence[tuple[int, Event]]:
        """See the port."""
        decided = [one for one in self.events if one[1].originator_id == aggregate_id]
        return [*self._log.history(jurisdiction, aggregate_id), *decided]


class RehearsedDirectories:
    """``Directories``: the stored one, and after it what was decided here."""

    def __init__(self, directories: Directories, log: RehearsedLog) -> None:
        self._directories = directories
        self._log = log
        self._known: Directory | None = None

    def latest(self, jurisdiction: str) -> Directory | None:
        """See the port; what was decided since is not in it."""
        return self._directories.latest(jurisdiction)

    def directory(self, jurisdiction: str, position: int) -> Directory:
        """See the port."""
        if self._known is None:
            stored = position - len(self._log.events)
            self._known = self._directories.directory(jurisdiction, stored)
        news = [one for one in self._log.events if one[0] > self._known.position]
        if news:
            self._known = self._known.after(news)
        return self._known


class _Unnoted:
    """``SecurityLog``: what is only tried is no attempt."""

    def refused(
        self,
        jurisdiction: str,
        *,
        at: datetime,
        actor_id: str,
        command: str,
        subject: str,
        code: str,
        rule: str | None,
        detail: str,
        represented_by: str | None = None,
    ) -> None:
        """Keep nothing."""


def rehearsing(desk: OrganisationDesk) -> tuple[OrganisationDesk, RehearsedLog]:
    """A desk that decides like this one and stores nothing, and the log it decides on."""
    log = RehearsedLog(desk.log)
    directories = RehearsedDirectories(desk.directories, log)
    return replace(desk, log=log, directories=directories, security=_Unnoted()), log
