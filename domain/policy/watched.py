"""What triggers may look at: by event the fields that can name a subject, a place or a value.

An event says more than this. What stands here is promised to packs: it neither goes nor changes
its meaning, and a test holds it against the events themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.policy.catalogue import EventName

WATCHED: Final[Mapping[EventName, frozenset[str]]] = {
    "FeedbackMissed": frozenset({"unit_id", "obligation_id", "clock", "due_at"}),
    "ObligationMissed": frozenset({"code", "subject", "holder", "body", "due_at"}),
    "UnitRanked": frozenset({"unit_id", "year", "rank", "ranked"}),
    "UnitAppraised": frozenset({"unit", "station", "year", "score", "grade"}),
    "AssessmentConcluded": frozenset(
        {"assessment", "subject", "body", "year", "overall", "review", "grade", "score"}
    ),
    "PropertyRated": frozenset({"company", "estate_id", "grade", "period", "body"}),
    "PropertyRanked": frozenset({"company", "estate_id", "year", "rank", "ranked", "body"}),
    "VetoApplied": frozenset({"company", "estate_id", "period", "body"}),
    "PetitionRecorded": frozenset({"cause", "group", "destination"}),
    "FindingRecorded": frozenset({"trigger_code", "subject", "body", "ground"}),
    "CriticismRecorded": frozenset({"trigger_code", "subject", "body"}),
    "ViolationRecorded": frozenset({"trigger_code", "subject", "body"}),
    "InspectionDone": frozenset({"inspection", "subject", "body"}),
    "PremisesMeasured": frozenset({"estate_id", "body", "order"}),
    "PremisesMisuseFound": frozenset({"facility", "body", "kind"}),
}
"""``due_at`` and the like of what has a beginning are those of its beginning, as moved since."""
