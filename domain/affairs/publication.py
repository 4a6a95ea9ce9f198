"""Affairs made public: drafted, signed by those who supervise, published (MTG-BZ-14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from domain import gates, kernel
from domain.act import Act
from domain.affairs.errors import (
    AffairsUndefined,
    AlreadyPublished,
    KindUnknown,
    NotADayToPublish,
    NotSigned,
    NotTheSigner,
)
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, CreatedEvent, EventCorrected
from domain.meetings.events import OutcomePublished
from domain.policy.affairs import Publications
from domain.vocabulary import Code

_NAMESPACE = UUID("2f6f8a1c-52b7-4a86-9a0e-b7f7d64a9c12")
_GATE = "SIGNATURE"


class PublicationDrafted(CreatedEvent):
    """The content of a publication was put together.

    Attributes:
        kind: what is published, a word of the pack.
        content_ref: the document.
        covers: a local day of the period it is about; None: that of its publication.
    """

    TOPIC: ClassVar[str] = "PublicationDrafted"

    code: Code
    body: Code
    kind: Code
    content_ref: Code
    covers: date | None = None

    def apply(self, publication: AffairsPublication) -> None:
        publication.pack = self.pack


class AffairsPublication(Aggregate):
    """One publication of a body. Unsigned it cannot be published; who drafts does not sign."""

    TOPIC = "AffairsPublication"
    Event = kernel.Event

    PublicationDrafted = PublicationDrafted
    GateOpinionGiven = gates.GateOpinionGiven
    GatePassed = gates.GatePassed
    GateBlocked = gates.GateBlocked
    OutcomePublished = OutcomePublished
    EventCorrected = EventCorrected

    pack: str

    def __init__(self, code: str, body: str, kind: str, covers: date | None) -> None:
        self.code = code
        self.body = body
        self.kind = kind
        self.covers = covers
        self.signed = False
        self.published_on: date | None = None

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one publication."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def draft(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        kind: str,
        content_ref: str,
        covers: date | None = None,
    ) -> Self:
        """Put a publication together.

        Args:
            covers: a local day of the period it is about; None: that of its publication.

        Raises:
            AffairsUndefined, KindUnknown: B-45.
        """
        rule = _rule(act)
        if kind not in rule.kinds:
            raise KindUnknown(kind, rule.kinds)
        return cls._create(
            PublicationDrafted,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            kind=kind,
            content_ref=content_ref,
            covers=covers,
            **act.envelope(PublicationDrafted.TOPIC),
        )

    def sign(self, act: Act, *, approved: bool, opinion: str) -> None:
        """Review and sign, or refuse to sign; a later review may sign after all.

        Raises:
            NotTheSigner: the actor holds none of the signing posts in this body.
            AlreadyPublished: nothing is signed afterwards.
        """
        self._require_unpublished()
        rule = _rule(act)
        held = {post.post for post in act.actor.posts if post.body == self.body}
        if held.isdisjoint(rule.signed_by):
            raise NotTheSigner(rule.signed_by)
        self._record(
            act,
            gates.GateOpinionGiven,
            gate_code=_GATE,
            approved=approved,
            opinion=opinion,
        )
        if approved:
            self._record(act, gates.GatePassed, gate_code=_GATE)
        else:
            self._record(act, gates.GateBlocked, gate_code=_GATE, why=opinion)

    def publish(self, act: Act, *, published_on: date) -> None:
        """Make it public. When it was owed, the obligation says.

        Args:
            published_on: local day.

        Raises:
            NotSigned: MTG-BZ-14.
            AlreadyPublished, NotADayToPublish.
        """
        self._require_unpublished()
        if not self.signed:
            raise NotSigned(self.code)
        if not local_date(self.created_on) <= published_on <= local_date(act.at):
            raise NotADayToPublish(published_on)
        self._record(
            act,
            OutcomePublished,
            code=self.code,
            kind=self.kind,
            body=self.body,
            published_on=published_on,
            by=act.actor.id,
            window=self.covers,
        )

    def on_gate_opinion(self, _gate_code: str) -> None:
        """For ``GateOpinionGiven``: the passing or blocking says it."""

    def on_gate_passed(self, _gate_code: str, _at: datetime) -> None:
        """For ``GatePassed``."""
        self.signed = True

    def on_gate_blocked(self, _gate_code: str) -> None:
        """For ``GateBlocked``."""
        self.signed = False

    def _record(self, act: Act, event: Any, **fact: object) -> None:
        self.trigger_event(event, **fact, **act.envelope(event.TOPIC))

    def _require_unpublished(self) -> None:
        if self.published_on is not None:
            raise AlreadyPublished(self.published_on)


def _rule(act: Act) -> Publications:
    affairs = act.pack.affairs
    if affairs is None or affairs.publications is None:
        raise AffairsUndefined("publication of affairs")
    return affairs.publications
