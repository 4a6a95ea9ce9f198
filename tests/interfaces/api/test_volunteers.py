"""The time bank as a community's console and a resident's own use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import territory
from tests.interfaces.api.stage import FOUNDER, Console, Stage

BANK = "bank"


@pytest.fixture(scope="module", autouse=True)
def bank(stage: Stage) -> None:
    """A jurisdiction of the pack with the time bank."""
    stage.clock.set("2021-09-06 09:00")
    stage.service.organisation.open_jurisdiction(BANK, "bijie", FOUNDER.person_ref)
    pack = stage.service.packs.current(BANK, stage.clock().date())
    place = territory(pack)
    for above, level in zip(place.levels, place.levels[1:-1], strict=False):
        parent = BANK if above == place.top else above.lower()
        code = "c1" if level == place.pool else level.lower()
        stage.organise(BANK, FoundOrgUnit(code=code, level=level, tree=place.tree, parent=parent))
    stage.organise(
        BANK,
        AppointPost(body="c1", post="residents_committee", person_ref="rong", basis="election"),
    )


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def rong(stage: Stage) -> Console:
    return stage.console("rong", BANK)


def account(stage: Stage, holder: str, *hours: str) -> None:
    """An account with so much service."""
    made = rong(stage).send("/volunteers", account=holder, kind="PERSON", body="c1")
    assert made.status_code == 201, made.text
    for each in hours:
        served: dict[str, Any] = {"activity": "visits", "hours": each}
        done = rong(stage).send(f"/volunteers/{holder}/record-service", **served)
        assert done.status_code == 200, done.text


def balance(stage: Stage, holder: str) -> dict[str, Any]:
    stage.service.projector.catch_up()
    [found] = rong(stage).read("/volunteers", account=holder).json()["items"]
    return dict(found)


def test_of_two_redemptions_at_once_the_second_is_refused(stage: Stage) -> None:
    """VOL-KD-01: 20 and 15 from 30, over the API, one way or the other"""
    for n in range(8):
        holder = f"twice-{n}"
        account(stage, holder, "20", "10")

        def redeem(points: str, holder: str = holder) -> httpx.Response:
            path = f"/volunteers/{holder}/redeem-volunteer-points"
            return rong(stage).send(path, goods="soap", points=points)

        with ThreadPoolExecutor(2) as together:
            answers = sorted(together.map(redeem, ("20", "15")), key=lambda a: a.status_code)

        assert answers[0].status_code == 200
        assert code_of(answers[1]) == (409, "volunteer-points-short")
        left = balance(stage, holder)["balance"]
        assert left == answers[1].json()["balance"]
        assert left in {"10", "15"}


def test_a_resident_redeems_what_is_their_own_and_sees_nothing_else(stage: Stage) -> None:
    """VOL-KD-01, Annex C"""
    account(stage, "lin", "20", "10")
    lin, mo = stage.console("lin", BANK), stage.console("mo", BANK)
    path = "/volunteers/lin/redeem-volunteer-points"

    assert lin.send(path, goods="kettle", points="25").status_code == 200
    assert code_of(lin.send(path, goods="soap", points="5.5")) == (409, "volunteer-points-short")
    # To others there is no such account.
    assert code_of(mo.send(path, goods="soap", points="1")) == (404, "volunteer-not-found")
    own = "/volunteers/lin/record-service"
    assert code_of(lin.send(own, activity="visits", hours="1")) == (403, "own-service")
    stage.service.projector.catch_up()
    [row] = lin.read("/volunteers").json()["items"]
    assert (row["code"], row["earned"], row["balance"]) == ("lin", "30", "5")
    assert lin.read("/volunteers").text == rong(stage).read("/volunteers", account="lin").text
    assert mo.read("/volunteers").json()["items"] == []
    assert mo.read("/volunteer-ledger", account="lin").json()["items"] == []
    assert mo.read("/volunteer-ledger/evidence", account="lin").json()["items"] == []


def test_a_false_service_blocks_redeeming_and_the_past_stays_as_it_was(stage: Stage) -> None:
    """VOL-KD-01, ENV-06"""
    stage.clock.set("2021-09-07 09:00")
    account(stage, "ma", "24")
    path = "/volunteers/ma/redeem-volunteer-points"
    assert rong(stage).send(path, goods="kettle", points="20").status_code == 200
    stage.clock.set("2021-09-08 09:00")
    reverse = "/volunteers/ma/reverse-volunteer-points"

    assert code_of(rong(stage).send(reverse, service=1)) == (422, "reason-missing")
    assert rong(stage).send(reverse, service=1, reason="nobody was there").status_code == 200

    refused = rong(stage).send(path, goods="soap", points="1")
    assert code_of(refused) == (409, "volunteer-redemption-blocked")
    assert refused.json()["balance"] == "-20"
    now = balance(stage, "ma")
    assert (now["balance"], now["blocked"]) == ("-20", True)
    asked = {"account": "ma", "as_of": "2021-09-07T23:59:00+08:00"}
    [then] = rong(stage).read("/volunteers", **asked).json()["items"]
    assert (then["balance"], then["blocked"]) == ("4", False)
    lines = rong(stage).pages("/volunteer-ledger", account="ma", limit=2)
    assert [(line["points"], line["balance"]) for line in lines] == [
        (None, "0"), ("24", "24"), ("-20", "4"), ("-24", "-20"),
    ]  # fmt: skip
    events = rong(stage).pages("/volunteer-ledger/evidence", account="ma")
    assert [one["event"] for one in events] == [line["event"] for line in lines]
    assert {one["event"] for one in rong(stage).pages("/volunteers/evidence", account="ma")} == {
        "VolunteerRegistered", *(line["event"] for line in lines),
    }  # fmt: skip
