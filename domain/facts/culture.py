"""Facts of culture, virtue and learning (7.9, 7.10)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from domain.facts.recorded import Recorded
from domain.vocabulary import Code, PersonRef


class AwardNominated(Recorded):
    """Nominate somebody for an award or an honour (CUL-SA-01, CUL-SA-02, ORG-DG-09).

    Attributes:
        nominee_ref: pseudonymous id.
        estate: code of the residential estate.
        stair_id: stairway of a building.
        virtue: which virtue is praised.
        subject: code of the file that a prior opinion was asked for.
        gate: code of the gate that was passed for it.
    """

    TOPIC: ClassVar[str] = "AwardNominated"
    NAME: ClassVar[str] = "nominate_award"

    nominee_ref: PersonRef
    estate: Code | None = None
    stair_id: Code | None = None
    virtue: Code | None = None
    subject: Code | None = None
    gate: Code | None = None


class ActivityHeld(Recorded):
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
    attendance: int | None = Field(default=None, ge=0)
    meeting: Code | None = None


class TrainingAttended(Recorded):
    """Record that somebody was trained (EXP-BJ-01, CAD-QY-01).

    Attributes:
        person_ref: pseudonymous id.
        training: what sort of training.
    """

    TOPIC: ClassVar[str] = "TrainingAttended"
    NAME: ClassVar[str] = "record_training"

    person_ref: PersonRef
    training: Code
