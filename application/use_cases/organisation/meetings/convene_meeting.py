"""Call a session (4.1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from application.directory import UnitEntry
from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.oversight.gate_command import require_gates
from domain.calendar.local_time import local_date
from domain.meetings.errors import MandateUnknown, MeetingCodeTaken, RequestUnknown
from domain.meetings.events import AgendaItem
from domain.meetings.meeting import Call, HoldingBody, Meeting
from domain.meetings.request import MeetingRequest
from domain.organisation.rotation import rotation_of, term_of
from domain.vocabulary import AtLeastOne, Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ConveneMeeting(OrganisationCommand):
    """Command: call a session; who is invited and entitled is fixed with it.

    Attributes:
        code: its name from here on.
        body: code of the body that holds it.
        type: a word of the pack.
        at: when it begins.
        agenda: its matters; an item may belong to the agenda of another type that the pack lets
            the same session satisfy.
        invited: codes of the bodies, members or sides; where the chair rotates, all members unless
            stated. Whose turn it is has been assigned to the body before.
        entitled: how many people count for the quorum; None: as many as are invited.
        mode: how an assembly is composed, a word of the pack; with ``counted``: how many of what
            the mode counts, and ``delegates``: how many each sends.
        matter: the matter it is called for, a word of the pack.
        major_matter: the major matter, in words.
        request: code of the request it follows.
        mandate: code of the meeting that delegated matters to this one.
        gate: code of the gate that was passed for this meeting's matter, where the pack guards it
            (ORG-QY-05, ORG-BZ-22).
        also_counted_in: a second body in which attendance counts.
    """

    NAME: ClassVar[str] = "convene_meeting"
    FAMILY: ClassVar[str] = "meetings"
    PINNED: ClassVar[bool] = True

    code: Code
    body: Code
    type: Code
    at: AwareDatetime
    agenda: tuple[AgendaItem, ...] = Field(min_length=1, max_length=100)
    invited: tuple[Code, ...] = Field(default=(), max_length=500)
    entitled: AtLeastOne | None = None
    mode: Code | None = None
    counted: AtLeastOne | None = None
    delegates: AtLeastOne | None = None
    matter: Code | None = None
    major_matter: OfficialText | None = None
    request: Code | None = None
    mandate: Code | None = None
    also_counted_in: Code | None = None
    gate: Code | None = None

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Meeting.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Meeting:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise MeetingCodeTaken(self.code)
        body = ground.directory.body(self.body)
        if body is None or not body.active:
            raise BodyNotFound(self.body)
        if self.also_counted_in is not None and ground.directory.body(self.also_counted_in) is None:
            raise BodyNotFound(self.also_counted_in)
        self._require_request(ground)
        require_gates(act, ground, matter=self.matter, subject=self.code, gate=self.gate)
        rule = act.pack.meetings.get(self.type)
        rotating = rule is not None and rule.chair == "ROTATING"
        host, members = self._rotation(act, ground) if rotating else (None, ())
        sort = body.org_type if isinstance(body, UnitEntry) else body.level
        return Meeting.convene(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=HoldingBody(body.code, body.level, sort),
            type=self.type,
            at=self.at,
            call=Call(
                agenda=self.agenda,
                invited=self.invited or members,
                entitled=self.entitled,
                mode=self.mode,
                counted=self.counted,
                delegates=self.delegates,
                host=host,
                matter=self.matter,
                major_matter=self.major_matter,
                request=self.request,
                mandate=self.mandate,
                scope=self._scope(ground),
                also_counted_in=self.also_counted_in,
            ),
        )

    def _rotation(self, act: Act, ground: Ground) -> tuple[str | None, tuple[str, ...]]:
        """Whose turn it is in the term of the session, and all members (ORG-KD-06)."""
        unit = ground.unit(self.body)
        rotation = rotation_of(act, unit)
        host = unit.chairs.get(term_of(rotation.period, local_date(self.at)))
        return host, tuple(sorted(ground.directory.members(self.body, rotation.members)))

    def _require_request(self, ground: Ground) -> None:
        if self.request is None:
            return
        wanted = MeetingRequest.create_id(ground.jurisdiction, self.request)
        found = ground.aggregate(MeetingRequest, wanted)
        if found is None or (found.body, found.type) != (self.body, self.type):
            raise RequestUnknown(self.request)

    def _scope(self, ground: Ground) -> Collection[str]:
        if self.mandate is None:
            return ()
        giver = ground.aggregate(Meeting, Meeting.create_id(ground.jurisdiction, self.mandate))
        if giver is None or giver.body != self.body or not giver.delegated:
            raise MandateUnknown(self.mandate)
        return giver.delegated
