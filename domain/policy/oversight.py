"""What a pack says about inspections and targets (7.10, CAS-CY-02)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class Yardsticks(Value):
    """What a round of supervision is measured by; it is complete with all of it (SAT-BJ-01).

    Attributes:
        effect: scale of the visible effect.
        photos: how many show it at least.
        survey: kind of the survey that gives the satisfaction.
    """

    effect: Code
    photos: int = Field(ge=1)
    survey: Code


class Inspection(Value):
    """A kind of inspection.

    Attributes:
        offices: codes of the offices that must all be there; empty: the pack names none.
        chain: it says whether the chain from residents to organs and back works (SAT-DG-01).
        rates: it rests on a survey with these rates.
        yardsticks: it is a round of supervision, measured by these; None: it is none.
    """

    offices: tuple[Code, ...] = ()
    chain: bool = False
    rates: tuple[Literal["AWARENESS", "SATISFACTION"], ...] = ()
    yardsticks: Yardsticks | None = None


class Target(Value):
    """A figure to be reached.

    Attributes:
        at_least: inclusive.
        due_on: the last day; it never rolls.
    """

    at_least: int = Field(ge=1)
    due_on: date
