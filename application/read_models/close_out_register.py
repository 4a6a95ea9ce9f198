"""The close-out register (销号台账): each claim, what became of it, and how it was rated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from application.read_models.row import row
from application.read_models.story import CaseStory
from domain.cases import events

_CLAIM = events.ResolutionReported.TOPIC


@row
class RegisterRow:
    """One claim that a case is done, and what followed. Instants are aware, UTC.

    Attributes:
        version: of the case's last event in this row.
        units_ever, grid_id, community_id, reporter_ref: of the case; who may see the row.
        claimed_by: the unit that claimed; ``measures`` what it says it did.
        refusal_reasons: why the claim was sent back; empty: it was not.
        on_time: judged at the closing; None: there was no bound, or no closing.
        reopened_at: when the closing was undone; ``reopen_reason`` an official's words, None
            where a rating did it.
        score: the rating of this closing.
    """

    jurisdiction: str
    case_id: UUID
    claim_no: int
    version: int
    units_ever: tuple[str, ...]
    grid_id: str | None
    community_id: str | None
    reporter_ref: str | None
    claimed_by: str
    claimed_at: datetime
    measures: str
    refused_at: datetime | None = None
    refused_by: str | None = None
    refusal_reasons: tuple[str, ...] = ()
    listed_for_appraisal: bool = False
    closing_no: int | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    closing_basis: str | None = None
    verified_by: str | None = None
    verification: str | None = None
    on_time: bool | None = None
    reopened_at: datetime | None = None
    reopened_by_rating: bool = False
    reopen_reason: str | None = None
    score: int | None = None
    scale_id: str | None = None
    rated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFilter:
    """Which claims a page of the register shows; a field left alone admits all.

    Attributes:
        unit: made the claim; ``handled_by``: handled the case at any time.
        since, until: when it was claimed, ``until`` exclusive.
    """

    case_id: UUID | None = None
    unit: str | None = None
    handled_by: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegisterCursor:
    """Place in the register, which is in the order of the claims."""

    claimed_at: datetime
    case_id: UUID
    claim_no: int


def register_rows(story: CaseStory) -> Sequence[RegisterRow]:
    """The claims of a case in order."""
    if _CLAIM not in story.topics:
        return ()
    record = story.record
    claims: list[dict[str, Any]] = []
    for fact, topic in zip(story.history, story.topics, strict=True):
        event: Any = fact
        if topic == _CLAIM:
            claims.append(
                {
                    "jurisdiction": story.jurisdiction,
                    "case_id": story.case_id,
                    "claim_no": len(claims) + 1,
                    "version": story.version,
                    "units_ever": record.units_ever,
                    "grid_id": record.grid_id,
                    "community_id": record.community_id,
                    "reporter_ref": record.reporter_ref,
                    "claimed_by": event.unit_id,
                    "claimed_at": event.occurred_at,
                    "measures": event.measures,
                }
            )
        elif claims and topic in _FOLLOWS:
            claims[-1].update(_FOLLOWS[topic](event))
    return [RegisterRow(**claim) for claim in claims]


# --- What followed a claim. ---


def _refused(event: events.CloseOutRefused) -> dict[str, object]:
    return {
        "refused_at": event.occurred_at,
        "refused_by": event.actor_id,
        "refusal_reasons": event.reasons,
        "listed_for_appraisal": event.listed_for_appraisal,
    }


def _closed(event: events.Closed) -> dict[str, object]:
    return {
        "closing_no": event.closing_no,
        "closed_at": event.occurred_at,
        "closed_by": event.closed_by,
        "closing_basis": event.closing_basis,
        "verified_by": event.verified_by,
        "verification": event.verification,
        "on_time": event.on_time,
    }


def _reopened(event: events.Reopened) -> dict[str, object]:
    return {
        "reopened_at": event.occurred_at,
        "reopened_by_rating": event.by_rating,
        "reopen_reason": event.reason,
    }


def _rated(event: events.Rated) -> dict[str, object]:
    return {"score": event.score, "scale_id": event.scale_id, "rated_at": event.occurred_at}


_FOLLOWS: Mapping[str, Callable[[Any], dict[str, Any]]] = MappingProxyType(
    {
        events.CloseOutRefused.TOPIC: _refused,
        events.Closed.TOPIC: _closed,
        events.Reopened.TOPIC: _reopened,
        events.Rated.TOPIC: _rated,
    }
)
