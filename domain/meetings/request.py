"""The request for a session: who may ask for one, and with how many supporters (4.3)."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, CreatedEvent, EventCorrected
from domain.meetings.errors import (
    BasisUnknown,
    CountsDoNotAddUp,
    MeetingTypeUndefined,
    NobodyMayRequest,
    SupportTooSmall,
)
from domain.vocabulary import Code

_NAMESPACE = UUID("c4a1f1b8-6a4d-4f53-8d0f-7b6f0f8f2d15")


class _Requested(CreatedEvent):
    """Fields of both requests.

    Attributes:
        type: type of the meeting that is asked for.
        basis: what is counted, or the ground; a word of the pack.
        supporters, base: of how many; None: the ground alone is enough.
        must_be_called: the session has to be called; else the convener decides.
        matter: what it is about, a word of the pack.
    """

    code: Code
    body: Code
    type: Code
    basis: Code
    supporters: int | None = Field(default=None, ge=1)
    base: int | None = Field(default=None, ge=1)
    must_be_called: bool
    matter: Code | None = None

    def apply(self, request: MeetingRequest) -> None:
        request.pack = self.pack
        request.type = self.type


class AssemblyRequested(_Requested):
    """An assembly was asked for by enough of those it is for."""

    TOPIC: ClassVar[str] = "AssemblyRequested"


class HearingRequested(_Requested):
    """A hearing was asked for by enough of those it is for."""

    TOPIC: ClassVar[str] = "HearingRequested"


class MeetingRequest(Aggregate):
    """A request stands by itself; the session that follows it names it.

    Rules: MTG-BZ-04 … 07. Shares are compared exactly, and at least the share is enough (B-42).
    """

    TOPIC = "MeetingRequest"
    Event = kernel.Event

    AssemblyRequested = AssemblyRequested
    HearingRequested = HearingRequested
    EventCorrected = EventCorrected

    pack: str
    type: str

    def __init__(self, code: str, body: str) -> None:
        self.code = code
        self.body = body

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one request."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def make(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        type: str,  # noqa: A002  # the rulebook's word
        basis: str,
        supporters: int | None = None,
        base: int | None = None,
        matter: str | None = None,
    ) -> Self:
        """Ask for a session.

        Args:
            supporters, base: of how many counted; both None where the ground alone is enough.

        Raises:
            MeetingTypeUndefined: B-45.
            NobodyMayRequest, BasisUnknown: the pack gives no such right.
            CountsDoNotAddUp: more supporters than there are, or none counted.
            SupportTooSmall: below the share.
        """
        if type not in act.pack.meetings:
            raise MeetingTypeUndefined(type)
        rule = act.pack.meetings[type].requests
        if rule is None:
            raise NobodyMayRequest(type)
        if basis not in rule.by:
            raise BasisUnknown(basis, rule.by)
        share = rule.by[basis]
        if share is not None:
            if supporters is None or base is None or not 1 <= supporters <= base:
                raise CountsDoNotAddUp(supporters or 0, base or 0, "support it")
            if Fraction(supporters, base) < share:
                raise SupportTooSmall(supporters, base, share)
        event = AssemblyRequested if rule.event == AssemblyRequested.TOPIC else HearingRequested
        return cls._create(
            event,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            type=type,
            basis=basis,
            supporters=supporters,
            base=base,
            must_be_called=rule.binding,
            matter=matter,
            **act.envelope(event.TOPIC),
        )
