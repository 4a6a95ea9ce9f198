"""Calendars as RFC 5545 writes them: what is owed as VTODO, what takes place as VEVENT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from domain.calendar.local_time import ZONE

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

_ZONE_ID: Final = "Asia/Shanghai"
_OCTETS: Final = 75  # of a line at most, without its end (3.1)
_ZONE: Final = (
    "BEGIN:VTIMEZONE",
    f"TZID:{_ZONE_ID}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})

Status = Literal["NEEDS-ACTION", "COMPLETED", "CANCELLED", "CONFIRMED", "TENTATIVE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One component of a calendar. Instants are aware.

    Attributes:
        uid: the same for ever, so that a program knows the entry again.
        sequence: rises with each change.
        changed_at: when it was last changed.
        ends_at: of a TODO when it is due, exclusive; of an EVENT its end, None: not known.
        completed_at: of a TODO when it was done.
        remind_at: when a program is to remind.
    """

    kind: Literal["TODO", "EVENT"]
    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    description: str
    status: Status
    categories: tuple[str, ...] = ()
    completed_at: datetime | None = None
    remind_at: datetime | None = None


def written(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar with these entries, UTF-8, lines ended and folded as the RFC says."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Closeout//Obligations//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
        *_ZONE,
    ]
    for entry in entries:
        lines += _component(entry)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _component(entry: Entry) -> Iterator[str]:
    yield f"BEGIN:V{entry.kind}"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(entry.changed_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;TZID={_ZONE_ID}:{_local(entry.starts_at)}"
    if entry.ends_at is not None:
        end = "DUE" if entry.kind == "TODO" else "DTEND"
        yield f"{end};TZID={_ZONE_ID}:{_local(entry.ends_at)}"
    yield f"SUMMARY:{_text(entry.summary)}"
    yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(map(_text, entry.categories))}"
    if entry.completed_at is not None:
        yield f"COMPLETED:{_utc(entry.completed_at)}"
    yield f"STATUS:{entry.status}"
    if entry.remind_at is not None:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_text(entry.summary)}"
        yield f"TRIGGER;VALUE=DATE-TIME:{_utc(entry.remind_at)}"
        yield "END:VALARM"
    yield f"END:V{entry.kind}"


def _text(value: str) -> str:
    """A TEXT value (3.3.11)."""
    return value.translate(_ESCAPED)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _local(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y%m%dT%H%M%S")


def _folded(line: str) -> bytes:
    """A line as parts of at most 75 octets, none of which ends inside a character (3.1)."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode()
        # The blank that begins a continuation counts as well.
        if len(part) + len(octets) > _OCTETS - bool(parts):
            parts.append(part)
            part = b""
        part += octets
    parts.append(part)
    return b"\r\n ".join(parts) + b"\r\n"
