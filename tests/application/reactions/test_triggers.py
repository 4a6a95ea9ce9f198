"""Whom the log calls, on the real log: once, with its evidence, and again by nothing (3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from application.queries.accountability_desk import AccountabilityDesk
from application.read_models.accountability_files import FileFilter, FileLine, FileState
from application.read_models.obligation_calendar import CalendarFilter
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-09-16 09:00") as opened:
        yield opened


def give(town: Town, command: str, *, by: str = FOUNDER, **said: Any) -> None:
    built = ORGANISATION_COMMANDS[command](**said)
    town.service.organisation.execute(town.name, Caller(by), built, key=None)


def files(town: Town, **which: Any) -> Sequence[FileLine]:
    town.service.follow(town.name)
    desk: AccountabilityDesk = town.service.accountability
    return desk.rows(town.name, Caller(FOUNDER), FileFilter(**which)).items


def missed_twice(town: Town) -> None:
    """Two cases of both units, given out on Thursday 2021-09-16 and due on the 22nd."""
    whistled(town, "lights", "police")
    whistled(town, "lights", "police")
    town.clock.set(at("2021-09-23 00:05"))
    town.service.follow(town.name)
    town.service.deadlines.sweep(town.name)


def test_two_misses_call_each_unit_once_with_the_events_that_say_so(town: Town) -> None:
    """ACC-DG-01 G3: two cases, both due on the same day, both missed"""
    missed_twice(town)

    [lights] = files(town, subject="lights")
    [police] = files(town, subject="police")

    assert (lights.code, lights.state) == ("TWO_CONSECUTIVE_MISSES.lights.1", FileState.CALLED)
    assert lights.begun_at == at("2021-09-23 00:00"), "true since the bound"
    assert lights.called == "unit_principal"
    assert len(lights.evidence) == 2
    assert set(lights.evidence).isdisjoint(police.evidence)


def test_shown_everything_again_the_reaction_adds_nothing(town: Town) -> None:
    """ENV-05, 3.2: source events are unsettled by another trigger of the same code"""
    missed_twice(town)
    before = files(town)
    head = town.head()

    appended = town.service.reactor.replay(town.name, lambda _done, _total: None)

    assert (appended, town.head()) == (0, head)
    assert files(town) == before


def test_a_poor_appraisal_calls_and_the_talk_is_owed_in_ten_working_days(town: Town) -> None:
    """ACC-DG-03: appraised poor on Tuesday 2021-12-28, no talk by 2022-01-12 (1-3 January off)"""
    town.appoint("lin", "leading_group_office", town.name)
    case = whistled(town, "lights", "police")
    for person in ("uma", "vic"):
        town.do(person, "accept_case", case)
        town.do(person, "give_feedback", case, content="on it")
    town.do("uma", "report_resolution", case, measures="cleared")
    town.do("bo", "report_result_to_head", case, result="dry")
    town.do("anna", "close_case", case, verification="seen")
    town.clock.set(at("2021-12-28 09:00"))
    give(town, "open_appraisal", assessment="REVERSE_APPRAISAL", body=town.name, year=2021)
    give(
        town, "appraise_unit", by="anna", about="lights", kind="REVERSE_APPRAISAL",
        body="station", year=2021, station="station", score="80", case_ids=[case],
    )  # fmt: skip
    give(
        town, "conclude_assessment", by="lin", about="lights", kind="REVERSE_APPRAISAL",
        body=town.name, year=2021, grade="POOR",
    )  # fmt: skip

    [line] = files(town, subject="lights")

    assert (line.code, line.period) == ("POOR_APPRAISAL.lights.1", "2021")
    assert str(line.due_on) == "2022-01-12"
    owed = town.service.obligations.rows(
        town.name, Caller(FOUNDER), CalendarFilter(code="INTERVIEW")
    )
    assert [(one.subject, one.due_at) for one in owed.items] == [
        (line.code, at("2022-01-13 00:00"))
    ]
