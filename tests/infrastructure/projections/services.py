"""Services around a case in a log: volunteers, with every kind of figure that a row holds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from application.ports import Change
from domain.kernel import Aggregate, Event
from domain.volunteers.account import VolunteerAccount
from tests.infrastructure.projections.world import World
from tests.samples import SU, act, on, pack

BIJIE = pack("bijie")
_DAY = "2018-03-05"
_HOURS = ("0.25", "24", "1.5", "9.99", "0.01", "10")


def some_services(world: World) -> None:
    """One of each in every state that its row tells apart."""
    for made in _accounts():
        events: Sequence[Event] = [e for e in made.collect_events() if isinstance(e, Event)]
        world.log.append(Change(jurisdiction=world.jurisdiction, events=events))


def _accounts() -> Sequence[Aggregate]:
    by = act(SU, f"{_DAY} 12:00", BIJIE, reason="nobody was there")
    made = [
        VolunteerAccount.register(
            by,
            jurisdiction="j",
            account=f"lin-{number}",
            kind="PERSON",
            body="c1",
            members=("mo",) * number,
        )
        for number in range(3)
    ]
    for account in made[1:]:
        account.train(by, training="first aid", on=on(_DAY))
        for hours in _HOURS:
            account.record_service(by, activity="visits", hours=Decimal(hours), on=on(_DAY))
    made[1].redeem(by, goods="soap", points=Decimal("0.75"))
    made[2].redeem(by, goods="rice", points=Decimal(45))
    made[2].reverse(by, service=2)
    return made
