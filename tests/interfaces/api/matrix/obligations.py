"""What is due, of cases and of bodies, and the feeds of calendars."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.vocabulary import Role
from tests.interfaces.api.matrix.asking import Ask, listing, question
from tests.interfaces.api.matrix.cast import SEES_EVERYTHING
from tests.interfaces.api.matrix.expected import Told, check, expected_of_question
from tests.interfaces.api.matrix.stage import Stage

_owed = partial(question, "read_obligations", own=False)


def feeds(stage: Stage, role: Role) -> None:
    """One's own is there for whoever may read; another's for those of the whole jurisdiction."""
    own = expected_of_question(stage, "read_obligations", role, own=False)
    check(stage.ask(role, "GET", f"/calendar-feeds/{role}.x.ics"), own, role)
    others = own if role in SEES_EVERYTHING or own.status != 200 else None
    told = others or Told(404, "calendar-feed-not-found")
    check(stage.ask(role, "GET", "/calendar-feeds/somebody.ics"), told, role)


ROUTES: Final[Mapping[str, Ask]] = {
    "list_obligations": listing("list_cases", "/obligations"),
    "read_obligation_calendar": _owed("GET", "/obligation-calendar"),
    "read_obligation_counts": _owed("GET", "/obligation-calendar/counts"),
    "read_obligation_evidence": _owed("GET", "/obligation-calendar/evidence"),
    "read_calendar_feed": feeds,
}
