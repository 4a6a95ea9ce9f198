"""The close-out register (销号台账): each claim, what became of it, and how it was rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from application.read_models.case_row import replayed
from domain.cases import events
from domain.kernel import Event


@dataclass(frozen=True, slots=True, kw_only=True)
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


def register_rows(history: Sequence[Event], jurisdiction: str) -> Sequence[RegisterRow]:
    """The claims of a case in order; none if this is no case's history.

    Args:
        history: its events with corrections applied, as ``read_as_of`` gives them.
    """
    if not any(isinstance(event, events.ResolutionReported) for event in history):
        return ()
    record = replayed(history)
    rows: list[RegisterRow] = []
    for event in history:
        if isinstance(event, events.ResolutionReported):
            rows.append(
                RegisterRow(
                    jurisdiction=jurisdiction,
                    case_id=history[0].originator_id,
                    claim_no=len(rows) + 1,
                    version=history[-1].originator_version,
                    units_ever=record.units_ever,
                    grid_id=record.grid_id,
                    community_id=record.community_id,
                    reporter_ref=record.reporter_ref,
                    claimed_by=event.unit_id,
                    claimed_at=event.occurred_at,
                    measures=event.measures,
                )
            )
        elif rows:
            rows[-1] = _followed_by(rows[-1], event)
    return rows


def _followed_by(row: RegisterRow, event: Event) -> RegisterRow:
    """The claim with what came after it; other facts leave it as it is."""
    match event:
        case events.CloseOutRefused():
            return replace(
                row,
                refused_at=event.occurred_at,
                refused_by=event.actor_id,
                refusal_reasons=event.reasons,
                listed_for_appraisal=event.listed_for_appraisal,
            )
        case events.Closed():
            return replace(
                row,
                closing_no=event.closing_no,
                closed_at=event.occurred_at,
                closed_by=event.closed_by,
                closing_basis=event.closing_basis,
                verified_by=event.verified_by,
                verification=event.verification,
                on_time=event.on_time,
            )
        case events.Reopened():
            return replace(
                row,
                reopened_at=event.occurred_at,
                reopened_by_rating=event.by_rating,
                reopen_reason=event.reason,
            )
        case events.Rated():
            return replace(
                row, score=event.score, scale_id=event.scale_id, rated_at=event.occurred_at
            )
        case _:
            return row
