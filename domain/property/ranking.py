"""The ranking of a year's estates, and who is last (PRP-CY-01, ACC-CY-01, RANK-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.calendar.periods import Period, window
from domain.kernel import Aggregate, EventCorrected, OpeningEvent
from domain.numbers import one_decimal
from domain.property.errors import NothingToRank, NotLastRanked
from domain.property.estate import property_rules
from domain.required import provided, require_reason
from domain.ruled import ruled
from domain.vocabulary import CalendarYear, Code

_NAMESPACE = UUID("7a3f1b52-2c60-4c1c-9a55-3c5c6d9f0e77")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one estate did in the inspections of a year.

    Attributes:
        company: the one that managed it when it was last inspected; None: nobody did.
        scores: those of the inspections that were held.
        due: inspections of the year.
        evidence: references to the events with the scores, in their order.
    """

    estate: str
    company: str | None
    scores: tuple[Decimal, ...]
    due: int
    evidence: tuple[str, ...]

    @property
    def composite(self) -> Fraction:
        """The mean of the scores there are; what was missed is no zero (PRP-CY-01)."""
        return Fraction(sum(self.scores, Decimal(0))) / len(self.scores)


def competition_ranks(composites: Mapping[str, Fraction]) -> Mapping[str, int]:
    """Place by code, the highest figure first; equal ones share it: 1, 2, 2, 4 (RANK-01)."""
    places: dict[Fraction, int] = {}
    for place, figure in enumerate(sorted(composites.values(), reverse=True), start=1):
        places.setdefault(figure, place)
    return {code: places[figure] for code, figure in composites.items()}


class PropertyRanking(Aggregate):
    """The ranking of the estates of one body for one year. It is drawn up once and stands."""

    TOPIC = "PropertyRanking"
    Event = kernel.Event
    EventCorrected = EventCorrected

    class PropertyRanked(OpeningEvent):
        """An estate has its place.

        Attributes:
            code: of the ranking.
            body: whose estates are ranked together.
            company: None: nobody managed it.
            composite: with one decimal, half-up, as it is shown; the place goes by
                ``total`` / ``inspected``, exact.
            missed: inspections of the year that were not held.
            of: how many estates are ranked.
        """

        TOPIC: ClassVar[str] = "PropertyRanked"

        code: Code
        body: Code
        year: CalendarYear
        estate_id: Code
        company: Code | None = None
        composite: Decimal
        total: Decimal
        inspected: int = Field(ge=1)
        missed: int = Field(ge=0)
        rank: int = Field(ge=1)
        of: int = Field(ge=1)

        def apply(self, aggregate: Any) -> None:
            ranking: PropertyRanking = aggregate
            ranking.ranks = {**ranking.ranks, self.estate_id: self.rank}
            ranking.companies = {**ranking.companies, self.estate_id: self.company}

    class PropertyListedForReplacement(kernel.Event):
        """The last of the year stands on the list of companies to be replaced.

        Attributes:
            listed_on: local day.
        """

        TOPIC: ClassVar[str] = "PropertyListedForReplacement"

        code: Code
        body: Code
        year: int
        estate_id: Code
        company: Code | None = None
        rank: int
        listed_on: date

        def apply(self, aggregate: PropertyRanking) -> None:
            aggregate.listed = aggregate.listed | {self.estate_id}

    def __init__(self, code: str, body: str, year: int) -> None:
        self.code = code
        self.body = body
        self.year = year
        self.ranks: Mapping[str, int] = {}
        self.companies: Mapping[str, str | None] = {}
        self.listed: frozenset[str] = frozenset()

    @staticmethod
    def code_of(body: str, year: int) -> str:
        """Its code: body and year in one word."""
        return f"{body}.{year}"

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One body and year, one ranking."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @property
    def last(self) -> frozenset[str]:
        """The estates on the last place."""
        place = max(self.ranks.values(), default=0)
        return frozenset(estate for estate, rank in self.ranks.items() if rank == place)

    @classmethod
    def draw_up(
        cls, act: Act, *, jurisdiction: str, body: str, year: int, standings: Sequence[Standing]
    ) -> Self:
        """Rank the estates of a year that is over and list the last of them (PRP-CY-01).

        An estate that was never inspected in the year has no place. With so few that the last is
        among the first, nobody is listed without a person's decision (RANK-01).

        Raises:
            PolicySilent: the pack ranks no estates (B-45).
            NothingToRank: none of them was inspected in that year.
        """
        rule = provided(property_rules(act).ranking, "property.ranking")
        scored = {one.estate: one for one in standings if one.scores}
        ranks = competition_ranks({code: one.composite for code, one in scored.items()})
        year_span = window(Period.YEAR, date(year, 1, 1))
        by_rule = ruled(act, "property", "ranking")
        made: Self | None = None
        for estate in sorted(scored, key=lambda code: (ranks[code], code)):
            standing = scored[estate]
            fields: dict[str, Any] = {
                "code": cls.code_of(body, year),
                "body": body,
                "year": year,
                "estate_id": estate,
                "company": standing.company,
                "composite": Decimal(one_decimal(standing.composite)),
                "total": sum(standing.scores, Decimal(0)),
                "inspected": len(standing.scores),
                "missed": standing.due - len(standing.scores),
                "rank": ranks[estate],
                "of": len(scored),
                **_settled(by_rule, cls.PropertyRanked.TOPIC, year_span.ends_at),
                "evidence": standing.evidence,
            }
            if made is None:
                ranking_id = cls.create_id(jurisdiction, cls.code_of(body, year))
                made = cls._create(cls.PropertyRanked, id=ranking_id, **fields)
            else:
                made.trigger_event(cls.PropertyRanked, **fields)
        if made is None:
            raise NothingToRank(body, year)
        if len(scored) >= rule.automatic_from:
            envelope = _settled(by_rule, cls.PropertyListedForReplacement.TOPIC, year_span.ends_at)
            for estate in sorted(made.last):
                made.put_on_list(estate, listed_on=year_span.last_day, envelope=envelope)
        return made

    def list_for_replacement(self, act: Act, *, estate: str, listed_on: date) -> None:
        """List the last by a person's decision (RANK-01); the same again is a no-op.

        Raises:
            NotLastRanked: it is not the last.
            ReasonMissing: nobody said why.
        """
        if estate not in self.last:
            raise NotLastRanked(estate)
        require_reason(act, "listing for replacement")
        if estate not in self.listed:
            envelope = ruled(act, "property", "ranking").envelope(
                self.PropertyListedForReplacement.TOPIC
            )
            self.put_on_list(estate, listed_on=listed_on, envelope=envelope)

    def put_on_list(self, estate: str, *, listed_on: date, envelope: dict[str, Any]) -> None:
        """Record that a ranked estate is listed."""
        self.trigger_event(
            self.PropertyListedForReplacement,
            code=self.code,
            body=self.body,
            year=self.year,
            estate_id=estate,
            company=self.companies[estate],
            rank=self.ranks[estate],
            listed_on=listed_on,
            **envelope,
        )


def _settled(act: Act, event: str, bound: datetime) -> dict[str, Any]:
    """The envelope of what the end of the year establishes (ENV-06), with the rule of the pack."""
    envelope = act.system_envelope(event, bound)
    return envelope | {"rule_ids": (*envelope["rule_ids"], *act.extra_rules)}
