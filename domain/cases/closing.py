"""Chapter: closing, refusing, reopening, rating (CAS-DG-10, CAS-KD-04, CAS-KD-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.act import Act
from domain.cases import events
from domain.cases.bounds import fixed_bound
from domain.cases.errors import (
    AlreadyRated,
    AnotherClosing,
    CaseNotClosed,
    CaseNotResolved,
    CloserIsHandler,
    FeedbackOpen,
    FollowUpMissing,
    LedgerIncomplete,
    OwnCase,
    RaterIsHandler,
    ReopeningNotAllowed,
    ResultNotReported,
    SamePersonDecides,
    ScoreNotOnScale,
    VerificationMissing,
)
from domain.cases.feedback import Feedback
from domain.required import ReasonMissing, provided
from domain.vocabulary import CaseState, RouteMode, VaultRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingStatement:
    """What the closer states.

    Attributes:
        verification: what was inspected and found; needed where the pack asks for it.
        agent_handled, one_visit: service promises kept (CAS-DG-12).
    """

    verification: str | None = None
    agent_handled: bool = False
    one_visit: bool = False


class Closing(Feedback):
    """Only the body with the power closes; what it closed may come back."""

    def close(self, statement: ClosingStatement, act: Act) -> None:
        """Close the case (销号). Points and figures count this, never the claim.

        Raises:
            CaseNotResolved: there is no claim to verify (2.5).
            CloserIsHandler: the handling unit employs the closer (C).
            OwnCase: the closer leads the body that handled it (B-40).
            ClockIsStopped: the case is on the books; resume its clocks first.
            FeedbackOpen: a unit still owes feedback (2.5).
            ResultNotReported, VerificationMissing, FollowUpMissing, LedgerIncomplete,
            SamePersonDecides: what the pack asks for before closing.
        """
        self.require(CaseNotResolved, CaseState.RESOLVED)
        self.require_running()
        self.settle_bounds(act)
        supervised = act.pack.cases.closing.authority == "SUPERVISOR"
        if supervised:
            self._require_independence(act)
        self._require_ready(statement, act)
        self.record(
            events.Closed,
            act,
            closed_by=act.actor.id,
            closing_basis="SUPERVISION" if supervised else "HANDLING",
            closing_no=self.closings + 1,
            mode=self.mode,
            level=self.level,
            units=self.units,
            lead=self.lead,
            on_time=act.at < self.due.due_at if self.due else None,
            verified_by=act.actor.id if statement.verification else None,
            verification=statement.verification,
            agent_handled=statement.agent_handled,
            one_visit=statement.one_visit,
        )

    def refuse_close_out(self, reasons: Sequence[str], act: Act) -> None:
        """Send a claim back; the unit's feedback in time stays in time.

        Raises:
            CaseNotResolved: there is no claim.
            ReasonMissing: no reason was given.
        """
        self.require(CaseNotResolved, CaseState.RESOLVED)
        if not reasons:
            raise ReasonMissing("Refusing a close-out")
        listed_from = act.pack.cases.closing.refusals_listed_from
        self.record(
            events.CloseOutRefused,
            act,
            unit_id=self.claimed_by,
            claim_no=self.claims,
            reasons=tuple(reasons),
            listed_for_appraisal=listed_from is not None and self.refused_claims + 1 >= listed_from,
        )

    def reopen(self, due_on: date | None, act: Act) -> None:
        """Take a closed case up again.

        Raises:
            CaseNotClosed: it is not closed, or has ended for good (2.5).
            ReopeningNotAllowed: the pack keeps rated cases closed.
            ReasonMissing: reopening is never silent.
        """
        self.require(CaseNotClosed, CaseState.CLOSED, CaseState.RATED)
        rating = act.pack.cases.rating
        if self.state is CaseState.RATED and not (rating and rating.reopen_rated):
            raise ReopeningNotAllowed(self.state)
        if not act.reason:
            raise ReasonMissing("Reopening")
        self._record_reopening(act, due_on, by_rating=False)

    def rate(
        self,
        *,
        score: int,
        comment: VaultRef | None,
        branch_opinion: str | None,
        closing_no: int | None = None,
        act: Act,
    ) -> None:
        """Rate the latest closing, once; a low score takes the case up again where the pack says.

        Args:
            closing_no: the closing that is meant; None: the latest.

        Raises:
            AnotherClosing: the one meant is not the latest any more.
            PolicySilent: the pack has no rating (B-45).
            CaseNotClosed: rating before closing.
            AlreadyRated: one rating per closing.
            RaterIsHandler: the handling unit does not rate itself.
            ScoreNotOnScale.
        """
        rating = provided(act.pack.cases.rating, "rating")
        if closing_no not in {None, self.closings}:
            raise AnotherClosing(self.closings)
        if self.state is CaseState.RATED:
            raise AlreadyRated
        self.require(CaseNotClosed, CaseState.CLOSED)
        if act.actor.unit is not None and act.actor.unit in self.units:
            raise RaterIsHandler
        if not act.pack.scales[rating.scale].accepts(score):
            raise ScoreNotOnScale(rating.scale)
        self.record(
            events.Rated,
            act,
            score=score,
            scale_id=rating.scale,
            closing_no=self.closings,
            comment=comment,
            branch_opinion=branch_opinion,
        )
        if rating.reopen_at_most is not None and score <= rating.reopen_at_most:
            self._record_reopening(act, None, by_rating=True)

    # --- What stands before a closing. ---

    def _require_independence(self, act: Act) -> None:
        if act.actor.unit is not None and act.actor.unit in self.units:
            raise CloserIsHandler(act.actor.unit)
        rule = act.pack.cases.closing
        own = self.mode is RouteMode.SELF and self.level in rule.own_case_levels
        if own and rule.own_case_closers and not act.actor.roles & rule.own_case_closers:
            raise OwnCase

    def _require_ready(self, statement: ClosingStatement, act: Act) -> None:
        cases = act.pack.cases
        if owing := self.open_obligations():
            raise FeedbackOpen(", ".join(obligation.unit_id for obligation in owing))
        needs_report = self.mode and cases.routes[self.mode].result_report_required
        if needs_report and not self.result_reported:
            raise ResultNotReported
        if cases.closing.verification_required and not statement.verification:
            raise VerificationMissing
        if cases.intake.accept_and_decide_apart and act.actor.id == self.taken_in_by:
            raise SamePersonDecides
        category = cases.categories.get(self.category or "")
        if category and category.follow_up_required and not self.follow_ups:
            raise FollowUpMissing(self.category or "")
        if cases.intake.ledger_fields_required:
            self._require_ledger()

    def _require_ledger(self) -> None:
        fields = {
            "item": self.category is not None,
            "course": self.measures_reported,
            "time": self.due is not None,
            "result": self.reporter_informed,
        }
        if missing := [name for name, known in fields.items() if not known]:
            raise LedgerIncomplete(", ".join(missing))

    def _record_reopening(self, act: Act, due_on: date | None, *, by_rating: bool) -> None:
        category = act.pack.cases.categories.get(self.category or "")
        clock = category.clock if category and due_on is None else None
        due = fixed_bound(act, due_on) if due_on is not None else None
        if clock is not None:
            due = self.clock_bound(act, clock, act.at)
        self.record(
            events.Reopened,
            act,
            closing_no=self.closings,
            by_rating=by_rating,
            due=due,
            due_clock=clock,
            due_started_at=act.at,
        )
