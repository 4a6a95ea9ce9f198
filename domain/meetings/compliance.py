"""Whether a body held a type of meeting as often as a window asks (CAL-05, OBL-01)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.calendar.periods import Window
from domain.policy.meetings import Meeting
from domain.vocabulary import Strength


class Verdict(StrEnum):
    """How a window stands."""

    OPEN = "OPEN"  # it is not over, and the number is not reached
    MET = "MET"
    MISSED = "MISSED"  # a MUST
    DEVIATION = "DEVIATION"  # a SHOULD
    COUNTED = "COUNTED"  # a MAY: only counted


@dataclass(frozen=True, slots=True)
class Session:
    """A session that counts.

    Attributes:
        held_on: local day.
        recorded_at: aware instant at which it was entered; timeliness is judged by it (ENV-04).
    """

    held_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """One window of one type.

    Attributes:
        required: how many there had to be.
        held: how many were held and entered before the window ended.
        late: how many were held in it but entered afterwards: they never erase a miss.
    """

    window: Window
    required: int
    held: int
    late: int
    verdict: Verdict

    @property
    def short_by(self) -> int:
        """How many are missing."""
        return max(self.required - self.held, 0)


def standing(rule: Meeting, window: Window, sessions: Iterable[Session], now: datetime) -> Standing:
    """How a window stands at an aware instant. A surplus does not carry over (MTG-DG-02).

    Args:
        window: a window of the rule's period.
        sessions: those that count for the type; what lies outside the window is passed over.
    """
    inside = [one for one in sessions if window.contains(one.held_on)]
    held = sum(one.recorded_at < window.ends_at for one in inside)
    return Standing(
        window=window,
        required=rule.at_least,
        held=held,
        late=len(inside) - held,
        verdict=_verdict(rule, window, held, now),
    )


def _verdict(rule: Meeting, window: Window, held: int, now: datetime) -> Verdict:
    if rule.strength is Strength.MAY:
        return Verdict.COUNTED
    if held >= rule.at_least:
        return Verdict.MET
    if now < window.ends_at:
        return Verdict.OPEN
    return Verdict.MISSED if rule.strength is Strength.MUST else Verdict.DEVIATION
