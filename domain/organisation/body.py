"""What units and grids have in common: a founding, a place in a hierarchy, and posts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from pydantic import Field

from domain.act import Act
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, CreatedEvent, Event
from domain.organisation.errors import (
    DateInFuture,
    ElectionRequired,
    FoundedInItsOwnWay,
    LevelsDiffer,
    LevelUnknown,
    MergesIntoItself,
    NotEligible,
    ParentIsFull,
    ParentMissing,
    PartyMembershipRequired,
    PeriodIsEmpty,
    PostIsExclusive,
    PostIsFull,
    PostIsHeldAlready,
    PostIsNotHeld,
    PostSitsElsewhere,
    PostUnknown,
    TreeUnknown,
    WrongParentLevel,
)
from domain.organisation.station_errors import OfficeDoesNotHold, OfficeMissing, SeatIsTaken
from domain.organisation.tenure import Tenure, ended, most_at_once
from domain.policy.registers import Post
from domain.ranges import Measured, kept, require_exception
from domain.vocabulary import Code, OfficialText

_NAMESPACE = UUID("0b9d1f6e-6c55-4f0f-9a53-7f3a1f0c2b84")


@dataclass(frozen=True, slots=True)
class Parent:
    """What a founding must know of the body above; the directory says it."""

    code: str
    level: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a body stands.

    Attributes:
        tree: hierarchy of the pack it is a node of; None: it stands beside the trees, like a
            department, at one of the pack's case levels; its parent, if any, has the same level
            or the next one above.
        level: its level, a word of the pack.
        parent: the body above; None at the top of a tree and for a department of its own.
        siblings: how many living bodies of this tree and level the parent has already.
    """

    tree: str | None
    level: str
    parent: Parent | None = None
    siblings: int = 0


class OrgUnitFounded(CreatedEvent):
    """A unit or a grid began to exist.

    Attributes:
        code: its name in every other event; never used twice.
        org_type: what sort of body, a word of the pack.
        tree, level, parent: its placement; ``parent`` is a code.
        founded_on: local day.
        approver: body or post that approved; None: none was needed.
        label: its name for people.
        duties: duty codes of its duty list (CAS-KD-03).
        counterpart_for: units of a higher level that this one is the registered counterpart of
            (CAS-DG-06). It stands here, on the lower unit, because the upper one is often no
            body of this jurisdiction.
        member_count, household_count: as counted at the founding; None: not counted.
        deviations: ratios of the pack that it should keep and does not.
        community_id, estate_id: the community and its housing area that called for it (ORG-BZ-05,
            ORG-CY-03); None: it was founded for no area.
    """

    TOPIC: ClassVar[str] = "OrgUnitFounded"

    code: Code
    org_type: Code
    tree: Code | None
    level: Code
    parent: Code | None
    founded_on: date
    approver: Code | None = None
    label: OfficialText | None = None
    duties: tuple[Code, ...] = ()
    counterpart_for: tuple[Code, ...] = ()
    member_count: int | None = Field(default=None, ge=0)
    household_count: int | None = Field(default=None, ge=0)
    deviations: tuple[Code, ...] = ()
    community_id: Code | None = None
    estate_id: Code | None = None


class PostAppointed(Event):
    """A person took a post of this body.

    Attributes:
        person_ref: pseudonymous id (ENV-07).
        from_on: first local day.
        to_on: first local day on which it is no longer held; None: no end was set.
        basis: the decision it rests on.
        office: the office by which it is held, where each fills a seat of its own (ORG-DG-06).
    """

    TOPIC: ClassVar[str] = "PostAppointed"

    post: Code
    person_ref: Code
    from_on: date
    to_on: date | None = None
    basis: OfficialText
    office: Code | None = None

    @property
    def tenure(self) -> Tenure:
        """The tenure that began with it."""
        return Tenure(self.post, self.person_ref, self.from_on, self.to_on, self.office)

    def apply(self, aggregate: Body) -> None:
        aggregate.tenures = (*aggregate.tenures, self.tenure)


class PostVacated(Event):
    """A person left a post of this body.

    Attributes:
        on: first local day on which the post is no longer held; the first day of the tenure
            itself when it never began.
    """

    TOPIC: ClassVar[str] = "PostVacated"

    post: Code
    person_ref: Code
    on: date

    def apply(self, aggregate: Body) -> None:
        aggregate.tenures = ended(
            aggregate.tenures, post=self.post, person_ref=self.person_ref, on=self.on
        )


class Body(Aggregate):
    """A body founded once, at one place of a hierarchy, with posts that people hold.

    Rules: section 1.1 (no orphans, no level skipped), ORG-DG-04 (posts and vacancy).
    """

    Event = Event

    def __init__(self, code: str, level: str) -> None:
        self.code = code
        self.level = level
        self.tenures: tuple[Tenure, ...] = ()

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one body: a unit and a grid of one code collide in the store as well."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    def holders(self, post: str, on: date) -> tuple[str, ...]:
        """Who holds the post on that local day, in the order of appointment."""
        return tuple(
            tenure.person_ref for tenure in self.tenures if tenure.post == post and tenure.holds(on)
        )

    def appoint(
        self,
        act: Act,
        *,
        post: str,
        person_ref: str,
        from_on: date,
        basis: str,
        to_on: date | None = None,
        party_member: bool = False,
        held_elsewhere: str | None = None,
        office: str | None = None,
        elected: bool = False,
    ) -> None:
        """Give a post to a person; giving the same for the same time again is a no-op.

        Posts of this body that go with it ex officio are given at once, as facts of their own
        with the same dates (ORG-DG-04).

        Args:
            act: its pack says how many hold the post and which level it belongs to.
            from_on: first local day, past or to come.
            to_on: first local day without it; None: no end set.
            party_member: the appointing body has seen that the person is a party member. It is
                checked and not stored, since it would tell of a person (ENV-07).
            held_elsewhere: another body where the person holds this post, as the directory knows
                it; the pack says whether that matters.
            office: the office by which the person holds it, where each fills a seat of its own.
            elected: it follows from an election.

        Raises:
            PostUnknown, PostSitsElsewhere: not a post of the pack, or not of this level (B.3).
            ElectionRequired: the pack has it given by an election alone (PAT-CY-01).
            PeriodIsEmpty: it would end before it begins.
            NotEligible: the pack gives it to holders of other posts only (ORG-BZ-15, ORG-BZ-16).
            PartyMembershipRequired: ORG-DG-04.
            PostIsHeldAlready: the person holds it within that time.
            PostIsFull: somebody else holds the last seat on one of the days (ORG-DG-04).
            PostIsExclusive: the pack gives it to nobody in two bodies (ORG-DG-05).
            OfficeMissing, OfficeDoesNotHold, SeatIsTaken: seats by office (ORG-DG-06).
            UnitIsDissolved, UnitIsMerged, GridIsMerged: the body has ended.
        """
        self._require_active()
        if to_on is not None and to_on <= from_on:
            raise PeriodIsEmpty(from_on, to_on)
        if post not in act.pack.posts:
            raise PostUnknown(post)
        if act.pack.posts[post].elected and not elected:
            raise ElectionRequired(post)
        added = [
            Tenure(name, person_ref, from_on, to_on, office if name == post else None)
            for name in self._with_ex_officio(act, post)
        ]
        added = [tenure for tenure in added if tenure not in self.tenures]
        for tenure in added:
            self._require_seat(
                act.pack.posts[tenure.post], tenure, held_elsewhere, party_member=party_member
            )
        for tenure in added:
            self.trigger_event(
                PostAppointed,
                post=tenure.post,
                person_ref=person_ref,
                from_on=from_on,
                to_on=to_on,
                basis=basis,
                office=tenure.office,
                **act.envelope(PostAppointed.TOPIC),
            )

    def vacate(self, act: Act, *, post: str, person_ref: str, on: date) -> None:
        """Leave a post; leaving it again on the same day is a no-op.

        Posts that go with it ex officio are left as well. A successor may begin on the same day:
        there is no gap and no day with two (ORG-DG-04). An appointment that has not begun is
        called off by leaving on its first day.

        Raises:
            PostIsNotHeld: the person does not hold it on the day before, nor begins that day.
            UnitIsDissolved, UnitIsMerged, GridIsMerged: the body has ended.
        """
        self._require_active()
        if not self._tenures_left(post, person_ref, on):
            raise PostIsNotHeld(post, person_ref, on)
        for name in self._with_ex_officio(act, post):
            left = self._tenures_left(name, person_ref, on)
            if any(tenure.to_on != on for tenure in left):
                self.trigger_event(
                    PostVacated,
                    post=name,
                    person_ref=person_ref,
                    on=on,
                    **act.envelope(PostVacated.TOPIC),
                )

    def _tenures_left(self, post: str, person_ref: str, on: date) -> list[Tenure]:
        return [
            tenure
            for tenure in self.tenures
            if (tenure.post, tenure.person_ref) == (post, person_ref) and tenure.begun_by(on)
        ]

    def _with_ex_officio(self, act: Act, post: str) -> list[str]:
        """The post, and the posts of a body like this that its holder has by it."""
        return [post] + [
            name
            for name, rule in act.pack.posts.items()
            if post in rule.ex_officio and name != post and rule.at in (None, self.level)
        ]

    def _require_seat(
        self, rule: Post, added: Tenure, held_elsewhere: str | None, *, party_member: bool
    ) -> None:
        if not rule.sits_at(self.level):
            raise PostSitsElsewhere(added.post, self.level)
        if rule.chosen_from and not any(
            t.person_ref == added.person_ref and t.post in rule.chosen_from and t.overlaps(added)
            for t in self.tenures
        ):
            raise NotEligible(added.post, added.person_ref, rule.chosen_from)
        if rule.party_member and not party_member:
            raise PartyMembershipRequired(added.post)
        in_post = [tenure for tenure in self.tenures if tenure.post == added.post]
        if any(t.person_ref == added.person_ref and t.overlaps(added) for t in in_post):
            raise PostIsHeldAlready(added.post, added.person_ref)
        if rule.exclusive and held_elsewhere is not None:
            raise PostIsExclusive(added.post, added.person_ref, held_elsewhere)
        holders = most_at_once(added, in_post)
        if rule.max is not None and holders >= rule.max:
            raise PostIsFull(added.post, self.code, holders)
        if rule.by_office:
            self._require_office(rule, added, in_post)

    def _require_office(self, rule: Post, added: Tenure, in_post: Sequence[Tenure]) -> None:
        if added.office is None:
            raise OfficeMissing(added.post, rule.ex_officio)
        if added.office not in rule.ex_officio:
            raise OfficeDoesNotHold(added.post, added.office, rule.ex_officio)
        if any(held.office == added.office and held.overlaps(added) for held in in_post):
            raise SeatIsTaken(added.post, added.office, self.code)

    @abstractmethod
    def _require_active(self) -> None:
        """Refuse a change of a body that has ended, in its own words."""

    def _require_like(self, other: Body) -> None:
        if other.code == self.code:
            raise MergesIntoItself(self.code)
        if other.level != self.level:
            raise LevelsDiffer(self.level, other.level)


def require_past(act: Act, on: date) -> None:
    """Refuse a local day later than the day of the act."""
    if on > local_date(act.at):
        raise DateInFuture(on)


def require_plain(act: Act, placement: Placement) -> None:
    """Refuse to found what has a founding of its own, with rules that a plain one would pass by.

    Raises:
        FoundedInItsOwnWay: a station (ORG-DG-03, ORG-DG-04) or a leading group (ORG-DG-06).
    """
    structure = act.pack.structure
    for rule in (structure.station, structure.leading_group):
        if rule is not None and (placement.tree, placement.level) == (rule.tree, rule.level):
            raise FoundedInItsOwnWay(placement.level)


def require_place(
    act: Act, code: str, placement: Placement, *, approver: str | None = None
) -> None:
    """Refuse an orphan or a body under the wrong level (section 1.1, every pack).

    Raises:
        TreeUnknown, LevelUnknown: words that the pack does not have.
        ParentMissing: below the top of a tree, without a parent.
        WrongParentLevel: the parent stands at a level that the tree does not name.
        ParentIsFull: the tree allows no more of this level under one parent, and no exception
            with its approver is on record (1.5).
        ExceptionUnexplained: the exception has no reason.
    """
    parent = placement.parent
    allowed = _levels_above(act, placement)
    if parent is None:
        if placement.tree is not None and allowed:
            raise ParentMissing(code, None)
    elif parent.level not in allowed:
        raise WrongParentLevel(placement.level, parent.level, allowed)
    elif placement.tree is not None:
        level = act.pack.hierarchies[placement.tree].levels[placement.level]
        if level.at_most is not None and placement.siblings >= level.at_most:
            exception_by = approver if level.more_by_exception else None
            full = ParentIsFull(placement.level, parent.code, level.at_most)
            require_exception(act, exception_by, full)


def size_deviations(
    act: Act, placement: Placement, households: int | None, *, approver: str | None = None
) -> tuple[str, ...]:
    """The ratio that the size of a body of this level should keep and does not.

    Args:
        households: None: not counted, so nothing is said.

    Raises:
        RangeBroken, ExceptionUnexplained: it must be kept (1.5).
    """
    if placement.tree is None or households is None:
        return ()
    level = act.pack.hierarchies[placement.tree].levels[placement.level]
    return kept(act, [Measured(level.households, households)], exception_by=approver)


def _levels_above(act: Act, placement: Placement) -> Sequence[str]:
    if placement.tree is None:
        levels = act.pack.cases.levels
        if placement.level not in levels:
            raise LevelUnknown("cases.levels", placement.level)
        place = levels.index(placement.level)
        return levels[place : place + 2]
    tree = act.pack.hierarchies.get(placement.tree)
    if tree is None:
        raise TreeUnknown(placement.tree)
    if placement.level not in tree.levels:
        raise LevelUnknown(placement.tree, placement.level)
    return tree.allowed_parents(placement.level)
