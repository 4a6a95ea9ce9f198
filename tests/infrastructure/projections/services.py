"""Services around a case in a log, in each of their states and with every kind of figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from application.ports import Change
from domain.health.contract import DoctorContract
from domain.kernel import Aggregate, Event
from domain.mediation.mediation import Mediation
from domain.volunteers.account import VolunteerAccount
from tests.infrastructure.projections.world import World
from tests.samples import SU, act, on, pack

BIJIE = pack("bijie")
STREET_A = pack("street-a")
_DAY = "2018-03-05"
_HOURS = ("0.25", "24", "1.5", "9.99", "0.01", "10")


def some_services(world: World) -> None:
    """One of each in every state that its row tells apart."""
    for made in (*_accounts(), *_disputes(), *_contracts()):
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


def _disputes() -> Sequence[Aggregate]:
    by = act(SU, f"{_DAY} 12:00", BIJIE)
    made = [
        Mediation.find(by, jurisdiction="j", code=f"dispute-{n}", body="c1", found_on=on(_DAY))
        for n in range(6)
    ]
    made[5].warn(by, level="GROUP_EVENT", notified=("dong",), body="c1", gathered=12)
    for dispute in made[1:]:
        parties = ("lin", "mo")
        Mediation.apply_for(
            by,
            dispute,
            jurisdiction="j",
            code=dispute.code,
            body="c1",
            parties=parties,
            channel="OFFLINE",
            on=on(_DAY),
        )
        dispute.choose(by, mediator="mei", by=parties)
    for dispute in made[2:]:
        dispute.accept(by)
        dispute.hold_session(by, mode="ONLINE", on=on(_DAY))
    made[3].succeed(by, agreement="a-1")
    made[4].fail(by)
    for sued in made[3:5]:
        sued.sue(by, court="district")
    return made


def _contracts() -> Sequence[Aggregate]:
    by = act(SU, "2021-03-05 12:00", STREET_A)
    day = on("2021-03-05")
    made = [
        DoctorContract.sign(
            by,
            jurisdiction="j",
            holder=f"house-{n}",
            body="g1",
            residents=n + 1,
            on=day,
            face_to_face=n > 0,
            place="studio",
        )
        for n in range(3)
    ]
    for item in (1, 3, 4, 5, 6, 7):
        made[2].do(by, item=item, on=day)
    return made
