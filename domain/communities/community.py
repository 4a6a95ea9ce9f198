"""The community: how many live there, of which kind it is, and what its housing calls for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.communities import events
from domain.communities.errors import (
    FoundingIsDecided,
    FoundingNotDue,
    KindMissing,
    MoreMovedInThanBuilt,
    NotACommunity,
)
from domain.communities.record import community_rules, require_kind
from domain.communities.safety import Safety
from domain.communities.staffing import Staffing
from domain.grids.boundary import BoundaryAdjusted
from domain.policy.thresholds import NONE, UNDEFINED, Threshold
from domain.ranges import Measured, kept
from domain.required import provided, require_reason

_NAMESPACE = UUID("4f9f0a55-0f0d-4d0c-8a62-6f2a54c1b7d3")


class Community(Safety, Staffing):
    """What is known of a community besides the body that it is, whose code it shares.

    Rules: ORG-BZ-04, ORG-BZ-05, ORG-BJ-07, ORG-CY-03, ORG-CY-09; the chapters ``safety``
    (ORG-BZ-20, SAF-BZ-01, SAF-BZ-02) and ``staffing`` (ORG-BZ-13, ORG-CY-07).
    """

    TOPIC = "Community"
    Event = kernel.Event

    CommunityDefined = events.CommunityDefined
    BoundaryAdjusted = BoundaryAdjusted
    HousingOccupancyRecorded = events.HousingOccupancyRecorded
    FoundingDue = events.FoundingDue
    SharedCommunityDefined = events.SharedCommunityDefined
    PlateInspectionDone = events.PlateInspectionDone
    EstateClassSet = events.EstateClassSet
    SafeSiteNamed = events.SafeSiteNamed
    StaffHired = events.StaffHired
    HeadcountRecorded = events.HeadcountRecorded
    InsuranceRecorded = events.InsuranceRecorded
    StaffExitDue = events.StaffExitDue

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One body, one community."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def define(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        level: str,
        households: int,
        kind: str | None = None,
        exception_by: str | None = None,
    ) -> Self:
        """Say of a body that it is a community, of which kind and how large.

        Args:
            level: level of the body of this code, as the directory knows it.

        Raises:
            PolicySilent: the pack says nothing of communities (B-45).
            NotACommunity: bodies of this level are none.
            KindMissing, KindUnknown: ORG-BJ-07.
            RangeBroken, ExceptionUnexplained: ORG-BZ-04, where its size is a MUST.
        """
        rules = community_rules(act)
        if level != rules.level:
            raise NotACommunity(code, level)
        if kind is None and rules.kinds:
            raise KindMissing(rules.kinds)
        if kind is not None:
            require_kind(kind, rules.kinds)
        size = Measured(rules.households, households)
        return cls._create(
            events.CommunityDefined,
            id=cls.create_id(jurisdiction, code),
            code=code,
            households=households,
            kind=kind,
            deviations=kept(act, [size], exception_by=exception_by),
            exception_by=exception_by,
            **act.envelope(events.CommunityDefined.TOPIC),
        )

    def redraw(
        self,
        act: Act,
        *,
        households: int,
        places: tuple[str, ...] = (),
        exception_by: str | None = None,
    ) -> None:
        """Draw the community anew as households change; stating the same again is a no-op.

        Args:
            households: how many it has from now on.
            places: codes of the places in it; empty: as they were.

        Raises:
            ReasonMissing: nobody says why (ORG-CY-03).
            RangeBroken, ExceptionUnexplained: ORG-BZ-04.
        """
        if households == self.households and not places:
            return
        require_reason(act, "A new boundary")
        size = Measured(community_rules(act).households, households)
        self.trigger_event(
            BoundaryAdjusted,
            places=tuple(sorted(set(places))),
            households=households,
            deviations=kept(act, [size], exception_by=exception_by),
            **act.envelope(BoundaryAdjusted.TOPIC),
        )

    def record_occupancy(self, act: Act, *, estate: str, counts: Mapping[str, int]) -> None:
        """Count the homes of a housing area; what they call for becomes due at once.

        Counting again is a new fact; what was due already is not due twice.

        Raises:
            PolicySilent: the pack has no threshold for housing (B-45).
            CountMissing: a count that the threshold speaks of (B-04).
            MoreMovedInThanBuilt: ORG-BZ-05.
        """
        threshold = _housing(act)
        measured = threshold.measured(counts)
        for share in threshold.shares.values():
            if measured[share.part] > measured[share.whole]:
                raise MoreMovedInThanBuilt(measured[share.part], measured[share.whole])
        outcome = threshold.outcome(measured)
        self.trigger_event(
            events.HousingOccupancyRecorded,
            estate_id=estate,
            counts=measured,
            outcome=outcome,
            **act.envelope(events.HousingOccupancyRecorded.TOPIC),
        )
        if outcome not in {UNDEFINED, NONE, self.due.get(estate)}:
            self._owe(act, estate, outcome, threshold.due_on)

    def decide_founding(self, act: Act, *, estate: str, result: str, decided_by: str) -> None:
        """Decide by hand what housing calls for that no clause speaks of (ORG-BZ-05).

        Deciding the same again is a no-op.

        Args:
            result: one of the threshold's results.
            decided_by: body or post that decided; the act holds why.

        Raises:
            PolicySilent: the pack has no threshold for housing (B-45).
            FoundingIsDecided: the threshold spoke, or was never asked.
            KindUnknown: not one of the threshold's results.
            ReasonMissing: nobody says why (B-18).
        """
        threshold = _housing(act)
        if self.due.get(estate) == result == self.housing.get(estate):
            return
        if self.housing.get(estate) != UNDEFINED:
            raise FoundingIsDecided(estate, self.housing.get(estate))
        require_kind(result, tuple(clause.result for clause in threshold.clauses))
        require_reason(act, "A decision by hand")
        self._owe(act, estate, result, threshold.due_on, decided_by=decided_by)

    def settle_founding(self, act: Act, *, estate: str, level: str, founded: str) -> None:
        """Settle what was due for a housing area with the body that was founded for it.

        Args:
            level: of that body; founded: its code. The act's evidence leads to its founding.

        Raises:
            PolicySilent: the pack does not say what a community is (B-45).
            FoundingNotDue: nothing is due there, or something else (ORG-BZ-05, ORG-CY-03).
        """
        result = self.due.get(estate)
        called_for = None if result is None else community_rules(act).founded_as.get(result)
        if result is None or estate not in self.unsettled or level != called_for:
            raise FoundingNotDue(estate, level)
        self.trigger_event(
            events.FoundingDue,
            estate_id=estate,
            result=result,
            founded=founded,
            **act.envelope(events.FoundingDue.TOPIC),
        )

    def take_on(self, act: Act, *, estate: str, neighbour: str, level: str) -> None:
        """Settle what was due for a housing area with the neighbour that manages it directly.

        Args:
            neighbour: code of that body; level: of it.

        Raises:
            PolicySilent: the pack does not say what a community is (B-45).
            FoundingNotDue: nothing is due there, or something else (ORG-BZ-05).
        """
        result = self.due.get(estate)
        manages = None if result is None else community_rules(act).managed_by.get(result)
        if result is None or estate not in self.unsettled or level != manages:
            raise FoundingNotDue(estate, level)
        self.trigger_event(
            events.FoundingDue,
            estate_id=estate,
            result=result,
            managed_by=neighbour,
            **act.envelope(events.FoundingDue.TOPIC),
        )

    def _owe(
        self,
        act: Act,
        estate: str,
        result: str,
        due_on: date | None,
        *,
        decided_by: str | None = None,
    ) -> None:
        self.trigger_event(
            events.FoundingDue,
            estate_id=estate,
            result=result,
            due_on=due_on,
            decided_by=decided_by,
            **act.envelope(events.FoundingDue.TOPIC),
        )


def _housing(act: Act) -> Threshold:
    rules = community_rules(act)
    return act.pack.thresholds[provided(rules.housing, "communities.housing")]
