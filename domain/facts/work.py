"""Facts of work that is owed: rhythms, visits, reports, activities, rosters (4.5, 7.7, 7.9)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from domain.facts.entered import Entered
from domain.vocabulary import AtLeastOne, CalendarYear, Code, Count, OfficialText, PersonRef


class RhythmEntryRecorded(Entered):
    """Enter the work of a rhythm: a daily check, a weekly meeting, a patrol (RHY-KD, SAT-KD-02).

    Attributes:
        rhythm: which one, a word of the pack.
        window: a local day of the window it is about; None: that of the day on which it was done.
        minutes: how long it took; None: not measured.
        by: pseudonymous id of who did it; None: whoever enters it.
        findings: problems and experience, in an official's words; None: none were asked for.
    """

    TOPIC: ClassVar[str] = "RhythmEntryRecorded"
    NAME: ClassVar[str] = "record_rhythm_entry"
    class_version: ClassVar[int] = 2

    rhythm: Code
    window: date | None = None
    minutes: AtLeastOne | None = None
    by: PersonRef | None = None
    findings: OfficialText | None = None

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """What was found came later."""


class LedgerEntryRecorded(Entered):
    """Enter a sheet or a line in a ledger kept by windows or estates (RHY-BZ-03, PRP-CY-02).

    Attributes:
        ledger: which one, a word of the pack.
        window: a local day of the window it is about; None: that of the day of the entry.
        estate: code of the estate it is about; None: of none (PRP-CY-02).
        entry: what sort of entry, a word of the pack.
        entry_ref: where the document lies.
    """

    TOPIC: ClassVar[str] = "LedgerEntryRecorded"
    NAME: ClassVar[str] = "enter_in_ledger"

    ledger: Code
    window: date | None = None
    estate: Code | None = None
    entry: Code | None = None
    entry_ref: Code | None = None


class RosterFiled(Entered):
    """Record that the roster of staff was handed in (ORG-BZ-18).

    Attributes:
        year: the year it is about.
        staff_count: people on it; None: not counted.
    """

    TOPIC: ClassVar[str] = "RosterFiled"
    NAME: ClassVar[str] = "file_roster"

    year: CalendarYear
    staff_count: Count | None = None


class VisitRecorded(Entered):
    """Record a visit; it counts for every list that has its code (DUT-BZ-01, DUT-BZ-02).

    Attributes:
        code: entry of the pack's lists.
        subject_ref: pseudonymous id of who was visited.
        by: pseudonymous id of who visited.
    """

    TOPIC: ClassVar[str] = "VisitRecorded"
    NAME: ClassVar[str] = "record_visit"

    code: Code
    subject_ref: PersonRef
    by: PersonRef


class ActivityHeld(Entered):
    """Record an activity, a study, a training visit (CUL-SA-03, LAW-BJ-01, ATT-SA-01, STY-DG-01).

    Attributes:
        code: what sort of activity.
        unit: the unit that held it; None: the body itself.
        attendance: how many people took part.
        meeting: code of the meeting it was part of.
    """

    TOPIC: ClassVar[str] = "ActivityHeld"
    NAME: ClassVar[str] = "record_activity"

    code: Code
    unit: Code | None = None
    attendance: Count | None = None
    meeting: Code | None = None


class CameraConnected(Entered):
    """Connect a camera to the platform (RHY-SA-01).

    Attributes:
        camera: its code.
    """

    TOPIC: ClassVar[str] = "CameraConnected"
    NAME: ClassVar[str] = "connect_camera"

    camera: Code


class PopulationDataUpdated(Entered):
    """Record that a body's base data were brought up to date (INF-BZ-01, RHY-SA-01).

    Attributes:
        as_of: local day that the data show.
        complete: nothing is left out.
        residents: how many people live there; None: the data do not say.
    """

    TOPIC: ClassVar[str] = "PopulationDataUpdated"
    NAME: ClassVar[str] = "update_population_data"
    class_version: ClassVar[int] = 2

    as_of: date
    complete: bool = False
    residents: Count | None = None

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """How many residents there are came later."""


class FacilityRegistered(Entered):
    """Record that a facility is finished and handed over (FAC-CY-03); ``on`` is that day.

    Attributes:
        facility: its code.
        kind: what sort of facility, a word of the pack.
    """

    TOPIC: ClassVar[str] = "FacilityRegistered"
    NAME: ClassVar[str] = "register_facility"

    facility: Code
    kind: Code
