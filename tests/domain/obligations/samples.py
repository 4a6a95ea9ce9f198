"""A duty, somebody who owes it, and acts at local times."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.act import Act
from domain.obligations.obligation import Obligation, Owed
from domain.obligations.spans import Span, spans
from domain.policy.obligation_rules import ObligationRule
from tests.domain.calendar.notices import CHINA, local
from tests.samples import GU, SYS, pack

KUNDULUN = pack("kundulun")
G12 = Owed(code="RHYTHM_MONTH", subject="g12", holder="g12", body="g12")


def rule(**changes: Any) -> ObligationRule:
    """A monthly duty of every grid, unless it says otherwise."""
    fields: dict[str, Any] = {
        "strength": "MUST",
        "on_miss": "ACCOUNTABILITY",
        "holder": {"body": "GRID"},
        "period": "MONTH",
        "day_kind": "CALENDAR_DAY",
        "fulfilled_by": "RhythmEntryRecorded",
        "reminders": (),
    }
    return ObligationRule.model_validate(fields | changes)


def act(at: str, *, occurred: str | None = None, **further: Any) -> Act:
    """Somebody enters something at that local time."""
    fields: dict[str, Any] = {"actor": GU, "pack": KUNDULUN, "calendar": CHINA} | further
    return Act(at=local(at), occurred_at=local(occurred) if occurred else None, **fields)


def sweep(at: str) -> Act:
    """The scheduler looks at that local time."""
    return act(at, actor=SYS)


def window(of: ObligationRule, day: str) -> Span:
    """The one window of the rule that holds that local day."""
    (found,) = spans(of, date.fromisoformat(day), date.fromisoformat(day), CHINA)
    return found


def windows(of: ObligationRule, since: str, until: str) -> list[tuple[str, str]]:
    """First and last day of each window that is owed."""
    found = spans(of, date.fromisoformat(since), date.fromisoformat(until), CHINA)
    return [(span.first_day.isoformat(), span.last_day.isoformat()) for span in found]


def opened(of: ObligationRule, day: str, at: str) -> Obligation:
    """The obligation of the window with that day, opened by a sweep at that local time."""
    span = window(of, day)
    return Obligation.open(sweep(at), jurisdiction="j", owed=G12, rule=of, span=span)
