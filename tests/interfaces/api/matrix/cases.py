"""Cases: their commands, one by one and in bulk, and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from domain.vocabulary import Role
from interfaces.api import commands, examples
from tests.interfaces.api.matrix.asking import NOBODYS_VERSION, STALE, Ask, listing, question
from tests.interfaces.api.matrix.expected import (
    Told,
    check,
    expected_of_command,
    expected_of_question,
)
from tests.interfaces.api.matrix.stage import Stage

BODIES: Final[Mapping[str, Any]] = {**examples.STORY, **examples.FURTHER}


def command(name: str) -> Ask:
    def ask(stage: Stage, role: Role) -> None:
        for case in (stage.own, stage.seen, stage.outside):
            path = f"/cases/{case}/{name.replace('_', '-')}"
            answer = stage.ask(role, "POST", path, json=BODIES[name], headers=STALE)
            check(answer, expected_of_command(stage, name, role, case), (name, role))

    return ask


def bulk_command(name: str) -> Ask:
    def ask(stage: Stage, role: Role) -> None:
        cases = (stage.own, stage.seen, stage.outside)
        items = [
            {"case_id": str(case), "version": NOBODYS_VERSION, "body": BODIES[name]}
            for case in cases
        ]
        path = f"/cases/bulk/{name.replace('_', '-')}"
        answer = stage.ask(role, "POST", path, json={"items": items})
        assert answer.status_code == 200, answer.text
        for case, item in zip(cases, answer.json()["items"], strict=True):
            got = Told(item["status"], item["problem"]["code"])
            assert got == expected_of_command(stage, name, role, case), (name, role)

    return ask


def report(stage: Stage, role: Role) -> None:
    may = stage.matrix.grant("report_case", role) == "Y"
    answer = stage.ask(role, "POST", "/cases", json={"category": "street_light", "grid": "g2"})
    check(
        answer,
        Told(201) if may else Told(403, stage.matrix.code("report_case")),
        ("report_case", role),
    )


def reading_a_case(query: str, below: str, *, as_of: bool = True) -> Ask:
    def ask(stage: Stage, role: Role) -> None:
        allowed = expected_of_question(stage, query, role)
        absent = uuid4()
        nowhere = stage.ask(role, "GET", f"/cases/{absent}{below}")
        for case in (stage.own, stage.seen, stage.outside):
            answer = stage.ask(role, "GET", f"/cases/{case}{below}")
            if allowed.status != 200 or stage.sees(role, case):
                check(answer, allowed, (query, role))
                continue
            check(answer, Told(404, "case-not-found"), (query, role))
            assert answer.text == nowhere.text.replace(str(absent), str(case))
            if not as_of:
                continue
            past = {"as_of": stage.town.clock().isoformat()}
            then = stage.ask(role, "GET", f"/cases/{case}{below}", params=past)
            assert then.text == answer.text

    return ask


def adding_a_photo(stage: Stage, role: Role) -> None:
    """C: whoever may report a matter may show it; what is sent is none, so nothing changes."""
    for case in (stage.own, stage.seen, stage.outside):
        sent = {"photo": ("1.jpg", b"not a photo", "image/jpeg")}
        answer = stage.ask(role, "POST", f"/cases/{case}/photos", files=sent)
        told = expected_of_command(stage, "attach_photo", role, case)
        if told.status == 412:
            told = Told(422, "photo-type-not-allowed")
        check(answer, told, ("attach_photo", role, case))


def seeing_a_photo(stage: Stage, role: Role) -> None:
    """Whether there is such a photo is told to whoever may see the case."""
    absent = uuid4()
    nowhere = stage.ask(role, "GET", f"/cases/{absent}/photos/{absent}")
    for case in (stage.own, stage.seen, stage.outside):
        answer = stage.ask(role, "GET", f"/cases/{case}/photos/{absent}")
        if stage.sees(role, case):
            check(answer, Told(404, "photo-not-found"), ("read_photo", role))
            continue
        check(answer, Told(404, "case-not-found"), ("read_photo", role))
        address = f"/cases/{absent}/", f"/cases/{case}/"
        said = f"{absent}.", f"{case}."
        assert answer.text == nowhere.text.replace(*address).replace(*said)


def issuing_a_link(stage: Stage, role: Role) -> None:
    """C: whoever may note a follow-up; this pack rates nothing, so nothing is issued (B-45)."""
    for case in (stage.own, stage.seen, stage.outside):
        answer = stage.ask(role, "POST", f"/cases/{case}/rating-link")
        told = expected_of_command(stage, "issue_rating_link", role, case)
        if told.status == 412:
            told = Told(409, "policy-silent")
        check(answer, told, ("issue_rating_link", role, case))


def counted(stage: Stage, role: Role) -> None:
    """A count tells of what is seen, and of nothing else."""
    answer = stage.ask(role, "GET", "/board", params={"by": "UNIT"})
    units = {one["group"] for one in answer.json()["items"]}
    assert ("police" in units) == stage.sees(role, stage.seen), role
    assert ("lights" in units) == stage.sees(role, stage.own), role


def following(stage: Stage, role: Role) -> None:
    """Everybody who may read follows; what comes is filtered as the pages are."""
    assert expected_of_question(stage, "follow_events", role).status == 200
    path = f"/jurisdictions/{stage.town.name}/events"
    headers = {"Authorization": f"Bearer {stage.token(role)}"}
    with stage.client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: command(name) for name in commands.OFFERED},
    **{f"bulk_{name}": bulk_command(name) for name in commands.OFFERED},
    "report_case": report,
    "get_case": reading_a_case("read_case", ""),
    "read_history": reading_a_case("read_history", "/history"),
    "attach_photo": adding_a_photo,
    "list_photos": reading_a_case("read_case", "/photos", as_of=False),
    "read_photo": seeing_a_photo,
    "issue_rating_link": issuing_a_link,
    "list_cases": listing("list_cases", "/cases", rows=True, limit=200),
    "read_board": counted,
    "read_board_evidence": listing(
        "list_cases", "/board/evidence", rows=True, by="LEVEL", group="DISTRICT"
    ),
    "find_likely_duplicates": question(
        "list_cases", "POST", "/likely-duplicates", json={"grid": "g1"}
    ),
    "list_events": listing("follow_events", "/events/page", limit=500),
    "follow_events": following,
}
