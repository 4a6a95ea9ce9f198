"""What a case that was left out counted for is taken back, in whatever order it is known (剔除)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.use_cases.request import SYSTEM_CALLER
from domain.accountability.errors import EvidenceLeftOut
from domain.assessments.errors import NoCaseWithUnit
from domain.cases.errors import OwnRequest
from domain.policy.shelf import PackShelf
from tests.application.accountability.files import give, ref, staffed
from tests.application.test_assessments import appraise, closed_with
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database
from tests.samples import PAUSING


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    packs = PackShelf([PAUSING])
    with town_on(database, "daguan", "2021-09-16 09:00", packs=packs) as town:
        staffed(town)
        yield town


def leave_out(town: Town, case: UUID) -> None:
    """``lights`` asks, and the organisation department approves."""
    town.do("uma", "request_exclusion", case, ground="UNREASONABLE", reason="another county")
    town.do(FOUNDER, "decide_exclusion", case, approved=True, opinion="not theirs")


def sweep(town: Town, local: str) -> None:
    town.clock.set(at(local))
    town.service.deadlines.sweep(town.name)
    town.service.follow(town.name)


def totals(town: Town) -> dict[str, Decimal]:
    town.service.follow(town.name)
    rows = town.rows("SELECT code, total FROM unit_points_v1 WHERE jurisdiction = %s")
    return dict(rows)


def called(town: Town) -> list[str]:
    town.service.follow(town.name)
    rows = town.rows("SELECT code FROM accountability_files_v1 WHERE jurisdiction = %s ORDER BY 1")
    return [code for (code,) in rows]


def test_a_case_leaves_every_account_in_which_it_counts(town: Town) -> None:
    """PTS-DG-03, GAT-01: half a point for each of two units, and nothing is booked again"""
    case = closed_with(town, "lights", "police")
    assert totals(town) == {"lights": Decimal("60.5"), "police": Decimal("60.5")}

    leave_out(town, case)

    assert totals(town) == {"lights": Decimal("60.0"), "police": Decimal("60.0")}
    town.do("anna", "reopen_case", case, reason="again", due_on="2021-10-20")
    town.do("uma", "report_resolution", case, measures="cleared again")
    town.do("bo", "report_result_to_head", case, result="dry")
    town.do("anna", "close_case", case, verification="seen")
    assert totals(town) == {"lights": Decimal("60.0"), "police": Decimal("60.0")}
    head = town.head()
    town.service.reactor.replay(town.name, lambda _done, _all: None)
    assert town.head() == head


def test_what_was_left_out_before_the_reaction_came_is_booked_and_taken_back(town: Town) -> None:
    """ADR 27: the log tells the same, whenever it is read"""
    case = closed_with(town, "lights", "police")
    leave_out(town, case)

    assert totals(town) == {"lights": Decimal("60.0"), "police": Decimal("60.0")}


def test_a_miss_after_the_exclusion_costs_nothing_and_calls_nobody(town: Town) -> None:
    """PTS-DG-05, ACC-DG-01: what is left out is no link of a row"""
    first, second = whistled(town, "lights", "police"), whistled(town, "lights", "police")
    leave_out(town, first)
    sweep(town, "2021-09-23 00:05")

    assert totals(town) == {"lights": Decimal("57.0"), "police": Decimal("57.0")}
    assert called(town) == []
    assert town.events(first).count("FeedbackMissed") == 2
    assert town.events(second).count("FeedbackMissed") == 2


def test_what_stood_between_two_misses_is_gone_with_its_case(town: Town) -> None:
    """ACC-DG-01: missed on 09-22, left out, missed on 09-27: two in a row"""
    whistled(town, "lights", "police")
    town.clock.set(at("2021-09-22 09:00"))
    between = whistled(town, "lights", "police")
    town.do("uma", "give_feedback", between, content="on it")
    town.do("vic", "give_feedback", between, content="on it")
    town.clock.set(at("2021-09-24 09:00"))
    whistled(town, "lights", "police")
    sweep(town, "2021-09-30 00:05")
    assert called(town) == []

    leave_out(town, between)

    assert called(town) == ["TWO_CONSECUTIVE_MISSES.lights.1", "TWO_CONSECUTIVE_MISSES.police.1"]


def test_nothing_rests_on_a_case_that_was_left_out(town: Town) -> None:
    """GAT-01, 3.2, SAT-DG-02: neither a file, nor an appraisal"""
    missed, closed = whistled(town, "lights", "police"), closed_with(town, "lights", "police")
    sweep(town, "2021-09-23 00:05")
    leave_out(town, missed)
    leave_out(town, closed)

    said: dict[str, Any] = {"trigger": "TWO_CONSECUTIVE_MISSES", "body": "lights"}
    named = (ref(town, missed, "FeedbackMissed"),)
    with pytest.raises(EvidenceLeftOut):
        give(
            town, SYSTEM_CALLER, "trigger_interview",
            code="f1", evidence_event_ids=named, **said,
        )  # fmt: skip
    with pytest.raises(NoCaseWithUnit):
        appraise(town, "lights", closed)


def test_four_eyes(town: Town) -> None:
    """GAT-01: who asked does not approve, whatever post they hold"""
    case = whistled(town, "lights", "police")
    town.do("uma", "request_exclusion", case, ground="UNREASONABLE", reason="another county")
    town.appoint("uma", "leading_group_office", town.name)
    with pytest.raises(OwnRequest):
        town.do("uma", "decide_exclusion", case, approved=True, opinion="ours")
