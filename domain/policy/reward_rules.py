"""What a pack says of rewards: on which facts they rest, and what they count in (3.3)."""

from __future__ import annotations

from pydantic import Field

from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.policy.obligation_rules import Where
from domain.vocabulary import Code


class RewardRule(Value):
    """A reward that a person grants because of what is on record.

    Attributes:
        of: the event it rests on; ``where``: what its fields must say.
        subject: field of that event with who is rewarded.
        at_least: how many such events must be cited.
        years: by how many years the events may be older than what the reward is for; 0: of the
            same year.
        targets: what it may count in; empty: it is a commendation alone.
        in_conflict: the matter that a gate of this pack guards where files of accountability stand
            against it: a second person is heard; None: the source asks for none.
    """

    of: EventName
    where: Where = Field(default_factory=dict)
    subject: Code
    at_least: int = Field(default=1, ge=1)
    years: int = Field(default=0, ge=0)
    targets: tuple[Code, ...] = ()
    in_conflict: Code | None = None
