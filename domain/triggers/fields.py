"""What an event says, field by field, as far as triggers ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

from domain.calendar.local_time import local_date
from domain.kernel import Event
from domain.policy.triggers import Where

_BEFORE = timedelta(microseconds=1)


def stated(event: Event, field: str | None) -> object | None:
    """The value of a field; None: it is not asked for, or not stated."""
    return None if field is None else getattr(event, field, None)


def text(value: object | None) -> str | None:
    """A value as text; None: there is none."""
    if value is None:
        return None
    return str(value.value if isinstance(value, Enum) else value)


def counts(event: Event, where: Where) -> bool:
    """Whether each of these fields holds one of its words."""
    return all(_holds(stated(event, field), words) for field, words in where.items())


def _holds(value: object | None, words: tuple[str | bool, ...]) -> bool:
    if isinstance(value, bool):
        return any(word is value for word in words)
    return text(value) in words


def ordered(value: object) -> str:
    """Text that sorts as these values follow each other: instants, or names of periods."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def year_of(value: object) -> str:
    """The local year that an instant ends, or that the name of a period begins with."""
    if isinstance(value, datetime):
        return f"{local_date(value - _BEFORE).year:04}"
    return str(value)[:4]


def chosen(values: Mapping[str, object], path: tuple[str, ...]) -> object | None:
    """What lies at a path of fields; None where it ends before."""
    found: object | None = values.get(path[0])
    for name in path[1:]:
        found = None if found is None else getattr(found, name, None)
    return found
