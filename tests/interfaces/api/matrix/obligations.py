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


def making_an_address(stage: Stage, role: Role) -> None:
    """Of a feed that one may read; what the address opens is what its owner may read."""
    own = expected_of_question(stage, "read_obligations", role, own=False)
    answer = stage.ask(role, "POST", "/calendar-addresses", json={"holder": f"{role}.x"})
    check(answer, Told(201) if own.status == 200 else own, role)
    if answer.is_success:
        assert stage.client.get(answer.json()["path"]).status_code == 200, role
    others = stage.ask(role, "POST", "/calendar-addresses", json={"holder": "somebody"})
    seen = Told(201) if role in SEES_EVERYTHING else Told(404, "calendar-feed-not-found")
    check(others, seen if own.status == 200 else own, role)


def listing_addresses(stage: Stage, role: Role) -> None:
    """One's own: whoever lost every right sees what there is to revoke."""
    answer = stage.ask(role, "GET", "/calendar-addresses")
    check(answer, Told(200), role)
    assert {one["holder"] for one in answer.json()["items"]} <= {f"{role}.x", "somebody"}, role


def revoking_an_address(stage: Stage, role: Role) -> None:
    """One's own alone, whatever else one may do; the others do not exist."""
    path = "/calendar-addresses/0123456789ab/revoke-calendar-address"
    check(stage.ask(role, "POST", path), Told(404, "calendar-address-not-found"), role)


ROUTES: Final[Mapping[str, Ask]] = {
    "list_obligations": listing("list_cases", "/obligations"),
    "read_obligation_calendar": _owed("GET", "/obligation-calendar"),
    "read_obligation_counts": _owed("GET", "/obligation-calendar/counts"),
    "read_obligation_evidence": _owed("GET", "/obligation-calendar/evidence"),
    "read_calendar_feed": feeds,
    "issue_calendar_address": making_an_address,
    "list_calendar_addresses": listing_addresses,
    "revoke_calendar_address": revoking_an_address,
}
