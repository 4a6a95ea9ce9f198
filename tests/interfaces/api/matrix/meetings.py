"""Meetings, and what a residents' committee keeps and publishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from domain.vocabulary import Role
from interfaces.api import examples, organisation
from tests.interfaces.api.matrix.asking import STALE, Ask, offered_by
from tests.interfaces.api.matrix.expected import (
    Told,
    check,
    expected_of_meeting,
    expected_of_question,
    sees_body,
)
from tests.interfaces.api.matrix.stage import MEETINGS, Stage

AFFAIRS: Final = {
    family: begun.begun_by
    for family, begun in organisation.FAMILIES.items()
    if begun.tag == "affairs" and begun.begun_by is not None
}
"""Families of what a residents' committee keeps and publishes, with what begins each."""


def meeting_command(name: str) -> Ask:
    def ask(stage: Stage, role: Role) -> None:
        for meeting, body in MEETINGS.items():
            path = f"/meetings/{meeting}/{name.replace('_', '-')}"
            sent = examples.ORGANISATION[name]
            answer = stage.ask(role, "POST", path, json=sent, headers=STALE)
            check(answer, expected_of_meeting(stage, name, role, body), (name, role, body))

    return ask


def affair(name: str, *, begins: bool = False) -> Ask:
    """The pack of this town defines none of them, so whoever has the right learns just that."""
    offered = ORGANISATION_COMMANDS[name]

    def ask(stage: Stage, role: Role) -> None:
        below = "" if begins else f"/nothing/{name.replace('_', '-')}"
        for body in MEETINGS.values():
            sent = dict(examples.ORGANISATION[name])
            sent |= dict.fromkeys({"body"} & sent.keys(), body)
            path = f"/{offered.FAMILY}{below}"
            answer = stage.ask(role, "POST", path, json=sent, headers={} if begins else STALE)
            told = expected_of_meeting(stage, name, role, body)
            if not begins and stage.matrix.grant(name, role) in {"Y", "O"}:
                told = Told(404, "affair-not-found")
            elif told.status == 412:
                undefined = "roster" if name == "fix_roster" else "affairs"
                told = Told(409, f"{undefined}-undefined")
            check(answer, told, (name, role, body))

    return ask


def convening(stage: Stage, role: Role) -> None:
    for meeting, body in MEETINGS.items():
        sent = dict(examples.ORGANISATION["convene_meeting"]) | {"code": meeting, "body": body}
        answer = stage.ask(role, "POST", "/meetings", json=sent)
        told = expected_of_meeting(stage, "convene_meeting", role, body)
        if told.status == 412:
            told = Told(409, "meeting-code-taken")
        check(answer, told, ("convene_meeting", role, body))


def requesting(stage: Stage, role: Role) -> None:
    for body in MEETINGS.values():
        sent = dict(examples.ORGANISATION["request_meeting"]) | {"body": body, "type": "none"}
        answer = stage.ask(role, "POST", "/meeting-requests", json=sent)
        told = expected_of_meeting(stage, "request_meeting", role, body)
        if told.status == 412:
            told = Told(422, "meeting-type-undefined")
        check(answer, told, ("request_meeting", role, body))


def _meetings(path: str) -> Ask:
    def ask(stage: Stage, role: Role) -> None:
        answer = stage.ask(role, "GET", path)
        told = expected_of_question(stage, "read_meetings", role, own=False)
        check(answer, told, (path, role))
        if told.status == 200:
            shown = {one["body"] for one in answer.json()["items"]}
            assert all(sees_body(role, body) or body not in MEETINGS.values() for body in shown)

    return ask


def reading_a_meeting(stage: Stage, role: Role) -> None:
    """Unseen, it does not exist."""
    told = expected_of_question(stage, "read_meetings", role, own=False)
    for meeting, body in MEETINGS.items():
        answer = stage.ask(role, "GET", f"/meetings/{meeting}")
        unseen = told.status == 200 and not sees_body(role, body)
        check(answer, Told(404, "meeting-not-found") if unseen else told, (role, body))


def meeting_evidence(stage: Stage, role: Role) -> None:
    told = expected_of_question(stage, "read_meetings", role, own=False)
    kind = next(
        name for name, rule in sorted(stage.town.pack.meetings.items()) if rule.period is not None
    )
    for body in MEETINGS.values():
        sent = {"body": body, "type": kind, "on": "2021-09-01"}
        answer = stage.ask(role, "GET", "/meeting-compliance/evidence", params=sent)
        unseen = told.status == 200 and not sees_body(role, body)
        check(answer, Told(404, "body-not-found") if unseen else told, (role, body))


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: meeting_command(name) for name in offered_by("meetings")},
    **{name: affair(name) for family in AFFAIRS for name in offered_by(family)},
    **{command.NAME: affair(command.NAME, begins=True) for command in AFFAIRS.values()},
    "convene_meeting": convening,
    "request_meeting": requesting,
    "list_meetings": _meetings("/meetings"),
    "get_meeting": reading_a_meeting,
    "list_meeting_compliance": _meetings("/meeting-compliance"),
    "read_meeting_compliance_evidence": meeting_evidence,
}
