"""What a pack says about points of volunteers and of party members (7.2, RWD-BZ-05)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.exact_points import Amount
from domain.kernel import Value
from domain.policy.thresholds import ExactNumber
from domain.vocabulary import Code

Rate = Annotated[Amount, Field(decimal_places=2)]
"""Points for one hour."""


class VolunteerLedger(Value):
    """Points of volunteers.

    Attributes:
        accounts: kinds of holders.
        fields: fields of service; empty: the pack tells none apart.
        activities: words for what was done; None: the pack lists none and any word serves.
        rates: points for an hour by field; None: the sources give none, so hours are recorded and
            no points are earned or redeemed (B-45).
        per_hour: points for an hour where no field is told apart; None: like ``rates``.
        wanted: how many accounts of a kind there should be at least.
        counted: kind of account that stands for one volunteer.
        share: of the residents that should be registered volunteers; None: no such target.
    """

    ledger: Literal["VOLUNTEER"]
    accounts: tuple[Code, ...] = Field(min_length=1)
    fields: tuple[Code, ...] = ()
    activities: tuple[Code, ...] | None = None
    rates: dict[Code, Rate] | None = None
    per_hour: Rate | None = None
    wanted: dict[Code, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    counted: Code | None = None
    share: ExactNumber | None = None

    @model_validator(mode="after")
    def _words_are_its_own(self) -> Self:
        if self.rates is not None and set(self.rates) != set(self.fields):
            raise ValueError("rates need one line for each of the fields")
        if self.per_hour is not None and self.fields:
            raise ValueError("with fields, the rate of an hour stands in rates")
        for kind in (*self.wanted, *filter(None, [self.counted])):
            if kind not in self.accounts:
                raise ValueError(f"{kind} is no kind of account")
        if self.share is not None and self.counted is None:
            raise ValueError("a share of volunteers needs counted: whose accounts are counted")
        return self

    def rate_of(self, field: str | None) -> Decimal | None:
        """Points for an hour of service; None: the pack gives no rate (B-45)."""
        return self.per_hour if field is None else (self.rates or {}).get(field)

    @property
    def has_points(self) -> bool:
        """Whether points are earned at all."""
        return self.per_hour is not None or self.rates is not None


class MemberLedger(Value):
    """Points of party members (RWD-BZ-05).

    Attributes:
        formula: points for one of each thing that is counted; None: the sources have no formula,
            so nothing is recorded until the pack writes one (B-45).
    """

    ledger: Literal["MEMBER"]
    formula: dict[Code, Rate] | None = None
