"""Chapter: who is elected into a body: its team or committee, its heads, its sub-committees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.organisation.body import Body, require_past
from domain.organisation.life_errors import (
    CandidateUnknown,
    LeadOutsideCommittee,
    ModeUnknown,
    PriorityPassedOver,
    RepresentedTwice,
    SeatUnknown,
    SubCommitteeUnknown,
    TeamUnknown,
)
from domain.organisation.seating import Seating, counted, seating
from domain.ranges import Measured, kept
from domain.required import provided
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from domain.policy.election_rules import ElectionRules, Team

Count = Annotated[int, Field(ge=0)]


class TeamElected(kernel.Event):
    """The team of a party body was elected or appointed (ORG-BZ-08, ORG-CY-06).

    Attributes:
        size: all members together; seats: how many hold each seat.
        mode: who elected it, a word of the pack; None: not stated.
        elected_on: local day.
        deviations: ratios of the pack that it should keep and does not.
        exception_by: who approved that a ratio it must keep is not kept.
    """

    TOPIC: ClassVar[str] = "TeamElected"

    size: Count
    seats: Mapping[Code, Count]
    mode: Code | None = None
    elected_on: date
    deviations: tuple[Code, ...] = ()
    exception_by: Code | None = None


class CommitteeElected(kernel.Event):
    """A committee of residents was elected for a term (ORG-BZ-09, ORG-CY-06).

    Attributes:
        members: pseudonymous ids; size: how many they are.
        seats: how many hold each seat.
        term_start: local day; term_end: the day by which it is elected anew; None: no term is set.
    """

    TOPIC: ClassVar[str] = "CommitteeElected"

    members: tuple[PersonRef, ...]
    size: Count
    seats: Mapping[Code, Count]
    mode: Code | None = None
    term_start: date
    term_end: date | None = None
    deviations: tuple[Code, ...] = ()
    exception_by: Code | None = None

    def apply(self, aggregate: Elections) -> None:
        aggregate.committee = frozenset(self.members)


class SubCommitteeFormed(kernel.Event):
    """A sub-committee of a committee was formed, or formed anew (ORG-BZ-10).

    Attributes:
        lead: pseudonymous id of the committee member who leads it.
        reps: pseudonymous ids of residents' representatives.
    """

    TOPIC: ClassVar[str] = "SubCommitteeFormed"

    kind: Code
    lead: PersonRef
    reps: tuple[PersonRef, ...]
    formed_on: date
    exception_by: Code | None = None

    def apply(self, aggregate: Elections) -> None:
        formed = (self.lead, frozenset(self.reps))
        aggregate.sub_committees = {**aggregate.sub_committees, self.kind: formed}


class HeadElected(kernel.Event):
    """Somebody was elected or recommended as head of a small body (ORG-SA-03, ORG-BZ-06, 07).

    Attributes:
        post: the post that goes with it, a word of the pack.
        category: what sort of candidate it was; None: the pack tells none apart.
        priority: of that category, 1 first; None: the pack has no preference.
        passed_over: categories of higher priority that stood as well; the reason says why.
    """

    TOPIC: ClassVar[str] = "HeadElected"

    post: Code
    person_ref: PersonRef
    category: Code | None = None
    priority: int | None = None
    passed_over: tuple[Code, ...] = ()
    elected_on: date


class Elections(Body):
    """The elections of a body.

    Attributes:
        committee: who sits on it since the last election.
        sub_committees: by kind its lead and its representatives.
    """

    def __init__(self, code: str, level: str) -> None:
        super().__init__(code, level)
        self.committee: frozenset[str] = frozenset()
        self.sub_committees: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType({})

    def elect_team(
        self,
        act: Act,
        *,
        size: int,
        seats: Mapping[str, int],
        elected_on: date,
        elected: Mapping[str, Sequence[str]] = MappingProxyType({}),
        mode: str | None = None,
        exception_by: str | None = None,
    ) -> Seating:
        """Record the election of the team of a party body; returns the posts that it fills.

        Args:
            size: all members together, those with seats included.
            seats: how many hold each seat, where nobody is named.
            elected: by seat who was elected, pseudonymous ids.

        Raises:
            ElectedMiscounted, ElectedNotNamed, RepresentedTwice: see ``seating``.
            PolicySilent, TeamUnknown: the pack elects no such team here (B-45).
            SeatUnknown, ModeUnknown: not a seat or mode of this team.
            RangeBroken, ExceptionUnexplained: a MUST of ORG-BZ-08 or ORG-CY-06.
            DateInFuture: not elected yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        rule = self._team(act, "TEAM", mode)
        require_past(act, elected_on)
        seats = counted(seats, elected)
        deviations = kept(act, _figures(rule, size, seats), exception_by=exception_by)
        filled = seating(rule, seats, elected, members=None, from_on=elected_on, to_on=None)
        self.trigger_event(
            TeamElected,
            size=size,
            seats=dict(seats),
            mode=mode,
            elected_on=elected_on,
            deviations=deviations,
            exception_by=exception_by,
            **act.envelope(TeamElected.TOPIC),
        )
        return filled

    def elect_committee(
        self,
        act: Act,
        *,
        members: Sequence[str],
        seats: Mapping[str, int],
        term_start: date,
        elected: Mapping[str, Sequence[str]] = MappingProxyType({}),
        mode: str | None = None,
        exception_by: str | None = None,
    ) -> Seating:
        """Record the election of a committee; its term follows from the pack.

        Returns the posts that it fills, for that term.

        Args:
            members: all of them, pseudonymous ids.
            seats: how many hold each seat, where nobody is named.
            elected: by seat which of the members.

        Raises:
            ElectedMiscounted, ElectedNotNamed, ElectedOutsideCommittee: see ``seating``.
            PolicySilent, TeamUnknown: the pack elects no such committee here (B-45).
            SeatUnknown, ModeUnknown: not a seat or mode of this committee.
            RepresentedTwice: a member is named twice.
            RangeBroken, ExceptionUnexplained: a MUST of ORG-BZ-09 or ORG-CY-06.
            DateInFuture: not elected yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        rule = self._team(act, "COMMITTEE", mode)
        require_past(act, term_start)
        _require_distinct(members)
        seats = counted(seats, elected)
        deviations = kept(act, _figures(rule, len(members), seats), exception_by=exception_by)
        years = rule.term_years
        term_end = None if years is None else _years_later(term_start, years)
        filled = seating(rule, seats, elected, members=members, from_on=term_start, to_on=term_end)
        self.trigger_event(
            CommitteeElected,
            members=tuple(members),
            size=len(members),
            seats=dict(seats),
            mode=mode,
            term_start=term_start,
            term_end=term_end,
            deviations=deviations,
            exception_by=exception_by,
            **act.envelope(CommitteeElected.TOPIC),
        )
        return filled

    def form_sub_committee(
        self,
        act: Act,
        *,
        kind: str,
        lead: str,
        reps: Sequence[str],
        formed_on: date,
        exception_by: str | None = None,
    ) -> None:
        """Form a sub-committee; forming the same again is a no-op.

        Raises:
            PolicySilent: the pack has no sub-committees (B-45).
            SubCommitteeUnknown: not one of its kinds.
            LeadOutsideCommittee: the lead sits on the committee (ORG-BZ-10).
            RepresentedTwice: somebody is named twice.
            RangeBroken, ExceptionUnexplained: too few or too many representatives (ORG-BZ-10).
            DateInFuture: not formed yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        rule = provided(_elections(act).sub_committees, "elections.sub_committees")
        if kind not in rule.kinds:
            raise SubCommitteeUnknown(kind, rule.kinds)
        if lead not in self.committee:
            raise LeadOutsideCommittee(lead, self.code)
        _require_distinct((lead, *reps))
        require_past(act, formed_on)
        kept(act, [Measured(rule.reps, len(reps))], exception_by=exception_by)
        if self.sub_committees.get(kind) != (lead, frozenset(reps)):
            self.trigger_event(
                SubCommitteeFormed,
                kind=kind,
                lead=lead,
                reps=tuple(reps),
                formed_on=formed_on,
                exception_by=exception_by,
                **act.envelope(SubCommitteeFormed.TOPIC),
            )

    def elect_head(
        self,
        act: Act,
        *,
        post: str,
        person_ref: str,
        elected_on: date,
        category: str | None = None,
        stood: Sequence[str] = (),
        party_member: bool = False,
        held_elsewhere: str | None = None,
    ) -> None:
        """Elect a head, who takes the post from that day; whoever fills its last seat leaves it.

        Electing the same person again for the same day is a no-op.

        Args:
            category: what sort of candidate was chosen; stood: of all who stood.
            party_member: the body has seen that the person is one; checked, not stored (ENV-07).
            held_elsewhere: another body where the person holds this post.

        Raises:
            PolicySilent: the pack elects no such head (B-45).
            CandidateUnknown: a category that is none of the pack's, or none where it has some.
            PriorityPassedOver: a candidate of higher priority stood, and no reason is given
                (ORG-SA-03).
            DateInFuture: not elected yet.
            PostSitsElsewhere, PartyMembershipRequired, PostIsExclusive: as for ``appoint``.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        require_past(act, elected_on)
        rule = provided(_elections(act).heads.get(post), f"elections.heads.{post}")
        priorities = rule.priorities
        for candidate in (category, *stood) if priorities else ():
            if candidate not in priorities:
                raise CandidateUnknown(candidate, tuple(priorities))
        chosen = None if category is None else priorities.get(category)
        passed_over = tuple(
            each
            for each in dict.fromkeys(stood)
            if chosen is not None and priorities[each] < chosen
        )
        if passed_over and not act.reason:
            raise PriorityPassedOver(passed_over)
        if person_ref in self.holders(post, elected_on):
            return
        self.trigger_event(
            HeadElected,
            post=post,
            person_ref=person_ref,
            category=category if priorities else None,
            priority=chosen,
            passed_over=passed_over,
            elected_on=elected_on,
            **act.envelope(HeadElected.TOPIC),
        )
        seats = act.pack.posts[post].max
        holders = self.holders(post, elected_on)
        if seats is not None and len(holders) >= seats:
            self.vacate(act, post=post, person_ref=holders[0], on=elected_on)
        self.appoint(
            act,
            post=post,
            person_ref=person_ref,
            from_on=elected_on,
            basis="election",
            party_member=party_member,
            held_elsewhere=held_elsewhere,
            elected=True,
        )

    def _team(self, act: Act, kind: str, mode: str | None) -> Team:
        self._require_active()
        rule = _elections(act).teams.get(self.level)
        if rule is None or rule.kind != kind:
            raise TeamUnknown(self.code, self.level)
        if mode is not None and mode not in rule.modes:
            raise ModeUnknown(mode, rule.modes)
        return rule


def _elections(act: Act) -> ElectionRules:
    return provided(act.pack.elections, "elections")


def _figures(rule: Team, size: int, seats: Mapping[str, int]) -> list[Measured]:
    for seat in seats:
        if seat not in rule.seats and seat not in rule.posts:
            raise SeatUnknown(seat, tuple(dict.fromkeys((*rule.seats, *rule.posts))))
    held = [Measured(ratio, seats.get(seat, 0)) for seat, ratio in rule.seats.items()]
    return [Measured(rule.size, size), *held]


def _require_distinct(people: Sequence[str]) -> None:
    for person in people:
        if people.count(person) > 1:
            raise RepresentedTwice(person)


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=day.day - 1)
