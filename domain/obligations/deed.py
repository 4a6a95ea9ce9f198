"""Which deeds count towards which obligations (OBL-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.calendar.local_time import local_date, start_of
from domain.kernel import ENVELOPE, Event
from domain.policy.obligation_rules import Range, Where


@dataclass(frozen=True, slots=True)
class Deed:
    """What an event says, as far as obligations ask.

    Attributes:
        name: its catalogue name.
        body: code of the body in whose charge it happened; None: it is not known.
        person_ref: who did it.
        facts: its own fields.
    """

    name: str
    body: str | None
    person_ref: str
    occurred_at: datetime
    facts: Mapping[str, Any]
    evidence: str

    @property
    def counts_at(self) -> datetime:
        """An instant in the window it belongs to: the day it names, else when it happened.

        A sheet or a summary names the window it is about with any of its days, or with its year.
        """
        named = self.facts.get("window")
        if isinstance(named, date):
            return start_of(named)
        year = self.facts.get("year")
        if isinstance(year, int):
            return start_of(date(year, 12, 31))
        return self.happened_at

    @property
    def happened_at(self) -> datetime:
        """When it happened: at that instant, or on the earlier day that the record names."""
        day = self.facts.get("on")
        if isinstance(day, date) and day < local_date(self.occurred_at):
            return start_of(day)
        return self.occurred_at

    @property
    def counts_on(self) -> date:
        """The local day of ``counts_at``."""
        return local_date(self.counts_at)

    def text(self, field: str) -> str | None:
        """A field as text; None: it is not stated."""
        value = self.facts.get(field)
        return None if value is None else str(value)

    def day(self, field: str) -> date | None:
        """A field with a local day or an instant; None: it is not stated."""
        value = self.facts.get(field)
        if isinstance(value, datetime):
            return local_date(value)
        return value if isinstance(value, date) else None

    def matches(self, where: Where) -> bool:
        """Whether its fields say what they must."""
        return all(_says(self.facts.get(field), wanted) for field, wanted in where.items())

    def amount(self, measure: str | None) -> int:
        """What it adds: itself, or the number in that field; nothing where there is none."""
        if measure is None:
            return 1
        value = self.facts.get(measure)
        return value if isinstance(value, int) else 0


def deed_of(event: Event, body: str | None, evidence: str) -> Deed:
    """An event as a deed."""
    facts = {
        name: getattr(event, name) for name in type(event).model_fields if name not in ENVELOPE
    }
    person = facts.get("by") or facts.get("person_ref") or event.actor_id
    return Deed(event.event_type, body, str(person), event.occurred_at, facts, evidence)


def _says(value: object, wanted: str | tuple[str, ...] | Range) -> bool:
    if isinstance(wanted, Range):
        return (
            isinstance(value, int)
            and (wanted.at_least is None or wanted.at_least <= value)
            and (wanted.at_most is None or value <= wanted.at_most)
        )
    if isinstance(value, bool):
        value = "true" if value else "false"
    words = (wanted,) if isinstance(wanted, str) else wanted
    said = value if isinstance(value, tuple) else (value,)
    return any(word is not None and str(word) in words for word in said)
