"""Estates, their periods and a ranking in a log, in each state that a row tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from application.ports import Change
from domain.kernel import Aggregate, Event
from domain.property.estate import Estate, Filed
from domain.property.period import Cause, EstatePeriod
from domain.property.ranking import PropertyRanking, Standing
from tests.domain.property.estates import CHENGYANG, COMPLETE, STREET_A, by
from tests.infrastructure.projections.world import World
from tests.samples import SYS, act, at

_REF = "event:00000000-0000-4000-8000-000000000001/1"
_BOTH = ("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE")


def some_estates(world: World) -> None:
    """One of each."""
    for number, made in enumerate((*_estates(), *_periods(), _ranking())):
        events: Sequence[Event] = [e for e in made.collect_events() if isinstance(e, Event)]
        assert events, number
        world.log.append(Change(jurisdiction=world.jurisdiction, events=events))


def _filed(code: str, filing: Filed = COMPLETE) -> Estate:
    return Estate.file(
        by("2021-01-04 09:00"), None, jurisdiction="j", code=code, body="c1", filed=filing
    )


def _estates() -> Iterator[Aggregate]:
    bare = _filed("e0", Filed(condition="ABANDONED"))
    bare.set_mode(by("2021-01-05 09:00"), mode="TRUSTEESHIP")
    yield bare
    for code, area in (("e1", "119.9"), ("e2", "150"), ("e3", "250.25")):
        estate = _filed(code)
        estate.measure_premises(
            by("2021-01-05 09:00"), gfa=Decimal(40000), area=Decimal(area), order=f"r-{code}"
        )
        yield estate
    noticed = _filed("e4")
    noticed.list_room(
        by("2021-05-08 09:00", CHENGYANG),
        room="r7",
        kind="COMMUNITY_ROOM",
        status="OUTSIDE_CONTROL",
        proposal="RECOVER",
    )
    noticed.post_notice(
        act(SYS, "2021-07-31 00:05", STREET_A),
        company="sunny", order="o1", bound=at("2021-07-31 00:00"),
    )  # fmt: skip
    yield noticed


def _periods() -> Iterator[Aggregate]:
    estate = _filed("e5")
    cause = Cause("f1", "PROPERTY_SERVICE", (_REF,))
    for code in ("2021Q1", "2021Q2", "2021Q3"):
        period = EstatePeriod.rate(
            by("2021-09-30 09:00"), None, estate, jurisdiction="j", grade="GOOD", period=code
        )
        if code != "2021Q1":
            period.post(by("2021-10-08 09:00"))
        if code == "2021Q3":
            EstatePeriod.veto(
                by("2021-10-09 09:00"), period, estate, jurisdiction="j", cause=cause, period=code
            )
        yield period
    for code, score in (("2021Q1", "80"), ("2021Q2", "80.0"), ("2021Q3", "80.25")):
        yield EstatePeriod.inspect(
            by("2021-09-30 09:00", CHENGYANG), None, _filed("e6"),
            jurisdiction="j", score=Decimal(score), inspectors=_BOTH, period=code,
        )  # fmt: skip


def _ranking() -> Aggregate:
    return PropertyRanking.draw_up(
        act(SYS, "2022-01-01 00:05", CHENGYANG),
        jurisdiction="j",
        body="street",
        year=2021,
        standings=[
            Standing(f"e{n}", "sunny" if n else None, (Decimal(80 - n),) * 3, 4, (_REF,) * 3)
            for n in range(5)
        ],
    )
