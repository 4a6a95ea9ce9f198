"""Invitations to rate: who asked for one, and how it reaches the resident.

A deployment may plug in a message gateway. Without one an invitation waits, and whoever asked for
it hands the link over; a web reporter finds hers on the page of her receipt code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.ports import Clock, Vault
from application.residents.rating_links import LinkSeal, RatingLink
from domain.cases import events
from domain.kernel import effective

if TYPE_CHECKING:
    from application.ports import EventLog


@dataclass(frozen=True, slots=True)
class Invitation:
    """A resident is asked to rate a closing.

    Attributes:
        person_ref: who is asked.
        issued_by: who asked for it.
        expires_at: end of the link's validity, exclusive.
    """

    case_id: UUID
    closing_no: int
    person_ref: str
    issued_by: str
    issued_at: datetime
    expires_at: datetime


class Invitations(Protocol):
    """The outbox."""

    def add(self, jurisdiction: str, invitation: Invitation) -> None:
        """Keep an invitation for the gateway, and who issued it for ever."""
        ...

    def waiting(self, jurisdiction: str, now: datetime, limit: int) -> Sequence[Invitation]:
        """Invitations not handed over and not expired, the oldest first."""
        ...

    def handed_over(self, jurisdiction: str, invitation: Invitation, at: datetime) -> None:
        """The gateway has it."""
        ...


class GatewayUnavailable(Exception):
    """The gateway took nothing; the invitation waits for the next round."""


class MessageGateway(Protocol):
    """Sends a link to a resident: by text message, in a mini-program, by post."""

    def send(self, *, reference: str, contact: str, token: str, expires_at: datetime) -> None:
        """Take one message over. A reference may come twice and is sent once.

        Raises:
            GatewayUnavailable.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRound:
    """What a deployment with a gateway does every now and then."""

    log: EventLog
    vault: Vault
    invitations: Invitations
    seal: LinkSeal
    gateway: MessageGateway
    clock: Clock

    def run(self, jurisdiction: str, *, limit: int = 100) -> int:
        """Hand over what waits; returns how many the gateway took.

        Whoever left no contact, or was erased, gets no message; her invitation is over.

        Raises:
            GatewayUnavailable: what it had not taken yet waits.
        """
        sent = 0
        for invitation in self.invitations.waiting(jurisdiction, self.clock(), limit):
            contact = self._contact(jurisdiction, invitation.case_id)
            if contact is not None:
                link = RatingLink(invitation.case_id, invitation.closing_no, invitation.expires_at)
                self.gateway.send(
                    reference=f"{jurisdiction}/{invitation.case_id}/{invitation.closing_no}",
                    contact=contact,
                    token=self.seal.token(jurisdiction, link),
                    expires_at=invitation.expires_at,
                )
                sent += 1
            self.invitations.handed_over(jurisdiction, invitation, self.clock())
        return sent

    def _contact(self, jurisdiction: str, case_id: UUID) -> str | None:
        history = effective([event for _, event in self.log.history(jurisdiction, case_id)])
        report = history[0]
        if not isinstance(report, events.Reported) or report.contact is None:
            return None
        content = self.vault.reveal(jurisdiction, [report.contact]).get(report.contact.item_id)
        return None if content is None else content.decode()
