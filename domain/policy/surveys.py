"""What a pack says about surveys (rulebook 6.1)."""

from __future__ import annotations

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class SurveyRule(Value):
    """A kind of survey.

    Attributes:
        awareness: whether people are asked if they know of it.
        scale: scale of labels on which they say how satisfied they are.
        satisfied: its labels that count as satisfied.
        min_valid: fewer valid answers to a question tell nothing; the figure is included (CAL-06).
    """

    awareness: bool
    scale: Code
    satisfied: tuple[Code, ...] = Field(min_length=1)
    min_valid: int = Field(ge=1)
