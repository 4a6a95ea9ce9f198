"""Chapter: triage, the lists, the whistle, and routes inside reach (CAS-KD-03, CAS-DG-01…03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.act import Act
from domain.cases import events
from domain.cases.bounds import Bounds, fixed_bound
from domain.cases.errors import (
    AccessNotApproved,
    AlreadyAccepted,
    CaseNotRouted,
    CaseNotTriaged,
    CaseNotUploaded,
    DueOnRestDay,
    LeadNotAmongUnits,
    ListsAlreadyDrawnUp,
    ListsIncomplete,
    ListsNotDrawnUp,
    ModeNotInUse,
    RouteDoesNotClimb,
    SamePersonDecides,
    UnitNamedTwice,
    UnitNotAssigned,
    UnitNotCompetent,
    UnitsDoNotFitMode,
    UnknownCategory,
    UnknownGrade,
    UnknownLevel,
    WhistleAlreadyBlown,
)
from domain.cases.record import AccessStep, UnitFacts
from domain.policy.case_rules import Route
from domain.required import PolicySilent, ReasonMissing, provided
from domain.vocabulary import CaseKind, CaseState, RouteMode

_CLIMB = (RouteMode.SELF, RouteMode.SINGLE, RouteMode.MULTI, RouteMode.HANDOVER)
_OUT = (CaseState.ROUTED, CaseState.IN_HANDLING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntries:
    """One version of the four lists; an absent entry is None."""

    problem: str | None
    task: str | None
    standard: str | None
    responsible_person: str | None
    responsible_unit: str | None
    due_on: date | None
    meeting_id: str | None = None

    def missing(self, required: Sequence[str]) -> list[str]:
        """Which of the required entries, person and date are absent."""
        present = {
            "problem": self.problem,
            "task": self.task,
            "responsibility": self.responsible_unit,
            "standard": self.standard,
        }
        gaps = [name for name in required if not present[name]]
        gaps += [] if self.responsible_person else ["responsible_person"]
        return gaps + ([] if self.due_on else ["due_on"])


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a route leads to."""

    mode: RouteMode
    level: str
    units: Sequence[UnitFacts]
    lead: str | None

    @property
    def codes(self) -> tuple[str, ...]:
        """Who gets it, the lead first."""
        codes = [unit.code for unit in self.units]
        return tuple(sorted(codes, key=lambda code: code != self.lead))


class Routing(Bounds):
    """Who gets the case, on whose word, and until when."""

    def triage(
        self, *, category: str | None, severity: str | None, competent_level: str | None, act: Act
    ) -> None:
        """Judge what the case is and which level is competent.

        Raises:
            CaseNotUploaded: triage before upload (2.5).
            UnknownLevel: the level is not one of the pack's.
            SamePersonDecides: intake and decision are separate here (CAS-QY-01).
        """
        self.require(CaseNotUploaded, CaseState.UPLOADED)
        if competent_level is not None and competent_level not in act.pack.cases.levels:
            raise UnknownLevel(competent_level)
        if act.pack.cases.intake.accept_and_decide_apart and act.actor.id == self.taken_in_by:
            raise SamePersonDecides
        self.record(
            events.Triaged,
            act,
            category=category or self.category,
            severity=severity,
            competent_level=competent_level,
        )

    def table_at_dispatch(self, meeting_id: str, act: Act) -> None:
        """Table a case that the lower level finds really difficult (CAS-DG-03)."""
        self.require(CaseNotTriaged, CaseState.TRIAGED, *_OUT)
        self.record(events.TabledAtDispatch, act, meeting_id=meeting_id)

    # --- Lists and whistle. ---

    def draw_up_lists(self, entries: ListEntries, act: Act) -> None:
        """Draw up problem, task, responsibility and standard (CAS-DG-01).

        Raises:
            PolicySilent: the pack asks for no lists (B-45).
            ListsAlreadyDrawnUp: they exist; revise them.
            ListsIncomplete: an entry, the person or the date is missing.
        """
        self._require_lists_in_use(act)
        if self.lists_version:
            raise ListsAlreadyDrawnUp
        self._record_lists(events.FourListsDrawnUp, entries, act)

    def revise_lists(self, entries: ListEntries, act: Act) -> None:
        """Draw up a new version; earlier versions remain.

        Raises:
            ListsNotDrawnUp: there is nothing to revise.
        """
        self._require_lists_in_use(act)
        if not self.lists_version:
            raise ListsNotDrawnUp
        self._record_lists(events.FourListsRevised, entries, act)

    def blow_whistle(self, *, grade: str, responsible_person: str, due_on: date, act: Act) -> None:
        """Call the departments (CAS-DG-02).

        Raises:
            PolicySilent: the pack has no whistle (B-45).
            ListsIncomplete: the lists are not drawn up.
            UnknownGrade, DueDateInPast, DueOnRestDay, WhistleAlreadyBlown.
        """
        whistle = provided(act.pack.cases.whistle, "whistle")
        self.require(CaseNotTriaged, CaseState.TRIAGED, *_OUT)
        if self.whistle_blown:
            raise WhistleAlreadyBlown
        if act.pack.cases.lists_required and not self.lists_version:
            raise ListsIncomplete
        if whistle.grades is not None and grade not in whistle.grades:
            raise UnknownGrade(grade)
        due = fixed_bound(act, due_on)
        rest_day = not act.calendar.is_working_day(due_on)
        if rest_day and whistle.due_on_rest_day == "REFUSE":
            raise DueOnRestDay(due_on)
        self.record(
            events.WhistleBlown,
            act,
            grade=grade,
            responsible_person=responsible_person,
            due=due,
            due_on_rest_day=rest_day,
        )

    def _require_lists_in_use(self, act: Act) -> None:
        if not act.pack.cases.lists_required:
            raise PolicySilent("lists_required")
        self.require(CaseNotTriaged, CaseState.TRIAGED, *_OUT)

    def _record_lists(
        self, event: type[events.FourListsDrawnUp], entries: ListEntries, act: Act
    ) -> None:
        gaps = entries.missing(act.pack.cases.lists_required)
        if gaps or entries.due_on is None:
            raise ListsIncomplete(", ".join(gaps))
        self.record(
            event,
            act,
            problem=entries.problem,
            task=entries.task,
            standard=entries.standard,
            responsible_person=entries.responsible_person,
            responsible_unit=entries.responsible_unit,
            due=fixed_bound(act, entries.due_on),
            meeting_id=entries.meeting_id,
        )

    # --- The four routes. ---

    def route(
        self,
        *,
        mode: RouteMode,
        level: str | None,
        units: Sequence[UnitFacts],
        lead: str | None,
        due_on: date | None,
        override_reason: str | None,
        act: Act,
    ) -> None:
        """Give the case out by the duty list, inside the reach of the triaging body.

        Raises:
            CaseNotTriaged, RouteDoesNotClimb, ModeNotInUse, UnknownLevel, UnitsDoNotFitMode,
            UnitNamedTwice, LeadNotAmongUnits, DueDateMissing, DueDateInPast.
            UnitNotCompetent, UnknownCategory: no ``override_reason`` was given (CAS-KD-03).
            AccessNotApproved: departmental work goes to the lowest bodies by admission only.
            ClockIsStopped: the case is on the books; resume its clocks first.
            BoundStands: a returned case keeps its bound.
        """
        rule = self._rule_for(mode, act)
        if rule.upward:
            raise ModeNotInUse(mode)
        self._require_climb(mode)
        chosen = self._level(rule, level)
        self._require_admission(chosen, act)
        self._require_units(rule, mode, units, lead)
        # The body that settles a matter itself needs no duty list for it (CAS-KD-07).
        if mode is not RouteMode.SELF and not override_reason:
            self._require_competence(units, act)
        to = Destination(mode, chosen, units, lead)
        self._record_route(events.Routed, act, to, due_on, override_reason=override_reason)

    def accept(self, unit: str, act: Act) -> None:
        """Take the case up for a unit.

        Raises:
            CaseNotRouted: it is with nobody.
            UnitNotAssigned, AlreadyAccepted.
        """
        self.require(CaseNotRouted, *_OUT)
        if unit not in self.units:
            raise UnitNotAssigned(unit)
        if unit in self.accepted_by:
            raise AlreadyAccepted(unit)
        clock = act.pack.cases.acceptance
        due = self.clock_bound(act, clock, self.routed_at) if clock and self.routed_at else None
        self.record(
            events.Accepted,
            act,
            unit_id=unit,
            accept_due=due,
            late=due is not None and act.at >= due.due_at,
        )

    def give_back(self, unit: str, act: Act) -> None:
        """Return the case as not one's own; its clock goes on (CAS-KD-03, CAS-DG-05).

        Raises:
            CaseNotRouted: it is with nobody, or a unit alone has taken it up already.
            UnitNotAssigned.
            ReasonMissing: no reason was given.
        """
        self.require(CaseNotRouted, *_OUT)
        if unit not in self.units:
            raise UnitNotAssigned(unit)
        if not act.reason:
            raise ReasonMissing("A return")
        remaining = tuple(code for code in self.units if code != unit)
        if not remaining:
            self.require(CaseNotRouted, CaseState.ROUTED)
        self.settle_bounds(act)
        self.record(events.Returned, act, unit_id=unit, remaining_units=remaining)
        self._cancel_obligations(act, {unit})

    # --- Checks and records shared by the routes. ---

    def _rule_for(self, mode: RouteMode, act: Act) -> Route:
        if mode not in act.pack.cases.routes:
            raise ModeNotInUse(mode)
        self.require(CaseNotTriaged, CaseState.TRIAGED, *_OUT)
        return act.pack.cases.routes[mode]

    def _require_climb(self, mode: RouteMode) -> None:
        if self.state is CaseState.TRIAGED or self.mode is None:
            return
        if _CLIMB.index(mode) <= _CLIMB.index(self.mode):
            raise RouteDoesNotClimb(mode)

    @staticmethod
    def _level(rule: Route, level: str | None) -> str:
        if level is None:
            return rule.levels[0]
        if level not in rule.levels:
            raise UnknownLevel(level)
        return level

    @staticmethod
    def _require_units(
        rule: Route, mode: RouteMode, units: Sequence[UnitFacts], lead: str | None
    ) -> None:
        codes = [unit.code for unit in units]
        if len(set(codes)) != len(codes):
            raise UnitNamedTwice
        if len(codes) < rule.units_min or (rule.units_max and len(codes) > rule.units_max):
            raise UnitsDoNotFitMode(mode, len(codes))
        if lead is not None and lead not in codes:
            raise LeadNotAmongUnits(lead)

    def _require_competence(self, units: Sequence[UnitFacts], act: Act) -> None:
        name = self.category or "(none)"
        category = act.pack.cases.categories.get(name)
        if category is None:
            if act.pack.cases.unlisted_category == "OVERRIDE":
                raise UnknownCategory(name)
            return
        for unit in units:
            if category.duty is not None and category.duty not in unit.duties:
                raise UnitNotCompetent(unit.code, name, category.duty)

    def _require_admission(self, level: str, act: Act) -> None:
        access, pool = act.pack.cases.access, act.pack.cases.intake.pool
        if access is None or self.kind is not CaseKind.ACCESS_APPLICATION:
            return
        listed = {self.access_matter, self.category} & access.listed
        admitted = self.access in {AccessStep.APPROVED, AccessStep.PUBLISHED}
        if not (listed or admitted or act.pack.cases.is_above(level, pool)):
            raise AccessNotApproved(level)

    def _record_route(
        self,
        event: type[events.Routed | events.EscalatedToDistrict | events.EscalatedToCity],
        act: Act,
        to: Destination,
        due_on: date | None,
        **fields: object,
    ) -> None:
        self.require_running()
        self.settle_bounds(act)
        due, due_clock, started_at = self.bound_for_route(act, due_on)
        left = {o.unit_id for o in self.open_obligations()} - set(to.codes)
        self.record(
            event,
            act,
            mode=to.mode,
            level=to.level,
            units=to.codes,
            lead=to.lead,
            due=due,
            due_clock=due_clock,
            due_started_at=started_at,
            **fields,
        )
        aim = act.pack.cases.kept_within
        if aim and act.pack.cases.is_above(to.level, aim):
            self.record(events.LevelBreached, act, level=to.level, aim=aim)
        self._cancel_obligations(act, left)

    def _open_obligations(self, act: Act, units: Sequence[str]) -> None:
        feedback = act.pack.cases.feedback
        if feedback is None:
            return
        running = {obligation.unit_id for obligation in self.open_obligations()}
        for unit in units:
            if unit not in running:
                self.open_obligation(act, unit, feedback.on_escalation)

    def open_obligation(self, act: Act, unit: str, clock: str) -> None:
        """Bind a unit to report by the end of a clock that starts now."""
        started_at = act.occurred_at or act.at
        self.record(
            events.FeedbackObligationOpened,
            act,
            obligation_id=f"{self.id}.{len(self.obligations) + 1:03d}",
            unit_id=unit,
            clock=clock,
            opened_at=started_at,
            deadline=self.clock_bound(act, clock, started_at),
        )

    def _cancel_obligations(self, act: Act, units: set[str]) -> None:
        for obligation in self.open_obligations():
            if obligation.unit_id in units:
                self.record(
                    events.FeedbackObligationCancelled,
                    act,
                    obligation_id=obligation.obligation_id,
                    unit_id=obligation.unit_id,
                )
