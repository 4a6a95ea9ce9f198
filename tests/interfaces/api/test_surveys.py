"""Surveys and assessments as a console of the leading group's office uses them."""

from __future__ import annotations

from typing import Any

from tests.interfaces.api.stage import Stage

SURVEY: dict[str, Any] = {
    "survey": "chain-1", "kind": "FEEDBACK_CHAIN", "body": "c1", "population": 4000,
    "sample_size": 60, "until_on": "2021-12-10",
}  # fmt: skip


def test_a_survey_is_answered_counted_and_shown_with_both_sides_of_each_rate(stage: Stage) -> None:
    """6.1, CAL-07: 24 of 30 know of it; too few say how satisfied they are"""
    stage.clock.set("2021-12-01 09:00")
    olga = stage.console("olga")
    opened = olga.send("/surveys", **SURVEY)
    assert opened.status_code == 201, opened.text
    for number in range(30):
        said: dict[str, Any] = {"aware": number < 24}
        if number < 20:
            said["satisfied"] = "SATISFIED"
        given = olga.send("/surveys/chain-1/record-answer", respondent_ref=f"r{number}", **said)
        assert given.is_success, given.text
    again = olga.send("/surveys/chain-1/record-answer", respondent_ref="r7", aware=False)
    assert (again.status_code, again.json()["code"]) == (409, "answered-already")
    other = stage.console("anna").send(
        "/surveys/chain-1/record-answer", respondent_ref="r99", aware=True
    )
    assert other.status_code == 403
    stage.clock.set("2021-12-11 09:00")
    stage.service.projector.catch_up()
    closed = olga.send("/surveys/chain-1/close-survey")
    assert closed.is_success, closed.text

    stage.service.projector.catch_up()
    [line] = olga.read("/surveys", code="chain-1").json()["items"]
    assert line["awareness"] == {
        "numerator": 24, "denominator": 30, "sufficient": True, "text": "80.0 %",
    }  # fmt: skip
    assert line["satisfaction"] == {
        "numerator": 20, "denominator": 20, "sufficient": False, "text": None,
    }  # fmt: skip
    evidence = olga.read("/surveys/chain-1/evidence", question="AWARENESS", limit=20).json()
    assert (len(evidence["items"]), evidence["next"] is None) == (20, False)
    before = olga.read("/surveys", code="chain-1", as_of="2021-12-10T12:00:00+08:00").json()
    assert before["items"][0]["awareness"] is None


def test_a_year_of_assessments_is_opened_and_listed(stage: Stage) -> None:
    """SAT-DG-03"""
    stage.clock.set("2021-12-31 09:00")
    olga = stage.console("olga")
    said: dict[str, Any] = {"kind": "YEAR_REVIEW", "body": "c1", "year": 2021}

    added = olga.send("/assessments/u1/add-assessment-input", input="POINTS", value="74.0", **said)
    early = olga.send("/assessments/u1/conclude-assessment", **said)

    assert added.is_success, added.text
    assert early.status_code in {403, 409}, early.text
    stage.service.projector.catch_up()
    [line] = olga.read("/assessments", about="u1").json()["items"]
    assert (line["state"], line["parts"], line["overall"]) == ("RUNNING", ["POINTS"], None)
    events = olga.read("/assessments/evidence", about="u1").json()["items"]
    assert [one["event"] for one in events] == ["AssessmentInputAdded"]
