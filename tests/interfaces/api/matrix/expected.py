"""What is expected of a question or a command, by column and row scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import httpx

from domain.vocabulary import Role
from tests.interfaces.api.matrix.cast import LEADS_A_STATION, SEES_EVERYTHING
from tests.interfaces.api.matrix.stage import Stage

FOUNDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "found_org_unit": ("/bodies", "parent"),
    "found_station": ("/stations", "community"),
    "form_leading_group": ("/leading-groups", "works_for"),
}
"""What begins a body: where it is sent, and the field that names the body above."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is expected: a status, and of a refusal its code."""

    status: int
    code: str | None = None


def expected_of_command(stage: Stage, name: str, role: Role, case: UUID) -> Told:
    """C: unseen does not exist; without a right refused; with one, the version is looked at."""
    if not stage.sees(role, case):
        return Told(404, "case-not-found")
    grant = stage.matrix.grant(name, role)
    if grant in {None, "R"}:
        return Told(403, stage.matrix.code(name))
    is_author = role is Role.RES
    is_own = case == stage.own
    if stage.matrix.is_for_authors(name) and not is_author:
        return Told(403, "outside-row-scope")
    if grant == "O" and not is_own:
        return Told(403, "outside-row-scope")
    return Told(412, "stale-version")


def expected_of_change(stage: Stage, name: str, role: Role, *, in_charge: bool) -> Told:
    """C: who founds bodies does so in her own and below; those of the whole jurisdiction in all."""
    line = {
        "dissolve_org_unit": "found_org_unit",
        "merge_org_unit": "found_org_unit",
        "release_from_grid": "staff_grid",
    }.get(name, name)
    if stage.matrix.grant(line, role) != "Y":
        return Told(403, stage.matrix.code(line))
    # Whoever leads a station here has charge of no body.
    if role is not Role.ORG and (role in LEADS_A_STATION or not in_charge):
        return Told(403, "outside-row-scope")
    return Told(409, "already-founded") if name in FOUNDINGS else Told(412, "stale-version")


def expected_of_meeting(stage: Stage, name: str, role: Role, body: str) -> Told:
    """C: those with a right in the body, and those of the whole jurisdiction with one."""
    if stage.matrix.grant(name, role) not in {"Y", "O"}:
        return Told(403, stage.matrix.code(name))
    in_charge = body == "c1" and role not in LEADS_A_STATION and role is not Role.RES
    if role is not Role.ORG and not in_charge:
        return Told(403, "outside-row-scope")
    return Told(412, "stale-version")


def expected_of_question(stage: Stage, query: str, role: Role, *, own: bool = True) -> Told:
    """C: R is enough to read; O is, where there is something of one's own."""
    grant = stage.matrix.grant(query, role)
    if grant is None or (grant == "O" and not own):
        return Told(403, stage.matrix.code(query))
    return Told(200)


def sees_body(role: Role, body: str) -> bool:
    return role in SEES_EVERYTHING or (body == "c1" and role not in LEADS_A_STATION | {Role.RES})


def check(answer: httpx.Response, told: Told, what: object) -> None:
    code = None if answer.is_success else answer.json()["code"]
    got = Told(answer.status_code, code)
    assert got == told, (what, got, told, answer.text)
