"""The drawing of a chain: causes above what they led to, and two persons told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from application.dossier.desk import Chain, Dossier
from application.dossier.told import ToldEvent
from application.read_models.accountability_files import FileLine, FileState
from application.read_models.as_of import AsOf, Axis
from application.read_models.pages import Page
from interfaces.accountability_chain import chain_drawing
from interfaces.drawn_text import cut, width_of, wrapped
from interfaces.pages.chain_page import chain_page
from tests.shelves import product_packs

_SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2021, 9, 22, 16, 0, tzinfo=UTC)  # 00:00 of the 23rd in Shanghai
FILE, CASE = UUID(int=7), UUID(int=8)
_versions = count(1)


def told(event: str, *because: ToldEvent, of: UUID = FILE, **fields: Any) -> ToldEvent:
    no = next(_versions)
    said: dict[str, Any] = {
        "ref": f"event:{of}/{no}", "position": no, "aggregate_id": of, "event": event,
        "occurred_at": START + timedelta(hours=no), "recorded_at": START + timedelta(hours=no),
        "late_recorded": False, "actor_post": None, "actor_no": None, "on_behalf_of_unit": None,
        "pack": "daguan@2020.1", "rule_ids": (), "reason": None, "documents": (), "facts": {},
        "evidence_event_ids": tuple(one.ref for one in because), "because": because,
    }  # fmt: skip
    return ToldEvent(**said | fields)


def dossier(steps: Sequence[ToldEvent], exclusions: Sequence[ToldEvent] = ()) -> Dossier:
    nothing = dict.fromkeys(
        ("period", "called", "caller", "caller_body", "due_on", "held_at", "minutes_ref",
         "opened_at", "measure", "decided_at", "notice_ref", "circulated_at", "appealed_at")
    )  # fmt: skip
    line = FileLine(
        jurisdiction="j", aggregate_id=FILE, version=1, changed_at=START,
        latest_occurred_at=START, code="f1", trigger_code="TWO_CONSECUTIVE_MISSES", subject="u1",
        body="u1", state=FileState.DECIDED, begun_with="InterviewTriggered", begun_at=START,
        evidence=(), pack="daguan@2020.1", **nothing,
    )  # fmt: skip
    chain = Chain(line=line, steps=steps, orders=[], exclusions=exclusions, speaks_for=[])
    return Dossier(
        subject="u1", from_on=date(2021, 1, 1), until_on=date(2021, 12, 31), as_of=None,
        asked_at=START, pack=product_packs().get("daguan"), names={"u1": "城管局"}, chains=[chain],
        orders=[], missed=[], feedback=Page([], None), closings=Page([], None),
    )  # fmt: skip


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # drawn a moment ago


def texts(found: Dossier) -> list[str]:
    return [str(node.text) for node in parsed(chain_drawing(found)).iter(f"{_SVG}text")]


def in_office(post: str, number: int, **fields: Any) -> dict[str, Any]:
    return {"actor_post": post, "actor_no": number, "facts": fields}


def test_a_measure_shows_that_two_persons_took_it() -> None:
    """INT-01, GAT-01: four eyes, without a name"""
    office = "leading_group_office"
    steps = [
        told("InterviewTriggered", told("FeedbackMissed", of=CASE)),
        told("GateRequested", **in_office(office, 1, gate_code="MEASURE", subject="CRITICISM")),
        told("GateOpinionGiven", **in_office(office, 2, gate_code="MEASURE", approved=True)),
        told("GatePassed", **in_office(office, 2, gate_code="MEASURE")),
        told("AccountabilityDecided", **in_office(office, 2, measure="CRITICISM")),
    ]

    said = texts(dossier(steps))

    assert {"2 提出处理意见", "3 审批处理意见", "4 处理意见获批准", "5 问责决定"} <= set(said)
    assert sum("两人：甲提出，乙答复" in one for one in said) == 3
    assert "1. 城管局（u1）：连续两次未按时反馈" in said or any(
        "城管局（u1）" in one for one in said
    )


def test_one_person_alone_is_never_told_as_two() -> None:
    """GAT-01: the drawing says what the log says"""
    same = told("GatePassed", **in_office("leading_group_office", 1, gate_code="APPEAL"))
    steps = [
        told("GateRequested", **in_office("leading_group_office", 1, gate_code="APPEAL")),
        same,
    ]

    assert not any("两人" in one for one in texts(dossier(steps)))


def test_what_was_left_out_behind_a_call_is_shown_with_it() -> None:
    """GAT-01: a case that is excluded, by whom it was asked and by whom approved"""
    exclusions = [
        told(
            "GateRequested", of=CASE, reason="the land is another's",
            **in_office("unit_principal", 1, gate_code="EXCLUSION"),
        ),
        told("GatePassed", of=CASE, **in_office("auditor", 2, gate_code="EXCLUSION")),
    ]  # fmt: skip

    said = texts(dossier([told("InterviewTriggered")], exclusions))

    assert {"依据事项的剔除", "1 申请剔除", "2 准予剔除"} <= set(said)
    assert any("说明：the land is another's" in one for one in said)


def test_causes_stand_above_what_they_led_to() -> None:
    """Time runs downwards, and a line leads from each cause to its effect"""
    deep = told("CaseEscalatedToDistrict", of=CASE)
    miss = told("FeedbackMissed", deep, of=CASE)
    found = dossier([told("InterviewTriggered", miss), told("InterviewHeld")])
    root = parsed(chain_drawing(found))

    def y(title: str) -> float:
        [node] = [n for n in root.iter(f"{_SVG}text") if n.text == title]
        return float(str(node.get("y")))

    order = [y(title) for title in ("吹哨到区", "未按时反馈", "1 触发约谈", "2 约谈")]
    assert order == sorted(order)
    assert sum("marker-end" in node.attrib for node in root.iter()) == 3


def test_words_of_officials_cannot_break_out() -> None:
    """CWE-79: neither of the drawing nor of the page"""
    hostile = '</text><script>alert(1)</script>"&\x00' * 3
    found = dossier([told("FindingRecorded", reason=hostile, facts={"finding": hostile})])
    found = replace(found, subject='"><img src=x>', names={})

    page = ET.fromstring(  # noqa: S314  # made a moment ago
        chain_page(found, '"><b>').removeprefix("<!doctype html>")
    )

    assert parsed(chain_drawing(found)) is not None
    assert not {"script", "img", "b"} & {node.tag.rpartition("}")[2] for node in page.iter()}


def test_very_long_chains_are_counted_where_they_are_not_drawn() -> None:
    """Bounded: the list of evidence has all of them"""
    causes = [told("FeedbackMissed", of=CASE) for _ in range(650)]

    said = texts(dossier([told("InterviewTriggered", *causes)]))

    assert sum(one == "未按时反馈" for one in said) == 600
    assert "另有 51 个事件未画，见依据清单" in said


def test_evidence_that_is_not_told_again_is_counted() -> None:
    """Dossier: what was told before is named and not told"""
    said = texts(dossier([told("InterviewTriggered", evidence_event_ids=("a", "b"))]))

    assert any("另有 2 件依据" in one for one in said)


def test_the_past_says_that_it_is_the_past() -> None:
    """ENV-06"""
    found = replace(dossier([told("InterviewTriggered")]), as_of=AsOf(START, Axis.OCCURRED))

    assert any("截至 2021-09-23 00:00（按当时已发生的）" in one for one in texts(found))


def test_texts_are_wrapped_to_the_room_there_is() -> None:
    """Chinese breaks anywhere, words stay whole, and what is too long for a line is broken"""
    said = "吹哨报到 the main belongs to the district 由区直单位牵头办理" + "x" * 60
    lines = list(wrapped(said, 120))

    assert all(width_of(line) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    assert any("district" in line for line in lines)
    assert cut("网格员" * 20, 100).endswith("…")
    assert list(wrapped("", 100)) == []
