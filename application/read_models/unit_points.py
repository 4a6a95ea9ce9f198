"""Points of units: one row for each account, one for each booking in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.ledgers.ledger import PointsLedger

_OPENED = PointsLedger.PointsLedgerOpened.TOPIC
_AWARDED, _DEDUCTED = PointsLedger.PointsAwarded.TOPIC, PointsLedger.PointsDeducted.TOPIC
_REVERSED, _WITHHELD = PointsLedger.PointsReversed.TOPIC, PointsLedger.BasePointsWithheld.TOPIC
_RANKED, _REWARDED = PointsLedger.UnitRanked.TOPIC, PointsLedger.RewardGranted.TOPIC
_ENTERED = PointsLedger.AssessmentInputAdded.TOPIC
_PLACE, _ZERO = Decimal("0.1"), Decimal("0.0")
_LINES = frozenset({_OPENED, _AWARDED, _DEDUCTED, _REVERSED, _WITHHELD})


@row
class UnitPointsRow:
    """The account of a unit in a calendar year. Instants are aware, UTC.

    Attributes:
        code, body: of the unit; ``no``: the year; ``people``: nobody, it is no person's.
        withheld: base points that were taken back, zero or below.
        awarded, deducted, reversed: sums of those bookings, with their sign.
        total: of all bookings, those after the settlement included.
        closings, misses: bookings that stand.
        settled_at: when the snapshot was recorded; None: the year is not settled. What begins
            with ``settled`` is the snapshot; ``settled_version``: its event in the ledger.
        rewards: what the rank was rewarded with, as ``target=points``.
        on_time, settled_feedback: feedback given in time, and all that was settled.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    no: int
    body: str
    people: tuple[str, ...]
    year: int
    pack: str
    base: Decimal
    withheld: Decimal
    awarded: Decimal
    deducted: Decimal
    reversed: Decimal
    total: Decimal
    closings: int
    misses: int
    settled_at: datetime | None
    settled_version: int | None
    settled_points: Decimal | None
    settled_rank: int | None
    settled_ranked: int | None
    is_last: bool | None
    needs_decision: bool | None
    rewards: tuple[str, ...]
    on_time: int | None
    settled_feedback: int | None


@row
class UnitPointLine:
    """One booking. Instants are aware, UTC.

    Attributes:
        no: version of the event in its ledger.
        amount: what it changed the total by; ``running``: the total after it.
        stands: it was not reversed later, and is no reversal.
        source: id of the event it follows from; ``cause``: of the one that had it booked.
        of_no: the booking that a reversal takes back.
        approver: who approved that the case is left out.
    """

    jurisdiction: str
    aggregate_id: UUID
    no: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    body: str
    people: tuple[str, ...]
    year: int
    event: str
    rule_id: str | None
    amount: Decimal
    running: Decimal
    stands: bool
    case_id: UUID | None
    list_kind: str | None
    obligation_id: str | None
    source: str | None
    cause: str | None
    of_no: int | None
    reason: str | None
    approver: str | None
    after_settlement: bool
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Which accounts a list shows; a field left alone admits all."""

    year: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFilter:
    """Which bookings a list shows; a field left alone admits all.

    Attributes:
        excluded: whether a person left the case out by it.
    """

    year: int
    unit: str | None = None
    case_id: UUID | None = None
    excluded: bool | None = None


def unit_points_rows(story: AggregateStory) -> Sequence[UnitPointsRow]:
    """The row of a ledger."""
    opened: Any = story.history[0]
    sums = dict.fromkeys((_WITHHELD, _AWARDED, _DEDUCTED, _REVERSED), _ZERO)
    lines = unit_point_lines(story)
    for line in lines[1:]:
        sums[line.event] += line.amount
    ranked: Any = None
    entered: Any = None
    rewards: list[str] = []
    told: Sequence[tuple[str, Any]] = list(zip(story.topics, story.history, strict=True))
    for topic, event in told:
        if topic == _RANKED:
            ranked = event
        elif topic == _ENTERED:
            entered = event
        elif topic == _REWARDED:
            rewards.append(f"{event.target}={event.points}")
    return [
        UnitPointsRow(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=opened.unit_id,
            no=opened.year,
            body=opened.unit_id,
            people=(),
            year=opened.year,
            pack=opened.pack,
            base=_shown(opened.base),
            withheld=sums[_WITHHELD],
            awarded=sums[_AWARDED],
            deducted=sums[_DEDUCTED],
            reversed=sums[_REVERSED],
            total=lines[-1].running,
            closings=sum(line.stands and line.event == _AWARDED for line in lines),
            misses=sum(line.stands and line.event == _DEDUCTED for line in lines),
            settled_at=ranked.timestamp if ranked else None,
            settled_version=ranked.originator_version if ranked else None,
            settled_points=_shown(ranked.points) if ranked else None,
            settled_rank=ranked.rank if ranked else None,
            settled_ranked=ranked.ranked if ranked else None,
            is_last=ranked.is_last if ranked else None,
            needs_decision=ranked.needs_decision if ranked else None,
            rewards=tuple(rewards),
            on_time=entered.on_time if entered else None,
            settled_feedback=entered.settled if entered else None,
        )
    ]


def unit_point_lines(story: AggregateStory) -> Sequence[UnitPointLine]:
    """A row for each booking of a ledger, the base points first."""
    opened: Any = story.history[0]
    told: Sequence[tuple[str, Any]] = list(zip(story.topics, story.history, strict=True))
    reversed_ = {event.of_version for topic, event in told if topic == _REVERSED}
    withheld = any(topic == _WITHHELD for topic in story.topics)
    total, settled = _ZERO, False
    lines = []
    for topic, event in told:
        settled = settled or topic == _RANKED
        if topic not in _LINES:
            continue
        amount = _shown(event.base if topic == _OPENED else event.amount)
        total += amount
        no = event.originator_version
        lines.append(
            UnitPointLine(
                jurisdiction=story.jurisdiction,
                aggregate_id=story.subject_id,
                no=no,
                changed_at=story.changed_at,
                latest_occurred_at=story.latest_occurred_at,
                code=opened.unit_id,
                body=opened.unit_id,
                people=(),
                year=opened.year,
                event=topic,
                rule_id=getattr(event, "rule_id", None),
                amount=amount,
                running=total,
                stands=(topic in {_AWARDED, _DEDUCTED} and no not in reversed_)
                or (topic == _OPENED and not withheld),
                case_id=getattr(event, "case_id", None),
                list_kind=getattr(event, "list_kind", None),
                obligation_id=getattr(event, "obligation_id", None),
                source=getattr(event, "source", None),
                cause=getattr(event, "cause", None),
                of_no=getattr(event, "of_version", None),
                reason=event.reason,
                approver=getattr(event, "approver", None),
                after_settlement=settled,
                occurred_at=event.occurred_at,
                recorded_at=event.timestamp,
            )
        )
    return lines


def _shown(amount: Decimal) -> Decimal:
    return amount.quantize(_PLACE)
