"""The station of a community: headed by its linked leader (ORG-DG-03, ORG-DG-04)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Self

from domain import kernel
from domain.act import Act
from domain.organisation import body, org_unit
from domain.organisation.body import Parent, Placement, PostVacated
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station_errors import (
    CategoryUnknown,
    HeadIsNotLinked,
    HeldByOffice,
    LeaderNotLinked,
    NotAMember,
    StationIsOff,
    SubTeamExists,
)
from domain.policy.structure import StationRules
from domain.vocabulary import Code, OfficialText


class Station(OrgUnit):
    """One station of one community; its founding as a body and as a station are two facts."""

    TOPIC = "Station"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    OrgUnitFounded = body.OrgUnitFounded
    PostAppointed = body.PostAppointed
    PostVacated = body.PostVacated
    OrgUnitMerged = org_unit.OrgUnit.OrgUnitMerged
    OrgUnitDissolved = org_unit.OrgUnit.OrgUnitDissolved
    WorkItemAssigned = org_unit.OrgUnit.WorkItemAssigned
    LeaderLinked = org_unit.OrgUnit.LeaderLinked
    RotatingChairAssigned = org_unit.OrgUnit.RotatingChairAssigned
    CrossPostAppointed = org_unit.OrgUnit.CrossPostAppointed
    SupportSent = org_unit.OrgUnit.SupportSent
    TeamFormed = org_unit.OrgUnit.TeamFormed

    class StationFounded(kernel.Event):
        """The body became the station of a community (ORG-DG-03).

        Attributes:
            community_id: code of the community.
            founded_on: local day.
            head_ref: the leader linked to the community.
            deputy_ref: who holds the office that the deputy comes with; None: nobody yet.
        """

        TOPIC: ClassVar[str] = "StationFounded"

        community_id: Code
        founded_on: date
        head_ref: Code
        deputy_ref: Code | None = None

        def apply(self, aggregate: Station) -> None:
            aggregate.community = self.community_id

    class StationMemberAdded(kernel.Event):
        """Somebody joined the station (ORG-DG-04); the post is a fact of its own.

        Attributes:
            person_ref: pseudonymous id.
            category: where the member comes from, a word of the pack.
            from_on: first local day.
        """

        TOPIC: ClassVar[str] = "StationMemberAdded"

        person_ref: Code
        category: Code
        from_on: date

        def apply(self, aggregate: Station) -> None:
            aggregate.members = {**aggregate.members, self.person_ref: self.category}

    class SubTeamFormed(kernel.Event):
        """A sub-team of the station was formed (ORG-DG-04).

        Attributes:
            team: its name within the station.
            members: pseudonymous ids.
            formed_on: local day.
            task: what it is for, in an official's words.
        """

        TOPIC: ClassVar[str] = "SubTeamFormed"

        team: Code
        members: tuple[Code, ...]
        formed_on: date
        task: OfficialText | None = None

        def apply(self, aggregate: Station) -> None:
            aggregate.sub_teams = {**aggregate.sub_teams, self.team: self.members}

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, level: str, duties: Sequence[str]) -> None:
        super().__init__(code, level, duties)
        self.community: str | None = None
        self.members: Mapping[str, str] = {}
        self.sub_teams: Mapping[str, tuple[str, ...]] = {}

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def establish(  # noqa: PLR0913 - the fields of the facts
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        community: Parent,
        siblings: int,
        leader: str | None,
        secretary: str | None,
        founded_on: date,
        basis: str,
        party_member: bool,
        approver: str | None = None,
        label: str | None = None,
        held_elsewhere: str | None = None,
    ) -> Self:
        """Found the station of a community, with its head and deputy.

        Args:
            community: with its level.
            siblings: stations the community has already.
            leader: linked to the community; becomes the head.
            secretary: holds the office in the community that the deputy comes with; None: nobody
                does, and the seat is vacant.
            founded_on: local day, also the first day of head and deputy.
            basis: the decision it rests on.
            party_member: it was seen that the leader is one; checked, not stored (ENV-07).
            held_elsewhere: another body that the leader heads, as the directory knows it.

        Raises:
            StationIsOff: the pack has no stations (B-45).
            LeaderNotLinked: ORG-DG-03.
            ParentIsFull, WrongParentLevel: section 1.1, one station per community.
            DateInFuture: not founded yet.
            PartyMembershipRequired, PostIsExclusive: ORG-DG-04.
        """
        rule = _rules(act)
        if leader is None:
            raise LeaderNotLinked(community.code)
        station = cls.found(
            act,
            jurisdiction=jurisdiction,
            code=code,
            org_type=rule.level,
            placement=Placement(rule.tree, rule.level, community, siblings),
            founded_on=founded_on,
            approver=approver,
            label=label,
        )
        station.trigger_event(
            cls.StationFounded,
            community_id=community.code,
            founded_on=founded_on,
            head_ref=leader,
            deputy_ref=secretary,
            **act.envelope(cls.StationFounded.TOPIC),
        )
        station.appoint(
            act,
            post=rule.head,
            person_ref=leader,
            from_on=founded_on,
            basis=basis,
            party_member=party_member,
            held_elsewhere=held_elsewhere,
        )
        if secretary is not None:
            station.appoint(
                act, post=rule.deputy, person_ref=secretary, from_on=founded_on, basis=basis
            )
        return station

    def require_holder(
        self,
        act: Act,
        *,
        post: str,
        person_ref: str,
        leaders: Collection[str],
        officers: Collection[str],
    ) -> None:
        """Refuse who may not hold a post of the station, before it is given.

        Args:
            leaders: linked to the community.
            officers: hold an office of the community that the post comes with.

        Raises:
            HeadIsNotLinked, HeldByOffice: ORG-DG-04.
        """
        rule = act.pack.posts.get(post)
        if rule is None or rule.by_office:
            return
        if rule.linked_leader and person_ref not in leaders:
            raise HeadIsNotLinked(post, person_ref, str(self.community))
        if rule.ex_officio and person_ref not in officers:
            raise HeldByOffice(post, person_ref, rule.ex_officio)

    def follow_appointment(
        self, act: Act, *, office: str, person_ref: str, from_on: date, to_on: date | None
    ) -> None:
        """Give the posts that come with an office of the community, on the same dates."""
        for post in self._coming_with(act, office):
            self.appoint(
                act,
                post=post,
                person_ref=person_ref,
                from_on=from_on,
                to_on=to_on,
                basis=f"holds {office}",
            )

    def follow_vacation(self, act: Act, *, office: str, person_ref: str, on: date) -> None:
        """Take the posts that came with an office of the community, on the same day."""
        for post in self._coming_with(act, office):
            self._leave(act, post, person_ref, on)

    def follow_link(self, act: Act, *, leader_ref: str, on: date) -> None:
        """Vacate what only the linked leader holds; the link ended on that local day."""
        for post, rule in act.pack.posts.items():
            if rule.linked_leader:
                self._leave(act, post, leader_ref, on)

    def add_member(
        self, act: Act, *, person_ref: str, category: str, from_on: date, basis: str
    ) -> None:
        """Take a member in, with the post of a member; the same again is a no-op.

        Stated again with another category, that one holds from now on.

        Raises:
            CategoryUnknown: ORG-DG-04.
            PostIsHeldAlready: the person is a member under another date.
            UnitIsDissolved, UnitIsMerged: the station has ended.
        """
        self._require_active()
        rule = _rules(act)
        if category not in rule.categories:
            raise CategoryUnknown(category)
        is_there = person_ref in self.holders(rule.member, from_on)
        if is_there and self.members.get(person_ref) == category:
            return
        self.appoint(act, post=rule.member, person_ref=person_ref, from_on=from_on, basis=basis)
        self.trigger_event(
            self.StationMemberAdded,
            person_ref=person_ref,
            category=category,
            from_on=from_on,
            **act.envelope(self.StationMemberAdded.TOPIC),
        )

    def form_sub_team(
        self, act: Act, *, team: str, members: Sequence[str], on: date, task: str | None = None
    ) -> None:
        """Form a sub-team of members, as many as needed; the same again is a no-op.

        Raises:
            NotAMember, SubTeamExists: ORG-DG-04.
            UnitIsDissolved, UnitIsMerged: the station has ended.
        """
        self._require_active()
        wanted = tuple(dict.fromkeys(members))
        known = self.sub_teams.get(team)
        if known == wanted:
            return
        if known is not None:
            raise SubTeamExists(team)
        present = {tenure.person_ref for tenure in self.tenures if tenure.holds(on)}
        for person in wanted:
            if person not in present:
                raise NotAMember(person, self.code)
        self.trigger_event(
            self.SubTeamFormed,
            team=team,
            members=wanted,
            formed_on=on,
            task=task,
            **act.envelope(self.SubTeamFormed.TOPIC),
        )

    def _coming_with(self, act: Act, office: str) -> Iterator[str]:
        for post, rule in act.pack.posts.items():
            if office in rule.ex_officio and not rule.by_office and rule.at == self.level:
                yield post

    def _leave(self, act: Act, post: str, person_ref: str, on: date) -> None:
        if any(tenure.to_on != on for tenure in self._tenures_left(post, person_ref, on)):
            self.trigger_event(
                PostVacated,
                post=post,
                person_ref=person_ref,
                on=on,
                **act.envelope(PostVacated.TOPIC),
            )


def _rules(act: Act) -> StationRules:
    rule = act.pack.structure.station
    if rule is None:
        raise StationIsOff
    return rule
