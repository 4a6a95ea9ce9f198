"""The organisational unit: a body that people work in, with duties and posts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar, Self

from domain import gates, kernel
from domain.act import Act
from domain.organisation import body, elections, growth, party_life
from domain.organisation.body import Placement, require_past, require_place, size_deviations
from domain.organisation.elections import Elections
from domain.organisation.errors import (
    BodyHasLeader,
    LeaderIsLinkedElsewhere,
    UnitHasDependants,
    UnitIsDissolved,
    UnitIsMerged,
)
from domain.organisation.growth import Growth
from domain.organisation.party_life import PartyLife
from domain.vocabulary import Code


class OrgUnit(Growth, Elections, PartyLife):
    """A unit is founded once, and ends by dissolution or by merging into another.

    Rules: section 1.1, ORG-DG-04 (posts), ORG-DG-05 (one linked leader), CAS-KD-03 (duty list),
    CAS-DG-06 (registered counterpart).
    """

    TOPIC = "OrgUnit"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    OrgUnitFounded = body.OrgUnitFounded
    PostAppointed = body.PostAppointed
    PostVacated = body.PostVacated
    UpgradeProposed = growth.UpgradeProposed
    OrgUnitUpgraded = growth.OrgUnitUpgraded
    HeadElected = elections.HeadElected
    TeamElected = elections.TeamElected
    CommitteeElected = elections.CommitteeElected
    SubCommitteeFormed = elections.SubCommitteeFormed
    BranchActivityRecorded = party_life.BranchActivityRecorded
    TalentRegistered = party_life.TalentRegistered
    PartTimeMemberAppointed = party_life.PartTimeMemberAppointed
    FirstSecretaryAssigned = party_life.FirstSecretaryAssigned
    GateRequested = gates.GateRequested
    GateOpinionGiven = gates.GateOpinionGiven
    GatePassed = gates.GatePassed
    GateBlocked = gates.GateBlocked

    class OrgUnitMerged(kernel.Event):
        """The unit went into another one, which takes over its duties, counterparts and cases.

        Attributes:
            into_unit_id: code of the unit that goes on.
            merged_on: local day.
        """

        TOPIC: ClassVar[str] = "OrgUnitMerged"

        into_unit_id: Code
        merged_on: date

        def apply(self, aggregate: OrgUnit) -> None:
            aggregate.merged_into = self.into_unit_id

    class OrgUnitDissolved(kernel.Event):
        """The unit ended and nobody took its place.

        Attributes:
            dissolved_on: local day.
        """

        TOPIC: ClassVar[str] = "OrgUnitDissolved"

        dissolved_on: date

        def apply(self, aggregate: OrgUnit) -> None:
            aggregate.dissolved = True

    class WorkItemAssigned(kernel.Event):
        """A duty was added to the unit's duty list.

        Attributes:
            duty: duty code, a word of the pack's competence table.
        """

        TOPIC: ClassVar[str] = "WorkItemAssigned"

        duty: Code

        def apply(self, aggregate: OrgUnit) -> None:
            aggregate.duties = aggregate.duties | {self.duty}

    class LeaderLinked(kernel.Event):
        """A leader was linked to this community (ORG-DG-05).

        Attributes:
            leader_ref: pseudonymous id of the leader.
            community_id: code of this body.
            from_on: first local day; the last day of the leader replaced is the one before.
            replaces: the leader whose link ended; None: there was none.
        """

        TOPIC: ClassVar[str] = "LeaderLinked"

        leader_ref: Code
        community_id: Code
        from_on: date
        replaces: Code | None = None

        def apply(self, aggregate: OrgUnit) -> None:
            aggregate.leader = self.leader_ref

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, level: str, duties: Sequence[str]) -> None:
        super().__init__(code, level)
        self.duties = frozenset(duties)
        self.leader: str | None = None
        self.merged_into: str | None = None
        self.dissolved = False

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def found(  # noqa: PLR0913 - the fields of the fact
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        org_type: str,
        placement: Placement,
        founded_on: date,
        approver: str | None = None,
        label: str | None = None,
        duties: Sequence[str] = (),
        counterpart_for: Sequence[str] = (),
        member_count: int | None = None,
        household_count: int | None = None,
    ) -> Self:
        """Found a unit. The fields are those of ``OrgUnitFounded``.

        That the code is free is for the caller to see (``AlreadyFounded``); should two found it
        at once, the second collides in the store.

        Raises:
            TreeUnknown, LevelUnknown, ParentMissing, WrongParentLevel: section 1.1.
            DateInFuture: not founded yet.
        """
        require_past(act, founded_on)
        require_place(act, code, placement, approver=approver)
        return cls._create(
            body.OrgUnitFounded,
            id=cls.create_id(jurisdiction, code),
            code=code,
            org_type=org_type,
            tree=placement.tree,
            level=placement.level,
            parent=placement.parent.code if placement.parent else None,
            founded_on=founded_on,
            approver=approver,
            label=label,
            duties=tuple(duties),
            counterpart_for=tuple(counterpart_for),
            member_count=member_count,
            household_count=household_count,
            deviations=size_deviations(act, placement, household_count, approver=approver),
            **act.envelope(body.OrgUnitFounded.TOPIC),
        )

    def merge_into(self, act: Act, other: OrgUnit, *, on: date) -> None:
        """Go into another unit; merging into the same one again is a no-op.

        Raises:
            MergesIntoItself, LevelsDiffer: section 1.1.
            UnitIsDissolved, UnitIsMerged: one of the two has ended.
            DateInFuture: not merged yet.
        """
        if self.merged_into == other.code:
            return
        self._require_active()
        self._require_like(other)
        other._require_active()
        require_past(act, on)
        self.trigger_event(
            self.OrgUnitMerged,
            into_unit_id=other.code,
            merged_on=on,
            **act.envelope(self.OrgUnitMerged.TOPIC),
        )

    def dissolve(self, act: Act, *, on: date, dependants: Collection[str]) -> None:
        """End the unit without a successor; dissolving it again is a no-op.

        Args:
            dependants: codes of the living bodies below it, as the directory knows them.

        Raises:
            UnitHasDependants: they would be orphans (section 1.1).
            UnitIsMerged: it lives on in its successor.
            DateInFuture: not dissolved yet.
        """
        if self.dissolved:
            return
        self._require_active()
        if dependants:
            raise UnitHasDependants(self.code, sorted(dependants))
        require_past(act, on)
        self.trigger_event(
            self.OrgUnitDissolved, dissolved_on=on, **act.envelope(self.OrgUnitDissolved.TOPIC)
        )

    def assign_duty(self, act: Act, *, duty: str) -> None:
        """Add a duty to the duty list (CAS-KD-03); adding it again is a no-op.

        Raises:
            UnitIsDissolved, UnitIsMerged: the unit has ended.
        """
        self._require_active()
        if duty not in self.duties:
            self.trigger_event(
                self.WorkItemAssigned, duty=duty, **act.envelope(self.WorkItemAssigned.TOPIC)
            )

    def link_leader(
        self,
        act: Act,
        *,
        leader_ref: str,
        from_on: date,
        replaces: str | None = None,
        linked_elsewhere: str | None = None,
    ) -> None:
        """Link a leader to this body; linking the same one again is a no-op.

        Args:
            from_on: first local day.
            replaces: the leader linked so far, whose link ends on that day without a gap.
            linked_elsewhere: another body this leader is linked to, as the directory knows it.

        Raises:
            BodyHasLeader: another leader is linked and not said to be replaced (ORG-DG-05).
            LeaderIsLinkedElsewhere: nobody holds two (ORG-DG-05).
            DateInFuture: not linked yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        if leader_ref == self.leader:
            return
        if self.leader is not None and self.leader != replaces:
            raise BodyHasLeader(self.code, self.leader)
        if linked_elsewhere is not None and linked_elsewhere != self.code:
            raise LeaderIsLinkedElsewhere(leader_ref, linked_elsewhere)
        require_past(act, from_on)
        self.trigger_event(
            self.LeaderLinked,
            leader_ref=leader_ref,
            community_id=self.code,
            from_on=from_on,
            replaces=self.leader,
            **act.envelope(self.LeaderLinked.TOPIC),
        )

    def _require_active(self) -> None:
        if self.dissolved:
            raise UnitIsDissolved(self.code)
        if self.merged_into is not None:
            raise UnitIsMerged(self.code, self.merged_into)
