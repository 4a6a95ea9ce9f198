"""The one way a question about records goes: permission, scope, then the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.errors import SpanTooLong
from application.queries.asking import Asked, QuestionDesk
from application.queries.gaps import LONGEST, Gap, gaps
from application.queries.listing import ListEvent
from application.read_models.as_of import AsOf, Axis
from application.read_models.pages import Page, page_of
from application.read_models.record_list import RecordFilter, RecordLine
from application.use_cases.request import Calendars

if TYPE_CHECKING:
    from application.directory import Directory
    from application.use_cases.request import Caller


@dataclass(frozen=True, slots=True)
class RecordCursor:
    """Place in the list, which is in the order of the days."""

    held_on: date
    aggregate_id: UUID
    no: int


class RecordList(Protocol):
    """The read model, now or as it stood; ``bodies`` None: no row is hidden."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: RecordFilter,
        bodies: frozenset[str] | None,
        *,
        after: RecordCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RecordLine]:
        """The next rows by day."""
        ...

    def events(
        self,
        jurisdiction: str,
        which: RecordFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        """The events those rows were folded from, by position."""
        ...

    def days(
        self,
        jurisdiction: str,
        record: str,
        bodies: AbstractSet[str],
        marks: Sequence[str],
        *,
        from_on: date | None,
        until_on: date,
        dated_by: str | None,
        as_of: AsOf | None,
    ) -> Mapping[str, AbstractSet[date]]:
        """By body the local days on which there is such a record, saying all these marks.

        Args:
            dated_by: field of the record with the day that is wanted instead.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDesk(QuestionDesk):
    """Takes every question about records. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what happened in their bodies
    and all below. ``as_of`` asks for the books as they stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    listed: RecordList
    calendars: Calendars

    def lines(
        self,
        jurisdiction: str,
        caller: Caller,
        which: RecordFilter,
        *,
        after: RecordCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[RecordLine, RecordCursor]:
        """Entries by the day on which it happened."""
        asked = self._ask(jurisdiction, caller, "read_records", own=False)
        found = self.listed.page(
            jurisdiction, which, _bodies(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(
            found, limit, lambda row: RecordCursor(row.held_on, row.aggregate_id, row.no)
        )

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: RecordFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[ListEvent, int]:
        """The events that the entries are, in the order of the log."""
        asked = self._ask(jurisdiction, caller, "read_records", own=False)
        found = self.listed.events(
            jurisdiction, which, _bodies(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)

    def gaps(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        from_on: date,
        until_on: date,
        record: str | None = None,
        as_of: AsOf | None = None,
    ) -> Sequence[Gap]:
        """What the pack expects of each body and is not on record, by record, body and day.

        Args:
            from_on, until_on: local days, both included; at most a year.
            record: kind of record; None: every kind that the pack expects.

        Raises:
            SpanTooLong: more than a year.
            CalendarMissing: no table says which days are worked (CAL-03).
        """
        asked = self._ask(jurisdiction, caller, "read_records", own=False)
        if until_on - from_on > LONGEST:
            raise SpanTooLong(LONGEST.days)
        seen, calendar = _bodies(asked), self.calendars.current(jurisdiction)
        directory = _as_of(asked.directory, as_of)
        found: list[Gap] = []
        for name, rule in sorted(asked.pack.records.items()):
            expected = rule.expected
            if expected is None or record not in {None, name}:
                continue
            bodies = {
                body.code
                for body in directory.bodies()
                if body.level == expected.at and (seen is None or body.code in seen)
            }
            there = self.listed.days(
                jurisdiction,
                name,
                bodies,
                [f"{field}={value}" for field, value in sorted(expected.having.items())],
                from_on=None if expected.each is None else from_on,
                until_on=until_on,
                dated_by=expected.dated_by,
                as_of=as_of,
            )
            found += gaps(
                name, expected, bodies, there, calendar, from_on=from_on, until_on=until_on
            )
        return found


def _bodies(asked: Asked) -> frozenset[str] | None:
    mine = asked.scope
    return None if mine.everything else mine.units | mine.grids | mine.communities


def _as_of(directory: Directory, as_of: AsOf | None) -> Directory:
    if as_of is None:
        return directory
    if as_of.axis is Axis.RECORDED:
        return directory.known_by(as_of.instant)
    return directory.true_by(as_of.instant)
