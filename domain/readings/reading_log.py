"""Who read what not everybody may read: on record before it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID, uuid5

from eventsourcing.utils import register_topic

from domain import kernel
from domain.act import Act
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, OpeningEvent
from domain.vocabulary import Code

_NAMESPACE = UUID("b1f6f4de-0f0b-4c8d-8c55-4a1c8d0c6f10")


class _Log(Protocol):
    def on_viewed(self) -> None: ...


class SensitiveRecordViewed(OpeningEvent):
    """Somebody read a register that is open to few; the envelope says who, and in which post.

    Attributes:
        register_name: what was read, by the name of the question.
        subject: what or whom it was about: a code or a pseudonymous id.
        on: local day.
    """

    TOPIC: ClassVar[str] = "SensitiveRecordViewed"

    register_name: Code
    subject: Code
    on: date

    def apply(self, aggregate: Any) -> None:
        log: _Log = aggregate
        log.on_viewed()


register_topic(SensitiveRecordViewed.TOPIC, SensitiveRecordViewed)


class ReadingLog(Aggregate):
    """Readings of one register about one subject by one person on one day, so that it stays short.

    A reading is recorded each time, also the same one again.
    """

    TOPIC = "ReadingLog"
    Event = kernel.Event

    def __init__(self) -> None:
        self.times = 0

    def on_viewed(self) -> None:
        """For ``SensitiveRecordViewed``."""
        self.times += 1

    @staticmethod
    def create_id(jurisdiction: str, register: str, subject: str, reader: str, on: date) -> UUID:
        """One register, subject, reader and day: one log."""
        name = f"{jurisdiction}/{register}/{subject}/{reader}/{on.isoformat()}"
        return uuid5(_NAMESPACE, name)

    @classmethod
    def view(
        cls, act: Act, log: Self | None, *, jurisdiction: str, register: str, subject: str
    ) -> Self:
        """Record a reading; None: it is the first of the day."""
        on = local_date(act.at)
        said = {"register_name": register, "subject": subject, "on": on}
        envelope = act.envelope(SensitiveRecordViewed.TOPIC)
        if log is None:
            log_id = cls.create_id(jurisdiction, register, subject, act.actor.id, on)
            return cls._create(SensitiveRecordViewed, id=log_id, **said, **envelope)
        log.trigger_event(SensitiveRecordViewed, **said, **envelope)
        return log
