"""The organisational unit: a body that people work in, with duties and posts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import ClassVar, Self

from domain import gates, kernel
from domain.act import Act
from domain.organisation import body, elections, growth, party_life, rotation, shared_work
from domain.organisation.body import Placement, require_past, require_place, size_deviations
from domain.organisation.elections import Elections
from domain.organisation.errors import (
    BodyHasLeader,
    LeaderIsLinkedElsewhere,
    LeaderLinksAreOff,
    PeriodIsEmpty,
    UnitHasDependants,
    UnitIsDissolved,
    UnitIsMerged,
)
from domain.organisation.growth import Growth
from domain.organisation.leader_links import Link, linked, most_leaders, standing
from domain.organisation.party_life import PartyLife
from domain.organisation.rotation import Rotating
from domain.organisation.shared_work import Sharing
from domain.policy.structure import LeaderLinks
from domain.vocabulary import Code, Strength


class OrgUnit(Rotating, Sharing, Growth, Elections, PartyLife):
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
    RotatingChairAssigned = rotation.RotatingChairAssigned
    CrossPostAppointed = shared_work.CrossPostAppointed
    SupportSent = shared_work.SupportSent
    TeamFormed = shared_work.TeamFormed

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
        """A duty was added to the unit's duty list; or a leading group gave out a work item.

        Attributes:
            duty: duty code, a word of the pack's competence table; or the name of the work item.
            no: of the work item in the pack's table (ORG-BJ-04); None: it is a duty of this unit.
            lead, participants: codes of the units that lead the item and take part in it.
        """

        TOPIC: ClassVar[str] = "WorkItemAssigned"

        duty: Code
        no: int | None = None
        lead: tuple[Code, ...] = ()
        participants: tuple[Code, ...] = ()

        def apply(self, aggregate: OrgUnit) -> None:
            if self.no is None:
                aggregate.duties = aggregate.duties | {self.duty}
            else:
                shares = (self.lead, self.participants)
                aggregate.work_items = {**aggregate.work_items, self.no: shares}

    class LeaderLinked(kernel.Event):
        """A leader was linked to this community (ORG-DG-05).

        The catalogue has no fact of its own for unlinking: the link is stated again with its end.

        Attributes:
            leader_ref: pseudonymous id of the leader.
            community_id: code of this body.
            from_on: first local day; the last day of the leader replaced is the one before.
            replaces: the leader whose link ended; None: there was none.
            to_on: first local day on which the link no longer holds; None: no end is known.
        """

        TOPIC: ClassVar[str] = "LeaderLinked"

        leader_ref: Code
        community_id: Code
        from_on: date
        replaces: Code | None = None
        to_on: date | None = None

        def apply(self, aggregate: OrgUnit) -> None:
            aggregate.links = linked(aggregate.links, self)

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, level: str, duties: Sequence[str]) -> None:
        super().__init__(code, level)
        self.duties = frozenset(duties)
        self.links: tuple[Link, ...] = ()
        self.work_items: Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.merged_into: str | None = None
        self.dissolved = False

    @property
    def leader(self) -> str | None:
        """The leader linked last whose link has no known end."""
        return next(iter(standing(self.links)[::-1]), None)

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
        community_id: str | None = None,
        estate_id: str | None = None,
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
            community_id=community_id,
            estate_id=estate_id,
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
        to_on: date | None = None,
        replaces: str | None = None,
        linked_elsewhere: str | None = None,
        above: Collection[str] = (),
    ) -> None:
        """Link a leader to this body; stating the same link again is a no-op.

        Args:
            from_on: first local day.
            to_on: first local day without the link, stated anew to end it; None: no end is known.
            replaces: the leader linked so far, whose link ends on that day without a gap.
            linked_elsewhere: another body this leader is linked to, as the directory knows it.
            above: sorts of the bodies above this one.

        Raises:
            LeaderLinksAreOff: the pack links no leaders to a body of this level (B-45).
            BodyHasLeader: as many as the pack allows are linked and none of them is said to be
                replaced (ORG-DG-05).
            LeaderIsLinkedElsewhere: nobody holds two, where the pack says so (ORG-DG-05).
            PeriodIsEmpty: it would end before it begins.
            DateInFuture: not linked yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        rule = act.pack.structure.leader_links
        if rule is None or not rule.is_for(self.level):
            raise LeaderLinksAreOff(self.code)
        known = next((one for one in self.links if one.is_standing(leader_ref)), None)
        if known is not None and to_on is None:
            return
        begun = from_on if known is None else known.from_on
        if to_on is not None and to_on <= begun:
            raise PeriodIsEmpty(begun, to_on)
        if known is None:
            self._require_room(rule, replaces, above)
            if rule.exclusive and linked_elsewhere not in {None, self.code}:
                raise LeaderIsLinkedElsewhere(leader_ref, str(linked_elsewhere))
        require_past(act, begun)
        self.trigger_event(
            self.LeaderLinked,
            leader_ref=leader_ref,
            community_id=self.code,
            from_on=begun,
            to_on=to_on,
            replaces=replaces if replaces in standing(self.links) else None,
            **act.envelope(self.LeaderLinked.TOPIC),
        )

    def _require_room(
        self, rule: LeaderLinks, replaces: str | None, above: Collection[str]
    ) -> None:
        at_most = most_leaders(rule, above)
        staying = [leader for leader in standing(self.links) if leader != replaces]
        if rule.strength is Strength.MUST and at_most is not None and len(staying) >= at_most:
            raise BodyHasLeader(self.code, staying[0])

    def _require_active(self) -> None:
        if self.dissolved:
            raise UnitIsDissolved(self.code)
        if self.merged_into is not None:
            raise UnitIsMerged(self.code, self.merged_into)
