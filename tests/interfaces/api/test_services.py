"""Mediation, family doctors and sensitive registers as a community's console uses them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import territory
from tests.interfaces.api.stage import FOUNDER, Console, Stage

BIJIE, STREET = "disputes", "doctors"


@pytest.fixture(scope="module", autouse=True)
def places(stage: Stage) -> None:
    """A community under the pack with registers, and one under the pack with family doctors."""
    stage.clock.set("2021-09-06 09:00")
    for name, pack_id in ((BIJIE, "bijie"), (STREET, "street-a")):
        stage.service.organisation.open_jurisdiction(name, pack_id, FOUNDER.person_ref)
        place = territory(stage.service.packs.current(name, stage.clock().date()))
        for above, level in zip(place.levels, place.levels[1:-1], strict=False):
            parent = name if above == place.top else above.lower()
            code = "c1" if level == place.pool else level.lower()
            stage.organise(
                name, FoundOrgUnit(code=code, level=level, tree=place.tree, parent=parent)
            )
        for post, person in (("residents_committee", "rong"), ("community_officer", "cai")):
            stage.organise(
                name, AppointPost(body="c1", post=post, person_ref=person, basis="notice")
            )
    stage.organise(
        BIJIE,
        AppointPost(body="c1", post="community_secretary", person_ref="shu", basis="election",
                    party_member=True),
        AppointPost(body=BIJIE, post="auditor", person_ref="aud", basis="notice"),
    )  # fmt: skip


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def done(console: Console, path: str, **body: Any) -> None:
    answer = console.send(path, **body)
    assert answer.is_success, answer.text


def test_a_dispute_is_mediated_and_counted_with_its_evidence(stage: Stage) -> None:
    """MED-KD-01"""
    rong = stage.console("rong", BIJIE)
    made = rong.send(
        "/mediations", code="d-1", body="c1", parties=["h-1", "h-2"], channel="OFFLINE"
    )
    assert made.status_code == 201, made.text
    step = "/mediations/d-1"
    refused = rong.send(f"{step}/hold-mediation-session", mode="OFFLINE")
    assert code_of(refused) == (409, "mediator-not-accepted")
    done(rong, f"{step}/choose-mediator", mediator="mei", by=["h-1", "h-2"])
    done(rong, f"{step}/accept-mediation")
    done(rong, f"{step}/hold-mediation-session", mode="OFFLINE")
    done(rong, f"{step}/succeed-mediation", agreement="a-1")
    stage.service.projector.catch_up()

    figures = rong.read("/mediations/figures").json()
    assert (figures["mediated"], figures["success_rate"], figures["litigation_rate"]) == (
        1, "100.0 %", "0.0 %",
    )  # fmt: skip
    [line] = rong.read("/mediations", counted="SUCCEEDED").json()["items"]
    assert (line["code"], line["state"], line["parties"]) == ("d-1", "SUCCEEDED", 2)
    assert "h-1" not in str(line)
    events = rong.pages("/mediations/evidence", counted="SUCCEEDED")
    assert [one["event"] for one in events] == [
        "MediationApplied", "MediatorChosen", "MediatorAccepted", "MediationSessionHeld",
        "MediationSucceeded",
    ]  # fmt: skip
    # Who is no party and keeps no office here sees nothing of it.
    assert stage.console("h-1", BIJIE).read("/mediations").json()["items"] == [line]
    assert stage.console("mo", BIJIE).read("/mediations").json()["items"] == []
    assert stage.console("mo", BIJIE).read("/mediations/figures").json()["mediated"] == 0


def test_six_of_seven_ones_are_not_complete(stage: Stage) -> None:
    """HLT-SA-01"""
    cai = stage.console("cai", STREET)
    signed = cai.send("/doctor-contracts", holder="h-12", body="c1", residents=3, place="studio")
    assert signed.status_code == 201, signed.text
    path = "/doctor-contracts/h-12/do-health-item"
    for item in (1, 3, 4, 5, 6, 7):
        done(cai, path, item=item)
    assert code_of(cai.send(path, item=2)) == (409, "face-to-face-missing")
    assert code_of(cai.send(path, item=8)) == (422, "health-item-unknown")
    stage.service.projector.catch_up()
    [row] = cai.read("/doctor-contracts", complete=False).json()["items"]
    assert (row["items"], row["complete"]) == ([1, 3, 4, 5, 6, 7], False)

    done(cai, path, item=2, face_to_face=True)
    stage.service.projector.catch_up()
    [row] = cai.read("/doctor-contracts").json()["items"]
    assert (row["complete"], row["completed_on"]) == (True, "2021-09-06")
    assert cai.pages("/doctor-contracts/evidence")[-1]["event"] == "HealthPackageCompleted"


def test_shares_of_residents_say_both_sides_and_their_events(stage: Stage) -> None:
    """VOL-BZ-01: two of twenty are a tenth"""
    rong, cai = stage.console("rong", BIJIE), stage.console("cai", BIJIE)
    path = "/resident-shares/c1"
    for person in ("lin", "mo"):
        done(rong, "/volunteers", account=person, kind="PERSON", body="c1")
    stage.service.projector.catch_up()
    [share] = rong.read(path).json()["items"]
    assert (share["count"], share["residents"], share["met"]) == (2, None, None)

    done(cai, "/books/POPULATION/update-population-data", body="c1", as_of="2021-08-31",
         residents=20)  # fmt: skip
    stage.service.projector.catch_up()
    [share] = rong.read(path).json()["items"]
    assert (share["share"], share["wanted"], share["wanted_count"], share["met"]) == (
        "10.0 %", "10.0 %", 2, True,
    )  # fmt: skip
    events = rong.read(f"{path}/evidence", takes="VOLUNTEERS").json()["items"]
    assert [one["event"] for one in events] == [
        "VolunteerRegistered", "VolunteerRegistered", "PopulationDataUpdated",
    ]  # fmt: skip
    assert code_of(rong.read("/resident-shares/nothing")) == (404, "body-not-found")


def test_a_register_opens_to_the_named_post_and_the_auditor_sees_who_looked(stage: Stage) -> None:
    """CNT-BZ-02, Annex C footnote 3"""
    shu, aud = stage.console("shu", BIJIE), stage.console("aud", BIJIE)
    done(shu, "/books/SPECIAL_GROUP_PLAN/file-plan", body="c1", plan="SPECIAL_GROUP_VISITS",
         plan_ref="doc-1", subject_ref="p-7", each="MONTH")  # fmt: skip
    stage.service.projector.catch_up()
    path = "/sensitive-registers/SPECIAL_GROUPS/c1"

    assert code_of(stage.console("rong", BIJIE).read(path)) == (403, "sensitive-register-closed")
    assert code_of(aud.read(path)) == (403, "permission-denied")
    assert code_of(shu.read("/sensitive-registers/OTHERS/c1")) == (
        409, "sensitive-register-undefined",
    )  # fmt: skip
    [line] = shu.read(path).json()["items"]
    assert line == {
        "subject_ref": "p-7", "each": "MONTH", "planned_on": "2021-09-06", "visits": 0,
        "last_visit_on": None,
    }  # fmt: skip
    stage.service.projector.catch_up()
    [view] = aud.read("/sensitive-views").json()["items"]
    assert (view["code"], view["body"], view["people"]) == ("SPECIAL_GROUPS", "c1", ["shu"])
    assert [one["event"] for one in aud.pages("/sensitive-views/evidence")] == [
        "SensitiveRecordViewed"
    ]
