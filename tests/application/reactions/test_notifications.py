"""Who is told at once of a route, a reminder or a miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from application.use_cases.organisation.form_leading_group import FormLeadingGroup
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.link_leader import LinkLeader
from tests.application.town import Town, at, town_on, whistled
from tests.database import Database


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    with town_on(database, "daguan", "2021-09-10 10:00") as town:
        town.organise(
            LinkLeader(unit="c1", leader_ref="lea"),
            FoundStation(code="w1", community="c1", basis="notice", party_member=True),
            FormLeadingGroup(code="group", works_for=town.name),
            FoundOrgUnit(
                code="office",
                tree="leading_group",
                level="LEADING_GROUP_OFFICE",
                parent="group",
            ),
        )
        yield town


def told(town: Town, name: str) -> list[tuple[str, str]]:
    """Channel and body of everybody who was told of an event of this name."""
    town.service.follow(town.name)
    notices = town.rows(
        "SELECT DISTINCT aggregate_id FROM events WHERE jurisdiction = %s AND topic = %s",
        "NotificationSent",
    )
    events: list[Any] = [
        event for (notice,) in notices for _, event in town.service.log.history(town.name, notice)
    ]
    return [(event.channel, event.target) for event in events if event.tells == name]


def test_the_group_of_the_station_the_office_and_the_units_are_told_of_a_route(town: Town) -> None:
    """ORG-DG-08: a route at 10:00"""
    whistled(town, "lights", "police")

    wanted = [
        ("station_group", "w1"),
        ("office_group", "office"),
        ("receiving_unit", "lights"),
        ("receiving_unit", "police"),
    ]
    assert told(town, "CaseEscalatedToDistrict") == wanted
    town.service.reactor.replay(town.name, lambda _done, _all: None)
    assert told(town, "CaseEscalatedToDistrict") == wanted


def test_what_was_recorded_a_day_ago_is_no_news(town: Town) -> None:
    """ORG-DG-08: a process that was away does not flood the groups when it is back"""
    whistled(town, "lights", "police")
    town.clock.set(at("2021-09-11 10:00"))

    assert told(town, "CaseEscalatedToDistrict") == []


def test_a_miss_of_an_obligation_is_told_to_the_station_that_owes_it(town: Town) -> None:
    """ORG-DG-08: the decomposition of October was missed"""
    town.service.obligation_sweep.sweep(town.name)
    town.clock.set(at("2021-10-01 00:05"))
    town.service.follow(town.name)
    town.service.obligation_sweep.sweep(town.name)

    assert {
        ("station_group", "w1"), ("office_group", "office"), ("receiving_unit", "w1"),
    } <= set(told(town, "ObligationMissed"))  # fmt: skip


def test_a_reminder_to_follow_a_case_up_is_told_to_the_station_and_the_office(town: Town) -> None:
    """ORG-DG-08, CAS-DG-09: given out on Fri 2021-09-10, 13 to 17 September are worked"""
    whistled(town, "lights", "police")
    town.service.follow(town.name)
    town.clock.set(at("2021-09-18 00:05"))

    assert town.service.deadlines.remind(town.name) == 1

    assert told(town, "ObligationReminderSent") == [
        ("station_group", "w1"), ("office_group", "office"),
    ]  # fmt: skip
