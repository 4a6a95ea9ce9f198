"""What a pack says about estates and the companies that manage them (7.3, B-25)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.calendar.periods import Period
from domain.kernel import Value
from domain.vocabulary import Code

_THOUSAND = 1_000

FilingField = Literal[
    "company", "secretary_ref", "head_ref", "buildings", "households", "owner_data_ref", "staff"
]
"""What the file of an estate may hold."""


class Filing(Value):
    """What the file of an estate must hold (PRP-SA-01).

    Attributes:
        required: fields of the filing; what is missing leaves it incomplete.
        staff_kinds: kinds of staff that the staff list counts, each of them.
        conditions: words for the condition an estate is in; empty: none is told.
    """

    required: tuple[FilingField, ...] = ()
    staff_kinds: tuple[Code, ...] = ()
    conditions: tuple[Code, ...] = ()


class Management(Value):
    """The ways in which estates are managed (PRP-SA-03).

    Attributes:
        fitting: by condition of an estate the ways that fit it; another one takes a reason.
    """

    modes: tuple[Code, ...] = Field(min_length=1)
    fitting: dict[Code, tuple[Code, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fitting_are_modes(self) -> Self:
        named = {mode for modes in self.fitting.values() for mode in modes}
        if unknown := sorted(named - set(self.modes)):
            raise ValueError(f"{', '.join(unknown)} is no way of management")
        return self


class Premises(Value):
    """How large the rooms of a property company have to be (PRP-SA-02). Areas are in m².

    Attributes:
        at_least_permille, at_most_permille: of the total floor area; inclusive.
        floor: never less than this.
    """

    at_least_permille: Decimal = Field(gt=0)
    at_most_permille: Decimal | None = None
    floor: Decimal = Field(ge=0)

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.at_most_permille is not None and self.at_least_permille > self.at_most_permille:
            raise ValueError("min is greater than max: at_least_permille is above at_most_permille")
        return self

    def needed(self, gfa: Decimal) -> Decimal:
        """The least area for a total floor area."""
        return max(self.floor, gfa * self.at_least_permille / _THOUSAND)

    def is_above(self, gfa: Decimal, area: Decimal) -> bool:
        """Whether it is more than the range and more than the floor asks for."""
        if self.at_most_permille is None:
            return False
        return area > max(self.floor, gfa * self.at_most_permille / _THOUSAND)


class Rating(Value):
    """How property service is graded (SAT-SA-01).

    Attributes:
        scale: scale of labels of this pack.
        period: how often.
    """

    scale: Code
    period: Period


class Veto(Value):
    """What overrides a grade (ACC-SA-02, PET-SA-01).

    Attributes:
        ground: cause that a person must have found.
        grade: grade of the rating's scale that then holds.
    """

    ground: Code
    grade: Code


class EstateInspection(Value):
    """How estates are looked at and scored (PRP-CY-01).

    Attributes:
        inspectors: who must be there, all of them.
    """

    scale: Code
    period: Period
    inspectors: tuple[Code, ...] = ()


class Ranking(Value):
    """How estates are ranked at the end of a year (PRP-CY-01, ACC-CY-01, RANK-01).

    Attributes:
        among: level of the body whose estates are ranked together.
        composite: how the scores of a year become one; an inspection that was missed is no zero.
        automatic_from: with fewer ranked the last is listed only by a person's decision.
    """

    among: Code
    composite: Literal["MEAN"]
    automatic_from: int = Field(ge=1)


class Rooms(Value):
    """The rooms of communities and property companies (PRP-CY-03).

    Attributes:
        kinds: whose rooms they are.
        statuses: in whose hands a room is.
        outside: statuses that call for a proposal.
        proposals: what may be proposed.
    """

    kinds: tuple[Code, ...] = Field(min_length=1)
    statuses: tuple[Code, ...] = Field(min_length=1)
    outside: tuple[Code, ...] = ()
    proposals: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _outside_are_statuses(self) -> Self:
        if unknown := sorted(set(self.outside) - set(self.statuses)):
            raise ValueError(f"{', '.join(unknown)} is called outside but is no status")
        return self


class PropertyRules(Value):
    """Estates and their companies. What is None is off and refused (B-45).

    Attributes:
        filing: None: estates are not filed.
    """

    filing: Filing | None = None
    management: Management | None = None
    premises: Premises | None = None
    rating: Rating | None = None
    veto: Veto | None = None
    inspection: EstateInspection | None = None
    ranking: Ranking | None = None
    rooms: Rooms | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.ranking is not None and self.inspection is None:
            raise ValueError("ranking needs inspection: it ranks by its scores")
        if self.veto is not None and self.rating is None:
            raise ValueError("veto needs rating: it overrides a grade")
        if self.management is not None:
            known = set(self.filing.conditions) if self.filing else set()
            if unknown := sorted(self.management.fitting.keys() - known):
                raise ValueError(f"{', '.join(unknown)} is no condition of the filing")
        return self
