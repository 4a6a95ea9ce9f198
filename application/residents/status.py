"""How a report stands, as it is told to whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from application.residents.words import PUBLIC_STATES, SENTENCES, PublicState
from domain.cases import events
from domain.kernel import Event
from domain.policy.pack import Label
from domain.vocabulary import ENDED, CaseState

if TYPE_CHECKING:
    from application.read_models.case_row import CaseRow
    from domain.policy.pack import PolicyPack

E = TypeVar("E", bound=Event)

_WITHDRAWABLE: Final = frozenset({CaseState.REPORTED, CaseState.UPLOADED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStatus:
    """How a report stands: no names, no person's or case's id, nothing she did not say herself.

    Attributes:
        joined_state: where the matter stands that it was joined to; None: it was not joined.
        with_level: level of the body that has it; None: it lies nowhere yet.
        reason: why it was turned away.
        done: what the unit says it did.
        answer: what she was answered; None: nothing yet, or it was erased.
        due_at: until when it is to be dealt with, exclusive; None: no bound runs.
        closing_no: how often it has been closed.
        score: of the latest rating.
    """

    state: PublicState
    sentence: Label
    joined_state: PublicState | None
    category: str | None
    category_label: Label | None
    with_level: str | None
    with_level_label: Label | None
    reported_at: datetime
    registered_at: datetime | None
    handed_on_at: datetime | None
    taken_up_at: datetime | None
    said_done_at: datetime | None
    closed_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    reason: str | None
    done: str | None
    answer: str | None
    score: int | None
    closing_no: int
    photos: int
    can_withdraw: bool
    can_add_photo: bool


def public_status(
    row: CaseRow,
    history: Sequence[Event],
    pack: PolicyPack,
    *,
    answer: str | None,
    joined: PublicState | None,
) -> PublicStatus:
    """What may be told of a case to whoever reported it.

    Args:
        history: as it reads with its corrections.
        answer: what she was answered, from the vault.
        joined: where the matter stands that it was joined to.
    """
    state = PUBLIC_STATES[row.state]
    rejected, claimed = (
        latest(history, events.Rejected),
        latest(history, events.ResolutionReported),
    )
    # A case that waits for its unit lies with those who keep the pool.
    level = row.level or (pack.cases.intake.pool if row.is_open else None)
    return PublicStatus(
        state=state,
        sentence=SENTENCES[state],
        joined_state=joined,
        category=row.category,
        category_label=pack.labels.get(row.category or ""),
        with_level=level,
        with_level_label=pack.labels.get(level or ""),
        reported_at=row.reported_at,
        registered_at=row.uploaded_at,
        handed_on_at=row.first_routed_at,
        taken_up_at=row.first_accepted_at,
        said_done_at=row.resolved_at,
        closed_at=row.closed_at,
        ended_at=row.ended_at,
        due_at=row.due_at if row.is_open else None,
        reason=rejected.reason if rejected else None,
        done=claimed.measures if claimed else None,
        answer=answer,
        score=row.score,
        closing_no=row.closing_no,
        photos=sum(isinstance(event, events.PhotoAttached) for event in history),
        can_withdraw=row.state in _WITHDRAWABLE,
        can_add_photo=row.state not in ENDED,
    )


def latest(history: Sequence[Event], kind: type[E]) -> E | None:
    """The last event of a kind, or None."""
    return next((event for event in reversed(history) if isinstance(event, kind)), None)
