"""What a pack says about one type of meeting (rulebook 4.1, 4.2): every number of it is here."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from domain.calendar.clocks import ClockRule
from domain.calendar.periods import Period
from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.policy.registers import Duty
from domain.vocabulary import Code, Strength


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError(f"{value} is rounded; write a fraction, such as 1/2")  # noqa: TRY004  # pydantic reports it
    return value


Share = Annotated[Fraction, BeforeValidator(_exact), Field(ge=0, le=1)]
"""An exact share, written ``1/2``; a decimal is refused, for it is rounded already (CAL-06)."""

ChairKind = Literal["ROTATING", "LINKED_LEADER", "ANY"]
Need = Literal["MAJOR_MATTER", "SOLICITED_OPINIONS", "PRIOR_SURVEY", "MANDATE"]
FollowUp = Literal[
    "DecisionHandedOver", "ReferredToAssembly", "RCEvaluated", "ResultCopiedToDepartment",
    "ReportDelivered",
]  # fmt: skip


class Bar(Value):
    """A share that decides. Exactly one of the two is set.

    Attributes:
        at_least: inclusive (以上); more_than: strict (过半数).
        of: what the share is taken of, in the pack's words.
    """

    at_least: Share | None = None
    more_than: Share | None = None
    of: Code

    @model_validator(mode="after")
    def _has_one_share(self) -> Self:
        if (self.at_least is None) == (self.more_than is None):
            raise ValueError("exactly one of at_least and more_than is needed")
        return self

    def met(self, count: int, base: int) -> bool:
        """Whether ``count`` of ``base`` reaches it; of nobody, nothing is reached."""
        if base <= 0:
            return False
        if self.at_least is not None:
            return Fraction(count, base) >= self.at_least
        assert self.more_than is not None, "one of the two is set"
        return Fraction(count, base) > self.more_than

    def needed(self, base: int) -> int:
        """The smallest count of ``base`` that reaches it."""
        share = self.at_least if self.at_least is not None else self.more_than
        assert share is not None, "one of the two is set"
        whole, rest = divmod(share.numerator * base, share.denominator)
        return whole + 1 if rest or self.at_least is None else whole


class Mode(Value):
    """A way of composing an assembly: who is entitled.

    Attributes:
        counts: what is counted, a word of the pack.
        delegates: smallest and largest number of delegates of each one counted; None: each
            counts as one.
    """

    counts: Code
    delegates: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] | None = None

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.delegates is not None and self.delegates[0] > self.delegates[1]:
            raise ValueError("min is greater than max: delegates")
        return self


class Requests(Value):
    """Who may ask for a session.

    Attributes:
        event: the fact that a request is.
        binding: the session must then be called; else the convener decides.
        by: share of those counted that is enough (inclusive, B-42), by what is counted; None:
            the ground alone is enough.
    """

    event: Literal["AssemblyRequested", "HearingRequested"]
    binding: bool
    by: dict[Code, Share | None] = Field(min_length=1)


class Publication(Duty):
    """The outcome is published within a clock that starts with the session.

    Attributes:
        code: name of the obligation.
    """

    code: Code
    clock: ClockRule


class Roster(Value):
    """Who the members of an assembly of representatives are.

    Attributes:
        at_least, at_most: number of members, inclusive; outside it is a deviation or refused, as
            ``strength`` says.
        residents_at_least: share of resident representatives among them; less is refused.
        households_each: smallest and largest number of households for one of them.
        sized_by: the pack's ratio that says how many households there are at least.
    """

    at_least: int = Field(ge=1)
    at_most: int = Field(ge=1)
    strength: Strength
    residents_at_least: Share
    households_each: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]
    sized_by: Code

    @model_validator(mode="after")
    def _ranges_are_not_empty(self) -> Self:
        low, high = self.households_each
        if self.at_least > self.at_most or low > high:
            raise ValueError("min is greater than max: roster")
        return self

    @property
    def fewest_residents(self) -> int:
        """The fewest resident representatives with whom the smallest roster is full."""
        return math.ceil(self.residents_at_least * self.at_least)

    def most_members(self, residents: int) -> int:
        """How many members there can be with so many residents among them."""
        return math.floor(residents / self.residents_at_least)

    def coarsest_ratio(self, households: int) -> int:
        """The most households for one representative that still fill the smallest roster."""
        return households // self.fewest_residents


class Meeting(Duty):
    """A type of meeting.

    Attributes:
        of: level or sort of the bodies that owe it; None: any body may hold it, and none owes it.
        also_of: levels or sorts of further bodies that may hold it.
        occasion: what it is held for where no period is set. A meeting has a period or an
            occasion; one with neither is only a name and is refused at load (MTG-BZ-09, B-45).
        chair: posts that may chair; ROTATING: each member in turn; LINKED_LEADER: the leader
            linked to the body; ANY: nobody is named.
        members: number of member units or companies.
        sides: sides that belong to it.
        missing_side: a session that lacks a side: VOID: does not count; FLAG: is stored with the
            missing side; NO_AGREEMENT: is stored, and its outcome cannot be an agreement.
        topics: number of fixed fields of problems.
        quorum: share of those entitled that must be present; None: no quorum is asked.
        majority: share that carries a motion; None: no vote is provided for.
        modes: ways of composing it; empty: its entitled members are invited one by one.
        requests: who may ask for a session; None: nobody has that right.
        needs: what must be there before it is convened or votes.
        matters: the listed matters; empty: none are listed.
        other_matters: matters beside the listed ones are admitted.
        roster: how its members are composed; None: no rule.
        publish: clock of the publication of its outcome.
        follow_ups: facts that may follow a session of this type.
        satisfies: further types that one session may satisfy when their agendas were held (B-13).
        counted_in_both: attendance counts in a second organisation as well (双重组织生活).
        inspects: what is found wanting in it is ordered to be put right (MTG-CY-05).
        in_case: it is recorded in the case it is about, by this event, and is not convened here.
    """

    of: Code | None = None
    also_of: tuple[Code, ...] = ()
    occasion: Literal["WHEN_NEEDED", "ON_REQUEST", "PER_DECISION"] | None = None
    chair: Annotated[tuple[Code, ...], Field(min_length=1)] | ChairKind
    members: int | None = Field(default=None, ge=1)
    sides: tuple[Code, ...] = ()
    missing_side: Literal["VOID", "FLAG", "NO_AGREEMENT"] | None = None
    topics: int | None = Field(default=None, ge=1)
    quorum: Bar | None = None
    majority: Bar | None = None
    modes: dict[Code, Mode] = Field(default_factory=dict)
    requests: Requests | None = None
    needs: tuple[Need, ...] = ()
    matters: tuple[Code, ...] = ()
    other_matters: bool = False
    roster: Roster | None = None
    publish: Publication | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    satisfies: tuple[Code, ...] = ()
    counted_in_both: bool = False
    inspects: bool = False
    in_case: EventName | None = None

    @model_validator(mode="after")
    def _is_more_than_a_name(self) -> Self:
        if self.period is None and self.occasion is None:
            raise ValueError(
                "is only a name: a meeting needs a period, or an occasion to say that it has none"
            )
        if self.period in {Period.DAY, Period.WEEK}:
            raise ValueError("a meeting's period is a month or longer")
        return self

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if bool(self.sides) != (self.missing_side is not None):
            raise ValueError("sides and missing_side belong together")
        if self.majority is not None and self.quorum is None:
            raise ValueError("a majority needs a quorum: a vote without one is refused")
        if self.chair == "ROTATING" and self.members is None:
            raise ValueError("a rotation needs the number of members")
        return self
