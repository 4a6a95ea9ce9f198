"""What triggers may look at: by event the fields that can name a subject, a place or a value.

An event says more than this. What stands here is promised to packs: it neither goes nor changes
its meaning, and a test holds it against the events themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

WATCHED: Final[Mapping[str, frozenset[str]]] = {
    "FeedbackMissed": frozenset({"unit_id", "due_at"}),
    "PropertyRated": frozenset({"company", "estate_id", "grade", "period"}),
    "UnitRanked": frozenset({"unit_id", "year", "is_last", "needs_decision"}),
    "PropertyRanked": frozenset({"body", "company", "estate_id", "year", "rank", "of"}),
    "AssessmentConcluded": frozenset(
        {"assessment", "subject", "person_ref", "year", "overall", "review", "grade"}
    ),
    "FindingRecorded": frozenset({"trigger_code", "subject", "ground"}),
    "CriticismRecorded": frozenset({"trigger_code", "subject"}),
    "AccountabilityOpened": frozenset({"trigger_code", "subject", "ground"}),
    "ViolationRecorded": frozenset({"trigger_code", "subject"}),
    "InspectionDone": frozenset({"inspection", "subject", "defects"}),
    "PremisesMeasured": frozenset({"estate_id", "order"}),
    "PremisesMisuseFound": frozenset({"facility", "kind"}),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Events that stand in a row, one after another.

    Attributes:
        order: field by which they follow each other.
        item: field that tells several of one history apart; None: a history holds one.
        sequence_by: fields that can tell one row from another.
        judged: whether it takes a scale to say which are bad.
        overridden_by: event that takes the place of one of them; None: none does.
        topics: every event that may change such a row.
    """

    order: str
    item: str | None
    sequence_by: frozenset[str]
    judged: bool
    overridden_by: str | None
    topics: frozenset[str]


STREAKS: Final[Mapping[str, Row]] = {
    "FeedbackMissed": Row(
        order="due_at",
        item="obligation_id",
        sequence_by=frozenset({"unit_id"}),
        judged=False,
        overridden_by=None,
        topics=frozenset(
            {
                "FeedbackObligationCancelled",
                "FeedbackGiven",
                "FeedbackMissed",
                "DeadlineRecalculated",
                "CaseClosed",
                "CaseWithdrawn",
                "CaseMerged",
                "CaseRejected",
                "CaseReopened",
                "GatePassed",
            }
        ),
    ),
    "PropertyRated": Row(
        order="period",
        item=None,
        sequence_by=frozenset({"company", "estate_id"}),
        judged=True,
        overridden_by="VetoApplied",
        topics=frozenset({"PropertyRated", "VetoApplied"}),
    ),
}
"""By the event that is bad, or that is judged."""
