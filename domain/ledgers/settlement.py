"""The settlement of a year: one snapshot of all ledgers, taken once (PTS-DG-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Final, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, CreatedEvent, Value
from domain.ledgers.errors import NobodyToRank, YearNotOver
from domain.ledgers.ledger import PointsLedger
from domain.ledgers.rules import unit_points
from domain.ledgers.unit_points import Booked
from domain.vocabulary import Code

_NAMESPACE: Final = UUID("d0b4f1c9-92aa-4c0e-8f3b-7c5a41e6d218")


class Score(Value):
    """What a unit had at the bound.

    Attributes:
        ledger_version: of its ledger: these events make the figure, and no later one.
    """

    unit_id: Code
    points: Booked
    ledger_version: int


class PointsSettlement(Aggregate):
    """There is one for each year, and nothing changes it."""

    TOPIC = "PointsSettlement"
    Event = kernel.Event

    class PointsSettled(CreatedEvent):
        """The organisation department took the snapshot of a year; true at the bound.

        Attributes:
            bound: 24:00 of the last day of the account.
            scores: the best first, then by code.
        """

        TOPIC: ClassVar[str] = "PointsSettled"

        year: int
        bound: AwareDatetime
        scores: tuple[Score, ...]

    def __init__(self, year: int, scores: tuple[Score, ...]) -> None:
        self.year = year
        self.points: dict[str, Decimal] = {score.unit_id: score.points for score in scores}

    @staticmethod
    def create_id(jurisdiction: str, year: int) -> UUID:
        """One year, one settlement."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{year}")

    @classmethod
    def settle(
        cls, act: Act, *, jurisdiction: str, year: int, ledgers: Sequence[PointsLedger]
    ) -> Self:
        """Take the snapshot.

        Raises:
            YearNotOver: before 24:00 of its last day.
            NobodyToRank: there are no ledgers.
            PolicySilent: the pack has no points of units (B-45).
        """
        rules = unit_points(act.pack)
        bound = rules.bound(year)
        if act.at < bound:
            raise YearNotOver(year, rules.last_day(year))
        if not ledgers:
            raise NobodyToRank(year)
        scores = [
            Score(
                unit_id=ledger.unit_id,
                points=rules.within(ledger.total).amount,
                ledger_version=ledger.version,
            )
            for ledger in ledgers
        ]
        snapshot = replace(
            act, occurred_at=bound, extra_rules=(*act.extra_rules, rules.settlement_rule)
        )
        return cls._create(
            cls.PointsSettled,
            id=cls.create_id(jurisdiction, year),
            year=year,
            bound=bound,
            scores=tuple(sorted(scores, key=lambda score: (-score.points, score.unit_id))),
            **snapshot.envelope(cls.PointsSettled.TOPIC) | {"late_recorded": False},
        )
