"""Let the version in force judge something that is no case and began under another one (ENV-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.meetings.command import MeetingCommand
from application.use_cases.organisation.oversight.gate_command import GateCommand, gate_of
from domain.calendar.local_time import local_date
from domain.meetings.meeting import Meeting
from domain.oversight.gate import Gate
from domain.policy.pack import PackRef
from domain.rebinding import PackNotAdopted

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.policy.pack import PolicyPack


class RebindCommand(OrganisationCommand):
    """What commands that rebind have in common.

    Attributes:
        pack: ``id@version``; it must be the version in force, which the caller names so that a
            change of version in between rebinds nothing to what nobody looked at.
    """

    pack: PackRef

    def adopted(self, act: Act, ground: Ground) -> PolicyPack:
        """The version in force, which is the one named.

        Raises:
            PackNotAdopted: ENV-03.
        """
        in_force = ground.in_force(local_date(act.at))
        if self.pack != in_force.ref:
            raise PackNotAdopted(self.pack, in_force.ref)
        return in_force


class RebindGate(RebindCommand, GateCommand):
    """Command: let the version in force judge a gate that nobody has answered yet."""

    NAME: ClassVar[str] = "rebind_gate"

    def decide(self, act: Act, ground: Ground) -> Gate:
        gate = gate_of(ground, self.code)
        gate.rebind(self.adopted(act, ground), act)
        return gate


class RebindMeeting(RebindCommand, MeetingCommand):
    """Command: let the version in force judge a meeting that has not been held yet."""

    NAME: ClassVar[str] = "rebind_meeting"

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.rebind(self.adopted(act, ground), act)
        return meeting


REBINDING_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (RebindGate, RebindMeeting)
