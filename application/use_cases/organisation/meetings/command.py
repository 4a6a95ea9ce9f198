"""What every command to a meeting is."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.meetings.errors import MeetingNotFound
from domain.meetings.meeting import Meeting
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


class MeetingCommand(OrganisationCommand):
    """A command to a meeting that was convened.

    Attributes:
        meeting: its code; in the API it stands in the path.
    """

    FAMILY: ClassVar[str] = "meetings"
    PINNED: ClassVar[bool] = True

    meeting: Code

    @property
    def subject(self) -> str:
        return self.meeting

    def subject_id(self, jurisdiction: str) -> UUID:
        return Meeting.create_id(jurisdiction, self.meeting)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (self.session(ground).body,)

    def session(self, ground: Ground) -> Meeting:
        """The meeting.

        Raises:
            MeetingNotFound: there is none of that code.
        """
        found = ground.aggregate(Meeting, self.subject_id(ground.jurisdiction))
        if found is None:
            raise MeetingNotFound(self.meeting)
        return found
