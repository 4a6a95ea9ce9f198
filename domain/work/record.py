"""The work record: one thing that was done, entered once (rulebook 4.5, 7.7, 7.9, 7.10)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, CreatedEvent
from domain.vocabulary import Code, PersonRef
from domain.work.errors import EvidenceMissing, WindowNotBegun

_NAMESPACE = UUID("c2b6d0f4-6a5c-4d7e-8f39-1c0a6ce1b7a9")


class Recorded(CreatedEvent):
    """What every record says.

    Attributes:
        record: its own code; one code, one record.
        body: code of the body in whose charge it was done.
        person_ref: who did it.
    """

    record: Code
    body: Code
    person_ref: PersonRef


class WorkRecord(Aggregate):
    """A record has one fact; a wrong one is corrected (ENV-02). Rules: ENV-04, OBL-01."""

    TOPIC = "WorkRecord"
    Event = kernel.Event

    class RhythmEntryRecorded(Recorded):
        """The work of a rhythm was done: a daily check, a weekly meeting, a patrol (4.5).

        Attributes:
            rhythm: which, a word of the pack.
            window: a day of the window it is about; None: that of the day on which it was done.
            minutes: how long it took; None: not measured.
        """

        TOPIC: ClassVar[str] = "RhythmEntryRecorded"

        rhythm: Code
        window: date | None = None
        minutes: int | None = Field(default=None, ge=1)

    class VisitRecorded(Recorded):
        """Somebody was visited (DUT-BZ-01, DUT-BZ-02, AID-SA-02).

        Attributes:
            code: sort of visit, a word of the pack.
            also: further sorts of visits that this one was: one visit may count for both.
            subject_ref: pseudonymous id of who or what was visited; None: nobody in particular.
        """

        TOPIC: ClassVar[str] = "VisitRecorded"

        code: Code
        also: tuple[Code, ...] = ()
        subject_ref: PersonRef | None = None

    class ReportDelivered(Recorded):
        """A report or a sheet was delivered (MTG-BZ-10, RHY-BZ-03, ORG-QY-04).

        Attributes:
            report: which, a word of the pack.
            window: a day of the window it is about; None: that of the day of delivery.
        """

        TOPIC: ClassVar[str] = "ReportDelivered"

        report: Code
        window: date | None = None

    class ActivityHeld(Recorded):
        """An activity was held (RHY-BZ-04, RHY-SA-01, CUL-SA-03, LAW-BJ-01, STY-DG-01).

        Attributes:
            code: which, a word of the pack.
            participants: how many took part; None: not counted.
            within: the meeting it was part of; None: it stood alone.
        """

        TOPIC: ClassVar[str] = "ActivityHeld"

        code: Code
        participants: int | None = Field(default=None, ge=0)
        within: Code | None = None

    class RosterFiled(Recorded):
        """The roster of staff was handed in (ORG-BZ-18).

        Attributes:
            year: the year it is about.
            staff_count: people on it.
        """

        TOPIC: ClassVar[str] = "RosterFiled"

        year: int = Field(ge=1949, le=9999)
        staff_count: int | None = Field(default=None, ge=0)

    class CameraConnected(Recorded):
        """Cameras were connected to the platform (RHY-SA-01).

        Attributes:
            cameras: how many.
        """

        TOPIC: ClassVar[str] = "CameraConnected"

        cameras: int = Field(default=1, ge=1)

    class PopulationDataUpdated(Recorded):
        """The data of the population are complete and current (RHY-SA-01, INF-BZ-01).

        Attributes:
            window: a day of the window they are about; None: that of the day of the update.
        """

        TOPIC: ClassVar[str] = "PopulationDataUpdated"

        window: date | None = None

    def __init__(self, record: str) -> None:
        self.record = record

    @staticmethod
    def create_id(jurisdiction: str, record: str) -> UUID:
        """One code, one record."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{record}")

    @classmethod
    def enter(
        cls, act: Act, fact: type[Recorded], *, jurisdiction: str, record: str, **fields: Any
    ) -> Self:
        """Enter what was done.

        Args:
            fact: one of the events above, with its ``fields``.

        Raises:
            EvidenceMissing: it happened earlier and nothing shows it (ENV-04).
            WindowNotBegun: the window it names has not begun.
        """
        if act.occurred_at is not None and act.occurred_at < act.at and not act.evidence:
            raise EvidenceMissing
        window = fields.get("window")
        if isinstance(window, date) and window > local_date(act.at):
            raise WindowNotBegun(window)
        topic: str = fact.TOPIC  # type: ignore[attr-defined]  # set on every stored event
        return cls._create(
            fact,
            id=cls.create_id(jurisdiction, record),
            record=record,
            **fields,
            **act.envelope(topic),
        )
