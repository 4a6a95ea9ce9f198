"""Points of units follow from closings, reopenings and misses (PTS-DG-02 to 05, 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.cases.case import Case
from domain.kernel import Event, EventCorrected
from domain.ledgers.ledger import Entry, PointsLedger
from domain.ledgers.rules import (
    event_id,
    unit_points_of,
    year_of_booking,
    year_of_bound,
)

if TYPE_CHECKING:
    from application.reactions.cause import Cause
    from application.reactions.ground import ReactionGround


_Account = tuple[str, int]
"""Unit and year."""


class UnitPointsReaction:
    """Books points when a case is closed, takes them back when it is reopened, and deducts for
    missed feedback.

    What an event is worth is judged by the pack of its case (ENV-03), and booked in the year of
    the closing or of the bound (B-37). A correction of an event books the difference between what
    it said before and what it says now. Without points of units in the pack nothing is booked.
    """

    NAME: ClassVar[str] = "unit_points"
    TOPICS: ClassVar[frozenset[str]] = frozenset(
        {
            Case.Closed.TOPIC,
            Case.Reopened.TOPIC,
            Case.FeedbackMissed.TOPIC,
            EventCorrected.TOPIC,
        }
    )
    AFTER_READ_MODELS: ClassVar[bool] = False

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        past = _histories(causes, ground)
        work = [(cause, *_asked(cause, past)) for cause in causes]
        worth = [(c, _worth(before, ground), _worth(after, ground)) for c, before, after in work]
        ground.fetch(
            PointsLedger.create_id(ground.jurisdiction, *account)
            for _, old, new in worth
            for account in (*old, *new)
        )
        for cause, old, new in worth:
            for account in dict.fromkeys((*old, *new)):
                _book(cause, account, old.get(account), new.get(account), ground)


def _histories(causes: Sequence[Cause], ground: ReactionGround) -> Mapping[UUID, Sequence[Event]]:
    """The histories of cases that were reopened or corrected, in one look."""
    ids = {
        cause.event.originator_id
        for cause in causes
        if isinstance(cause.event, Case.Reopened)
        or (
            isinstance(cause.event, EventCorrected)
            and cause.event.target_event in {Case.Closed.TOPIC, Case.FeedbackMissed.TOPIC}
        )
    }
    return ground.news(dict.fromkeys(sorted(ids), 0)) if ids else {}


def _asked(cause: Cause, past: Mapping[UUID, Sequence[Event]]) -> tuple[Event | None, Event | None]:
    """The event whose worth does not count any more, and the one whose worth counts from now on.

    Both are as they read when the cause was recorded.
    """
    event = cause.event
    match event:
        case Case.Closed() | Case.FeedbackMissed():
            return None, event
        case Case.Reopened():
            known = past[event.originator_id][: event.originator_version]
            closed = [
                place
                for place, one in enumerate(known)
                if isinstance(one, Case.Closed) and one.closing_no == event.closing_no
            ]
            return _read(known, closed[-1]), None
        case EventCorrected():
            return _corrected(event, past.get(event.originator_id, ()))
        case _:
            raise AssertionError(f"{event.event_type} was not asked for")


def _corrected(
    correction: EventCorrected, history: Sequence[Event]
) -> tuple[Event | None, Event | None]:
    known = history[: correction.originator_version]
    place = correction.target_version - 1
    if not known or not isinstance(known[place], Case.Closed | Case.FeedbackMissed):
        return None, None
    target = known[place]
    reopened = isinstance(target, Case.Closed) and any(
        isinstance(one, Case.Reopened) and one.closing_no == target.closing_no for one in known
    )
    if reopened:
        return None, None
    return _read(known[:-1], place), _read(known, place)


def _read(known: Sequence[Event], place: int) -> Event:
    """An event of a history with the corrections that were known."""
    read = known[place]
    for later in known[place:]:
        if isinstance(later, EventCorrected) and later.target_version == place + 1:
            read = later.corrected(read)
    return read


def _worth(event: Event | None, ground: ReactionGround) -> Mapping[_Account, Entry]:
    """What an event is worth, by the account it belongs to."""
    if event is None:
        return {}
    rules = unit_points_of(ground.pinned(event.pack))
    if rules is None:
        return {}
    case_id, source = event.originator_id, event_id(event.originator_id, event.originator_version)
    match event:
        case Case.Closed():
            year = year_of_booking(event.timestamp)
            return {
                (worth.unit_id, year): Entry(
                    case_id=case_id,
                    source=source,
                    rule_id=worth.rule_id,
                    amount=worth.amount,
                    list_kind=worth.list_kind,
                )
                for worth in rules.closing(event.event_type, event)
            }
        case Case.FeedbackMissed():
            cost = rules.miss(event.unit_id, event.clock)
            if cost is None:
                return {}
            entry = Entry(
                case_id=case_id,
                source=source,
                rule_id=cost.rule_id,
                amount=cost.amount,
                obligation_id=event.obligation_id,
                due_at=event.due_at,
            )
            return {(cost.unit_id, year_of_bound(event.due_at)): entry}
        case _:
            raise AssertionError(f"{event.event_type} is worth nothing")


def _book(
    cause: Cause,
    account: _Account,
    was: Entry | None,
    becomes: Entry | None,
    ground: ReactionGround,
) -> None:
    if was == becomes:
        return
    ledger = _ledger(cause, account, ground)
    version = ledger.version
    act = ground.act(ground.pinned(ledger.pack), cause, after=ledger)
    if becomes is None:
        assert was is not None, "the two differ"
        ledger.reverse(act, was.source, cause=cause.id)
    elif was is None:
        ledger.enter(act, becomes, cause=cause.id)
    else:
        ledger.rebook(act, becomes, cause=cause.id)
    if ledger.version > version:
        ground.also_changed(ledger)


def _ledger(cause: Cause, account: _Account, ground: ReactionGround) -> PointsLedger:
    unit_id, year = account
    ledger_id = PointsLedger.create_id(ground.jurisdiction, unit_id, year)
    known = ground.aggregate(PointsLedger, ledger_id)
    if known is not None:
        return known
    act = ground.act(ground.pack_on(cause.event.timestamp), cause)
    opened = PointsLedger.open(act, jurisdiction=ground.jurisdiction, unit_id=unit_id, year=year)
    ground.also_changed(opened)
    return opened
