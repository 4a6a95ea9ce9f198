"""Chairing in turn (ORG-KD-06)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import ClassVar

from domain.act import Act
from domain.calendar.periods import Period, window
from domain.kernel import Event
from domain.organisation.body import Body
from domain.organisation.joint_errors import (
    BodyDoesNotRotate,
    ChairsAgainTooEarly,
    TermHasChair,
    TermUnknown,
    UnitIsNoMember,
)
from domain.policy.structure import Rotation
from domain.vocabulary import Code

_TERMS: Mapping[Period, tuple[str, str]] = {
    Period.MONTH: (r"[0-9]{4}-(0[1-9]|1[0-2])", "2021-09"),
    Period.QUARTER: (r"[0-9]{4}Q[1-4]", "2021Q3"),
    Period.HALF_YEAR: (r"[0-9]{4}H[12]", "2021H2"),
    Period.YEAR: (r"[0-9]{4}", "2021"),
}
"""How a term of each period is written, so that terms sort by time; with an example."""

_MONTHS_OF_YEAR = 12
_TERMS_PER_YEAR: Mapping[Period, int] = {
    Period.MONTH: 12,
    Period.QUARTER: 4,
    Period.HALF_YEAR: 2,
    Period.YEAR: 1,
}


class RotatingChairAssigned(Event):
    """A member chairs this body for a term; a later statement for the term replaces this one.

    Attributes:
        unit_id: code of the member.
        quarter: the term, such as 2021Q3; where the pack counts other periods 2021-09 or 2021.
        overridden: it chairs again before all others have, or in another's place, for the reason
            given.
    """

    TOPIC: ClassVar[str] = "RotatingChairAssigned"

    unit_id: Code
    quarter: str
    overridden: bool = False

    def apply(self, aggregate: Rotating) -> None:
        aggregate.chairs = {**aggregate.chairs, self.quarter: self.unit_id}


class Rotating(Body):
    """A body whose members may chair it in turn."""

    def __init__(self, code: str, level: str) -> None:
        super().__init__(code, level)
        self.chairs: Mapping[str, str] = {}

    def assign_chair(self, act: Act, *, unit: str, term: str, members: Collection[str]) -> None:
        """Let a member chair a term; stating the same again is a no-op.

        A reason in the act overrides the order.

        Args:
            term: written as ``RotatingChairAssigned.quarter``; past or to come.
            members: codes of all living members, as the directory knows them.

        Raises:
            BodyDoesNotRotate: the pack has no rotation for this level.
            TermUnknown: not written as a term of the pack's period.
            UnitIsNoMember, TermHasChair, ChairsAgainTooEarly: ORG-KD-06.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        rule = rotation_of(act, self)
        pattern, example = _TERMS[rule.period]
        if not re.fullmatch(pattern, term):
            raise TermUnknown(term, example)
        if unit not in members:
            raise UnitIsNoMember(unit, self.code)
        if self.chairs.get(term) == unit:
            return
        overridden = self._breaks_order(rule, unit, term, members, overrides=bool(act.reason))
        self.trigger_event(
            RotatingChairAssigned,
            unit_id=unit,
            quarter=term,
            overridden=overridden,
            **act.envelope(RotatingChairAssigned.TOPIC),
        )

    def _breaks_order(
        self, rule: Rotation, unit: str, term: str, members: Collection[str], *, overrides: bool
    ) -> bool:
        holder = self.chairs.get(term)
        if holder is not None and not overrides:
            raise TermHasChair(term, holder)
        served = self._cycle_before(term, members)
        if rule.repeat == "ANY" or unit not in served:
            return holder is not None
        if not overrides:
            raise ChairsAgainTooEarly(unit, served[unit], len(set(members) - served.keys()))
        return True

    def _cycle_before(self, term: str, members: Collection[str]) -> Mapping[str, str]:
        """Who has chaired in the cycle that a term belongs to, each with its term.

        A cycle ends once every one of the members has chaired. Those who left do not hold it up.
        """
        served: dict[str, str] = {}
        for known in sorted(self.chairs):
            if known == term:
                continue
            if known > term and served.keys() >= set(members):
                break
            if served.keys() >= set(members):
                served = {}
            served[self.chairs[known]] = known
        return {} if served.keys() >= set(members) else served


def term_of(period: Period, day: date) -> str:
    """The term that a local day lies in, written as ``RotatingChairAssigned.quarter``."""
    first = window(period, day).first_day
    number = (first.month - 1) // (_MONTHS_OF_YEAR // _TERMS_PER_YEAR[period]) + 1
    return {
        Period.MONTH: f"{first.year:04}-{first.month:02}",
        Period.QUARTER: f"{first.year:04}Q{number}",
        Period.HALF_YEAR: f"{first.year:04}H{number}",
        Period.YEAR: f"{first.year:04}",
    }[period]


def rotation_of(act: Act, body: Body) -> Rotation:
    """How a body is chaired in turn under the pack of an act.

    Raises:
        BodyDoesNotRotate: it is not.
    """
    for rule in act.pack.structure.rotations.values():
        if rule.body == body.level:
            return rule
    raise BodyDoesNotRotate(body.code)
