"""The seal: each use is asked for, approved, and only then taken out (MTG-BZ-15)."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.affairs.errors import (
    AffairsUndefined,
    KindUnknown,
    NotTheApprover,
    SealNeedsDecision,
    SealNotApproved,
)
from domain.kernel import Aggregate, CreatedEvent, Event, EventCorrected
from domain.policy.affairs import Seal
from domain.vocabulary import Code, OfficialText, PersonRef

_NAMESPACE = UUID("7a1d0d43-7f4e-46a1-8b42-0d9df5a8e6b3")


class SealUseRequested(CreatedEvent):
    """Somebody asked for the seal.

    Attributes:
        kind: a word of the pack.
        decision: code of the meeting whose resolution it rests on.
        notice: code of the publication that gave public notice.
    """

    TOPIC: ClassVar[str] = "SealUseRequested"

    code: Code
    body: Code
    kind: Code
    purpose: OfficialText
    decision: Code | None = None
    notice: Code | None = None

    def apply(self, use: SealUse) -> None:
        use.pack = self.pack


class SealUseApproved(Event):
    """The use was approved."""

    TOPIC: ClassVar[str] = "SealUseApproved"

    kind: Code

    def apply(self, use: SealUse) -> None:
        use.approved = True


class SealTakenOut(Event):
    """The seal left the office.

    Attributes:
        taken_by: pseudonymous id.
    """

    TOPIC: ClassVar[str] = "SealTakenOut"

    taken_by: PersonRef


class SealUse(Aggregate):
    """One use of the seal of a body."""

    TOPIC = "SealUse"
    Event = kernel.Event

    SealUseRequested = SealUseRequested
    SealUseApproved = SealUseApproved
    SealTakenOut = SealTakenOut
    EventCorrected = EventCorrected

    pack: str

    def __init__(  # the fields of the fact that a decision needs
        self, code: str, body: str, kind: str, decision: str | None, notice: str | None
    ) -> None:
        self.code = code
        self.body = body
        self.kind = kind
        self.decision = decision
        self.notice = notice
        self.approved = False

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one use."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def ask(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        kind: str,
        purpose: str,
        decision: str | None,
        notice: str | None,
    ) -> Self:
        """Ask for the seal.

        Raises:
            AffairsUndefined, KindUnknown: B-45.
        """
        rule = _rule(act)
        if kind not in rule.kinds:
            raise KindUnknown(kind, rule.kinds)
        return cls._create(
            SealUseRequested,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            kind=kind,
            purpose=purpose,
            decision=decision,
            notice=notice,
            **act.envelope(SealUseRequested.TOPIC),
        )

    def approve(self, act: Act, *, decided: bool) -> None:
        """Approve the use; approving again is a no-op.

        Args:
            decided: the resolution was adopted, or the notice published, that it rests on.

        Raises:
            NotTheApprover: the actor holds none of the approving posts in this body.
            SealNeedsDecision: a loan takes more than the director's signature.
        """
        rule = _rule(act)
        held = {post.post for post in act.actor.posts if post.body == self.body}
        if held.isdisjoint(rule.approved_by):
            raise NotTheApprover(rule.approved_by)
        if rule.kinds[self.kind] == "DECISION" and not decided:
            raise SealNeedsDecision(self.kind)
        if not self.approved:
            self._record(act, SealUseApproved, kind=self.kind)

    def take_out(self, act: Act, *, taken_by: str) -> None:
        """Let the seal leave the office.

        Raises:
            SealNotApproved: MTG-BZ-15.
        """
        if not self.approved:
            raise SealNotApproved(self.code)
        self._record(act, SealTakenOut, taken_by=taken_by)

    def _record(self, act: Act, event: Any, **fact: object) -> None:
        self.trigger_event(event, **fact, **act.envelope(event.TOPIC))


def _rule(act: Act) -> Seal:
    affairs = act.pack.affairs
    if affairs is None or affairs.seal is None:
        raise AffairsUndefined("rule for the seal")
    return affairs.seal
