"""What a pack says of incentives for those who work in communities (3.3)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.kernel import Value
from domain.policy.reward_rules import RewardRule
from domain.vocabulary import Code


class PayRaise(Value):
    """Pay at a higher standard for what was commended (RWD-BZ-01).

    Attributes:
        commended: kind of record in which commendations stand.
        consecutive: by level of the commendation how many years in a row it takes.
        posts: who gets it, while in office.
    """

    commended: Code
    consecutive: dict[Code, Annotated[int, Field(ge=1)]] = Field(min_length=1)
    posts: tuple[Code, ...] = Field(min_length=1)


class Benefit(Value):
    """What is paid for somebody while in office (RWD-BZ-02).

    Attributes:
        basis: the event it rests on.
        started, stopped: kinds of record in which its beginning and its end stand.
    """

    basis: RewardRule
    started: Code
    stopped: Code


class Incentives(Value):
    """Incentives of a pack.

    Attributes:
        pay_raises: by kind of record in which the raise stands.
        benefits: by what is paid.
    """

    pay_raises: dict[Code, PayRaise] = Field(default_factory=dict)
    benefits: dict[Code, Benefit] = Field(default_factory=dict)
