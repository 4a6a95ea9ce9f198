"""What bodies do for each other: cross posts, support, joint teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from domain.act import Act
from domain.kernel import Event
from domain.organisation.body import Body, require_past
from domain.organisation.errors import PeriodIsEmpty
from domain.organisation.joint_errors import (
    CrossPostIsOff,
    JointTeamUnknown,
    LeadIsMissing,
    PartUnknown,
    SameOrganisation,
    SupportKindUnknown,
    TeamEstateUnclear,
    TeamIsFormed,
    TeamKindUnknown,
)
from domain.policy.pack import PolicyPack
from domain.ruled import ruled
from domain.vocabulary import Code, OfficialText


class CrossPostAppointed(Event):
    """A person of another body took a post here and keeps the one there (ORG-KD-07).

    The catalogue has no fact for leaving: the same is stated again with its end.

    Attributes:
        person_ref: pseudonymous id.
        from_org, to_org: codes; ``to_org`` is this body.
        from_on: first local day.
        to_on: first local day without it; None: no end is known.
    """

    TOPIC: ClassVar[str] = "CrossPostAppointed"

    person_ref: Code
    from_org: Code
    to_org: Code
    from_on: date
    to_on: date | None = None

    def apply(self, aggregate: Sharing) -> None:
        key = (self.person_ref, self.from_org)
        aggregate.cross_posts = {**aggregate.cross_posts, key: (self.from_on, self.to_on)}


class SupportSent(Event):
    """A unit sent support down to this community (SNK-BJ-01).

    Attributes:
        kind: place in the pack's list of kinds, from 1.
        unit: code of who sends it.
        community_id: code of this body.
        sent_on: local day.
        matter: what was sent, in an official's words.
    """

    TOPIC: ClassVar[str] = "SupportSent"

    kind: int = Field(ge=1)
    unit: Code
    community_id: Code
    sent_on: date
    matter: OfficialText | None = None


class TeamFormed(Event):
    """A joint team of this body went out (ORG-QY-03), or a team that stays was formed (VOL-SA-01).

    Attributes:
        team: kind of team, a word of the pack.
        on: local day.
        parts: kinds of people who were there, words of the pack; empty: the team stays.
        code: of a team that stays; None: it went out once.
        estate: code of the estate that it is for; None: it is for the whole body.
    """

    TOPIC: ClassVar[str] = "TeamFormed"

    team: Code
    on: date
    parts: tuple[Code, ...] = ()
    code: Code | None = None
    estate: Code | None = None

    def apply(self, aggregate: Sharing) -> None:
        if self.code is not None:
            aggregate.standing_teams = aggregate.standing_teams | {self.code}


class Sharing(Body):
    """A body that shares people and means with others."""

    def __init__(self, code: str, level: str) -> None:
        super().__init__(code, level)
        self.cross_posts: dict[tuple[str, str], tuple[date, date | None]] = {}
        self.standing_teams: frozenset[str] = frozenset()

    def appoint_across(
        self,
        act: Act,
        *,
        person_ref: str,
        from_org: str,
        sorts: tuple[str, str],
        from_on: date,
        to_on: date | None = None,
    ) -> None:
        """Take a person of another body; stating the same again is a no-op.

        Args:
            sorts: what sort of body ``from_org`` and this one are, words of the pack.
            from_on: first local day; to_on: first local day without it.

        Raises:
            SameOrganisation: ORG-KD-07.
            CrossPostIsOff: the pack gives none between such bodies.
            PeriodIsEmpty: it would end before it begins.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        if from_org == self.code:
            raise SameOrganisation(self.code)
        allowed = act.pack.structure.cross_posts
        for sort in sorts:
            if sort not in allowed:
                raise CrossPostIsOff(sort, allowed)
        if to_on is not None and to_on <= from_on:
            raise PeriodIsEmpty(from_on, to_on)
        if self.cross_posts.get((person_ref, from_org)) != (from_on, to_on):
            self.trigger_event(
                CrossPostAppointed,
                person_ref=person_ref,
                from_org=from_org,
                to_org=self.code,
                from_on=from_on,
                to_on=to_on,
                **act.envelope(CrossPostAppointed.TOPIC),
            )

    def take_support(
        self, act: Act, *, kind: int, unit: str, on: date, matter: str | None = None
    ) -> None:
        """Record that a unit sent support.

        Raises:
            SupportKindUnknown: SNK-BJ-01.
            DateInFuture: not sent yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        require_past(act, on)
        listed = act.pack.structure.support
        size = act.pack.checklists[listed].size if listed is not None else 0
        if not 1 <= kind <= size:
            raise SupportKindUnknown(kind, size)
        self.trigger_event(
            SupportSent,
            kind=kind,
            unit=unit,
            community_id=self.code,
            sent_on=on,
            matter=matter,
            **act.envelope(SupportSent.TOPIC),
        )

    def form_team(self, act: Act, *, team: str, on: date, parts: Sequence[str]) -> None:
        """Record that a joint team went out, with the kinds of people who were there.

        Raises:
            JointTeamUnknown, PartUnknown, LeadIsMissing: ORG-QY-03.
            DateInFuture: it has not gone out yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        require_past(act, on)
        rule = act.pack.structure.joint_teams.get(team)
        if rule is None:
            raise JointTeamUnknown(team)
        known = (rule.lead, *rule.kinds, *rule.further)
        for part in parts:
            if part not in known:
                raise PartUnknown(team, part)
        if rule.lead not in parts:
            raise LeadIsMissing(team, rule.lead)
        self.trigger_event(
            TeamFormed,
            team=team,
            on=on,
            parts=tuple(part for part in known if part in parts),
            **act.envelope(TeamFormed.TOPIC),
        )

    def form_standing_team(
        self, act: Act, *, team: str, code: str, on: date, estate: str | None
    ) -> None:
        """Record that a team was formed that stays: volunteers, or a club of an estate.

        Args:
            team: kind of team; code: its own, used once in this body.
            estate: code of the estate that it is for.

        Raises:
            TeamKindUnknown: the pack has no such team (B-45).
            TeamEstateUnclear: a kind for estates names its estate, any other names none.
            TeamIsFormed: there is one with that code.
            DateInFuture: it is not formed yet.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        require_past(act, on)
        rule = act.pack.structure.teams.get(team)
        if rule is None:
            raise TeamKindUnknown(team, act.pack.ref)
        if rule.of_estate is (estate is None):
            raise TeamEstateUnclear(team, of_estate=rule.of_estate)
        if code in self.standing_teams:
            raise TeamIsFormed(self.code, code)
        envelope = ruled(act, "structure", f"teams.{team}").envelope(TeamFormed.TOPIC)
        self.trigger_event(TeamFormed, team=team, on=on, code=code, estate=estate, **envelope)


def team_coverage(pack: PolicyPack, team: str, parts: Sequence[str]) -> Fraction:
    """How many of the kinds that should be in a joint team were there, of all of them.

    Raises:
        KeyError: the pack knows no such team.
    """
    kinds = pack.structure.joint_teams[team].kinds
    return Fraction(sum(kind in parts for kind in kinds), len(kinds))
