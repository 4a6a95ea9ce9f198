"""Attempts without a right, petitions, teams and rounds of supervision, as consoles use them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import territory
from tests.interfaces.api.stage import FOUNDER, Console, Stage

COUNTY, STREET, BUJI = "county-7", "street-a-7", "buji-7"
SCORE: dict[str, Any] = {"kind": "COMMUNITY_YEAR", "body": "c1", "year": 2021, "score": "71"}


def opened(stage: Stage, jurisdiction: str, pack: str, *people: tuple[str, str, str]) -> None:
    """A jurisdiction with one community, a bureau beside it, and people in posts."""
    stage.clock.set("2021-09-06 09:00")
    desk = stage.service.organisation
    desk.open_jurisdiction(jurisdiction, pack, FOUNDER.person_ref, body="top")
    place = territory(stage.service.packs.current(jurisdiction, stage.clock().date()))
    above = "top"
    for level in place.levels[place.levels.index(place.top) + 1 :]:
        if level == place.grid:
            break
        code = "c1" if level == place.pool else level.lower()
        stage.organise(
            jurisdiction, FoundOrgUnit(code=code, level=level, tree=place.tree, parent=above)
        )
        above = code
    stage.organise(jurisdiction, FoundOrgUnit(code="bureau", level=place.top, parent="top"))
    for person, post, body in people:
        stage.organise(
            jurisdiction, AppointPost(body=body, post=post, person_ref=person, basis="notice")
        )


@pytest.fixture(scope="module", autouse=True)
def places(stage: Stage) -> None:
    """Three places."""
    opened(stage, COUNTY, "bijie", ("uma", "unit_staff", "bureau"))
    opened(
        stage, STREET, "street-a",
        ("pia", "property_officer", "top"), ("rong", "residents_committee", "c1"),
    )  # fmt: skip
    opened(stage, BUJI, "longling")


def told(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def items(console: Console, path: str, **params: Any) -> list[dict[str, Any]]:
    console.stage.service.projector.catch_up()
    return list(console.read(path, **params).json()["items"])


def test_a_score_without_a_right_is_refused_and_stored_once(stage: Stage) -> None:
    """ACC-BZ-07, ENV-05: the same key, the same answer, one violation"""
    uma, olga = stage.console("uma", COUNTY), stage.console("olga", COUNTY)

    answers = [
        uma.send("/assessments/c1/conclude-assessment", key=key, **SCORE)
        for key in ("k-1", "k-1", "k-2")
    ]

    assert {told(answer) for answer in answers} == {(403, "permission-denied")}
    [file] = items(olga, "/accountability", subject="bureau")
    assert (file["trigger_code"], file["begun_with"]) == ("NOT_ENTITLED", "ViolationRecorded")
    assert items(olga, "/assessments", about="c1") == []
    events = items(olga, "/accountability/evidence", subject="bureau")
    assert [event["event"] for event in events] == ["ViolationRecorded"]


def test_a_petition_to_the_province_stands_in_its_counter_with_its_event(stage: Stage) -> None:
    """PET-SA-01, CAS-SA-02"""
    rong, olga = stage.console("rong", STREET), stage.console("olga", STREET)
    said: dict[str, Any] = {"body": "c1", "petition_ref": "p-1"}

    sent = rong.send("/books/PETITION/record-petition", destination="PROVINCE", **said)
    lower = rong.send("/books/PETITION/record-petition", destination="COUNTY", **said)
    unknown = rong.send("/books/PETITION/record-petition", destination="MOON", **said)

    assert (sent.status_code, lower.status_code) == (200, 200)
    assert told(unknown) == (422, "word-unknown")
    counters = {each["kind"]: each["count"] for each in items(olga, "/figures/zero-counters")}
    assert counters["PETITION_ABOVE"] == 1
    behind = items(olga, "/figures/zero-counters/PETITION_ABOVE/evidence")
    assert [one["numerator"] for one in behind] == [True]


def test_an_estate_has_its_club_and_the_coverage_counts_it(stage: Stage) -> None:
    """VOL-SA-01"""
    pia, rong = stage.console("pia", STREET), stage.console("rong", STREET)
    assert pia.send("/estates", estate="e1", body="c1").status_code == 201
    club: dict[str, Any] = {"team": "CULTURAL_CLUB", "code": "club-1", "estate": "e1"}

    formed = rong.send("/bodies/c1/form-team", **club)
    again = rong.send("/bodies/c1/form-team", **club)
    nowhere = rong.send("/bodies/c1/form-team", **club | {"code": "club-2", "estate": "e9"})

    assert formed.status_code == 200, formed.text
    assert told(again) == (409, "team-is-formed")
    assert told(nowhere) == (404, "estate-not-found")
    stage.service.projector.catch_up()
    olga = stage.console("olga", STREET)
    assert olga.read("/organisation/coverage").json()["standing_teams"] == {"CULTURAL_CLUB": 1}
    [owed] = items(olga, "/obligation-calendar", code="ESTATE_CLUB")
    assert (owed["subject"], owed["standing"], owed["base"], owed["share"]) == (
        "e1", "MET", None, None,
    )  # fmt: skip


def test_a_round_of_supervision_is_incomplete_until_both_yardsticks_are_there(
    stage: Stage,
) -> None:
    """SAT-BJ-01"""
    olga = stage.console("olga", BUJI)

    begun = olga.send(
        "/supervisions", code="r-1", kind="STAGE_FOUR", body="c1", visible_effect="92"
    )
    photo = olga.send("/supervisions/r-1/complete-supervision", photos=["photo-1"])
    absent = olga.send("/supervisions/r-9/complete-supervision", photos=["photo-1"])

    assert (begun.status_code, photo.status_code) == (201, 200), begun.text
    assert told(absent) == (404, "supervision-not-found")
    [line] = items(olga, "/oversight", kind="SUPERVISION")
    assert (line["code"], line["state"], line["open_defects"]) == ("r-1", "INCOMPLETE", 1)
