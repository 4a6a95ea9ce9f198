"""Obligations of every sort of outcome, in the log of a world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from application.ports import Change
from domain.kernel import Event
from domain.obligations.obligation import Obligation, Owed
from tests.domain.obligations.samples import act, rule, sweep, window
from tests.infrastructure.projections.world import World


def owe(world: World) -> None:
    """One that is open and reminded, one counted, met, missed, made up for, and excused."""
    monthly = rule(reminders=(7, 1), at_least=2)
    span = window(monthly, "2021-09-15")
    found = []
    for n in range(12):
        owed = Owed(code="RHYTHM_MONTH", subject=f"s{n}", holder=f"g{n}", body="c1")
        obligation = Obligation.open(
            sweep("2021-09-01 00:05"),
            jurisdiction=world.jurisdiction,
            owed=owed,
            rule=monthly,
            span=span,
        )
        match n % 6:
            case 0:
                obligation.remind(sweep("2021-09-22 00:05"))
            case 1:
                obligation.count_deed(act("2021-09-02 09:00"), amount=1, evidence="event:e/1")
            case 2:
                obligation.count_deed(act("2021-09-02 09:00"), amount=2, evidence="event:e/2")
            case 3:
                obligation.settle(sweep("2021-10-01 00:05"))
            case 4:
                obligation.count_deed(act("2021-10-02 09:00"), amount=2, evidence="event:e/3")
            case _:
                obligation.excuse(sweep("2021-09-20 00:05"), why="the day is off", ended=False)
        found.append(obligation)
    events: list[Event] = []
    for obligation in found:
        events += cast("Sequence[Event]", obligation.collect_events())
    world.log.append(Change(jurisdiction=world.jurisdiction, events=events))
