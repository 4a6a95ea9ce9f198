"""Scales on which something is judged; scores of different scales are never compared (B-09)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.kernel import Value
from domain.vocabulary import Code


class Bad(Value):
    """What counts as bad on a scale; any one of the conditions is enough.

    Attributes:
        at_most, below: bounds of a number; the first includes its figure, the second does not.
        labels: values of a scale of labels.
        last_rank: the last of a ranking.
        in_a_row: how often before it has consequences.
    """

    at_most: Decimal | None = None
    below: Decimal | None = None
    labels: tuple[Code, ...] = ()
    last_rank: bool = False
    in_a_row: int = Field(default=1, ge=1)


class Band(Value):
    """A named part of a range: from ``at_least`` (inclusive) up to ``below`` (exclusive)."""

    code: Code
    at_least: Decimal | None = None
    below: Decimal | None = None

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.at_least is not None and self.below is not None and self.at_least >= self.below:
            raise ValueError("min is greater than max: at_least is not below below")
        return self

    def holds(self, score: Decimal) -> bool:
        """Whether the score lies in this band."""
        return (self.at_least is None or score >= self.at_least) and (
            self.below is None or score < self.below
        )


class RangeScale(Value):
    """A scale of numbers.

    Attributes:
        min, max: both inclusive; None: open-ended.
        whole: only whole numbers.
    """

    kind: Literal["RANGE"]
    min: Decimal | None
    max: Decimal | None
    whole: bool = False
    bands: tuple[Band, ...] = ()
    bad: Bad | None = None

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        if self.bad is not None and self.bad.labels:
            raise ValueError("a scale of numbers has no labels that could be bad")
        return self

    def accepts(self, score: Decimal | int | str) -> bool:
        """Whether this is a value of the scale."""
        if isinstance(score, str):
            return False
        if self.whole and score != int(score):
            return False
        return (self.min is None or score >= self.min) and (self.max is None or score <= self.max)

    def is_bad(self, score: Decimal | int | str) -> bool:
        """Whether one such value is bad; how many in a row matter is in ``bad.in_a_row``."""
        if self.bad is None or isinstance(score, str):
            return False
        return (self.bad.at_most is not None and score <= self.bad.at_most) or (
            self.bad.below is not None and score < self.bad.below
        )

    def band(self, score: Decimal | int) -> str | None:
        """The first band that holds the score, or None."""
        return next((band.code for band in self.bands if band.holds(Decimal(score))), None)


class LabelScale(Value):
    """A scale of words, best first. No values yet: nothing is accepted on it (B-45)."""

    kind: Literal["LABELS"]
    values: tuple[Code, ...]
    bad: Bad | None = None

    @model_validator(mode="after")
    def _bad_labels_are_values(self) -> Self:
        unknown = [] if self.bad is None else sorted(set(self.bad.labels) - set(self.values))
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is called bad but is no value of the scale")
        if self.bad is not None and (self.bad.at_most, self.bad.below) != (None, None):
            raise ValueError("a scale of labels has no numbers that could be bad")
        return self

    def accepts(self, score: Decimal | int | str) -> bool:
        """Whether this is a value of the scale."""
        return score in self.values

    def is_bad(self, score: Decimal | int | str) -> bool:
        """Whether one such value is bad; how many in a row matter is in ``bad.in_a_row``."""
        return self.bad is not None and score in self.bad.labels


Scale = Annotated[RangeScale | LabelScale, Field(discriminator="kind")]
"""One scale of the registry (rulebook 6.3)."""
