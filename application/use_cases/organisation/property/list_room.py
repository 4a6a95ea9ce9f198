"""List a room of a community or a property company (PRP-CY-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import EstateCommand, estate_of
from domain.property.estate import Estate
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ListRoom(EstateCommand):
    """Command: list a room; listing it again tells how it stands now.

    Attributes:
        room: code of the room.
        kind: whose room it is, a word of the pack.
        status: in whose hands it is, a word of the pack.
        proposal: what is to be done about a room out of control, a word of the pack.
    """

    NAME: ClassVar[str] = "list_room"

    room: Code
    kind: Code
    status: Code
    proposal: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Estate:
        estate = estate_of(ground, self.estate)
        estate.list_room(
            act, room=self.room, kind=self.kind, status=self.status, proposal=self.proposal
        )
        return estate
