"""What stands in the books, and what should and does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from uuid import UUID

from application.errors import SpanTooLong
from application.queries.gaps import LONGEST, Gap, gaps
from application.queries.listing import Listing, PagedDesk
from application.read_models.as_of import AsOf
from application.read_models.record_list import RecordFilter, RecordLine
from application.use_cases.request import Calendars

if TYPE_CHECKING:
    from application.use_cases.request import Caller


@dataclass(frozen=True, slots=True)
class RecordCursor:
    """Place in the list, which is in the order of the days."""

    held_on: date
    aggregate_id: UUID
    no: int


class RecordList(Listing[RecordFilter, RecordLine, RecordCursor], Protocol):
    """The read model, now or as it stood."""

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
class RecordDesk(PagedDesk[RecordFilter, RecordLine, RecordCursor]):
    """Takes every question about records. Safe for many threads."""

    QUERY: ClassVar[str] = "read_records"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = RecordCursor

    listed: RecordList
    calendars: Calendars

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
        asked = self._asked(jurisdiction, caller)
        if until_on - from_on > LONGEST:
            raise SpanTooLong(LONGEST.days)
        seen, calendar = asked.scope.bodies, self.calendars.current(jurisdiction)
        directory = asked.directory_at(as_of)
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
