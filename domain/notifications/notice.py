"""A notification: what happened is told to chat groups and to who has to act (ORG-DG-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, OpeningEvent
from domain.vocabulary import Code

_NAMESPACE = UUID("0f6a2f61-8f0d-4a6b-9f44-8f6f3c9a7d15")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is told, and how.

    Attributes:
        channel: a word of the pack.
        target: code of the body whose channel it is.
    """

    channel: str
    target: str


class Notice(Aggregate):
    """Everybody is told of one event once."""

    TOPIC = "Notice"
    Event = kernel.Event

    class NotificationSent(OpeningEvent):
        """One channel of one body was told of an event; the first of them begins the notice.

        Attributes:
            event_id: ``aggregate id/version`` of what it tells of; ``tells``: its name.
            channel: a word of the pack; target: code of the body whose channel it is.
        """

        TOPIC: ClassVar[str] = "NotificationSent"

        event_id: str
        tells: str
        channel: Code
        target: Code

        def apply(self, aggregate: Notice) -> None:
            """Told once and for all."""

    @staticmethod
    def create_id(jurisdiction: str, event_id: str) -> UUID:
        """One event, one notice."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{event_id}")

    @classmethod
    def send(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        event_id: str,
        tells: str,
        addressees: Sequence[Addressee],
    ) -> Self:
        """Tell everybody of an event.

        Args:
            addressees: at least one.
        """
        first, *further = [
            {
                "event_id": event_id,
                "tells": tells,
                "channel": one.channel,
                "target": one.target,
                **act.envelope(cls.NotificationSent.TOPIC),
            }
            for one in addressees
        ]
        notice = cls._create(
            cls.NotificationSent, id=cls.create_id(jurisdiction, event_id), **first
        )
        for told in further:
            notice.trigger_event(cls.NotificationSent, **told)
        return notice
