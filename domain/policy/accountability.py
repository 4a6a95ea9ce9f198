"""What a pack says of holding to account beside its triggers: who, and by what measures (3.2)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code


class ChainStep(StrEnum):
    """Steps of a chain of consequences that are taken in the file itself, in ``Trigger.do``.

    Further words of a chain are taken elsewhere: an order to put it right, a veto, a list.
    """

    FINDING = "finding"
    INTERVIEW = "interview"
    CRITICISM = "criticism"
    ADMONITION = "admonition"
    VIOLATION = "violation"
    ACCOUNTABILITY = "accountability"
    PERSONNEL_MEASURE = "personnel_measure"
    PENALTY = "penalty"
    NOTICE = "notice"


class ChainRules(Value):
    """What holds for the chain of one trigger beside what the trigger says.

    Attributes:
        posts: by step who takes it, where that is not the trigger's own ``by``.
        grounds: words for what was found; empty: the trigger itself says it.
    """

    posts: dict[ChainStep | Literal["decision", "appeal"], tuple[Code, ...]] = Field(
        default_factory=dict
    )
    grounds: tuple[Code, ...] = ()


class Entitlement(Value):
    """What only those entitled may do: who else tries is refused, and recorded (ACC-BZ-07).

    Attributes:
        commands: names of the commands.
        kinds: kinds of assessments that they are about.
    """

    commands: tuple[Code, ...] = Field(min_length=1)
    kinds: tuple[Code, ...] = Field(min_length=1)


class AccountabilityRules(Value):
    """How this jurisdiction holds to account.

    Attributes:
        measures: what may be decided, and of what sort; a measure about somebody's post is an
            event of its own.
        chains: by trigger.
        appeals: whether who was called may appeal.
        entitlements: by trigger what calls for it, where it is tried without a right to it.
    """

    measures: dict[Code, Literal["MEASURE", "PERSONNEL"]] = Field(min_length=1)
    chains: dict[Code, ChainRules] = Field(default_factory=dict)
    appeals: bool
    entitlements: dict[Code, Entitlement] = Field(default_factory=dict)
