"""The case of W-1 as consoles drive it: two units over National Day 2021."""

from __future__ import annotations

from tests.interfaces.api.stage import Stage

OPENED = "2021-09-10 09:00"


def drained(stage: Stage) -> str:
    """From the visit of 10 September to the closing of 19 October; the case.

    The processes beside the API have their round five minutes after each midnight that counts.
    """
    anna, bo, gu, uma, vic = (stage.console(name) for name in ("anna", "bo", "gu", "uma", "vic"))
    at = stage.clock.set

    at(OPENED)
    reported = gu.report(kind="WHISTLE", grid="g12", category="drainage", text="门口积水")
    assert reported.status_code == 201, reported.text
    case = str(reported.json()["case_id"])
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
    stage.tick()
    at("2021-09-30 09:00")
    bo.done(case, "convene_site_meeting", meeting_id="site-1", place="3号楼",
            at="2021-09-30T09:00:00+08:00")  # fmt: skip
    bo.done(case, "hold_site_meeting", meeting_id="site-1",
            attended_units=["street", "c1", "u1", "u2"], ways="同日开挖", methods="换管",
            guarantees="街道封路", minutes_ref="minutes-1")  # fmt: skip
    at("2021-10-09 10:00")
    uma.done(case, "give_feedback", content="已换管")
    at("2021-10-12 00:05")
    stage.tick()
    at("2021-10-14 10:00")
    uma.done(case, "report_resolution", measures="换管完成")
    at("2021-10-15 10:00")
    anna.done(case, "refuse_close_out", reasons=["二号门仍积水"])
    at("2021-10-18 10:00")
    uma.done(case, "report_resolution", measures="二号门已处理")
    bo.done(case, "report_result_to_head", result="两门均无积水")
    at("2021-10-19 10:00")
    refused = uma.do(case, "close_case", verification="自查")
    assert (refused.status_code, refused.json()["code"]) == (403, "closing-authority")
    anna.done(case, "close_case", verification="雨后现场查看无积水")
    stage.tick()
    return case
