"""What a pack says of how bodies, people and services are judged (rulebook 6.2, B-38, B-44)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.kernel import Value
from domain.policy.registers import YearDay
from domain.vocabulary import Code


class Judged(StrEnum):
    """Who or what is judged."""

    BODY = "BODY"  # a body of the organisation
    RESIDENT = "RESIDENT"  # a body under the community that judges it
    PERSON = "PERSON"  # a member of staff
    MATTER = "MATTER"  # a contract or the like, by its code


class Combined(StrEnum):
    """How the result comes about."""

    WEIGHTED = "WEIGHTED"  # of the parts, by their weights
    MEAN = "MEAN"  # of all scores given, however many
    STATED = "STATED"  # said by those who conclude, once the parts are there


class Part(Value):
    """One element that must be there before an assessment is concluded.

    Attributes:
        fact: the event that brings it.
        scale: the scale it stands on; None: it is a figure on no scale.
        by: posts that may state it; empty: whoever may record such an event.
        survey: kind of survey whose satisfaction, in per cent, is the score; None: it is stated.
    """

    fact: Literal[
        "DimensionScored", "PostScored", "TripartiteAssessed", "AssessmentInputAdded",
    ]  # fmt: skip
    scale: Code | None = None
    by: tuple[Code, ...] = ()
    survey: Code | None = None


class AssessmentRule(Value):
    """A kind of assessment. One subject is judged once a year, or once where it has no year.

    Attributes:
        of: who or what is judged.
        sorts: types of bodies that are; empty: any.
        yearly: one for each year; else one for ever, as a contract has.
        opened_by: what must have happened before: the year's appraisal was opened, its method was
            fixed, or whoever is judged published a pledge; None: nothing.
        opened_until: last day of the year on which that is in time; None: any day.
        parts: elements by code; with ``weights_by_method`` the method names them.
        weights_by_method: the yearly method names the parts and their weights.
        composite: composite of the pack with the weights (B-38).
        combined: how the result comes about.
        scale: scale of the result; None: none is given, and the parts are all there is.
        grade_scale: scale of labels on which those who conclude say a word of their own.
        review: part that is kept apart as the score of the review (B-08).
        stations: posts whose station scores a unit that it had a closed case with (B-35).
        concluded_by: posts that conclude; nobody else is entitled.
        due_on: last day of the year on which the conclusion is in time; None: the year's last.
    """

    of: Judged
    sorts: tuple[Code, ...] = ()
    yearly: bool = True
    opened_by: Literal["APPRAISAL", "METHOD", "PLEDGE"] | None = None
    opened_until: YearDay | None = None
    parts: dict[Code, Part] = Field(default_factory=dict)
    weights_by_method: bool = False
    composite: Code | None = None
    combined: Combined
    scale: Code | None = None
    grade_scale: Code | None = None
    review: Code | None = None
    stations: tuple[Code, ...] = ()
    concluded_by: tuple[Code, ...]
    due_on: YearDay | None = None
