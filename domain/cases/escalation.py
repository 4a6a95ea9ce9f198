"""Chapter: going above the body that triages (CAS-DG-04, CAS-DG-05, CAS-DG-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.act import Act
from domain.cases import events
from domain.cases.errors import (
    BeyondStreetReasonMissing,
    DistrictLeadMissing,
    LeadNotCounterpart,
    ListsIncomplete,
    ModeNotInUse,
    NotHandedOver,
    UnitsDoNotFitMode,
    WhistleNotBlown,
)
from domain.cases.record import UnitFacts
from domain.cases.routing import Destination, Routing
from domain.policy.case_rules import Route
from domain.required import ReasonMissing
from domain.vocabulary import RouteMode


class Escalation(Routing):
    """Units of the levels above are called by the whistle, and owe feedback."""

    def escalate_to_district(
        self,
        *,
        mode: RouteMode,
        units: Sequence[UnitFacts],
        lead: str | None,
        due_on: date | None,
        beyond_street_reason: str | None,
        act: Act,
    ) -> None:
        """Call units of the level above, one alone or several together (CAS-DG-04, CAS-DG-05).

        Each unit gets a feedback obligation.

        Raises:
            WhistleNotBlown, ListsIncomplete: the steps before it (2.1).
            BeyondStreetReasonMissing, ReasonMissing: nobody declared the lower level unable.
            and what ``route`` raises.
        """
        rule = self._upward(mode, act)
        if mode is RouteMode.HANDOVER:
            raise UnitsDoNotFitMode(mode, len(units))
        if "beyond_street_reason" in rule.requires and not beyond_street_reason:
            raise BeyondStreetReasonMissing
        if "reason" in rule.requires and not (act.reason or beyond_street_reason):
            raise ReasonMissing("Going above the body that triages")
        self._require_units(rule, mode, units, lead)
        self._record_route(
            events.EscalatedToDistrict,
            act,
            Destination(mode, self._level(rule, None), units, lead),
            due_on,
            beyond_street_reason=beyond_street_reason,
        )
        self._open_obligations(act, [unit.code for unit in units])

    def escalate_to_city(
        self, *, lead: UnitFacts | None, city_unit: str, due_on: date | None, act: Act
    ) -> None:
        """Hand over upward through the registered counterpart, which leads (CAS-DG-06).

        Raises:
            DistrictLeadMissing: never straight up.
            LeadNotCounterpart: the lead is not registered as counterpart.
            ReasonMissing: no reason was given.
            WhistleNotBlown, ListsIncomplete, DueDateMissing.
        """
        rule = self._upward(RouteMode.HANDOVER, act)
        if lead is None:
            raise DistrictLeadMissing
        if city_unit not in lead.counterpart_of:
            raise LeadNotCounterpart(lead.code, city_unit)
        if "reason" in rule.requires and not act.reason:
            raise ReasonMissing("Handing over upward")
        self._record_route(
            events.EscalatedToCity,
            act,
            Destination(RouteMode.HANDOVER, self._level(rule, None), [lead], lead.code),
            due_on,
            district_lead_unit=lead.code,
            city_unit=city_unit,
        )
        self._open_obligations(act, [lead.code])

    def reassign_lead(self, new_lead: UnitFacts, act: Act) -> None:
        """Let another registered counterpart lead; its credit at closing (CAS-DG-06).

        The one that leads already goes on with the clock it has.

        Raises:
            NotHandedOver: the case was not handed over upward.
            LeadNotCounterpart.
        """
        self.require_open()
        if self.mode is not RouteMode.HANDOVER or self.lead is None or self.city_unit is None:
            raise NotHandedOver
        if self.city_unit not in new_lead.counterpart_of:
            raise LeadNotCounterpart(new_lead.code, self.city_unit)
        old = self.lead
        if new_lead.code == old:
            return
        self.settle_bounds(act)
        self.record(events.LeadReassigned, act, old_lead=old, new_lead=new_lead.code)
        self._cancel_obligations(act, {old})
        self._open_obligations(act, [new_lead.code])

    # --- What stands before going up. ---

    def _upward(self, mode: RouteMode, act: Act) -> Route:
        rule = self._rule_for(mode, act)
        if not rule.upward:
            raise ModeNotInUse(mode)
        self._require_climb(mode)
        cases = act.pack.cases
        if self.special_meeting_held:
            return rule
        if cases.lists_required and not self.lists_version:
            raise ListsIncomplete
        if cases.whistle and cases.lists_required and not self.whistle_blown:
            raise WhistleNotBlown
        return rule
