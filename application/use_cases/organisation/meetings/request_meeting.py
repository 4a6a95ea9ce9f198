"""Ask for a session (4.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand
from domain.meetings.errors import RequestCodeTaken
from domain.meetings.request import MeetingRequest
from domain.vocabulary import AtLeastOne, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RequestMeeting(OrganisationCommand):
    """Command: record that so many asked for a session.

    Attributes:
        code: its name from here on; the convening refers to it.
        body: code of the body that is to hold it.
        type: a word of the pack.
        basis: what is counted, or the ground; a word of the pack.
        supporters, base: how many of how many.
        matter: what it is about, a word of the pack.
    """

    NAME: ClassVar[str] = "request_meeting"
    FAMILY: ClassVar[str] = "meeting-requests"
    PINNED: ClassVar[bool] = True

    code: Code
    body: Code
    type: Code
    basis: Code
    supporters: AtLeastOne | None = None
    base: AtLeastOne | None = None
    matter: Code | None = None

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return MeetingRequest.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> MeetingRequest:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise RequestCodeTaken(self.code)
        body = ground.directory.body(self.body)
        if body is None or not body.active:
            raise BodyNotFound(self.body)
        return MeetingRequest.make(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            type=self.type,
            basis=self.basis,
            supporters=self.supporters,
            base=self.base,
            matter=self.matter,
        )
