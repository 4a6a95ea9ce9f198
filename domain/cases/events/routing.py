"""Routes: who was given the case, took it up or gave it back."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from domain.calendar.clocks import Deadline
from domain.cases.record import CaseRecord
from domain.kernel import Event
from domain.vocabulary import CaseState, Code, OfficialText, RouteMode


class _Route(Event):
    """What every route has in common.

    Attributes:
        units: who handles it, the lead first where one is named.
        due: bound of the case, None while its clocks are stopped.
        due_clock: clock that gave the bound; None: a date given by hand.
        due_started_at: what that clock counts from.
    """

    LINKS: ClassVar[frozenset[str]] = frozenset({"mode", "due_clock"})

    mode: RouteMode
    level: Code
    units: Annotated[tuple[Code, ...], Field(min_length=1)]
    lead: Code | None = None
    due: Deadline | None
    due_clock: Code | None = None
    due_started_at: AwareDatetime

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.ROUTED
        case.mode = self.mode
        case.level = self.level
        case.units = self.units
        case.units_ever += tuple(unit for unit in self.units if unit not in case.units_ever)
        case.followed_up_at = case.followed_up_at or self.occurred_at
        case.tracked_at = case.tracked_at or self.occurred_at
        case.lead = self.lead
        case.accepted_by = ()
        case.routed_at = self.timestamp
        case.due = self.due
        case.due_clock = self.due_clock
        case.due_started_at = self.due_started_at
        case.stated_due = None


class Routed(_Route):
    """The case was given to units by the duty list (CAS-KD-03, CAS-DG-03)."""

    TOPIC: ClassVar[str] = "CaseRouted"

    override_reason: OfficialText | None = None


class EscalatedToDistrict(_Route):
    """Units of the level above were called: one alone or several (CAS-DG-04, CAS-DG-05)."""

    TOPIC: ClassVar[str] = "CaseEscalatedToDistrict"

    beyond_street_reason: OfficialText | None = None


class EscalatedToCity(_Route):
    """Handed over upward through the counterpart unit, which leads (CAS-DG-06)."""

    TOPIC: ClassVar[str] = "CaseEscalatedToCity"

    district_lead_unit: Code
    city_unit: Code

    def apply(self, case: CaseRecord) -> None:
        _Route.apply(self, case)
        case.city_unit = self.city_unit


class LeadReassigned(Event):
    """Another counterpart leads from now on."""

    TOPIC: ClassVar[str] = "LeadReassigned"

    old_lead: Code
    new_lead: Code

    def apply(self, case: CaseRecord) -> None:
        case.lead = self.new_lead
        if self.new_lead not in case.units_ever:
            case.units_ever += (self.new_lead,)
        case.units = tuple(self.new_lead if u == self.old_lead else u for u in case.units)


class LevelBreached(Event):
    """The case went above the level that should have settled it; an aim, not a rule (CAS-SA-01)."""

    TOPIC: ClassVar[str] = "LevelBreached"

    level: Code
    aim: Code


class Accepted(Event):
    """A unit took the case up.

    Attributes:
        accept_due: bound of the acceptance clock, None where the pack has none.
        late: after that bound; shown, not penalised.
    """

    TOPIC: ClassVar[str] = "CaseAccepted"

    unit_id: Code
    accept_due: Deadline | None = None
    late: bool = False

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.IN_HANDLING
        case.accepted_by = (*case.accepted_by, self.unit_id)


class Returned(Event):
    """A unit that is not competent gave it back; the clock of the case goes on (CAS-KD-03).

    Attributes:
        remaining_units: who still has it; empty: back to triage.
    """

    TOPIC: ClassVar[str] = "CaseReturned"
    LINKS: ClassVar[frozenset[str]] = frozenset({"remaining_units"})

    unit_id: Code
    remaining_units: tuple[Code, ...]

    def apply(self, case: CaseRecord) -> None:
        case.units = self.remaining_units
        if case.lead == self.unit_id:
            case.lead = None
        if not self.remaining_units:
            case.state = CaseState.TRIAGED
