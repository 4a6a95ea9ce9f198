"""Facts about experts and members; people are pseudonymous ids (ENV-07)."""

from __future__ import annotations

from typing import ClassVar

from domain.facts.entered import Entered
from domain.vocabulary import AtLeastOne, Code, PersonRef


class ExpertAppointed(Entered):
    """Take an expert into a committee or pool (ORG-QY-06, EXP-BJ-01).

    Attributes:
        expert_ref: pseudonymous id.
        batch: number of the intake, from 1; None: the pool has none.
    """

    TOPIC: ClassVar[str] = "ExpertAppointed"
    NAME: ClassVar[str] = "appoint_expert"

    expert_ref: PersonRef
    batch: AtLeastOne | None = None


class MemberStatusRecorded(Entered):
    """Record how it stands with a party member; what was recorded before is kept (MEM-BZ-01).

    Attributes:
        member_ref: pseudonymous id.
        status: word of the pack.
    """

    TOPIC: ClassVar[str] = "MemberStatusRecorded"
    NAME: ClassVar[str] = "record_member_status"

    member_ref: PersonRef
    status: Code
