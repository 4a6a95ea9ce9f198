"""Thresholds: what follows from measured figures, as a closed table of comparisons (B.3, B-04)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from domain.kernel import Invalid, Value
from domain.numbers import Comparator, rate
from domain.vocabulary import Code

UNDEFINED: Final = "UNDEFINED"
"""No clause speaks of these figures: somebody decides, nothing follows by itself (B-18)."""

NONE: Final = "NONE"
"""No clause holds, and the source means that nothing follows."""


class CountMissing(Invalid):
    """A threshold is judged when everything it speaks of was counted."""

    code = "count-missing"
    title = "A figure that the threshold needs is missing"
    rule = "B-04"

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__(f"The threshold needs {', '.join(missing)}.")


def _exact(value: Any) -> Any:
    if isinstance(value, bool | float) or not isinstance(value, int | str | Fraction):
        reason = "a bound is a whole number or a fraction like 1/2, which is exact"
        raise ValueError(reason)  # noqa: TRY004  # pydantic makes a fault of a ValueError only
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{value} is no fraction") from error


ExactNumber = Annotated[
    Fraction, BeforeValidator(_exact), PlainSerializer(str, return_type=str), Field(ge=0)
]
"""A figure without rounding, written as a whole number or as a fraction (CAL-06)."""


class Condition(Value):
    """One comparison of one measure; exactly one bound.

    Attributes:
        of: a measure of its threshold.
        at_least, at_most: the figure itself is in; more_than, less_than: it is out (CAL-06).
    """

    of: Code
    at_least: ExactNumber | None = None
    at_most: ExactNumber | None = None
    more_than: ExactNumber | None = None
    less_than: ExactNumber | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if len(self._bounds()) != 1:
            raise ValueError("exactly one of at_least, at_most, more_than and less_than is needed")
        return self

    def holds(self, measures: Mapping[str, Fraction | None]) -> bool:
        """Whether the measure is known and meets the bound."""
        ((comparator, bound),) = self._bounds()
        figure = measures[self.of]
        return figure is not None and comparator.holds(figure, bound)

    def _bounds(self) -> list[tuple[Comparator, Fraction]]:
        written = (
            (Comparator.AT_LEAST, self.at_least),
            (Comparator.AT_MOST, self.at_most),
            (Comparator.MORE_THAN, self.more_than),
            (Comparator.LESS_THAN, self.less_than),
        )
        return [(comparator, bound) for comparator, bound in written if bound is not None]


class Clause(Value):
    """What follows where every condition holds.

    Attributes:
        approved_by: posts one of whose holders must approve; empty: nobody need.
    """

    when: Annotated[tuple[Condition, ...], Field(min_length=1)]
    result: Code
    approved_by: tuple[Code, ...] = ()


class Share(Value):
    """A measure that is part of another one, compared as an exact fraction."""

    part: Code
    whole: Code


class Threshold(Value):
    """Figures and what follows from them; the first clause that holds decides.

    Attributes:
        counts: measures that are counted.
        shares: measures that follow from two counts.
        otherwise: what it means that no clause holds: UNDEFINED is a manual decision, NONE is no
            consequence.
        effect: DUE: the result is owed; PERMITS: it may be, and nothing forces it.
        due_on: last local day for what is owed; it never rolls. None: promptly.
    """

    counts: Annotated[tuple[Code, ...], Field(min_length=1)]
    shares: dict[Code, Share] = Field(default_factory=dict)
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    otherwise: Literal["UNDEFINED", "NONE"]
    effect: Literal["DUE", "PERMITS"]
    due_on: date | None = None

    @model_validator(mode="after")
    def _names_its_measures(self) -> Self:
        known = {*self.counts, *self.shares}
        if len(known) < len(self.counts) + len(self.shares):
            raise ValueError("a measure is defined twice")
        for name, share in self.shares.items():
            if not {share.part, share.whole} <= set(self.counts):
                raise ValueError(f"share {name} is made of measures that are not counted")
        for clause in self.clauses:
            for condition in clause.when:
                if condition.of not in known:
                    raise ValueError(f"{condition.of} is no measure of this threshold")
            if clause.result in {UNDEFINED, NONE}:
                raise ValueError(f"{clause.result} follows where no clause holds")
        return self

    def reached(self, counts: Mapping[str, int]) -> tuple[Clause, ...]:
        """The clauses that hold, in their order. ``counts`` has every count of the threshold."""
        measures = self._measures(counts)
        return tuple(
            clause
            for clause in self.clauses
            if all(condition.holds(measures) for condition in clause.when)
        )

    def outcome(self, counts: Mapping[str, int]) -> str:
        """The result of the first clause that holds, else what no clause means."""
        reached = self.reached(counts)
        return reached[0].result if reached else self.otherwise

    def measured(self, counts: Mapping[str, int]) -> dict[str, int]:
        """The counts that this threshold speaks of, of all that were counted.

        Raises:
            CountMissing: one of them was not (B-04).
        """
        missing = sorted(set(self.counts) - counts.keys())
        if missing:
            raise CountMissing(missing)
        return {name: counts[name] for name in self.counts}

    def _measures(self, counts: Mapping[str, int]) -> dict[str, Fraction | None]:
        measures: dict[str, Fraction | None] = {
            name: Fraction(counts[name]) for name in self.counts
        }
        for name, share in self.shares.items():
            measures[name] = rate(counts[share.part], counts[share.whole])
        return measures
