"""Gates, orders and books as an administration console uses them."""

from __future__ import annotations

from typing import Any

import httpx

from tests.interfaces.api.stage import Stage

NOMINATION: dict[str, Any] = {
    "body": "u1", "nominee_ref": "lin", "about": "file-70",
}  # fmt: skip
ASKED: dict[str, Any] = {
    "code": "opinion-70", "gate": "PRIOR_OPINION", "matter": "honour", "about": "file-70",
    "unit": "u1", "requested_from": ["c1"],
}  # fmt: skip


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_an_honour_waits_for_the_station_and_says_what_is_missing(stage: Stage) -> None:
    """ORG-DG-09, GAT-01"""
    stage.clock.set("2021-09-06 09:00")
    uma, anna = stage.console("uma"), stage.console("anna")

    refused = uma.send("/books/HONOUR/nominate-award", **NOMINATION)
    assert code_of(refused) == (409, "gate-blocked")
    assert refused.json()["why"] == "station opinion missing"
    asked = uma.send("/gates", **ASKED)
    assert asked.status_code == 201, asked.text
    path = "/gates/opinion-70/give-opinion"
    stale = anna.send(path, headers={"If-Match": '"7"'}, approved=True, opinion="fine")
    assert code_of(stale) == (412, "stale-version")
    given = anna.send(path, headers={"If-Match": '"1"'}, approved=False, opinion="rarely here")
    assert given.is_success, given.text
    done = uma.send("/books/HONOUR/nominate-award", **NOMINATION, gate="opinion-70")
    assert done.is_success, done.text

    stage.service.projector.catch_up()
    [line] = stage.console("olga").read("/oversight", code="opinion-70").json()["items"]
    assert (line["state"], line["approved"], line["bodies"]) == ("PASSED", False, ["c1"])
    events = stage.console("olga").read("/oversight/evidence", code="opinion-70").json()["items"]
    assert [one["event"] for one in events] == ["GateRequested", "GateOpinionGiven", "GatePassed"]


def test_a_list_tells_what_was_recorded_and_not_of_whom(stage: Stage) -> None:
    """ENV-07"""
    stage.service.projector.catch_up()
    olga = stage.console("olga")

    [entry] = olga.read("/books", record="HONOUR").json()["items"]
    events = olga.read("/books/evidence", record="HONOUR").json()["items"]

    assert entry["marks"] == ["subject=file-70", "gate=opinion-70"]
    assert "lin" not in entry.values()
    assert [one["event"] for one in events] == ["AwardNominated"]


def test_gaps_are_asked_for_in_spans_of_a_year_at_most(stage: Stage) -> None:
    """API conventions"""
    olga = stage.console("olga")

    assert olga.read("/books/gaps", from_on="2021-09-01", until_on="2021-09-30").json() == {
        "items": [], "next": None,
    }  # fmt: skip
    assert code_of(olga.read("/books/gaps", from_on="2020-01-01", until_on="2021-09-30")) == (
        422, "span-too-long",
    )  # fmt: skip
    assert code_of(olga.read("/books/gaps")) == (422, "invalid-request")


def test_an_unknown_word_of_the_pack_is_refused_with_its_rule(stage: Stage) -> None:
    """B-45"""
    answer = stage.console("uma").send("/books/CAMERA/nominate-award", **NOMINATION)

    assert code_of(answer) == (409, "record-undefined")
    assert answer.json()["rule"] == "B-45"
