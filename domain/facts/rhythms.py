"""Facts of the rhythm of work: entries, reports and rosters (4.5, ORG-BZ-18)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from domain.facts.recorded import Recorded
from domain.vocabulary import Code, PersonRef


class RhythmEntryRecorded(Recorded):
    """Enter the work of a rhythm: a daily check, a weekly meeting, a patrol (RHY-KD, RHY-BZ-01).

    Attributes:
        rhythm: which one, a word of the pack.
        window: a local day of the window it is about; None: that of the day on which it was done.
        minutes: how long it took; None: not measured.
        by: pseudonymous id of who did it; None: whoever enters it.
    """

    TOPIC: ClassVar[str] = "RhythmEntryRecorded"
    NAME: ClassVar[str] = "record_rhythm_entry"

    rhythm: Code
    window: date | None = None
    minutes: int | None = Field(default=None, ge=1)
    by: PersonRef | None = None


class ReportDelivered(Recorded):
    """Record that a report or a sheet was delivered (RHY-BZ-03, MTG-BZ-10, ORG-QY-04).

    Attributes:
        report: which one, a word of the pack.
        window: a local day of the window it is about; None: that of the day of delivery.
    """

    TOPIC: ClassVar[str] = "ReportDelivered"
    NAME: ClassVar[str] = "deliver_report"

    report: Code
    window: date | None = None


class RosterFiled(Recorded):
    """Record that the roster of staff was handed in (ORG-BZ-18).

    Attributes:
        year: the year it is about.
        staff_count: people on it; None: not counted.
    """

    TOPIC: ClassVar[str] = "RosterFiled"
    NAME: ClassVar[str] = "file_roster"

    year: int = Field(ge=1949, le=9999)
    staff_count: int | None = Field(default=None, ge=0)
