"""The two case stories of the rulebook, driven as a console would."""

from __future__ import annotations

from typing import Any

from tests.interfaces.api.national_day import drained
from tests.interfaces.api.stage import Console, Stage

FORMER, LATTER = "2021-10-11T23:59:00+08:00", "2021-10-12T00:10:00+08:00"


def test_a_drainage_complaint_goes_from_the_visit_to_its_closing(stage: Stage) -> None:
    """W-1, case part: two units, two misses of one of them over National Day 2021."""
    anna = stage.console("anna")

    case = drained(stage)

    now = anna.get(f"/{case}").json()
    assert (now["state"], now["misses"], now["text"]) == ("CLOSED", 2, "门口积水")
    assert _as_of(anna, case, FORMER)["misses"] == 1
    assert _as_of(anna, case, LATTER)["misses"] == 2
    history = anna.get(f"/{case}/history").json()["items"]
    opened = next(one for one in history if one["event"] == "FeedbackObligationOpened")
    assert opened["clocks"][0]["due_on"] == "2021-09-22"
    assert [one["event"] for one in history][:3] == ["CaseReported", "CaseUploaded", "CaseTriaged"]
    assert [one["event"] for one in history].count("CloseOutRefused") == 1
    assert history[-1]["event"] == "CaseClosed"


def test_a_street_light_goes_through_the_five_step_loop(stage: Stage) -> None:
    """W-2: three working days from Friday 2026-02-13 end on Wednesday 2026-02-25."""
    gu, di, lin = (stage.console(name, "kundulun") for name in ("gu", "di", "lin"))
    rita = stage.console("rita", "kundulun")

    stage.clock.set("2026-02-13 09:00")
    case = _reported(rita, grid="g1", category="street_light", text="路灯不亮")
    gu.done(case, "upload_case")
    di.done(case, "triage_case")
    di.done(case, "route_case", mode="SINGLE", level="STREET", units=["lights"])
    lin.done(case, "accept_case")
    due_at = rita.get(f"/{case}").json()["due_at"]
    stage.clock.set("2026-02-25 23:58")
    lin.done(case, "report_resolution", measures="换灯泡")
    stage.clock.set("2026-02-25 23:59")
    di.done(case, "close_case")
    stage.clock.set("2026-02-26 09:00")
    rita.done(case, "rate_case", score=5)

    seen = rita.get(f"/{case}").json()
    assert due_at == "2026-02-25T16:00:00Z"
    assert (seen["state"], seen["score"], seen["closed_on_time"]) == ("RATED", 5, True)


def _reported(console: Console, **body: Any) -> str:
    answer = console.report(**body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def _as_of(console: Console, case: str, instant: str) -> Any:
    return console.get(f"/{case}", as_of=instant).json()
