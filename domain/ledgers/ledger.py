"""The account of one unit in one calendar year (3.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime

from domain import kernel, rewards
from domain.act import Act
from domain.assessments import events as assessments
from domain.kernel import Aggregate, CreatedEvent
from domain.ledgers.errors import (
    BaseIsWithheld,
    NoDecisionNeeded,
    RewardIsGranted,
    SourceMissing,
    YearIsSettled,
    YearNotSettled,
)
from domain.ledgers.ranking import Rank
from domain.ledgers.rules import UnitPointsRules, unit_points
from domain.ledgers.unit_points import Booked, UnitPoints
from domain.required import require_reason
from domain.vocabulary import Code

_NAMESPACE: Final = UUID("6e1d2f0a-5b7c-4a39-9d64-18f0c3b7a5e2")
_SOURCE: Final = re.compile(r"[0-9a-f-]{36}/[1-9]\d*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a fact is worth to a unit.

    Attributes:
        case_id: the case it is about.
        source: id of the event that earns or costs it, ``aggregate id/version``.
        rule_id: the rule it follows from.
        amount: what it changes the total by.
        list_kind: the list the case stood on; None for a deduction.
        obligation_id, due_at: what was missed; None for a credit.
    """

    case_id: UUID
    source: str
    rule_id: str
    amount: UnitPoints
    list_kind: str | None = None
    obligation_id: str | None = None
    due_at: AwareDatetime | None = None


@dataclass(slots=True)
class Booking:
    """An entry as it stands in the ledger.

    Attributes:
        version: of the event that booked it.
        stands: it was not reversed.
    """

    version: int
    case_id: UUID
    source: str
    rule_id: str
    amount: UnitPoints
    stands: bool = True


class PointsLedger(Aggregate):
    """Points follow from events of cases, and are taken back by events alone.

    Every booking names the event it follows from and the event that made it be booked, which is
    another one after a correction. A cause acts once on a ledger, however often it is shown.
    Bookings go on after the settlement: the snapshot stays, what came later is seen beside it.
    """

    TOPIC = "PointsLedger"
    Event = kernel.Event
    RewardGranted = rewards.RewardGranted
    AssessmentInputAdded = assessments.AssessmentInputAdded

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class PointsLedgerOpened(CreatedEvent):
        """A unit takes part in the points of a year.

        Attributes:
            base: provisional until the settlement (PTS-DG-01).
        """

        TOPIC: ClassVar[str] = "PointsLedgerOpened"

        unit_id: Code
        year: int
        base: Booked

        def apply(self, aggregate: PointsLedger) -> None:
            aggregate.pack = self.pack

    class PointsAwarded(kernel.Event):
        """A closed case earned points (PTS-DG-02 to 04).

        Attributes:
            list_kind: the list the case stood on, a word of the pack.
            source: id of the closing; ``cause``: of the event that had it booked.
        """

        TOPIC: ClassVar[str] = "PointsAwarded"

        rule_id: str
        amount: Booked
        case_id: UUID
        list_kind: Code
        source: str
        cause: str

        def apply(self, aggregate: PointsLedger) -> None:
            aggregate.book(self)

    class PointsDeducted(kernel.Event):
        """Feedback that was missed cost points (PTS-DG-05).

        Attributes:
            amount: below zero.
            obligation_id: what was owed; ``due_at``: its bound, which decides the year.
            source: id of the miss; ``cause``: of the event that had it booked.
        """

        TOPIC: ClassVar[str] = "PointsDeducted"

        rule_id: str
        amount: Booked
        case_id: UUID
        obligation_id: str
        due_at: AwareDatetime
        source: str
        cause: str

        def apply(self, aggregate: PointsLedger) -> None:
            aggregate.book(self)

    class PointsReversed(kernel.Event):
        """A booking does not count any more (PTS-DG-10).

        Attributes:
            of_version: version of the booking in this ledger; ``of_event_id``: its id.
            amount: the booking's, the other way round.
            cause: id of the event that took it back; None: a person did, with a reason.
            approver: who approved that the case is left out of all appraisal; None: it is not.
        """

        TOPIC: ClassVar[str] = "PointsReversed"

        of_version: int
        of_event_id: str
        rule_id: str
        amount: Booked
        case_id: UUID
        cause: str | None = None
        approver: Code | None = None

        def apply(self, aggregate: PointsLedger) -> None:
            aggregate.take_back(self)

    class BasePointsWithheld(kernel.Event):
        """The unit did not take part actively, a person found (PTS-DG-01).

        Attributes:
            amount: the base points, the other way round.
        """

        TOPIC: ClassVar[str] = "BasePointsWithheld"

        amount: Booked

        def apply(self, aggregate: PointsLedger) -> None:
            aggregate.base_stands = False
            aggregate.total += UnitPoints(self.amount)

    class UnitRanked(kernel.Event):
        """The settlement gave the unit its place (PTS-DG-06, RANK-01).

        Attributes:
            points: the total in the snapshot.
            ranked: how many units were ranked.
            is_last: nobody had less.
            needs_decision: it is rewarded and last at once, so neither follows by itself.
        """

        TOPIC: ClassVar[str] = "UnitRanked"

        unit_id: Code
        year: int
        rank: int
        ranked: int
        points: Booked
        is_last: bool
        needs_decision: bool

        def apply(self, aggregate: PointsLedger) -> None:
            aggregate.ranked = self

    # --- State: only what the commands below need to decide. ---

    pack: str

    def __init__(self, unit_id: str, year: int, base: Decimal) -> None:
        self.unit_id = unit_id
        self.year = year
        self.base = UnitPoints(base)
        self.base_stands = True
        self.total = UnitPoints(base)
        self.bookings: dict[int, Booking] = {}
        self.standing: dict[str, int] = {}
        self.causes: set[str] = set()
        self.excluded: set[UUID] = set()
        self.ranked: PointsLedger.UnitRanked | None = None
        self.rewarded = False

    def book(self, event: PointsAwarded | PointsDeducted) -> None:
        """Effect of a booking."""
        amount = UnitPoints(event.amount)
        version = event.originator_version
        self.bookings[version] = Booking(
            version, event.case_id, event.source, event.rule_id, amount
        )
        self.standing[event.source] = version
        self.causes.add(event.cause)
        self.total += amount

    def take_back(self, event: PointsReversed) -> None:
        """Effect of a reversal."""
        booking = self.bookings[event.of_version]
        booking.stands = False
        self.standing.pop(booking.source, None)
        self.total += UnitPoints(event.amount)
        if event.cause is not None:
            self.causes.add(event.cause)
        if event.approver is not None:
            self.excluded.add(event.case_id)

    def on_reward_granted(self) -> None:
        self.rewarded = True

    def on_scored(self, part: str, score: Decimal | None) -> None:
        """What enters an assessment changes nothing in the account."""

    @staticmethod
    def create_id(jurisdiction: str, unit_id: str, year: int) -> UUID:
        """One unit and calendar year, one ledger."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{unit_id}/{year}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def open(cls, act: Act, *, jurisdiction: str, unit_id: str, year: int) -> Self:
        """Open the account of a unit for a year, with the base points.

        Raises:
            PolicySilent: the pack has no points of units (B-45).
        """
        rules = unit_points(act.pack)
        return cls._create(
            cls.PointsLedgerOpened,
            id=cls.create_id(jurisdiction, unit_id, year),
            unit_id=unit_id,
            year=year,
            base=rules.ledger.base,
            **_fact(act, cls.PointsLedgerOpened.TOPIC, rules.base_rule, rules.first(year)),
        )

    def enter(self, act: Act, entry: Entry, *, cause: str) -> None:
        """Book what a fact is worth; again is a no-op, and so is a case that was left out.

        Raises:
            SourceMissing: nothing is booked without the event it follows from (3.1).
        """
        if self._is_new(cause, entry.source):
            self._enter(act, entry, cause)

    def reverse(self, act: Act, source: str, *, cause: str) -> None:
        """Take back what was booked for an event, if it still stands (PTS-DG-10)."""
        if self._is_new(cause, source):
            self._reverse_standing(act, source, cause)

    def rebook(self, act: Act, entry: Entry, *, cause: str) -> None:
        """Book another worth of an event in the place of the one that stands (ENV-02)."""
        if self._is_new(cause, entry.source):
            self._reverse_standing(act, entry.source, cause)
            self._enter(act, entry, cause)

    def exclude(self, act: Act, case_id: UUID, *, cause: str, approver: str) -> None:
        """Take back what is booked for a case that was left out of all appraisal (剔除).

        Nothing is booked for it any more. Again is a no-op, and so is one without a booking.

        Args:
            cause: id of the event by which it was left out; ``approver``: who approved it. The
                act's reason is that of whoever asked.

        Raises:
            SourceMissing: no event is named (3.1).
        """
        if not self._is_new(cause, cause):
            return
        standing = [b for b in self.bookings.values() if b.stands and b.case_id == case_id]
        for booking in standing:
            self._reverse(act, booking, cause=cause, approver=approver)

    def withhold_base(self, act: Act) -> None:
        """Take the base points back, before the settlement confirms them (PTS-DG-01).

        Raises:
            ReasonMissing: the act gives none.
            YearIsSettled, BaseIsWithheld.
        """
        require_reason(act, "Withholding base points")
        if self.ranked is not None:
            raise YearIsSettled(self.year)
        if not self.base_stands:
            raise BaseIsWithheld(self.unit_id, self.year)
        rules = unit_points(act.pack)
        self.trigger_event(
            self.BasePointsWithheld,
            amount=-self.base.amount,
            **_act(act, self.BasePointsWithheld.TOPIC, rules.base_rule),
        )

    def settle(self, act: Act, rank: Rank, *, on_time: int, settled: int) -> None:
        """Take the place that the settlement gave, with what follows from it by itself.

        The place and what enters assessments are true at the bound of the year.

        Args:
            on_time, settled: feedback of the year given in time, and all that was settled.
        """
        rules = unit_points(act.pack)
        best, bound = rules.ledger.rewarded_ranks, rules.bound(self.year)
        self.trigger_event(
            self.UnitRanked,
            unit_id=self.unit_id,
            year=self.year,
            rank=rank.rank,
            ranked=rank.ranked,
            points=rules.within(self.total).amount,
            is_last=rank.is_last,
            needs_decision=rank.needs_decision(best),
            **_fact(act, self.UnitRanked.TOPIC, rules.settlement_rule, bound),
        )
        if rank.is_among(best) and not rank.needs_decision(best):
            self._reward(act, rules)
        for target in rules.ledger.assessments:
            self.trigger_event(
                self.AssessmentInputAdded,
                assessment=target,
                body=self.unit_id,
                year=self.year,
                subject=self.unit_id,
                person_ref=None,
                score=rules.within(self.total).amount,
                grade=None,
                scale=None,
                kind=rules.name,
                rank=rank.rank,
                on_time=on_time,
                settled=settled,
                **_fact(act, self.AssessmentInputAdded.TOPIC, rules.assessment_rule, bound),
            )

    def reward_by_decision(self, act: Act, *, despite: Sequence[str] = ()) -> None:
        """Reward a rank that is among the best and last at once, as a person decided (RANK-01).

        Args:
            despite: references to what stands against it and was weighed (ACC-BJ-01).

        Raises:
            YearNotSettled, NoDecisionNeeded, RewardIsGranted, ReasonMissing.
        """
        require_reason(act, "Rewarding a rank that is last, too,")
        if self.ranked is None:
            raise YearNotSettled(self.year)
        if not self.ranked.needs_decision:
            raise NoDecisionNeeded(self.unit_id, self.ranked.rank, self.ranked.ranked)
        if self.rewarded:
            raise RewardIsGranted(self.unit_id, self.year)
        self._reward(act, unit_points(act.pack), despite)

    def _reward(self, act: Act, rules: UnitPointsRules, despite: Sequence[str] = ()) -> None:
        assert self.ranked is not None, "ranked just before, or checked"
        for reward in rules.ledger.rewards:
            self.trigger_event(
                self.RewardGranted,
                subject=self.unit_id,
                basis=self.UnitRanked.TOPIC,
                basis_event=f"event:{self.id}/{self.ranked.originator_version}",
                target=reward.target,
                points=reward.points,
                year=self.year,
                despite=tuple(despite),
                **_act(act, self.RewardGranted.TOPIC, rules.reward_rule),
            )

    def _is_new(self, cause: str, source: str) -> bool:
        for named in (source, cause):
            if not _SOURCE.fullmatch(named):
                raise SourceMissing(named)
        return cause not in self.causes

    def _enter(self, act: Act, entry: Entry, cause: str) -> None:
        if entry.case_id in self.excluded:
            return
        topic = self.PointsDeducted.TOPIC
        if entry.list_kind is not None:
            topic = self.PointsAwarded.TOPIC
        common = {
            "rule_id": entry.rule_id,
            "amount": entry.amount.amount,
            "case_id": entry.case_id,
            "source": entry.source,
            "cause": cause,
            **_fact(act, topic, entry.rule_id, act.occurred_at or act.at),
        }
        if entry.list_kind is not None:
            self.trigger_event(self.PointsAwarded, list_kind=entry.list_kind, **common)
        else:
            self.trigger_event(
                self.PointsDeducted,
                obligation_id=entry.obligation_id,
                due_at=entry.due_at,
                **common,
            )

    def _reverse_standing(self, act: Act, source: str, cause: str) -> None:
        version = self.standing.get(source)
        if version is not None:
            self._reverse(act, self.bookings[version], cause=cause, approver=None)

    def _reverse(
        self, act: Act, booking: Booking, *, cause: str | None, approver: str | None
    ) -> None:
        topic, at = self.PointsReversed.TOPIC, act.occurred_at or act.at
        envelope = _act(act, topic, booking.rule_id)
        if cause is not None:
            envelope = _fact(act, topic, booking.rule_id, at)
        self.trigger_event(
            self.PointsReversed,
            of_version=booking.version,
            of_event_id=f"{self.id}/{booking.version}",
            rule_id=booking.rule_id,
            amount=-booking.amount.amount,
            case_id=booking.case_id,
            cause=cause,
            approver=approver,
            **envelope,
        )


def _act(act: Act, topic: str, rule_id: str) -> dict[str, Any]:
    """The envelope of what a person decides by a rule."""
    return replace(act, extra_rules=(*act.extra_rules, rule_id)).envelope(topic)


def _fact(act: Act, topic: str, rule_id: str, since: datetime) -> dict[str, Any]:
    """The envelope of what follows by itself: true since an instant, recorded whenever."""
    return _act(replace(act, occurred_at=since), topic, rule_id) | {"late_recorded": False}
