"""The two case stories of the rulebook, driven as a console would."""

from __future__ import annotations

from typing import Any

from tests.interfaces.api.stage import Console, Stage

FORMER, LATTER = "2021-10-11T23:59:00+08:00", "2021-10-12T00:10:00+08:00"


def test_a_drainage_complaint_goes_from_the_visit_to_its_closing(stage: Stage) -> None:
    """W-1, case part: two units, two misses of one of them over National Day 2021."""
    anna, bo, gu, uma, vic = (stage.console(name) for name in ("anna", "bo", "gu", "uma", "vic"))
    at = stage.clock.set

    at("2021-09-10 09:00")
    case = _reported(gu, kind="WHISTLE", grid="g12", category="drainage", text="门口积水")
    gu.done(case, "upload_case")
    anna.done(case, "triage_case", category="drainage")
    at("2021-09-13 10:00")
    anna.done(case, "draw_up_four_lists", problem="积水", task="疏通", standard="雨后一小时无积水",
              responsible_person="uma", responsible_unit="u1", due_on="2021-10-20",
              meeting_id="dispatch")  # fmt: skip
    at("2021-09-16 10:00")
    anna.done(case, "blow_whistle", grade="COMMON", responsible_person="uma", due_on="2021-10-20")
    anna.done(case, "escalate_to_district", mode="MULTI", units=["u1", "u2"],
              beyond_street_reason="主管网属区里")  # fmt: skip
    uma.done(case, "accept_case")
    vic.done(case, "accept_case")
    at("2021-09-18 10:00")
    uma.done(case, "give_feedback", content="已勘察")
    at("2021-09-23 00:05")
    stage.sweep()
    at("2021-09-30 09:00")
    bo.done(case, "convene_site_meeting", meeting_id="site-1", place="3号楼",
            at="2021-09-30T09:00:00+08:00")  # fmt: skip
    bo.done(case, "hold_site_meeting", meeting_id="site-1",
            attended_units=["street", "c1", "u1", "u2"], ways="同日开挖", methods="换管",
            guarantees="街道封路", minutes_ref="minutes-1")  # fmt: skip
    at("2021-10-09 10:00")
    uma.done(case, "give_feedback", content="已换管")
    at("2021-10-12 00:05")
    stage.sweep()
    at("2021-10-14 10:00")
    uma.done(case, "report_resolution", measures="换管完成")
    at("2021-10-15 10:00")
    anna.done(case, "refuse_close_out", reasons=["二号门仍积水"])
    at("2021-10-18 10:00")
    uma.done(case, "report_resolution", measures="二号门已处理")
    bo.done(case, "report_result_to_head", result="两门均无积水")
    at("2021-10-19 10:00")
    refused = uma.do(case, "close_case", verification="自查")
    anna.done(case, "close_case", verification="雨后现场查看无积水")

    assert (refused.status_code, refused.json()["code"]) == (403, "closing-authority")
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
