"""The jurisdiction, its pack, its calendar, and the change to another pack."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.vocabulary import Role
from tests.interfaces.api.matrix.asking import Ask, question
from tests.interfaces.api.matrix.stage import Stage

_policy = partial(question, "read_policy", "GET")
_adoption = partial(question, "plan_adoption", "GET", own=False, params={"pack": "daguan@2020.1"})


def jurisdictions(stage: Stage, role: Role) -> None:
    """The names of what a token is good for; no row of any."""
    token = stage.issuer.mint(f"{role}.x", jurisdictions=[])
    headers = {"Authorization": f"Bearer {token}"}
    assert stage.client.get("/jurisdictions", headers=headers).json()["items"] == []


ROUTES: Final[Mapping[str, Ask]] = {
    "list_jurisdictions": jurisdictions,
    "get_jurisdiction": _policy(""),
    "get_pack": _policy("/pack"),
    "list_pack_values": _policy("/pack/values"),
    "plan_adoption": _adoption("/pack/adoption"),
    "list_adoption_verdicts": _adoption("/pack/adoption/cases"),
    "get_calendar": _policy("/calendar"),
    "get_day": _policy("/calendar/days/2021-10-01"),
    "get_deadline": _policy("/calendar/deadline", params={"days": 3}),
}
