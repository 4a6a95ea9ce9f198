"""Points of units follow from closings, reopenings, misses and exclusions (PTS-DG-02 to 05, 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.cases.appraisal import EXCLUSION
from domain.cases.case import Case
from domain.gates import GatePassed, GateRequested
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
    it said before and what it says now. A case that was left out of all appraisal (剔除) leaves
    every account, and nothing is booked for it from then on. Without points of units in the pack
    nothing is booked.
    """

    NAME: ClassVar[str] = "unit_points"
    TOPICS: ClassVar[frozenset[str]] = frozenset(
        {
            Case.Closed.TOPIC,
            Case.Reopened.TOPIC,
            Case.FeedbackMissed.TOPIC,
            EventCorrected.TOPIC,
            GatePassed.TOPIC,
        }
    )
    AFTER_READ_MODELS: ClassVar[bool] = False

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        causes = [cause for cause in causes if _concerns(cause.event)]
        past = _histories(causes, ground)
        work = [_Work.of(cause, past, ground) for cause in causes]
        ground.fetch(
            PointsLedger.create_id(ground.jurisdiction, *account)
            for one in work
            for account in one.accounts
        )
        for one in work:
            for account in one.accounts:
                one.book(account, ground)


def _concerns(event: Event) -> bool:
    return not isinstance(event, GatePassed) or event.gate_code == EXCLUSION


def _histories(causes: Sequence[Cause], ground: ReactionGround) -> Mapping[UUID, Sequence[Event]]:
    """The histories of cases of which one event does not say enough, in one look."""
    ids = {cause.event.originator_id for cause in causes if _needs_history(cause.event, ground)}
    return ground.news(dict.fromkeys(sorted(ids), 0)) if ids else {}


def _needs_history(event: Event, ground: ReactionGround) -> bool:
    match event:
        case EventCorrected():
            return event.target_event in {Case.Closed.TOPIC, Case.FeedbackMissed.TOPIC}
        case Case.Closed() | Case.FeedbackMissed():
            return ground.pinned(event.pack).cases.exclusion is not None  # it may be left out
        case _:
            return True


@dataclass(frozen=True, slots=True)
class _Work:
    """What a cause changes in accounts.

    Attributes:
        old, new: entries that do not count any more, and that count from now on.
        exclusion: by which the case was left out; None: it counts.
    """

    cause: Cause
    old: Mapping[_Account, Entry]
    new: Mapping[_Account, Entry]
    exclusion: GatePassed | None = None
    reason: str | None = None

    @classmethod
    def of(
        cls, cause: Cause, past: Mapping[UUID, Sequence[Event]], ground: ReactionGround
    ) -> _Work:
        event = cause.event
        known = past.get(event.originator_id, ())[: event.originator_version]
        if isinstance(event, GatePassed):
            return cls(cause, _standing(known, ground), {}, event, _reason(known))
        if any(isinstance(one, GatePassed) and _concerns(one) for one in known):
            return cls(cause, {}, {})
        before, after = _asked(cause, past)
        return cls(cause, _worth(before, ground), _worth(after, ground))

    @property
    def accounts(self) -> Sequence[_Account]:
        return list(dict.fromkeys((*self.old, *self.new)))

    def book(self, account: _Account, ground: ReactionGround) -> None:
        if self.exclusion is None:
            _book(self.cause, account, self.old.get(account), self.new.get(account), ground)
            return
        ledger = _ledger(self.cause, account, ground)
        version = ledger.version
        act = ground.act(ground.pinned(ledger.pack), self.cause, after=ledger)
        ledger.exclude(
            replace(act, reason=self.reason),
            self.exclusion.originator_id,
            cause=self.cause.id,
            approver=self.exclusion.actor_id,
        )
        if ledger.version > version:
            ground.also_changed(ledger)


def _standing(known: Sequence[Event], ground: ReactionGround) -> Mapping[_Account, Entry]:
    """Accounts in which something may stand for a case: of its closings and of its misses."""
    found: dict[_Account, Entry] = {}
    for place, event in enumerate(known):
        if isinstance(event, Case.Closed | Case.FeedbackMissed):
            found |= _worth(_read(known, place), ground)
    return found


def _reason(known: Sequence[Event]) -> str | None:
    """Of whoever asked last that the case be left out."""
    asked = [
        event
        for event in known
        if isinstance(event, GateRequested) and event.gate_code == EXCLUSION
    ]
    return asked[-1].reason


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
