"""Record that a session was held (4.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.meetings.events import Outcome
from domain.meetings.meeting import Chair, Meeting
from domain.oversight.errors import CodeIsTaken, RectificationDateMissing
from domain.oversight.rectification import Rectification
from domain.vocabulary import AtLeastOne, Code, OfficialText, PersonRef

if TYPE_CHECKING:
    from application.directory import Directory
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class HoldMeeting(MeetingCommand):
    """Command: record that the session was held, with its minutes filed before.

    Attributes:
        chair: pseudonymous id of who chaired; None: whoever records it.
        present: members or sides that were there, of those invited.
        not_reached: numbers, from 1, of the items of the agenda that were not held.
        outcome: whether the sides agreed.
        defects: what a session that inspects found wanting; it is ordered to be put right at once.
        about: code of who has to put it right; None: the body itself.
        order: code of that order. due_on: its last local day; no source gives a length (RCT-01).
    """

    NAME: ClassVar[str] = "hold_meeting"

    chair: PersonRef | None = None
    present: tuple[Code, ...] = Field(default=(), max_length=500)
    not_reached: tuple[AtLeastOne, ...] = Field(default=(), max_length=100)
    outcome: Outcome | None = None
    defects: tuple[OfficialText, ...] = Field(default=(), max_length=100)
    about: Code | None = None
    order: Code | None = None
    due_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.hold(
            act,
            chair=_chair(self.chair or act.actor.id, meeting, act, ground.directory),
            present=self.present,
            not_reached=self.not_reached,
            outcome=self.outcome,
        )
        if self.defects:
            meeting.require_inspecting(act)
            ground.also_changed(self._ordered(act, ground, meeting))
        return meeting

    def _ordered(self, act: Act, ground: Ground, meeting: Meeting) -> Rectification:
        if self.order is None or self.due_on is None:
            raise RectificationDateMissing
        if ground.history(Rectification.create_id(ground.jurisdiction, self.order)):
            raise CodeIsTaken(self.order)
        return Rectification.order(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.order,
            body=meeting.body,
            subject=self.about or meeting.body,
            defects=self.defects,
            due_on=self.due_on,
            inspection=meeting.code,
        )


def _chair(person_ref: str, meeting: Meeting, act: Act, directory: Directory) -> Chair:
    """What made the person fit to chair on the day: posts in the body, above it or below."""
    body = directory.body(meeting.body)
    near = directory.below({meeting.body}) | {meeting.body}
    if body is not None and body.parent is not None:
        near |= {body.parent}
    posts = directory.actor(person_ref, meeting.at, act.pack).posts
    unit = directory.unit(meeting.body)
    return Chair(
        person_ref,
        frozenset(held.post for held in posts if held.body in near),
        is_linked_leader=unit is not None and unit.leader == person_ref,
    )
