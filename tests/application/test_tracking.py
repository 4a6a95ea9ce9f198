"""Reminders to follow cases up, whoever looks and however often (CAS-DG-09)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from application import deadlines
from domain.vocabulary import RouteMode
from tests.application.town import Town, at, town_on, uploaded, with_lights
from tests.database import Database


@pytest.fixture
def daguan(database: Database) -> Iterator[Town]:
    with town_on(database, "daguan", "2021-09-16 09:00") as town:  # a Thursday
        yield town


def routed(town: Town) -> UUID:
    """A case that the community handles itself."""
    case = uploaded(town, category="garbage")
    town.do("anna", "triage_case", case)
    town.do(
        "anna", "route_case", case,
        mode=RouteMode.SELF, level="COMMUNITY", units=("c1",), due_on="2021-12-31",
    )  # fmt: skip
    return case


def swept(town: Town, local: str) -> int:
    """The scheduler looks at that local time; how many cases were reminded of."""
    town.clock.set(at(local))
    town.service.projector.catch_up()
    return town.service.deadlines.remind(town.name)


def reminders(town: Town, case: UUID) -> int:
    return town.events(case).count("ObligationReminderSent")


def test_each_open_case_is_reminded_of_once_however_many_sweep(
    daguan: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CAS-DG-09, ENV-06: 17, Sat 18, 22, 23, 24 September are worked"""
    monkeypatch.setattr(deadlines, "_BATCH", 2)
    cases = [routed(daguan) for _ in range(5)]
    assert swept(daguan, "2021-09-24 23:59") == 0
    daguan.clock.set(at("2021-09-25 00:05"))
    daguan.service.projector.catch_up()

    with ThreadPoolExecutor(2) as schedulers:
        changed = schedulers.map(lambda _: daguan.service.deadlines.remind(daguan.name), range(2))
        assert sum(changed) == 5

    assert swept(daguan, "2021-09-25 00:10") == 0
    assert [reminders(daguan, case) for case in cases] == [1] * 5
    assert swept(daguan, "2021-10-01 00:05") == 5


def test_lines_that_lag_remind_nobody_twice(daguan: Town) -> None:
    """CAS-DG-09: the case itself decides"""
    case = routed(daguan)
    swept(daguan, "2021-09-25 00:05")

    for _ in range(2):  # the line still says that nobody was reminded
        daguan.service.deadlines.remind(daguan.name)

    assert reminders(daguan, case) == 1


def test_who_follows_up_is_not_reminded(daguan: Town) -> None:
    """CAS-DG-09"""
    noted, left = routed(daguan), routed(daguan)
    daguan.clock.set(at("2021-09-24 17:00"))
    daguan.do("bo", "note_follow_up", noted, note="half of it is gone")

    assert swept(daguan, "2021-09-25 00:05") == 1

    assert (reminders(daguan, noted), reminders(daguan, left)) == (0, 1)


def test_a_closed_case_is_not_reminded_of(daguan: Town) -> None:
    """CAS-DG-09: while it is open"""
    case = routed(daguan)
    daguan.do("gu", "withdraw_case", uploaded(daguan))
    daguan.appoint("wen", "community_officer", "c1")
    daguan.do("wen", "accept_case", case)
    daguan.do("wen", "report_resolution", case, measures="cleared")
    daguan.do("anna", "close_case", case, verification="clean")

    assert swept(daguan, "2021-12-01 00:05") == 0


def test_a_leader_that_lost_its_seat_reminds_of_nothing_more(daguan: Town) -> None:
    """ENV-06: what it leaves, the next one does"""
    routed(daguan), routed(daguan)
    daguan.clock.set(at("2021-09-25 00:05"))
    daguan.service.projector.catch_up()
    answers = iter((False, True))

    assert daguan.service.deadlines.remind(daguan.name, stopping=lambda: next(answers)) == 1
    assert daguan.service.deadlines.remind(daguan.name) >= 1


def test_a_pack_without_the_clock_reminds_nobody(database: Database) -> None:
    """B-45"""
    with town_on(database, "kundulun", "2021-09-16 09:00") as town:
        case = with_lights(town)

        assert swept(town, "2021-12-01 00:05") == 0
        assert reminders(town, case) == 0
