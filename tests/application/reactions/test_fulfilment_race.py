"""A sweep and the reaction that counts what cases fulfil, in either order (OBL-01, MTG-DG-02)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.link_leader import LinkLeader
from tests.application.town import Town, at, town_on, whistled
from tests.database import Database

BOUND = at("2021-10-01 00:00")


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    with town_on(database, "daguan", "2021-09-10 10:00") as town:
        town.organise(
            LinkLeader(unit="c1", leader_ref="lea"),
            FoundStation(code="w1", community="c1", basis="notice", party_member=True),
        )
        yield town


def sweep(town: Town) -> None:
    town.service.projector.catch_up()
    town.service.obligation_sweep.sweep(town.name)
    town.service.projector.catch_up()


def react(town: Town) -> None:
    town.service.reactor.catch_up()
    town.service.projector.catch_up()


def decomposed(town: Town) -> list[tuple[str, datetime]]:
    """What happened to the station's decomposition of September, and since when it is true."""
    ids = town.rows(
        "SELECT aggregate_id FROM obligation_calendar_v1 "
        "WHERE jurisdiction = %s AND code = 'WHISTLE_DECOMPOSITION' AND due_at = %s",
        BOUND,
    )
    return [
        (event.event_type, event.occurred_at)
        for (obligation,) in ids
        for _, event in town.service.log.history(town.name, obligation)
        if event.event_type not in {"ObligationOpened", "ObligationReminderSent"}
    ]


def drawn_up(town: Town) -> None:
    """Four lists, two minutes before the end of September."""
    town.clock.set(at("2021-09-30 23:58"))
    whistled(town, "lights", "police")


@pytest.mark.parametrize("swept_before", [True, False])
@pytest.mark.parametrize("order", [(sweep, react), (react, sweep)])
def test_what_was_recorded_by_the_bound_is_no_miss(
    town: Town, order: tuple[Callable[[Town], None], ...], *, swept_before: bool
) -> None:
    """OBL-01, MTG-DG-02: whoever comes first, and whether the window was open before or not"""
    if swept_before:
        sweep(town)
    drawn_up(town)
    town.clock.set(at("2021-10-01 00:05"))
    for look in order:
        look(town)
    sweep(town)

    assert decomposed(town) == [("ObligationFulfilled", at("2021-09-30 23:58"))]


def test_while_something_is_unread_nothing_is_missed(town: Town) -> None:
    """OBL-01: the window is opened, and stays open"""
    drawn_up(town)
    town.clock.set(at("2021-10-01 00:05"))
    sweep(town)
    sweep(town)
    assert decomposed(town) == []
    assert town.rows(
        "SELECT state FROM obligation_calendar_v1 WHERE jurisdiction = %s "
        "AND code = 'WHISTLE_DECOMPOSITION' AND due_at = %s",
        BOUND,
    ) == [("OPEN",)]


def test_a_month_without_is_missed_since_its_bound(town: Town) -> None:
    """OBL-01, ENV-06: once everything that was recorded by then has been read"""
    sweep(town)
    react(town)
    town.clock.set(at("2021-10-01 00:00"))
    sweep(town)
    assert decomposed(town) == []  # somebody may be recording it at this moment
    town.clock.set(at("2021-10-01 00:05"))
    sweep(town)
    assert decomposed(town) == [("ObligationMissed", BOUND)]


def test_what_is_recorded_at_the_bound_comes_too_late(town: Town) -> None:
    """CAL-02, OBL-01: it belongs to October, and September is missed"""
    sweep(town)
    town.clock.set(BOUND)
    whistled(town, "lights", "police")
    town.clock.set(at("2021-10-01 00:05"))
    sweep(town)
    react(town)
    sweep(town)

    assert decomposed(town) == [("ObligationMissed", BOUND)]
