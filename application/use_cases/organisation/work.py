"""Record what was done: rhythms, visits, reports, activities, rosters (4.5, 7.7, 7.9, 7.10)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from pydantic import Field

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code, PersonRef, Role
from domain.work.errors import AlreadyRecorded, OthersWork
from domain.work.record import Recorded, WorkRecord

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RecordWork(OrganisationCommand):
    """A command that enters one thing that was done.

    Attributes:
        record: code of the record; one code, one record.
        body: code of the body in whose charge it was done.
        person_ref: who did it; None: whoever enters it.
    """

    FAMILY: ClassVar[str] = "records"

    record: Code
    body: Code
    person_ref: PersonRef | None = None

    @property
    @abstractmethod
    def fact(self) -> type[Recorded]:
        """The event it enters; the command has its fields."""

    @property
    def subject(self) -> str:
        return self.record

    def subject_id(self, jurisdiction: str) -> UUID:
        return WorkRecord.create_id(jurisdiction, self.record)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> WorkRecord:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise AlreadyRecorded(self.record)
        if ground.directory.body(self.body) is None:
            raise BodyNotFound(self.body)
        person = self.person_ref or act.actor.id
        if person != act.actor.id and act.actor.roles <= {Role.GRD, Role.RES}:
            raise OthersWork(person)
        own = self.fact.model_fields.keys() & type(self).model_fields.keys()
        stated: dict[str, Any] = {name: getattr(self, name) for name in own}
        for said_by_the_act in ("reason", "evidence", "occurred_at"):
            stated.pop(said_by_the_act, None)
        stated |= {"jurisdiction": ground.jurisdiction, "person_ref": person}
        return WorkRecord.enter(act, self.fact, **stated)


class RecordRhythmEntry(RecordWork):
    """Command: enter the work of a rhythm: a daily check, a weekly meeting, a patrol.

    Attributes:
        rhythm: which, a word of the pack.
        window: a day of the window it is about; None: that of the day on which it was done.
        minutes: how long it took; None: not measured.
    """

    NAME: ClassVar[str] = "record_rhythm_entry"

    rhythm: Code
    window: date | None = None
    minutes: int | None = Field(default=None, ge=1)

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.RhythmEntryRecorded


class RecordVisit(RecordWork):
    """Command: enter a visit.

    Attributes:
        code: sort of visit, a word of the pack.
        also: further sorts of visits that this one was.
        subject_ref: pseudonymous id of who or what was visited; None: nobody in particular.
    """

    NAME: ClassVar[str] = "record_visit"

    code: Code
    also: tuple[Code, ...] = ()
    subject_ref: PersonRef | None = None

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.VisitRecorded


class DeliverReport(RecordWork):
    """Command: enter that a report or a sheet was delivered.

    Attributes:
        report: which, a word of the pack.
        window: a day of the window it is about; None: that of the day on which it was delivered.
    """

    NAME: ClassVar[str] = "deliver_report"

    report: Code
    window: date | None = None

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.ReportDelivered


class HoldActivity(RecordWork):
    """Command: enter that an activity was held.

    Attributes:
        code: which, a word of the pack.
        participants: how many took part; None: not counted.
        within: the meeting it was part of; None: it stood alone.
    """

    NAME: ClassVar[str] = "hold_activity"

    code: Code
    participants: int | None = Field(default=None, ge=0)
    within: Code | None = None

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.ActivityHeld


class FileRoster(RecordWork):
    """Command: enter that the roster of staff was handed in (ORG-BZ-18).

    Attributes:
        year: the year it is about.
        staff_count: people on it.
    """

    NAME: ClassVar[str] = "file_roster"

    year: int = Field(ge=1949, le=9999)
    staff_count: int | None = Field(default=None, ge=0)

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.RosterFiled


class ConnectCamera(RecordWork):
    """Command: enter that cameras were connected to the platform (RHY-SA-01).

    Attributes:
        cameras: how many.
    """

    NAME: ClassVar[str] = "connect_camera"

    cameras: int = Field(default=1, ge=1)

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.CameraConnected


class UpdatePopulationData(RecordWork):
    """Command: enter that the data of the population are complete and current (INF-BZ-01).

    Attributes:
        window: a day of the window they are about; None: that of the day of the update.
    """

    NAME: ClassVar[str] = "update_population_data"

    window: date | None = None

    @property
    def fact(self) -> type[Recorded]:
        return WorkRecord.PopulationDataUpdated
