"""Facts of culture, virtue and learning (7.9, 7.10)."""

from __future__ import annotations

from typing import ClassVar

from domain.facts.entered import Entered
from domain.vocabulary import Code, PersonRef


class AwardNominated(Entered):
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


class TrainingAttended(Entered):
    """Record that somebody was trained (EXP-BJ-01, CAD-QY-01).

    Attributes:
        person_ref: pseudonymous id.
        training: what sort of training.
    """

    TOPIC: ClassVar[str] = "TrainingAttended"
    NAME: ClassVar[str] = "record_training"

    person_ref: PersonRef
    training: Code
