"""Calendars as RFC 5545 writes them, read back by its own rules."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from interfaces.api.icalendar import Entry, written
from tests.domain.calendar.notices import local


def entry(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "kind": "TODO",
        "uid": "u1@j.closeout",
        "sequence": 0,
        "changed_at": datetime(2021, 9, 1, 0, 5, tzinfo=UTC),
        "starts_at": local("2021-09-01 00:00"),
        "ends_at": local("2021-10-01 00:00"),
        "summary": "月调度: g12",
        "description": "MUST 0/1 DUE",
        "status": "NEEDS-ACTION",
    }
    return Entry(**fields | changes)


def lines_of(calendar: bytes) -> list[str]:
    """Content lines, unfolded (3.1)."""
    text = calendar.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def value_of(calendar: bytes, name: str) -> str:
    """The TEXT value of a property (3.3.11)."""
    (found,) = [line for line in lines_of(calendar) if line.startswith(f"{name}:")]
    return re.sub(
        r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], found.removeprefix(f"{name}:")
    )


def test_what_is_owed_is_a_todo_with_its_bound_in_local_time() -> None:
    """CAL-01, CAL-02: due at 24:00 of 30 September, which is 00:00 of 1 October in Shanghai."""
    lines = lines_of(written("feed", [entry()]))

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN", "TZID:Asia/Shanghai"} <= set(lines)
    assert "DTSTART;TZID=Asia/Shanghai:20210901T000000" in lines
    assert "DUE;TZID=Asia/Shanghai:20211001T000000" in lines
    assert "DTSTAMP:20210901T000500Z" in lines
    assert "STATUS:NEEDS-ACTION" in lines


def test_every_component_that_begins_ends() -> None:
    """RFC 5545, 3.4 and 3.6: components are nested properly."""
    reminded = entry(remind_at=local("2021-09-22 00:00"))
    open_ones: list[str] = []

    for line in lines_of(written("feed", [reminded, entry(kind="EVENT", uid="u2")])):
        if line.startswith("BEGIN:"):
            open_ones.append(line.removeprefix("BEGIN:"))
        elif line.startswith("END:"):
            assert open_ones.pop() == line.removeprefix("END:")

    assert open_ones == []


def test_an_event_ends_and_a_todo_is_due() -> None:
    """RFC 5545, 3.6.1 and 3.6.2: DTEND belongs to a VEVENT, DUE to a VTODO."""
    event = lines_of(written("feed", [entry(kind="EVENT", status="CONFIRMED")]))

    assert "DTEND;TZID=Asia/Shanghai:20211001T000000" in event
    assert not [line for line in event if line.startswith("DUE")]


def test_text_is_escaped_and_reads_back() -> None:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line end."""
    said = "a\\b; c, d\ne"

    assert value_of(written("feed", [entry(description=said)]), "DESCRIPTION") == said


def test_no_line_is_longer_than_75_octets_and_no_character_is_torn() -> None:
    """RFC 5545, 3.1: a line is folded between characters, not between octets."""
    long = "网格员每日清点" * 30
    calendar = written("feed", [entry(summary=long)])

    physical = calendar.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert all(line.decode() is not None for line in physical)
    assert value_of(calendar, "SUMMARY") == long


def test_a_reminder_is_an_alarm_at_its_instant() -> None:
    """OBL-01, RFC 5545, 3.6.6: an absolute trigger is in UTC."""
    lines = lines_of(written("feed", [entry(remind_at=local("2021-09-22 00:00"))]))

    assert "TRIGGER;VALUE=DATE-TIME:20210921T160000Z" in lines
