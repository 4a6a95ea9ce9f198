"""What a pack lists besides cases: posts, obligations, triggers, points, gates (B.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.calendar.clocks import ClockRule
from domain.calendar.periods import Period
from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.policy.volunteer_rules import MemberLedger, VolunteerLedger
from domain.vocabulary import Code, Role, RouteMode, Strength

YearDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of every year, MM-DD."""


class Post(Value):
    """An office that persons hold.

    Attributes:
        role: its column of the permission matrix.
        at: level of the body it belongs to; None: a unit or body outside the levels.
        also_at: further levels whose bodies may have it, where there is no body of its own level.
        ex_officio: offices whose holders hold this post without appointment.
        by_office: each of those offices fills one seat of its own, and an appointment says which.
        linked_leader: only the leader linked to the body, or to the body above it, may hold it.
        at_least: seats that must be held; fewer leave the body incomplete.
        max: holders at one time in one body; None: no limit.
        party_member: only a party member may hold it.
        exclusive: nobody holds it in two bodies.
        chosen_from: it is given to a holder of one of these posts of the same body (ORG-BZ-15,
            ORG-BZ-16); empty: to anybody.
        elected: it is given by an election alone (PAT-CY-01).
        matter: what an appointment to it is for the gates of the pack, which then have to be
            passed first (ORG-BJ-05); None: nobody has to be asked.
        aliases: short names for scenario files.
    """

    role: Role
    at: Code | None = None
    also_at: tuple[Code, ...] = ()
    ex_officio: tuple[Code, ...] = ()
    by_office: bool = False
    linked_leader: bool = False
    at_least: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=1)
    party_member: bool = False
    exclusive: bool = False
    chosen_from: tuple[Code, ...] = ()
    elected: bool = False
    matter: Code | None = None
    aliases: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _seats_go_together(self) -> Self:
        if self.max is not None and self.at_least > self.max:
            raise ValueError("at_least is greater than max")
        if self.by_office and not self.ex_officio:
            raise ValueError("by_office needs ex_officio: the offices that fill the seats")
        return self

    def sits_at(self, level: str) -> bool:
        """Whether a body of that level may have it."""
        return self.at is None or level == self.at or level in self.also_at


class Duty(Value):
    """Something that must, should or may be done so often (OBL-01).

    Attributes:
        at_least: how often in each period.
        on_miss: where a miss of a MUST goes; REPORT_ONLY says openly that nothing follows.
    """

    strength: Strength
    period: Period | None = None
    at_least: int = Field(default=1, ge=1)
    on_miss: Literal["ACCOUNTABILITY", "REPORT_ONLY"] | None = None

    @model_validator(mode="after")
    def _must_has_a_consequence(self) -> Self:
        if self.strength is Strength.MUST and self.on_miss is None:
            raise ValueError(
                "a MUST needs a consequence: on_miss ACCOUNTABILITY, or REPORT_ONLY to say none"
            )
        return self


OnePlace = Annotated[Decimal, Field(decimal_places=1)]
"""Points of units have one place."""


class PointsRule(Value):
    """Points for an event.

    Attributes:
        mode: route mode of the case; None: any.
        list_kind: the list on which units find such a case; its label is what people call it.
        to: EACH_UNIT: the full amount to every handling unit; LEAD: to the district lead only.
    """

    event: EventName
    mode: RouteMode | None = None
    amount: OnePlace
    list_kind: Code
    to: Literal["EACH_UNIT", "LEAD"]


class Reward(Value):
    """What the best ranks of a ledger get."""

    target: Code
    points: Decimal


class UnitLedger(Value):
    """Points of units by calendar year. Deductions for a missed clock are its ``penalty``.

    Attributes:
        levels: where the units are that have a ledger.
        base: points of a unit that takes part.
        cap, floor: None: none.
        settle_on: last day of the year's account.
        rewarded_ranks: ranks 1 to this one are rewarded.
        assessments: what the year's result of a unit enters.
    """

    ledger: Literal["UNIT"]
    levels: tuple[Code, ...] = Field(min_length=1)
    base: OnePlace
    rules: tuple[PointsRule, ...] = Field(min_length=1)
    cap: Decimal | None = None
    floor: Decimal | None = None
    settle_on: YearDay
    ties: Literal["SHARE"]
    rewarded_ranks: int = Field(ge=1)
    rewards: tuple[Reward, ...] = ()
    assessments: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.cap is not None and self.floor is not None and self.floor > self.cap:
            raise ValueError("min is greater than max: floor is above cap")
        return self


Points = Annotated[UnitLedger | VolunteerLedger | MemberLedger, Field(discriminator="ledger")]
"""One ledger of a pack; ledgers of different kinds are never added up (B-10)."""


class Gate(Value):
    """A command or matter that needs a prior opinion (GAT-01).

    Attributes:
        command: command or matrix row by which the opinion is given.
        guards: matters that wait for it.
        opinion_from: posts that give it.
        within: time to answer; None: the pack sets none.
        effect: ADVISORY: a negative opinion is attached; VETO: it stops the matter.
        missing: what a refusal says while nobody has answered.
    """

    command: Code
    guards: tuple[Code, ...] = Field(min_length=1)
    opinion_from: tuple[Code, ...] = Field(min_length=1)
    within: ClockRule | None = None
    effect: Literal["ADVISORY", "VETO"]
    missing: str = Field(min_length=1)


class Checklist(Value):
    """A list of a stated size.

    Attributes:
        items: None: the source gives the size but not the entries; ticking is refused (B-45).
    """

    size: int = Field(ge=1)
    items: tuple[Code, ...] | None = None

    @model_validator(mode="after")
    def _has_its_size(self) -> Self:
        if self.items is not None and len(self.items) != self.size:
            raise ValueError(f"has {len(self.items)} items but declares size {self.size}")
        return self


class Composite(Value):
    """A score made of others. The weights are exact and sum to 1 (B-38)."""

    scale: Code
    weights: dict[Code, Annotated[Decimal, Field(ge=0)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _weights_sum_to_one(self) -> Self:
        total = sum(self.weights.values(), Decimal(0))
        if total != 1:
            raise ValueError(f"weights sum to {total}, not to 1")
        return self


class Ratio(Value):
    """How many there should be of something.

    Attributes:
        at_least, at_most: inclusive.
        of: what is counted; per: for each how many of which measure, None: absolute.
    """

    of: Code
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    per: Code | None = None
    strength: Strength

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("min is greater than max: at_least is greater than at_most")
        if self.per is not None and not (self.at_least and self.at_most):
            raise ValueError("a ratio for each of something needs both bounds, above zero")
        return self

    def range_for(self, base: int | None) -> tuple[int | None, int | None]:
        """How many there may be, both inclusive; None: no bound.

        An absolute ratio is its own range. 1 for each ``at_least`` to ``at_most`` of a base figure
        is the whole numbers between base / at_most and base / at_least (ORG-CY-07).
        """
        if self.per is None:
            return self.at_least, self.at_most
        if base is None or not (self.at_least and self.at_most):
            raise ValueError(f"{self.of} for each {self.per}: the figure to divide is missing")
        return -(-base // self.at_most), base // self.at_least
