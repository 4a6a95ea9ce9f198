"""What the indicator catalogue refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from domain.kernel import Invalid, NotFound


class IndicatorUnknown(NotFound):
    """The catalogue holds no indicator of that code."""

    code: ClassVar[str] = "indicator-unknown"
    title: ClassVar[str] = "No such indicator"

    def __init__(self, indicator: str) -> None:
        super().__init__(f"The catalogue has no indicator {indicator}.")


class IndicatorFamilyUnknown(NotFound):
    """The catalogue holds no family of that code."""

    code: ClassVar[str] = "indicator-family-unknown"
    title: ClassVar[str] = "No such family of indicators"

    def __init__(self, family: str) -> None:
        super().__init__(f"The catalogue has no family {family}.")


class IndicatorFactMissing(Invalid):
    """A formula needs facts that no event records; none is made up for it.

    Attributes:
        missing: why each fact is not there, by its name.
    """

    code: ClassVar[str] = "indicator-fact-missing"
    title: ClassVar[str] = "The facts of the formula are not in the events"
    rule: ClassVar[str | None] = "B-45"

    def __init__(self, indicator: str, missing: Mapping[str, str]) -> None:
        self.missing = dict(missing)
        reasons = "; ".join(f"{name}: {why}" for name, why in missing.items())
        super().__init__(f"{indicator} cannot be computed. {reasons}")

    def facts(self) -> Mapping[str, object]:
        return {"missing": self.missing}


class NotAFraction(Invalid):
    """A score is made of other indicators: these have the two sides and the events."""

    code: ClassVar[str] = "indicator-is-a-score"
    title: ClassVar[str] = "A score has no events of its own"

    def __init__(self, indicator: str, made_of: Sequence[str]) -> None:
        self.made_of = tuple(made_of)
        super().__init__(
            f"{indicator} is made of {', '.join(made_of)}; ask for the events of these."
        )

    def facts(self) -> Mapping[str, object]:
        return {"made_of": self.made_of}
