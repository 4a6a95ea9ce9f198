"""Use the seal of a body: asked for, approved, taken out (MTG-BZ-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.affairs.command import (
    BeginningCommand,
    FurtherCommand,
    existing,
)
from domain.affairs.publication import AffairsPublication
from domain.affairs.seal import SealUse
from domain.meetings.meeting import Meeting
from domain.vocabulary import Code, OfficialText, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RequestSealUse(BeginningCommand):
    """Command: ask for the seal.

    Attributes:
        kind: a word of the pack.
        purpose: what it is for.
        decision: code of the meeting whose resolution it rests on.
        notice: code of the publication that gave public notice.
    """

    NAME: ClassVar[str] = "request_seal_use"
    FAMILY: ClassVar[str] = "seal-uses"

    kind: Code
    purpose: OfficialText
    decision: Code | None = None
    notice: Code | None = None

    def subject_id(self, jurisdiction: str) -> UUID:
        return SealUse.create_id(jurisdiction, self.code)

    def decide(self, act: Act, ground: Ground) -> SealUse:
        self.require_new(ground)
        return SealUse.ask(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            kind=self.kind,
            purpose=self.purpose,
            decision=self.decision,
            notice=self.notice,
        )


class SealCommand(FurtherCommand):
    """A command to a use of the seal.

    Attributes:
        use: its code; in the API it stands in the path.
    """

    FAMILY: ClassVar[str] = "seal-uses"

    use: Code

    @property
    def subject(self) -> str:
        return self.use

    def subject_id(self, jurisdiction: str) -> UUID:
        return SealUse.create_id(jurisdiction, self.use)

    def addressed(self, ground: Ground) -> SealUse:
        return existing(
            ground, SealUse, self.subject_id(ground.jurisdiction), "use of the seal", self.use
        )


class ApproveSealUse(SealCommand):
    """Command: approve a use of the seal."""

    NAME: ClassVar[str] = "approve_seal_use"

    def decide(self, act: Act, ground: Ground) -> SealUse:
        use = self.addressed(ground)
        use.approve(act, decided=_decided(use, ground))
        return use


class TakeOutSeal(SealCommand):
    """Command: let the seal leave the office.

    Attributes:
        taken_by: pseudonymous id.
    """

    NAME: ClassVar[str] = "take_out_seal"

    taken_by: PersonRef

    def decide(self, act: Act, ground: Ground) -> SealUse:
        use = self.addressed(ground)
        use.take_out(act, taken_by=self.taken_by)
        return use


def _decided(use: SealUse, ground: Ground) -> bool:
    """Whether an assembly of the body adopted something, or the body gave public notice."""
    if use.decision is not None:
        wanted = Meeting.create_id(ground.jurisdiction, use.decision)
        meeting = ground.aggregate(Meeting, wanted)
        if meeting is not None and meeting.body == use.body and meeting.adopted:
            return True
    if use.notice is not None:
        wanted = AffairsPublication.create_id(ground.jurisdiction, use.notice)
        notice = ground.aggregate(AffairsPublication, wanted)
        return notice is not None and notice.body == use.body and notice.published_on is not None
    return False
